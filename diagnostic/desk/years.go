package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/jobs"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Retry asks once more for work that failed on our side.
func (d *Desk) Retry(ctx context.Context, a Actor, org OrgID, object string) error {
	if err := a.works(org); err != nil {
		return err
	}
	j, err := d.Store.LastJob(ctx, org, object)
	if err != nil {
		return fmt.Errorf("find job: %w", err)
	}
	if j.State != jobs.Failed {
		return nil
	}
	return d.ask(ctx, a, org, j.Kind, object, j.Payload)
}

// mostYears bounds the diagnostics asked for after one import.
const mostYears = 10

// askYears asks for a diagnostic of each year that a ledger covers.
func (d *Desk) askYears(ctx context.Context, org OrgID, by string, l store.Ledger) error {
	a := Actor{User: by}
	asked, err := d.settleEdition(ctx, a, Asked{})
	if err != nil {
		return err
	}
	for _, y := range Years(l) {
		asked.Period = y
		if err := d.ask(ctx, a, org, workDiagnose, string(org)+"/"+y, asked); err != nil {
			return err
		}
	}
	return nil
}

// Years lists the years a ledger covers, "" alone when no line has a date.
func Years(l store.Ledger) []string {
	first, err1 := time.Parse(time.DateOnly, l.FirstDay)
	last, err2 := time.Parse(time.DateOnly, l.LastDay)
	if err1 != nil || err2 != nil {
		return []string{""}
	}
	var out []string
	for y := last.Year(); y >= first.Year() && len(out) < mostYears; y-- {
		out = append([]string{fmt.Sprintf("%04d", y)}, out...)
	}
	return out
}

// YearJob is the last making of a period's diagnostic.
func (d *Desk) YearJob(ctx context.Context, a Actor, org OrgID, period string) (jobs.Job, error) {
	return d.Job(ctx, a, org, string(org)+"/"+period)
}

// maxTyped bounds a total that is typed.
const maxTyped = 40

// TypedTotal reads a total that a person typed, with or without spaces, a dollar
// sign, a comma or a point before the cents.
func TypedTotal(s string) (decimal.Decimal, error) {
	bare := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == '$' || r == '\'':
			return -1
		case r == ',':
			return '.'
		}
		return r
	}, s)
	if n := strings.Count(bare, "."); n > 1 { // all but the last group thousands
		bare = strings.Replace(bare, ".", "", n-1)
	}
	d, err := decimal.NewFromString(bare)
	if err != nil || len(bare) > maxTyped || strings.ContainsAny(bare, "eE") || d.Exponent() < -6 || d.Exponent() > 12 {
		return decimal.Zero, message.NewFault("desk.typed_total", message.Place{}, "value", s)
	}
	return d, nil
}

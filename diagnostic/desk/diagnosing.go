package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Asked is what a diagnostic is asked for.
type Asked struct {
	Period string `json:"period"` // "2024", "2024-03", "2024-01..2024-06"
	// Edition of the registry; 0 = as it stands, which is then marked as one.
	Edition int `json:"edition,omitempty"`

	// of: the change of the registry that Edition would be made of; nil once it is
	// kept. What is only looked at marks none.
	of *int64
}

// edition names the edition in a key: a number that is not kept yet may come to
// stand for another change.
func (a Asked) edition() string {
	if a.of == nil {
		return strconv.Itoa(a.Edition)
	}
	return fmt.Sprintf("%d of %d", a.Edition, *a.of)
}

// Made is a diagnostic that is kept, and its value.
type Made struct {
	store.Diagnostic
	Value *diagnostic.Diagnostic
}

// want is what a period of an organisation would be measured from: all that is
// known before anything large is read.
type want struct {
	org      store.Organisation
	asked    Asked
	ledgers  []string
	rules    *policy.Policy
	target   decimal.NullDecimal
	previous *store.Diagnostic // nil when there is none
	key      string            // of everything above
	// decisions in force for the organisation
	decisions []review.Decision
}

// wanted finds what is stored of an organisation's period.
func (d *Desk) wanted(ctx context.Context, org OrgID, asked Asked) (*want, error) {
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("find organisation: %w", err)
	}
	held, err := d.Store.Holdings(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list holdings: %w", err)
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	return d.wantedOf(o, held[org], rules, asked)
}

// wantedOf is wanted where what the organisation has is known already.
func (d *Desk) wantedOf(o store.Organisation, held *store.Holdings, rules *policy.Policy, asked Asked) (*want, error) {
	from, to, err := diagnostic.Bounds(asked.Period)
	if err != nil {
		return nil, err
	}
	w := &want{org: o, asked: asked, rules: rules, decisions: held.Decisions, target: targetIn(held.Targets, asked.Period), previous: previousOf(held.Diagnostics, from)}
	for i := range held.Ledgers {
		if l := &held.Ledgers[i]; l.State == store.Imported && within(*l, from, to) {
			w.ledgers = append(w.ledgers, l.ID)
		}
	}
	if len(w.ledgers) == 0 {
		return nil, message.NewFault("desk.no_ledger", message.Place{}, "buyer", o.Name, "period", asked.Period)
	}
	sort.Strings(w.ledgers) // in order of import
	earlier := ""
	if w.previous != nil {
		earlier = w.previous.Digest
	}
	w.key = fmt.Sprintf("%q", []string{
		strings.Join(w.ledgers, ","), asked.Period, asked.edition(), w.rules.Digest, d.params.Version, o.Name, o.MRC, o.Regime, w.target.Decimal.String(), earlier,
	})
	return w, nil
}

// read loads and matches what is wanted.
func (d *Desk) read(ctx context.Context, w *want, tell func(diagnostic.Step, int, int)) (*diagnostic.Prepared, error) {
	edition, err := d.edition(ctx, w.asked)
	if err != nil {
		return nil, err
	}
	var previous *diagnostic.Earlier
	if row := w.previous; row != nil {
		v, err := d.snapshot(ctx, w.org.ID, row.ID)
		if err != nil {
			return nil, err
		}
		previous = &diagnostic.Earlier{Diagnostic: v, File: "diagnostic-" + row.Run + ".json", Digest: row.Digest}
	}
	books := make([]*ledger.Ledger, len(w.ledgers))
	for i, id := range w.ledgers {
		if books[i], err = d.Store.LoadLedger(ctx, w.org.ID, id); err != nil {
			return nil, fmt.Errorf("load ledger: %w", err)
		}
	}
	book, err := join(books)
	if err != nil {
		return nil, err
	}
	return diagnostic.Prepare(ctx, diagnostic.Request{
		Buyer: w.org.Name, MRC: w.org.MRC, Regime: w.org.Regime, Period: w.asked.Period, Target: w.target, Policy: w.rules, Params: d.params, Program: d.Program,
		Previous: previous, Edition: edition, Book: book, SetAsideUnreadable: true, Progress: tell,
	})
}

// Look measures an organisation's period as it stands now, decisions included,
// and keeps nothing.
func (d *Desk) Look(ctx context.Context, a Actor, org OrgID, asked Asked) (*diagnostic.Diagnostic, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	asked, err := d.lookEdition(ctx, asked)
	if err != nil {
		return nil, err
	}
	_, v, _, err := d.standing(ctx, org, asked, nil)
	if err != nil {
		return nil, err
	}
	return v.value, nil
}

// lookEdition is settleEdition for what is only looked at: nothing is written.
// The registry that changed since its last edition is looked at as the next one.
func (d *Desk) lookEdition(ctx context.Context, asked Asked) (Asked, error) {
	if asked.Edition != 0 {
		return asked, nil
	}
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return asked, fmt.Errorf("read registry: %w", err)
	}
	last, err := d.Store.Edition(ctx, 0)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return asked, fmt.Errorf("find edition: %w", err)
	}
	if asked.Edition = last.Number; err != nil || last.Seq != head {
		asked.Edition, asked.of = last.Number+1, &head
	}
	return asked, nil
}

// settleEdition turns "the registry as it stands" into an edition with a number,
// for a diagnostic that is kept.
func (d *Desk) settleEdition(ctx context.Context, a Actor, asked Asked) (Asked, error) {
	if asked.Edition != 0 && asked.of == nil {
		return asked, nil
	}
	m, err := d.MarkEdition(ctx, a)
	if err != nil {
		return asked, err
	}
	asked.Edition, asked.of = m.Number, nil
	return asked, nil
}

// MarkEdition freezes the registry as it stands; when nothing changed since the
// last edition, that one is given back.
func (d *Desk) MarkEdition(ctx context.Context, _ Actor) (record.EditionMark, error) {
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return record.EditionMark{}, fmt.Errorf("read registry: %w", err)
	}
	if last, err := d.Store.Edition(ctx, 0); err == nil && last.Seq == head {
		return last, nil
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return record.EditionMark{}, fmt.Errorf("find edition: %w", err)
	}
	// As it stood at that change: another may come while this is read.
	versions, err := d.Store.RecordsAt(ctx, head)
	if err != nil {
		return record.EditionMark{}, fmt.Errorf("read registry: %w", err)
	}
	ed := record.EditionOf(recordsOf(versions))
	m, err := d.Store.MarkEdition(ctx, record.EditionMark{Seq: head, At: d.Now(), Digest: ed.Digest, Size: len(ed.Entries)})
	if err != nil {
		return m, fmt.Errorf("keep edition: %w", err)
	}
	return m, nil
}

// edition gives the registry as an edition froze it, and proves that it is the
// same; or as it would be frozen.
func (d *Desk) edition(ctx context.Context, asked Asked) (*registry.Edition, error) {
	number, m := asked.Edition, record.EditionMark{Number: asked.Edition}
	if asked.of != nil {
		m.Seq = *asked.of
	} else {
		var err error
		if m, err = d.Store.Edition(ctx, number); err != nil {
			return nil, fmt.Errorf("find edition %d: %w", number, err)
		}
	}
	versions, err := d.Store.RecordsAt(ctx, m.Seq)
	if err != nil {
		return nil, fmt.Errorf("read edition %d: %w", number, err)
	}
	ed := record.EditionOf(recordsOf(versions))
	if asked.of == nil && ed.Digest != m.Digest {
		return nil, fmt.Errorf("edition %d: %w: its records are not those it was made of", number, store.ErrCorrupt)
	}
	ed.Number, ed.Seq = m.Number, m.Seq
	if len(ed.Entries) == 0 {
		return nil, message.NewFault("desk.no_registry", message.Place{})
	}
	return ed, nil
}

func recordsOf(versions []record.Version) []record.Record {
	list := make([]record.Record, len(versions))
	for i := range versions {
		list[i] = versions[i].Record
	}
	return list
}

// Diagnose asks for a diagnostic to be made and kept as a draft.
func (d *Desk) Diagnose(ctx context.Context, a Actor, org OrgID, asked Asked) error {
	if err := a.works(org); err != nil {
		return err
	}
	if _, _, err := diagnostic.Bounds(asked.Period); err != nil {
		return err
	}
	asked, err := d.settleEdition(ctx, a, asked)
	if err != nil {
		return err
	}
	return d.ask(ctx, a, org, workDiagnose, string(org)+"/"+asked.Period, asked)
}

// workDiagnose makes a diagnostic and keeps it.
func (d *Desk) workDiagnose(ctx context.Context, j jobs.Job, tell func(string, int, int)) (string, error) {
	var asked Asked
	if err := json.Unmarshal(j.Payload, &asked); err != nil {
		return "", fmt.Errorf("read request: %w", err)
	}
	row, err := d.make(ctx, OrgID(j.Organisation), j.By, asked, func(s diagnostic.Step, done, total int) { tell(string(s), done, total) })
	if err != nil {
		return "", err
	}
	d.warm(ctx, OrgID(j.Organisation), asked, row.ID)
	return row.ID, nil
}

// MakeDiagnostic makes a diagnostic now and keeps it: the command line's way.
func (d *Desk) MakeDiagnostic(ctx context.Context, a Actor, org OrgID, asked Asked, tell func(diagnostic.Step, int, int)) (*Made, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	asked, err := d.settleEdition(ctx, a, asked)
	if err != nil {
		return nil, err
	}
	row, err := d.make(ctx, org, a.User, asked, tell)
	if err != nil {
		return nil, err
	}
	return d.Diagnostic(ctx, a, org, row.ID)
}

func (d *Desk) make(ctx context.Context, org OrgID, by string, asked Asked, tell func(diagnostic.Step, int, int)) (store.Diagnostic, error) {
	w, now, used, err := d.standing(ctx, org, asked, tell)
	if err != nil {
		return store.Diagnostic{}, err
	}
	v := now.value
	var b bytes.Buffer
	if err := v.WriteJSON(&b); err != nil {
		return store.Diagnostic{}, fmt.Errorf("freeze diagnostic: %w", err)
	}
	d.keeping.Lock() // two workers of this server may make the same at once
	defer d.keeping.Unlock()
	if row, ok, err := d.same(ctx, org, asked.Period, hexDigest(b.Bytes())); err != nil || ok {
		return row, err
	}
	row, err := d.Store.AddDiagnostic(ctx, org, headline(v, store.Diagnostic{
		Period: asked.Period, Edition: asked.Edition, MadeBy: by, Ledgers: w.ledgers, Decisions: idsOf(used), Applied: v.AppliedDecisions(),
	}), b.Bytes())
	if err != nil {
		return row, fmt.Errorf("keep diagnostic: %w", err)
	}
	return row, nil
}

// same finds the newest diagnostic of a period when it is the same to the byte:
// what was made twice is kept once.
func (d *Desk) same(ctx context.Context, org OrgID, period, digest string) (store.Diagnostic, bool, error) {
	list, err := d.Store.Diagnostics(ctx, org)
	if err != nil {
		return store.Diagnostic{}, false, fmt.Errorf("list diagnostics: %w", err)
	}
	for _, row := range list {
		if row.Period == period {
			return row, row.Digest == digest, nil
		}
	}
	return store.Diagnostic{}, false, nil
}

func idsOf(list []review.Decision) []string {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

// headline fills the columns that lists show.
func headline(v *diagnostic.Diagnostic, row store.Diagnostic) store.Diagnostic {
	row.FirstDay, row.LastDay, row.Run, row.Policy = v.Period.From, v.Period.To, v.Run.Number, v.Run.PolicyVersion
	row.Basis, row.Currency, row.Lines, row.Suppliers = string(v.Basis), v.Currency, len(v.Lines), len(v.Suppliers)
	row.Total, row.Addressable = v.Measures.Total.Dollars, v.Measures.Addressable.Dollars
	row.Confirmed, row.Probable, row.Ceiling = v.Measures.Confirmed.Dollars, v.Measures.Probable.Dollars, v.Measures.Ceiling.Dollars
	return row
}

// Diagnostic gives a kept diagnostic with its frozen value.
func (d *Desk) Diagnostic(ctx context.Context, a Actor, org OrgID, id string) (*Made, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	row, err := d.Store.Diagnostic(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("find diagnostic: %w", err)
	}
	m, err := d.frozen.get(ctx, org, row.ID, row.Digest, func() (*measured, error) {
		v, err := d.snapshot(ctx, org, id)
		return &measured{value: v}, err
	})
	if err != nil {
		return nil, err
	}
	return &Made{Diagnostic: row, Value: m.value}, nil
}

func (d *Desk) snapshot(ctx context.Context, org OrgID, id string) (*diagnostic.Diagnostic, error) {
	b, err := d.Store.Snapshot(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	v, err := diagnostic.ReadJSON(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	return v, nil
}

// Diagnostics lists those of an organisation, the newest first.
func (d *Desk) Diagnostics(ctx context.Context, a Actor, org OrgID) ([]store.Diagnostic, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	return d.Store.Diagnostics(ctx, org)
}

// EarlierRun finds a diagnostic of the organisation by the number of its run, the
// newest first; [ErrNotFound] when there is none.
func (d *Desk) EarlierRun(ctx context.Context, a Actor, org OrgID, run string) (store.Diagnostic, error) {
	list, err := d.Diagnostics(ctx, a, org)
	if err != nil {
		return store.Diagnostic{}, err
	}
	for i := range list {
		if list[i].Run == run {
			return list[i], nil
		}
	}
	return store.Diagnostic{}, ErrNotFound
}

// previousOf is the newest validated or published diagnostic of an earlier
// period, else the newest draft; null when there is none. The list has the newest
// first.
func previousOf(list []store.Diagnostic, from string) *store.Diagnostic {
	if from == "" {
		return nil
	}
	best := -1
	better := func(x, y *store.Diagnostic) bool {
		if x.LastDay != y.LastDay {
			return x.LastDay > y.LastDay
		}
		return settled(x.State) && !settled(y.State)
	}
	for i := range list { // the newest first: an equal one does not replace it
		if list[i].LastDay != "" && list[i].LastDay < from && (best < 0 || better(&list[i], &list[best])) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return &list[best]
}

func settled(s store.State) bool { return s == store.Validated || s == store.Published }

// targetIn is the share aimed at in the year of a period, null when none is set.
func targetIn(list []store.Target, period string) decimal.NullDecimal {
	for _, t := range list {
		if len(period) >= 4 && period[:4] == fmt.Sprint(t.Year) {
			return decimal.NewNullDecimal(t.Percent)
		}
	}
	return decimal.NullDecimal{}
}

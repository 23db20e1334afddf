package ledger

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/templates/message"
)

// report is a generated ledger and its truth.
type report struct {
	text   string
	lines  int
	sum    decimal.Decimal
	totals int
}

var inventedNames = []string{"Atelier Nord inc.", "Bois Fou", "Cuir Fin enr.", "Total Vent", "Drap Doux ltée", "Étoffe du Rang", "Ferme 9123-4567 inc."}

// drawReport writes a ledger as accounting software might: title rows, columns
// in any order, one language's numbers, subtotals by supplier, a grand total,
// blank rows.
func drawReport(t *rapid.T) report {
	lang := rapid.SampledFrom(message.Langs).Draw(t, "lang")
	say := message.In(lang)
	head, delim, sub, grand := []string{"Fournisseur", "Date", "No facture", "Montant"}, ";", "Sous-total ", "Total général"
	if lang == message.English {
		head, delim, sub, grand = []string{"Supplier", "Date", "Invoice No", "Amount"}, "\t", "Subtotal ", "Grand total"
	}
	order := rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "order")
	subtotals, blanks := rapid.Bool().Draw(t, "subtotals"), rapid.Bool().Draw(t, "blanks")
	money := func(d decimal.Decimal) string {
		if rapid.Bool().Draw(t, "sign") {
			return say.Money(d)
		}
		return say.Number(d, 2)
	}
	var b strings.Builder
	row := func(cells ...string) {
		for i, k := range order {
			if i > 0 {
				b.WriteString(delim)
			}
			b.WriteString(cells[k])
		}
		b.WriteByte('\n')
	}
	for range rapid.IntRange(0, 4).Draw(t, "titles") {
		row("Liste", "", "", "")
	}
	row(head...)
	r := report{sum: decimal.Zero}
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for g := range rapid.IntRange(2, 6).Draw(t, "groups") {
		name := inventedNames[g]
		group := decimal.Zero
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			// Every third amount is a credit; odd cents keep sums from meeting by chance.
			cents := rapid.Int64Range(100, 9_999_999).Draw(t, "cents")
			if r.lines%3 == 2 {
				cents = -cents
			}
			d := decimal.New(cents, -2)
			row(name, day.AddDate(0, 0, r.lines).Format("2006-01-02"), fmt.Sprintf("F-%d", r.lines), money(d))
			group = group.Add(d)
			r.lines++
			r.sum = r.sum.Add(d)
			if blanks && r.lines%4 == 0 {
				row("", "", "", "")
			}
		}
		if subtotals {
			row(sub+name, "", "", money(group))
			r.totals++
		}
	}
	row(grand, "", "", money(r.sum))
	r.totals++
	r.text = b.String()
	return r
}

// TestReportsBalance reads generated reports: every line is found, no total is
// summed, every total is verified.
func TestReportsBalance(t *testing.T) {
	t.Parallel()
	hs := headers(t)
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		r := drawReport(t)
		path := filepath.Join(dir, "r.csv")
		if err := os.WriteFile(path, []byte(r.text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Read(context.Background(), []string{path}, hs, Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, r.text)
		}
		if l.Lines.Len() != r.lines || !l.Balance.SumKept.Equal(r.sum) {
			t.Fatalf("%d lines %s, want %d lines %s\n%s", l.Lines.Len(), l.Balance.SumKept, r.lines, r.sum, r.text)
		}
		if n := len(l.Tables[0].Totals); n != r.totals {
			t.Fatalf("%d totals, want %d\n%s", n, r.totals, r.text)
		}
		for _, p := range l.Tables[0].Totals {
			if !p.Verified {
				t.Fatalf("%s is not verified: %s printed, %s computed\n%s", p.Cell, p.Printed, p.Computed, r.text)
			}
		}
	})
}

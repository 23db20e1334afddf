package diagnostic_test

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/demo"
	"jachete/diagnostic/diagnostictest"
	"jachete/scoring/name"
	"jachete/scoring/share"
)

// diagnoseDemo writes the invented town's files and diagnoses them.
func diagnoseDemo(t testing.TB, seed uint64) (*diagnostic.Diagnostic, *demo.Data) {
	t.Helper()
	data, err := demo.Make(seed)
	if err != nil {
		t.Fatal(err)
	}
	return diagnoseYear(t, data, nil), data
}

// diagnoseYear diagnoses one year of the invented town, beside an earlier one
// when there is one.
func diagnoseYear(t testing.TB, data *demo.Data, previous *diagnostic.Earlier) *diagnostic.Diagnostic {
	t.Helper()
	dir := t.TempDir()
	save := func(file string, write func(io.Writer) error) string {
		p := filepath.Join(dir, file)
		f, err := os.Create(p)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := write(f); err != nil {
			t.Fatal(err)
		}
		return p
	}
	q := diagnostictest.Asked(t)
	q.Ledgers, q.Registry = []string{save("livre.xlsx", data.WriteLedger)}, save("registre.csv", data.WriteRegistry)
	q.Buyer, q.MRC, q.Period, q.Previous = demo.Buyer, demo.MRC, strconv.Itoa(data.Year), previous
	return diagnostictest.Make(t, q)
}

// The demo's truth is computed from its lines by other code; the diagnostic of
// its files must find it to the cent.
func TestDiagnosticOfTheDemoIsTheTruth(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{2024, 7, 99} {
		d, data := diagnoseDemo(t, seed)
		isTheTruth(t, seed, d, data)
		before, err := data.Before(1)
		if err != nil {
			t.Fatal(err)
		}
		isTheTruth(t, seed, diagnoseYear(t, before, nil), before)
	}
}

func isTheTruth(t *testing.T, seed uint64, d *diagnostic.Diagnostic, data *demo.Data) {
	t.Helper()
	want, m := &data.Truth, &d.Measures
	equal := func(what string, got, want decimal.Decimal) {
		t.Helper()
		if !got.Equal(want) {
			t.Errorf("seed %d: %s is %s, want %s (difference %s)", seed, what, got, want, got.Sub(want))
		}
	}
	if m.Total.Lines != want.Lines {
		t.Errorf("seed %d: %d lines, want %d", seed, m.Total.Lines, want.Lines)
	}
	equal("total", m.Total.Dollars, want.Total)
	equal("set aside", m.SetAsideAll.Dollars, want.SetAsideAll.Dollars)
	equal("grants", m.Grants.Dollars, want.Grants.Dollars)
	equal("addressable", m.Addressable.Dollars, want.Addressable.Dollars)
	found := map[string]share.ClassAmount{}
	for _, c := range m.SetAside {
		found[c.Class] = c
	}
	for _, c := range want.SetAside {
		equal("class "+c.Of, found[c.Of].Dollars, c.Dollars)
		if found[c.Of].Lines != c.Lines {
			t.Errorf("seed %d: class %s has %d lines, want %d", seed, c.Of, found[c.Of].Lines, c.Lines)
		}
		delete(found, c.Of)
	}
	for c := range found {
		t.Errorf("seed %d: class %s is not in the truth", seed, c)
	}

	// Hard spellings may be confirmed, proposed or missed; what is confirmed
	// of them comes on top of what is sure, and must be the right enterprise.
	byName := map[string]*diagnostic.Supplier{}
	for i := range d.Suppliers {
		s := &d.Suppliers[i]
		for _, n := range append([]string{s.Name}, s.Variants...) {
			byName[name.Fold(n)] = s
		}
	}
	confirmed := want.Confirmed.Dollars
	for _, v := range want.Variants {
		s := byName[name.Fold(v.Name)]
		if s == nil {
			t.Errorf("seed %d: no supplier %q", seed, v.Name)
			continue
		}
		if s.Enterprise != nil && s.Enterprise.Name != data.Registry[v.Enterprise].Name {
			t.Errorf("seed %d: %q was taken for %q", seed, v.Name, s.Enterprise.Name)
		}
		if s.Standing == share.Confirmed {
			confirmed = confirmed.Add(v.Dollars)
		}
	}
	equal("confirmed", m.Confirmed.Dollars, confirmed)
	equal("not recognised", m.NotRecognisedYet.Dollars, want.NotRecognised.Dollars)
	equal("apart", m.Apart.Dollars, want.Apart.Dollars)
	wantShare := confirmed.Mul(decimal.NewFromInt(100)).DivRound(want.Addressable.Dollars, 2)
	if got := m.Confirmed.OfAddressable; !got.Valid || !got.Decimal.Equal(wantShare) {
		t.Errorf("seed %d: share %v, want %s", seed, got, wantShare)
	}
	for _, n := range want.Strangers {
		if s := byName[name.Fold(n)]; s != nil && s.Standing == share.Confirmed {
			t.Errorf("seed %d: stranger %q was confirmed as %q", seed, n, s.Enterprise.Name)
		}
	}
	for i, sheet := range want.Sheets {
		b := d.Tables[i].Balance
		if d.Tables[i].Sheet != sheet.Name || d.Tables[i].HeaderRow != sheet.HeaderRow || b.RowsRead != sheet.RowsRead || b.RowsKept != sheet.RowsKept {
			t.Errorf("seed %d: sheet %+v, want %+v", seed, d.Tables[i], sheet)
		}
		equal("sum of "+sheet.Name, b.SumKept, sheet.Sum)
		verified := 0
		for _, p := range d.Tables[i].Totals {
			if p.Verified {
				verified++
			}
		}
		if verified != len(sheet.Totals) {
			t.Errorf("seed %d: %s: %d totals verified of %d", seed, sheet.Name, verified, len(sheet.Totals))
		}
	}
}

// No name of a natural person is left in what a document could print.
func TestDemoMasksNaturalPersons(t *testing.T) {
	t.Parallel()
	d, data := diagnoseDemo(t, 2024)
	persons := map[string]bool{}
	for _, l := range data.Ledger.Lines {
		if l.Person {
			persons[name.Fold(l.Supplier)] = true
		}
	}
	if len(persons) < 10 {
		t.Fatalf("the demo has only %d persons", len(persons))
	}
	seen := map[string]bool{}
	for i := range d.Suppliers {
		for _, n := range append([]string{d.Suppliers[i].Name}, d.Suppliers[i].Variants...) {
			seen[name.Fold(n)] = true
		}
	}
	for p := range persons {
		if seen[p] {
			t.Errorf("the name of a natural person is in the diagnostic: %q", p)
		}
	}
	masked := 0
	for i := range d.Suppliers {
		if d.Suppliers[i].Masked {
			masked++
			if d.Suppliers[i].Standing != share.None {
				t.Errorf("a masked person stands as %s", d.Suppliers[i].Standing)
			}
		}
	}
	if masked != len(persons) {
		t.Errorf("%d masked of %d persons", masked, len(persons))
	}
}

// Figures agree with the measures, and the parts with the whole.
func TestFiguresOfTheDemo(t *testing.T) {
	t.Parallel()
	d, _ := diagnoseDemo(t, 2024)
	seen, cells := map[string]bool{}, map[string]bool{}
	for _, f := range d.Figures {
		if seen[f.ID] || cells[f.Cell] {
			t.Errorf("figure %s or cell %s stands twice", f.ID, f.Cell)
		}
		seen[f.ID], cells[f.Cell] = true, true
	}
	m := &d.Measures
	sum := m.SetAsideAll.Dollars.Add(m.Grants.Dollars).Add(m.Addressable.Dollars)
	if !sum.Equal(m.Total.Dollars) {
		t.Errorf("parts sum to %s, total %s", sum, m.Total.Dollars)
	}
	if !d.Balance.SumKept.Equal(m.Total.Dollars.Add(d.Period.OutOfRangeDollars)) {
		t.Errorf("balance %s, total %s", d.Balance.SumKept, m.Total.Dollars)
	}
	if len(d.Advice.Opportunities) < 3 {
		t.Errorf("only %d opportunities", len(d.Advice.Opportunities))
	}
	for _, o := range d.Advice.Opportunities {
		if len(o.Able) == 0 || len(o.Levers) == 0 {
			t.Errorf("opportunity %s names %d enterprises and %d levers", o.Category, len(o.Able), len(o.Levers))
		}
	}
	if again, _ := diagnoseDemo(t, 2024); again.Run.Number != d.Run.Number {
		t.Errorf("run %s, then %s", d.Run.Number, again.Run.Number)
	}
	if other, _ := diagnoseDemo(t, 7); other.Run.Number == d.Run.Number {
		t.Error("another ledger has the same run number")
	}
}

func BenchmarkDiagnoseDemo(b *testing.B) {
	data, err := demo.Make(2024)
	if err != nil {
		b.Fatal(err)
	}
	_ = data
	b.ReportAllocs()
	for b.Loop() {
		diagnoseDemo(b, 2024)
	}
}

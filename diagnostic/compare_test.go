package diagnostic

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// year is a diagnostic of three suppliers: an enterprise of the registry paid
// coop dollars a month, another from the month it came, a paver paid 100.
func year(t *testing.T, y string, coop int64, months []string, second string) *Diagnostic {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	d := &Diagnostic{
		Schema: SchemaVersion, Buyer: Buyer{Name: "Ville d'Essai"}, Classes: p.Classes,
		Run: Run{PolicyDigest: p.Digest, PolicyVersion: p.Version, Inputs: []Input{{"ledger", y + ".csv", y}}},
		Suppliers: []Supplier{
			{Name: "Atelier Sûr", Standing: share.Confirmed, Enterprise: &Enterprise{ID: "E1", Name: "Atelier Sûr"}},
			{Name: "Coop Nouvelle", Standing: share.Confirmed, Enterprise: &Enterprise{ID: "E2", Name: "Coop Nouvelle"}},
			{Name: "Pavage Bidon inc.", Standing: share.None},
		},
	}
	for _, m := range months {
		line := func(supplier int, amount int64, category string) {
			d.Lines = append(d.Lines, Line{
				Supplier: supplier, Amount: decimal.NewFromInt(amount), Date: y + "-" + m + "-15",
				Class: policy.DefaultClass, Category: category, Recognised: true,
			})
		}
		line(0, coop, "entretien_menager")
		line(2, 100-coop, "voirie")
		if second != "" && m >= second {
			line(1, 50, "traiteur")
		}
	}
	d.Run.Number = runNumber(d)
	return d
}

func against(t *testing.T, d, before *Diagnostic) (*Comparison, error) {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	err = compare(d, &Earlier{Diagnostic: before, File: "avant.json"}, p)
	return d.Comparison, err
}

func TestCompareTheSameMonths(t *testing.T) {
	t.Parallel()
	before := year(t, "2023", 2, []string{"01", "02", "03", "11"}, "")
	now := year(t, "2024", 5, []string{"02", "03", "04"}, "03")
	c, err := against(t, now, before)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Reasons) > 0 || !slices.Equal(c.Months, []string{"02", "03"}) {
		t.Fatalf("months %v, reasons %v", c.Months, c.Reasons)
	}
	if got := []string{c.Before.OfAddressable.Decimal.String(), c.Now.OfAddressable.Decimal.String(), c.Change.Decimal.String()}; !slices.Equal(got, []string{"2", "24", "22"}) {
		t.Errorf("shares %v", got) // 4 of 200, then 60 of 250
	}
	if c.Before.LeftOut != 4 || c.Now.LeftOut != 3 {
		t.Errorf("left out %d and %d", c.Before.LeftOut, c.Now.LeftOut)
	}
	if !slices.Equal(c.Gained, []string{"Coop Nouvelle"}) || len(c.Lost) != 0 {
		t.Errorf("gained %v, lost %v", c.Gained, c.Lost)
	}
	var changes []string
	for _, k := range c.Categories {
		changes = append(changes, k.Category+" "+k.Before.String()+" "+k.Now.String())
	}
	if d := cmp.Diff([]string{"traiteur 0 50", "entretien_menager 4 10"}, changes); d != "" {
		t.Error(d)
	}
}

// TestReclassedLinesAreCompared: lines of an earlier policy are classed by
// today's rules before they are compared; a masked payee keeps its class.
func TestReclassedLinesAreCompared(t *testing.T) {
	t.Parallel()
	before := year(t, "2023", 2, []string{"01"}, "")
	for i := range before.Lines {
		before.Lines[i].Class = "quelque_chose"
	}
	before.Suppliers = append(before.Suppliers, Supplier{Name: "P-0001", Masked: true, Standing: share.None})
	before.Lines = append(before.Lines, Line{Supplier: 3, Amount: decimal.NewFromInt(900), Date: "2023-01-02", Class: "employes"})
	before.Run.PolicyDigest = "autre"
	before.Run.Number = runNumber(before)
	c, err := against(t, year(t, "2024", 2, []string{"01"}, ""), before)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Reclassed {
		t.Error("not said to be reclassed")
	}
	if got := c.Before.Total.String(); got != "1000" {
		t.Errorf("total %s", got)
	}
	if got := before.Lines[0].Class; got != "quelque_chose" {
		t.Errorf("the earlier diagnostic was changed: %s", got)
	}
}

func TestCompareRefuses(t *testing.T) {
	t.Parallel()
	all := []string{"01", "02"}
	for name, c := range map[string]struct {
		change func(before, now *Diagnostic)
		want   []string
	}{
		"another buyer": {func(b, _ *Diagnostic) { b.Buyer.Name = "Ville d'Ailleurs" }, []string{"buyer"}},
		"basis":         {func(b, _ *Diagnostic) { b.Basis = "ht" }, []string{"basis"}},
		"currency":      {func(b, n *Diagnostic) { b.Currency, n.Currency = "CAD", "EUR" }, []string{"currency"}},
		"no month":      {func(b, _ *Diagnostic) { setMonths(b, "2023-07-01") }, []string{"no_month"}},
		"same months":   {func(b, _ *Diagnostic) { setMonths(b, "2024-01-01") }, []string{"same_months"}},
		"two years":     {func(b, _ *Diagnostic) { b.Lines[0].Date = "2022-02-01" }, []string{"year"}},
		"no date":       {func(b, _ *Diagnostic) { setMonths(b, "") }, []string{"year"}},
	} {
		before, now := year(t, "2023", 2, all, ""), year(t, "2024", 2, all, "")
		c.change(before, now)
		before.Run.Number = runNumber(before)
		got, err := against(t, now, before)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := cmp.Diff(c.want, got.Reasons); d != "" || got.Months != nil || got.Change.Valid {
			t.Errorf("%s: %s%+v", name, d, got)
		}
	}
	for name, c := range map[string]struct {
		change func(*Diagnostic) *Diagnostic
		key    string
	}{
		"tampered": {func(d *Diagnostic) *Diagnostic { d.Run.Inputs[0].Digest = "zz"; return d }, "previous.number"},
		"abridged": {func(d *Diagnostic) *Diagnostic { return d.Abridge() }, "previous.abridged"},
	} {
		_, err := against(t, year(t, "2024", 2, all, ""), c.change(year(t, "2023", 2, all, "")))
		var f *message.Fault
		if !errors.As(err, &f) || f.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func setMonths(d *Diagnostic, date string) {
	for i := range d.Lines {
		d.Lines[i].Date = date
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	a, b := small(), small()
	if got := Differences(a, b); len(got.Inputs)+len(got.Figures) > 0 {
		t.Errorf("equal diagnostics differ: %+v", got)
	}
	b.Run.Inputs[0].Digest = "ff"
	b.Figures[0].Value = decimal.NullDecimal{}
	b.Figures = append(b.Figures, Figure{ID: "neuf", Value: decimal.NewNullDecimal(decimal.NewFromInt(1))})
	want := Diff{Inputs: []string{"a.csv"}, Figures: []FigureChange{{"total.dollars", "0", "–"}, {"neuf", "", "1"}}}
	if d := cmp.Diff(want, Differences(a, b)); d != "" {
		t.Error(d)
	}
}

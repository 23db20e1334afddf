package demo_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/demo"
	"jachete/diagnostic/ledger"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

func make1(t testing.TB, seed uint64) *demo.Data {
	t.Helper()
	d, err := demo.Make(seed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func before(t testing.TB, d *demo.Data, years int) *demo.Data {
	t.Helper()
	b, err := d.Before(years)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The years before are the same town's: its registry, less and less of it bought
// from, dates of the year alone.
func TestEarlierYears(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{2024, 7, 99} {
		now := make1(t, seed)
		last := share.Percent(now.Truth.Confirmed.Dollars, now.Truth.Addressable.Dollars).Decimal
		for years := 1; years <= 2; years++ {
			b := before(t, now, years)
			if d := cmp.Diff(now.Registry, b.Registry); d != "" {
				t.Errorf("seed %d: another registry %s", seed, d)
			}
			for _, l := range b.Ledger.Lines {
				if l.Date[:4] != strconv.Itoa(demo.Year-years) {
					t.Fatalf("seed %d: a line of %s in the year %d", seed, l.Date, b.Year)
				}
			}
			got := share.Percent(b.Truth.Confirmed.Dollars, b.Truth.Addressable.Dollars).Decimal
			if !got.LessThan(last) || !got.IsPositive() {
				t.Errorf("seed %d: %s %% in %d, %s %% the year after", seed, got, b.Year, last)
			}
			last = got
			if again := before(t, now, years); cmp.Diff(b.Ledger.Lines, again.Ledger.Lines) != "" {
				t.Errorf("seed %d: the same year twice differs", seed)
			}
		}
	}
}

func TestShape(t *testing.T) {
	t.Parallel()
	for seed := uint64(0); seed < 6; seed++ {
		d := make1(t, seed)
		tr := d.Truth
		if tr.Lines < 6000 || tr.Lines > 7000 {
			t.Errorf("seed %d: %d lines", seed, tr.Lines)
		}
		if tr.Total.LessThan(decimal.NewFromInt(12_000_000)) || tr.Total.GreaterThan(decimal.NewFromInt(18_000_000)) {
			t.Errorf("seed %d: total %s", seed, tr.Total)
		}
		part := share.Percent(tr.Confirmed.Dollars, tr.Addressable.Dollars).Decimal
		if part.LessThan(decimal.NewFromInt(2)) || part.GreaterThan(decimal.NewFromInt(5)) {
			t.Errorf("seed %d: share %s %%", seed, part)
		}
		for _, p := range []demo.Part{tr.Inside, tr.Elsewhere, tr.PlaceUnknown, tr.Apart, tr.NotRecognised, tr.GrantsToSector, tr.Grants} {
			if p.Lines == 0 {
				t.Errorf("seed %d: an empty part %+v", seed, tr)
			}
		}
		if len(tr.Variants) < 4 || len(tr.Strangers) < 10 {
			t.Errorf("seed %d: %d variants, %d strangers", seed, len(tr.Variants), len(tr.Strangers))
		}
		if !tr.Total.Equal(tr.SetAsideAll.Dollars.Add(tr.Grants.Dollars).Add(tr.Addressable.Dollars)) {
			t.Errorf("seed %d: the truth does not add up", seed)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	write := func(seed uint64) (l, r bytes.Buffer) {
		d := make1(t, seed)
		if err := d.WriteLedger(&l); err != nil {
			t.Fatal(err)
		}
		if err := d.WriteRegistry(&r); err != nil {
			t.Fatal(err)
		}
		return l, r
	}
	l1, r1 := write(7)
	l2, r2 := write(7)
	if !bytes.Equal(l1.Bytes(), l2.Bytes()) || !bytes.Equal(r1.Bytes(), r2.Bytes()) {
		t.Error("the same seed gives other bytes")
	}
	l3, _ := write(8)
	if bytes.Equal(l1.Bytes(), l3.Bytes()) {
		t.Error("another seed gives the same ledger")
	}
}

// The rules of the embedded policy put every line into the class that the
// example means it to have.
func TestRulesAgree(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := share.NewClassifier(p)
	if err != nil {
		t.Fatal(err)
	}
	wrong := map[string]bool{}
	year := make1(t, 1)
	lines := slices.Concat(year.Ledger.Lines, before(t, year, 1).Ledger.Lines, before(t, year, 2).Ledger.Lines)
	for _, l := range lines {
		got := c.Class(share.ClassInput{FoldedName: name.Fold(l.Supplier), Account: l.Account, FoldedText: name.Fold(l.Text), Person: l.Person, Date: l.Date})
		if got.Class != l.Class && !wrong[l.Supplier+l.Text] {
			wrong[l.Supplier+l.Text] = true
			t.Errorf("%s / %s / %s: %+v, want %s", l.Supplier, l.Text, l.Account, got, l.Class)
		}
	}
}

// share.Measure, given what is true of each line, finds the sums of the truth.
func TestMeasureAgrees(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	d := make1(t, 1)
	var suppliers []share.Supplier
	index := map[string]int{}
	var lines []share.Line
	for _, l := range d.Ledger.Lines {
		key, s := l.Supplier, share.Supplier{Standing: share.None}
		recognised := true
		if l.Enterprise >= 0 {
			e := d.Registry[l.Enterprise]
			key, s = e.NEQ, share.Supplier{Standing: share.Confirmed, Place: share.Place(e.Place)}
			if e.Apart {
				s.Standing = share.Apart
			}
			if !l.Sure {
				key, s.Standing = l.Supplier, share.Open
			}
			recognised = (e.From == "" || e.From <= l.Date) && (e.To == "" || l.Date <= e.To)
		}
		if _, ok := index[key]; !ok {
			index[key] = len(suppliers)
			suppliers = append(suppliers, s)
		}
		lines = append(lines, share.Line{Supplier: index[key], Amount: decimal.New(l.Cents, -2), Month: l.Date[:7], Class: l.Class, Recognised: recognised})
	}
	m, tr := share.Measure(lines, suppliers, p.Classes, nil), d.Truth
	var open decimal.Decimal
	for _, v := range tr.Variants {
		open = open.Add(v.Dollars)
	}
	for _, tt := range []struct {
		what      string
		got, want decimal.Decimal
	}{
		{"total", m.Total.Dollars, tr.Total},
		{"set aside", m.SetAsideAll.Dollars, tr.SetAsideAll.Dollars},
		{"grants", m.Grants.Dollars, tr.Grants.Dollars},
		{"grants to the sector", m.GrantsToSector.Dollars, tr.GrantsToSector.Dollars},
		{"addressable", m.Addressable.Dollars, tr.Addressable.Dollars},
		{"confirmed", m.Confirmed.Dollars, tr.Confirmed.Dollars},
		{"ceiling", m.Ceiling.Dollars, tr.Confirmed.Dollars.Add(open)},
		{"inside", m.InTerritory.Dollars, tr.Inside.Dollars},
		{"elsewhere", m.Elsewhere.Dollars, tr.Elsewhere.Dollars},
		{"place unknown", m.PlaceUnknown.Dollars, tr.PlaceUnknown.Dollars},
		{"apart", m.Apart.Dollars, tr.Apart.Dollars},
		{"not recognised", m.NotRecognisedYet.Dollars, tr.NotRecognised.Dollars},
	} {
		if !tt.got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.what, tt.got, tt.want)
		}
	}
	if m.Confirmed.Suppliers != tr.Confirmed.Payees {
		t.Errorf("%d confirmed enterprises, want %d", m.Confirmed.Suppliers, tr.Confirmed.Payees)
	}
}

func TestRegistry(t *testing.T) {
	t.Parallel()
	d := make1(t, 1)
	if len(d.Registry) < 60 {
		t.Fatalf("%d enterprises", len(d.Registry))
	}
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	numbers, names := map[string]bool{}, map[string]bool{}
	switches, err := share.NewSwitcher(p.Switches)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d.Registry {
		if choice, _ := switches.Choice(name.Fold(e.Name)); (choice == share.ShowApart) != e.Apart || choice == share.Exclude {
			t.Errorf("%s: the switches say %s", e.Name, choice)
		}
		if len(e.NEQ) != 10 || !strings.HasPrefix(e.NEQ, "119") || !luhn(e.NEQ[2:]) || numbers[e.NEQ] {
			t.Errorf("%s: NEQ %s", e.Name, e.NEQ)
		}
		numbers[e.NEQ] = true
		for _, n := range append([]string{e.Name}, e.OtherNames...) {
			if names[name.Fold(n)] {
				t.Errorf("two enterprises named %s", n)
			}
			names[name.Fold(n)] = true
		}
		if len(e.Categories) == 0 || len(e.Serves) == 0 || e.Form == "" || slices.Contains(e.Serves, "") {
			t.Errorf("%+v", e)
		}
		mrc, inside, known := p.Territory.Locate(e.Postal, e.City)
		place := map[bool]string{true: "inside", false: "outside"}[inside]
		if !known {
			place = "unknown"
		}
		if place != e.Place || mrc != e.MRC {
			t.Errorf("%s (%s %s): %s %s by the territory, %s %s in the example", e.Name, e.City, e.Postal, place, mrc, e.Place, e.MRC)
		}
		for _, s := range e.Serves {
			if _, ok := p.Territory.MRCNamed(s); !ok && s != "*" {
				t.Errorf("%s serves %q", e.Name, s)
			}
		}
	}
	for _, s := range d.Truth.Strangers {
		if names[name.Fold(s)] {
			t.Errorf("the stranger %s bears the name of an enterprise", s)
		}
	}
	if !strings.HasPrefix(d.Registry[len(d.Registry)-1].Name, "Coopérative") {
		t.Error("the roll is cut")
	}
	file := new(bytes.Buffer)
	if err := d.WriteRegistry(file); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(file.String(), "\ufeff")
	if !ok || !strings.Contains(text, "\r\n") {
		t.Error("the registry is not written as a French spreadsheet writes it")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != len(d.Registry)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := []string{"Nom", "Autres noms", "NEQ", "Forme juridique", "Ville", "Code postal", "MRC", "Catégories", "Territoire desservi", "Reconnue depuis", "Reconnue jusqu'au", "Capacité annuelle ($)", "Chiffre d'affaires annuel ($)"}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
}

// luhn is the check of the last eight digits, written apart from the maker's.
func luhn(s string) bool {
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}

// A sure line without a NEQ bears a name of its enterprise, but for case,
// accents and legal form; an unsure one does not.
func TestSureNames(t *testing.T) {
	t.Parallel()
	bare := func(s string) string {
		words := strings.Fields(name.Fold(s))
		return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "inc" }), " ")
	}
	d := make1(t, 1)
	byName := map[string]int{}
	for i, e := range d.Registry {
		for _, n := range append([]string{e.Name}, e.OtherNames...) {
			byName[bare(n)] = i
		}
	}
	for _, l := range d.Ledger.Lines {
		at, same := byName[bare(l.Supplier)]
		switch {
		case l.Enterprise < 0 && same:
			t.Fatalf("%s is no enterprise and bears its name", l.Supplier)
		case l.Enterprise >= 0 && l.Sure && l.NEQ == "" && (!same || at != l.Enterprise):
			t.Fatalf("%s is not sure", l.Supplier)
		case l.Enterprise >= 0 && !l.Sure && (same || l.NEQ != ""):
			t.Fatalf("%s is sure", l.Supplier)
		}
	}
}

func TestLedgerFile(t *testing.T) {
	t.Parallel()
	d := make1(t, 1)
	var b bytes.Buffer
	if err := d.WriteLedger(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{demo.SheetSummary, demo.SheetFirst, demo.SheetSecond}, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	kept, all := 0, decimal.Zero
	traits := map[string]int{}
	for _, s := range d.Truth.Sheets {
		rows, err := f.GetRows(s.Name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != s.RowsRead || rows[0][0] != demo.Buyer || !strings.HasPrefix(rows[1][0], "DONNÉES FICTIVES") {
			t.Fatalf("%s: %d rows, want %d", s.Name, len(rows), s.RowsRead)
		}
		if got := strings.Join(rows[s.HeaderRow-1], "|"); got != "No fournisseur|Nom du fournisseur|NEQ|No facture|Date du paiement|Description|Poste budgétaire|Montant|No chèque" {
			t.Errorf("%s: header %q", s.Name, got)
		}
		other := 0
		for _, n := range s.SetAside {
			other += n
		}
		if s.RowsKept+other != s.RowsRead || s.SetAside[ledger.SubtotalRow] != 6 || s.SetAside[ledger.TotalRow] != 1 || s.SetAside[ledger.RepeatedHeader] == 0 || s.SetAside[ledger.NoAmount] != 1 {
			t.Errorf("%s: %+v", s.Name, s)
		}
		var sum, sub decimal.Decimal
		for i, r := range rows {
			if len(r) == 9 && i >= s.HeaderRow && r[0] != "No fournisseur" && r[7] != "" {
				sum = sum.Add(amount(t, r[7], traits))
				if strings.HasPrefix(r[4], "2024-") {
					traits["date as text"]++
				} else {
					traits["date cell"]++
				}
				if r[2] != "" {
					traits["neq"]++
				}
				if len([]rune(r[1])) == 30 && strings.ToUpper(r[1]) == r[1] {
					traits["cut at 30"]++
				}
			}
		}
		if !sum.Equal(s.Sum) {
			t.Errorf("%s: the rows sum to %s, want %s", s.Name, sum, s.Sum)
		}
		for _, p := range s.Totals {
			if got := amount(t, rows[p.Row-1][7], traits); !got.Equal(p.Amount) || rows[p.Row-1][1] != p.Label {
				t.Errorf("%s row %d: %s %s, want %s %s", s.Name, p.Row, rows[p.Row-1][1], got, p.Label, p.Amount)
			}
			if p.Kind == ledger.SubtotalRow {
				sub = sub.Add(p.Amount)
			} else if !p.Amount.Equal(sub) || !p.Amount.Equal(s.Sum) {
				t.Errorf("%s: total %s, subtotals %s", s.Name, p.Amount, sub)
			}
		}
		kept, all = kept+s.RowsKept, all.Add(s.Sum)
	}
	if kept != d.Truth.Lines || !all.Equal(d.Truth.Total) {
		t.Errorf("%d lines, %s; want %d, %s", kept, all, d.Truth.Lines, d.Truth.Total)
	}
	for _, k := range []string{"no-break", "narrow", "brackets", "trailing minus", "negative", "date as text", "date cell", "neq", "cut at 30"} {
		if traits[k] == 0 {
			t.Errorf("no %s in the file", k)
		}
	}
	sheet, err := f.GetRows(demo.SheetSummary, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if last := sheet[len(sheet)-1]; last[0] != "Total" || !amount(t, last[2], traits).Equal(d.Truth.Total) {
		t.Errorf("summary total %v", last)
	}
}

// amount reads an amount cell and notes how it is written.
func amount(t *testing.T, s string, traits map[string]int) decimal.Decimal {
	t.Helper()
	for k, sign := range map[string]string{"no-break": "\u00a0", "narrow": "\u202f"} {
		if strings.Contains(s, sign) {
			traits[k]++
		}
	}
	sign := int64(1)
	switch {
	case strings.HasPrefix(s, "("):
		traits["brackets"]++
		sign = -1
	case strings.HasSuffix(s, "-"):
		traits["trailing minus"]++
		sign = -1
	case strings.HasPrefix(s, "-"):
		traits["negative"]++
	}
	clean := strings.NewReplacer("\u00a0", "", "\u202f", "", "$", "", "(", "", ")", "", ",", ".").Replace(s)
	d, err := decimal.NewFromString(strings.TrimSuffix(clean, "-"))
	if err != nil {
		t.Fatalf("amount %q: %v", s, err)
	}
	return d.Round(2).Mul(decimal.NewFromInt(sign))
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	d := make1(t, 1)
	if err := d.WriteLedger(failing{}); err == nil {
		t.Error("the ledger's writer fails and nobody says so")
	}
	if err := d.WriteRegistry(failing{}); err == nil {
		t.Error("the registry's writer fails and nobody says so")
	}
}

func BenchmarkMake(b *testing.B) {
	for b.Loop() {
		make1(b, 1)
	}
}

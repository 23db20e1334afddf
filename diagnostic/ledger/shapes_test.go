package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// purchase is one purchase of an invented municipality; amounts in cents.
type purchase struct {
	no, supplier, city   string
	day                  time.Time
	invoice, cheque      string
	account, accountName string
	what                 string
	net, gst, qst        int64
}

func (p purchase) total() int64 { return p.net + p.gst + p.qst }

// Invented enterprises, with the traps names have: "Total" begins one, digits
// begin another, commas and quotes stand inside.
var sellers = []struct{ no, name, city string }{
	{"1024", "ATELIER DU LAC ROND INC.", "Val-Perdu"},
	{"1107", "9999-1234 Québec inc.", "Sainte-Rive"},
	{"1213", "Total Rivard ltée", "Val-Perdu"},
	{"1300", "Coopérative de solidarité L'Éclaircie", "Mont-Gris"},
	{"1342", "Les Entreprises Fauvel & Fils", "Sainte-Rive"},
	{"1408", "Pépinière Bois-Fou enr.", "Anse-Noire"},
	{"1511", "Imprimerie Drap Doux, s.e.n.c.", "Val-Perdu"},
	{"1619", "Transport Cuir Fin (1987) inc.", "Mont-Gris"},
	{"1750", "Garage Pneus \"Quatre Saisons\"", "Anse-Noire"},
	{"1802", "Centre d'archives du Haut-Vallon", "Sainte-Rive"},
	{"1915", "Excavation Roc-Dur inc.", "Val-Perdu"},
	{"2001", "La Boîte à Saveurs, traiteur", "Mont-Gris"},
	{"2120", "Quincaillerie du Quai 1952 ltée", "Anse-Noire"},
	{"2233", "Services Horizon-Nord inc.", "Val-Perdu"},
}

var accounts = []struct{ no, name string }{
	{"02-130-00-310", "Fournitures de bureau"},
	{"02-220-00-525", "Entretien des véhicules"},
	{"02-320-00-621", "Pierre et gravier"},
	{"02-413-00-635", "Produits chimiques"},
	{"02-701-50-447", "Activités culturelles"},
}

var bought = []string{"Papier et enveloppes", "Réparation d'une pompe", "Location d'une pelle", "Buffet de la séance", "Sable d'hiver", "Impression du bulletin", "Plantation, parc du Quai", "Vérification annuelle"}

// boughtIn2024 are the same sixty lines at each call: credits, equal lines and
// amounts above a thousand among them.
func boughtIn2024() []purchase {
	var list []purchase
	for i := range 60 {
		s := sellers[(5*i+i/9)%len(sellers)]
		a := accounts[(i*7)%len(accounts)]
		net := int64((i*i*7919+i*104729)%900_000 + 1250)
		if i%17 == 5 {
			net = -net / 10
		}
		round := func(rate int64) int64 { // of net, rate in hundred-thousandths
			v := net * rate
			if v < 0 {
				return -((-v + 50_000) / 100_000)
			}
			return (v + 50_000) / 100_000
		}
		list = append(list, purchase{
			no: s.no, supplier: s.name, city: s.city, day: time.Date(2024, time.Month(1+i/5), 2+(i*11)%26, 0, 0, 0, 0, time.UTC),
			invoice: fmt.Sprintf("F-%05d", 20100+i*37), cheque: fmt.Sprint(8801 + i/2), account: a.no, accountName: a.name, what: bought[i%len(bought)],
			net: net, gst: round(5000), qst: round(9975),
		})
		if i == 30 {
			list = append(list, list[len(list)-1]) // the same invoice line twice
		}
	}
	return list
}

// bySupplier sorts purchases as reports by supplier do.
func bySupplier(list []purchase) []purchase {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b purchase) int { return strings.Compare(a.no, b.no) })
	return list
}

func byAccount(list []purchase) []purchase {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b purchase) int { return strings.Compare(a.account, b.account) })
	return list
}

// cents writes cents the way programs do.
func point(c int64) string { return decimal.New(c, -2).StringFixed(2) }

func comma(c int64) string { return strings.ReplaceAll(point(c), ".", ",") }

func grouped(c int64, space, sign string) string {
	s := point(max(c, -c))
	whole, frac, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + space + whole[i:]
	}
	if c < 0 {
		whole = "-" + whole
	}
	return whole + sign + frac
}

func french(c int64) string { return grouped(c, "\u00a0", ",") + "\u00a0$" }

func dollars(c int64) float64 { f, _ := decimal.New(c, -2).Float64(); return f } // as a workbook stores it

type grid = [][]any

// workbookOf writes sheets, each a name and a grid, and lets dress style it.
func workbookOf(t testing.TB, dress func(f *excelize.File), sheets ...any) string {
	t.Helper()
	f := excelize.NewFile()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(sheets); i += 2 {
		sheet := sheets[i].(string)
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[i+1].(grid) {
			for c, v := range row {
				if v == nil || v == "" {
					continue
				}
				cell := cellName(c, r+1)
				if err := f.SetCellValue(sheet, cell, v); err != nil {
					t.Fatal(err)
				}
				if _, ok := v.(time.Time); ok {
					if err := f.SetCellStyle(sheet, cell, cell, day); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	if sheets[0] != "Sheet1" {
		if err := f.DeleteSheet("Sheet1"); err != nil {
			t.Fatal(err)
		}
	}
	if dress != nil {
		dress(f)
	}
	path := filepath.Join(t.TempDir(), "achats.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// textOf writes a grid as delimited text.
func textOf(t testing.TB, delim, end string, encode func(string) []byte, g grid) string {
	t.Helper()
	var b strings.Builder
	for _, row := range g {
		for i, v := range row {
			if i > 0 {
				b.WriteString(delim)
			}
			if v == nil {
				continue
			}
			s := fmt.Sprint(v)
			if d, ok := v.(time.Time); ok {
				s = d.Format("2006-01-02")
			}
			if strings.Contains(s, delim) || strings.Contains(s, `"`) {
				s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
			}
			b.WriteString(s)
		}
		b.WriteString(end)
	}
	data := []byte(b.String())
	if encode != nil {
		data = encode(b.String())
	}
	path := filepath.Join(t.TempDir(), "achats.txt")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// inCharmap encodes with what the encoding lacks replaced.
func inCharmap(m *charmap.Charmap) func(string) []byte {
	return func(s string) []byte {
		s = strings.NewReplacer("\u202f", "\u00a0", "’", "'").Replace(s)
		out, err := m.NewEncoder().String(s)
		if err != nil {
			panic(err) // the fixture itself is wrong
		}
		return []byte(out)
	}
}

// shape is one way of printing the purchases, with what must be read of it.
type shape struct {
	name   string
	make   func(t testing.TB, list []purchase) string
	amount func(purchase) int64 // nil: total with taxes
	// supplier is the name as printed, when the file prints another one.
	supplier func(purchase) string
	dates    bool  // the file prints dates
	numbers  bool  // the file prints supplier numbers
	basis    Basis // stated by the file
	totals   int   // printed totals, all verified
	warn     []string
	check    func(t *testing.T, l *Ledger)
}

// says is a line as compared: supplier folded, cents, day.
func says(supplier string, cents decimal.Decimal, day time.Time, no string) string {
	return name.Fold(supplier) + "|" + cents.StringFixed(2) + "|" + day.Format("2006-01-02") + "|" + no
}

func (s *shape) want(list []purchase) []string {
	var want []string
	for _, p := range list {
		amount, supplier, day, no := p.total(), p.supplier, p.day, p.no
		if s.amount != nil {
			amount = s.amount(p)
		}
		if s.supplier != nil {
			supplier = s.supplier(p)
		}
		if !s.dates {
			day = time.Time{}
		}
		if !s.numbers {
			no = ""
		}
		want = append(want, says(supplier, decimal.New(amount, -2), day, no))
	}
	slices.Sort(want)
	return want
}

// run reads one shape and says what differs from the truth; nil when nothing.
func (s *shape) run(t testing.TB, hs []policy.HeaderField, list []purchase) (l *Ledger, wrong []string) {
	t.Helper()
	path := s.make(t, list)
	l, err := Read(context.Background(), []string{path}, hs, Options{})
	if err != nil {
		var f *message.Fault
		if errors.As(err, &f) {
			return nil, []string{message.In(message.English).Fault(f)}
		}
		return nil, []string{err.Error()}
	}
	var got []string
	for _, x := range l.Lines.All() {
		day, no := x.Date, x.SupplierNo
		if !s.dates {
			day = time.Time{}
		}
		if !s.numbers {
			no = ""
		}
		got = append(got, says(x.Supplier, x.Amount, day, no))
	}
	slices.Sort(got)
	want := s.want(list)
	if len(got) != len(want) {
		wrong = append(wrong, fmt.Sprintf("%d lines, want %d", len(got), len(want)))
	}
	for _, d := range []struct {
		label string
		a, b  []string
	}{{"missing", want, got}, {"unexpected", got, want}} {
		have := map[string]int{}
		for _, x := range d.b {
			have[x]++
		}
		n := 0
		for _, x := range d.a {
			if have[x]--; have[x] < 0 {
				if n++; n <= 3 {
					wrong = append(wrong, d.label+" "+x)
				}
			}
		}
		if n > 3 {
			wrong = append(wrong, fmt.Sprintf("%s: %d", d.label, n))
		}
	}
	totals := 0
	for _, tb := range l.Tables {
		for _, p := range tb.Totals {
			totals++
			if !p.Verified {
				wrong = append(wrong, fmt.Sprintf("total %s %q not verified: %s, %s computed", p.Cell, p.Label, p.Printed, p.Computed))
			}
		}
	}
	if totals != s.totals {
		wrong = append(wrong, fmt.Sprintf("%d totals, want %d", totals, s.totals))
	}
	if l.Basis != s.basis {
		wrong = append(wrong, fmt.Sprintf("basis %q, want %q", l.Basis, s.basis))
	}
	if got := warnings(l); !slices.Equal(got, append([]string{}, s.warn...)) {
		wrong = append(wrong, fmt.Sprintf("warnings %q, want %q", got, s.warn))
	}
	return l, wrong
}

func sum(list []purchase, amount func(purchase) int64) int64 {
	var n int64
	for _, p := range list {
		n += amount(p)
	}
	return n
}

func decimalOf(cents int64) decimal.Decimal { return decimal.New(cents, -2) }

// money is the amount the shape prints.
func (s *shape) money() func(purchase) int64 {
	if s.amount != nil {
		return s.amount
	}
	return purchase.total
}

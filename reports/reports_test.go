package reports_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/reports"
	"jachete/reports/page"
	"jachete/reports/page/pagetest"
	"jachete/reports/workbook"
	"jachete/scoring/match"
	"jachete/scoring/share"
	"jachete/templates/message"
)

var keep = flag.String("keep", "", "folder to write the printed samples to")

// samples are the ordinary buyer and the extremes.
func samples() map[string]*diagnostic.Diagnostic {
	long := func(i int, n string) string {
		return (n + strings.Repeat(" de développement durable et solidaire de la vallée", 3))[:80] + string(rune('A'+i%26))
	}
	hostile := func(i int, n string) string {
		return []string{
			"\u202eevil\u202c" + n, n + "\x00\x1b[31m", "😀🏴‍☠️ " + n, strings.Repeat("A", 300), "e\u0301\u0301\u0301\u0301\u0301" + n,
			"שלום עולם", "مرحبا بالعالم", "\xff\xfe" + n, "=HYPERLINK(\"x\")", "\ufdd0{count}\ufdd3" + n, "\n\r\t" + n, "(" + n + "\\)", "ᐃᓄᒃᑎᑐᑦ",
		}[i%13]
	}
	return map[string]*diagnostic.Diagnostic{
		"ordinary":     ordinary(),
		"empty":        {},
		"nofigures":    sample(shape{enterprise: 3, open: 2, months: 3, opps: 1, noFigures: true}),
		"zeroshare":    sample(shape{open: 4, months: 12, opps: 6}),
		"hundred":      sample(shape{enterprise: 5, months: 12, nothing: true}),
		"negative":     sample(shape{enterprise: 2, open: 3, months: 5, opps: 2, scale: "-1"}),
		"credits":      credits(),
		"huge":         sample(shape{enterprise: 60, probable: 30, open: 80, months: 36, opps: 12, scale: "1000000000"}),
		"one":          sample(shape{enterprise: 1, probable: 1, open: 1, months: 1, opps: 1, categories: 1}),
		"forty":        sample(shape{enterprise: 30, probable: 10, open: 30, months: 24, opps: 8, categories: 40}),
		"longnames":    sample(shape{enterprise: 30, probable: 10, open: 30, months: 12, opps: 6, names: long}),
		"hostile":      sample(shape{enterprise: 26, probable: 13, open: 26, months: 12, opps: 6, names: hostile}),
		"compared":     compared(func(n string) string { return n }),
		"comparedlong": compared(func(n string) string { return long(0, n) }),
		"manymonths":   sample(shape{enterprise: 4, months: 150, opps: 1}),
	}
}

// credits is a buyer of whom the enterprises of the sector gave back more than
// they invoiced, while its other purchases are ordinary.
func credits() *diagnostic.Diagnostic {
	d := sample(shape{enterprise: 2, open: 3, months: 5, opps: 2})
	m := &d.Measures
	for _, v := range []*share.Value{&m.Confirmed, &m.Probable, &m.Ceiling, &m.InTerritory, &m.Elsewhere} {
		v.Dollars = v.Dollars.Abs().Neg()
		v.OfTotal, v.OfAddressable = pct(v.Dollars, m.Total.Dollars), pct(v.Dollars, m.Addressable.Dollars)
	}
	d.Figures = figures(d)
	return d
}

func render(t testing.TB, d *diagnostic.Diagnostic, l message.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := reports.PDF(&b, d, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSamplesPrint(t *testing.T) {
	t.Parallel()
	for name, d := range samples() {
		for _, l := range message.Langs {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				t.Parallel()
				a := render(t, d, l)
				if b := render(t, d, l); !bytes.Equal(a, b) {
					t.Error("printed twice, the bytes differ")
				}
				if *keep != "" {
					if err := os.WriteFile(filepath.Join(*keep, name+"-"+string(l)+".pdf"), a, 0o644); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

func TestStructure(t *testing.T) {
	t.Parallel()
	api.DisableConfigDir()
	for name, d := range samples() {
		for _, l := range message.Langs {
			structure(t, name, d, l)
		}
	}
}

func structure(t *testing.T, name string, d *diagnostic.Diagnostic, l message.Lang) {
	t.Helper()
	t.Run(name+"/"+string(l), func(t *testing.T) {
		t.Parallel()
		pdf := render(t, d, l)
		if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
			t.Error(err)
		}
		res, err := pagetest.Check(pdf)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range res.Faults {
			if i == 10 {
				t.Errorf("and %d more", len(res.Faults)-10)
				break
			}
			t.Error(f)
		}
		if res.Lang != string(l)+"-CA" {
			t.Errorf("language %q", res.Lang)
		}
		want := 10
		if d.Comparison != nil {
			want++
		}
		if res.Count["H1"] != want {
			t.Errorf("%d page titles, want %d", res.Count["H1"], want)
		}
		if res.Count["Figure"] < 2 {
			t.Errorf("%d figures", res.Count["Figure"])
		}
	})
}

// TestLayout looks for texts that overlap or leave the margins.
func TestLayout(t *testing.T) {
	t.Parallel()
	for name, d := range samples() {
		for _, l := range message.Langs {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				t.Parallel()
				faults := 0
				for n, boxes := range reports.Compose(d, l).Layout() {
					for _, f := range layoutFaults(boxes) {
						if faults++; faults <= 8 {
							t.Errorf("page %d: %s", n+1, f)
						}
					}
				}
			})
		}
	}
}

func layoutFaults(boxes []page.Box) []string {
	const slack = 0.6
	var out []string
	for i, a := range boxes {
		if !a.Artifact && (a.X < page.TextLeft-slack || a.X+a.W > page.TextRight+slack || a.Y < page.TextTop-slack || a.Y+a.H > page.TextBottom+slack) {
			out = append(out, fmt.Sprintf("outside the margins: %q %+v", a.Text, a))
		}
		if strings.TrimSpace(a.Text) == "" {
			continue
		}
		for _, b := range boxes[i+1:] {
			if strings.TrimSpace(b.Text) == "" {
				continue
			}
			if a.X+slack < b.X+b.W && b.X+slack < a.X+a.W && a.Y+slack < b.Y+b.H && b.Y+slack < a.Y+a.H {
				out = append(out, fmt.Sprintf("%q is over %q (%+v, %+v)", a.Text, b.Text, a, b))
			}
		}
	}
	return out
}

func check(t testing.TB, pdf []byte) pagetest.Result {
	t.Helper()
	res, err := pagetest.Check(pdf)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func BenchmarkPDF(b *testing.B) {
	d := ordinary()
	for b.Loop() {
		if err := reports.PDF(io.Discard, d, message.French); err != nil {
			b.Fatal(err)
		}
	}
}

// large is a buyer of 60,000 lines and 4,000 suppliers.
func large() *diagnostic.Diagnostic {
	d := compared(func(n string) string { return n })
	for i := range 4000 {
		d.Suppliers = append(d.Suppliers, diagnostic.Supplier{
			Key: fmt.Sprintf("S%05d", i), Name: fmt.Sprintf("Fournisseur inventé %d inc.", i), Standing: share.None, Lines: 15,
			Verdict: match.Verdict{Reason: "no_shared_word"},
		})
	}
	for i := range 60_000 {
		d.Lines = append(d.Lines, diagnostic.Line{
			Row: i + 2, Cell: fmt.Sprint("F", i+2), Supplier: i % len(d.Suppliers), Amount: decimal.New(int64(i%90_000+101), -2),
			Date: fmt.Sprintf("2024-%02d-15", i%12+1), Description: "achat numéro " + fmt.Sprint(i), Account: "02-130-00-454", Class: "achat",
		})
	}
	d.Run.Number = d.RunNumber()
	return d
}

func BenchmarkPDF60k(b *testing.B) {
	d := large()
	for b.Loop() {
		if err := reports.PDF(io.Discard, d, message.French); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCouncilPack60k(b *testing.B) {
	d := large()
	for b.Loop() {
		docs, err := reports.CouncilPack(d, message.French)
		if err != nil {
			b.Fatal(err)
		}
		for _, doc := range docs {
			if err := doc.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkProve60k(b *testing.B) {
	pdf := render(b, large(), message.French)
	for b.Loop() {
		if _, err := reports.Prove(pdf, "jachete 1.0.0"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWorkbook60k(b *testing.B) {
	d := large()
	for i := range d.Figures { // the sample's cells are not the workbook's
		d.Figures[i].Cell = fmt.Sprint("C", i+5)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := workbook.Write(io.Discard, d, message.French); err != nil {
			b.Fatal(err)
		}
	}
}

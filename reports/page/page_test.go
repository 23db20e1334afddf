package page

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/reports/chart"
	"jachete/reports/page/pagetest"
	"jachete/templates/message"
	"jachete/templates/testkit"
)

func numberedMeta() Meta {
	return Meta{
		Title: "Essai d’été", Author: "Pôle", Subject: "Sujet & <fin>", Keywords: "un, deux", Lang: message.French,
		Left: "gauche", Right: "droite", Foot: "pied",
		PageOf: func(n, of int) string { return fmt.Sprintf("page %d de %d", n, of) },
	}
}

// everything is a document with each kind of block.
func everything() *Doc {
	d := New(numberedMeta())
	d.Title("Sur-titre", "Une conclusion de 2,31\u00a0%"+Cite("C12"))
	d.Lead("Chapeau.")
	d.Para(strings.Repeat("Un paragraphe qui passe à la ligne. ", 30))
	d.Heading(2, "Partie")
	d.Heading(3, "Sous-partie")
	d.List([]string{"un", "deux"}, true)
	d.SmallList([]string{"un"})
	d.Numbers([]Number{{"12\u202f345\u00a0$" + Cite("C1"), "total"}, {"9", "fournisseurs"}})
	d.Columns(
		func(c *Column) { c.Heading(2, "Gauche"); c.Para("à gauche") },
		func(c *Column) { c.Heading(2, "Droite"); c.List([]string{"à droite"}, false) },
	)
	d.Figure("Figure", chart.Waterfall{Says: "cascade", Steps: []chart.Step{{Label: "Total", Text: "10", Level: true}}})
	d.Callout("Avis", "Texte.")
	d.Table(table(70))
	d.Table(Table{Cols: []Col{{Title: "Vide"}}, Empty: "Rien à montrer."})
	return d
}

func table(n int) Table {
	t := Table{
		Caption: "Tableau",
		Cols:    []Col{{Title: "Nom"}, {Title: "Montant", Kind: Numbers}, {Title: "Part", Kind: Numbers}},
		Note:    "Note.",
	}
	for i := range n {
		t.Rows = append(t.Rows, Row{Cells: []string{fmt.Sprint("Ligne ", i), fmt.Sprintf("%d,5\u00a0$", i*i) + Cite(fmt.Sprint("C", i)), ""}})
	}
	t.Rows = append(t.Rows, Row{Cells: []string{"Total", "12\u00a0$", "s. o."}, Strong: true})
	return t
}

func printed(t testing.TB, d *Doc) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStructureOfEveryBlock(t *testing.T) {
	t.Parallel()
	res, err := pagetest.Check(printed(t, everything()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Faults {
		t.Error(f)
	}
	want := map[string]int{
		"Document": 1, "Sect": 1, "H1": 1, "H2": 3, "H3": 1, "L": 3, "LI": 4, "Lbl": 4, "LBody": 4,
		"Figure": 1, "Caption": 2, "Table": 1, "THead": 1, "TBody": 1, "TR": 72, "TH": 3 + 71, "TD": 142, "Reference": 72,
	}
	delete(res.Count, "P")
	if d := cmp.Diff(want, res.Count); d != "" {
		t.Error(d)
	}
	if !strings.HasPrefix(res.Headings[0], "H1 Une conclusion de 2,31") {
		t.Errorf("first heading %q", res.Headings[0])
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(printed(t, everything()), printed(t, everything())) {
		t.Error("printed twice, the bytes differ")
	}
}

func TestNoClockInTheFile(t *testing.T) {
	t.Parallel()
	b := printed(t, everything())
	for _, s := range []string{"CreationDate", "ModDate", "D:2000"} {
		if bytes.Contains(b, []byte(s)) {
			t.Errorf("the file holds %s", s)
		}
	}
}

func TestWriteOnce(t *testing.T) {
	t.Parallel()
	d := everything()
	printed(t, d)
	if err := d.Write(&bytes.Buffer{}); !errors.Is(err, ErrWritten) {
		t.Errorf("second write: %v", err)
	}
}

func TestTableHeaderIsRepeated(t *testing.T) {
	t.Parallel()
	d := New(numberedMeta())
	d.Title("", "Titre")
	d.Table(table(120))
	pages := d.Layout()
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, boxes := range pages {
		heads, rows := 0, 0
		for _, b := range boxes {
			if b.Text == "Montant" {
				heads++
				if b.Artifact != (i > 0) {
					t.Errorf("page %d: header artifact %v", i+1, b.Artifact)
				}
			}
			if strings.HasPrefix(b.Text, "Ligne ") {
				rows++
			}
		}
		if heads != 1 {
			t.Errorf("page %d: header stands %d times", i+1, heads)
		}
		if rows < 2 {
			t.Errorf("page %d: %d rows", i+1, rows)
		}
	}
}

// TestDecimalsAlign: the decimal marks of a column stand under each other.
func TestDecimalsAlign(t *testing.T) {
	t.Parallel()
	tab := Table{
		Cols: []Col{{Title: "Nom"}, {Title: "Montant", Kind: Numbers}},
		Rows: []Row{
			{Cells: []string{"a", "1\u202f234,50\u00a0$" + Cite("C1")}},
			{Cells: []string{"b", "7,5\u00a0$"}},
			{Cells: []string{"c", "−12\u00a0$" + Cite("C1000")}},
			{Cells: []string{"d", "s. o."}},
		},
	}
	s := newSetter(tab, 400, message.French)
	var at []float64
	for i, r := range tab.Rows[:3] {
		p := s.row(r, newElem(nil, roleRows), i)
		whole, _, _ := s.number(r.Cells[1], false)
		for _, m := range p.marks {
			if m.shape == shapeText && strings.ContainsAny(m.text, "0123456789") && !strings.HasPrefix(m.text, "\u00a0C") {
				at = append(at, m.x+whole)
				break
			}
		}
	}
	if len(at) != 3 || at[0]-at[1] > 0.01 || at[1]-at[0] > 0.01 || at[0]-at[2] > 0.01 || at[2]-at[0] > 0.01 {
		t.Errorf("decimal marks at %v", at)
	}
}

func TestNoOrphanTitle(t *testing.T) {
	t.Parallel()
	for lines := range 60 {
		d := New(numberedMeta())
		d.Title("", "Titre")
		for range lines {
			d.Para("Une ligne.")
		}
		d.Heading(2, "Orpheline")
		d.Para("Suite.")
		for i, boxes := range d.Layout() {
			head, tail := false, false
			for _, b := range boxes {
				head = head || b.Text == "Orpheline"
				tail = tail || b.Text == "Suite."
			}
			if head != tail {
				t.Fatalf("%d lines: heading and text part at page %d", lines, i+1)
			}
		}
	}
}

// TestNoWidow: of a paragraph, two lines at least stand on either side of the end
// of a page, wherever it falls.
func TestNoWidow(t *testing.T) {
	t.Parallel()
	for before := range 50 {
		for _, words := range []int{20, 60, 75, 90, 120} {
			d := New(numberedMeta())
			d.Title("", "Titre")
			for range before {
				d.Para("Une ligne.")
			}
			d.Para(strings.Repeat("veuve ", words))
			for i, boxes := range d.Layout() {
				lines := map[float64]bool{}
				for _, b := range boxes {
					if strings.HasPrefix(b.Text, "veuve") {
						lines[b.Y] = true
					}
				}
				if len(lines) == 1 && words > 20 {
					t.Fatalf("%d lines before, %d words: one line alone on page %d", before, words, i+1)
				}
			}
		}
	}
}

func TestTogetherStaysTogether(t *testing.T) {
	t.Parallel()
	for lines := range 40 {
		d := New(numberedMeta())
		d.Title("", "Titre")
		for range lines {
			d.Para("Une ligne.")
		}
		d.Together(func() {
			d.Heading(2, "Début")
			d.Para("Milieu.")
			d.List([]string{"a", "b"}, false)
			d.Para("Fin.")
		})
		for i, boxes := range d.Layout() {
			n := 0
			for _, b := range boxes {
				if b.Text == "Début" || b.Text == "Milieu." || b.Text == "Fin." {
					n++
				}
			}
			if n != 0 && n != 3 {
				t.Fatalf("%d lines: %d of 3 parts on page %d", lines, n, i+1)
			}
		}
	}
}

func TestSqueezeSavesAPage(t *testing.T) {
	t.Parallel()
	var ps []piece
	for i := range 10 {
		ps = append(ps, piece{height: 9, above: 2, fresh: i == 0})
	}
	if n := len(paginate(ps, 0, 0, 102)); n != 1 { // 108 with all the white
		t.Errorf("%d pages, want 1", n)
	}
	if n := len(paginate(ps, 0, 0, 95)); n != 2 {
		t.Errorf("%d pages, want 2", n)
	}
}

func TestParseFileRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "%PDF-1.3", "startxref\n", "startxref\n99\n", "xref\n0 1\nstartxref\n0\n", "xref\n0 9\nstartxref\n0\n"} {
		if _, err := parseFile([]byte(s)); !errors.Is(err, errNotOurs) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// TestTools lets the tools of others read the file, where they are installed.
func TestTools(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "essai.pdf")
	if err := os.WriteFile(file, printed(t, everything()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		tool string
		args []string
		want []string
	}{
		{"qpdf", []string{"--check", file}, []string{"No syntax or stream encoding errors"}},
		{"pdfinfo", []string{"-struct-text", file}, []string{"H1", "/Scope /Column", "Figure", "Une conclusion de 2,31"}},
		{"pdfinfo", []string{file}, []string{"Tagged:          yes", "Essai d’été", "PDF version:     1.7"}},
		{"pdftotext", []string{"-layout", file, "-"}, []string{"12\u202f345\u00a0$", "page 1 de 3"}},
		{"pdffonts", []string{file}, []string{"SourceSans3-Regular", "SourceSerif4-Semibold"}},
	} {
		t.Run(c.tool+" "+strings.Join(c.args[:1], ""), func(t *testing.T) {
			testkit.Tool(t, c.tool)
			out, err := exec.Command(c.tool, c.args...).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			blanks := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
			for _, w := range c.want {
				if !strings.Contains(blanks.Replace(string(out)), blanks.Replace(w)) {
					t.Errorf("no %q in what %s says:\n%.2000s", w, c.tool, out)
				}
			}
		})
	}
}

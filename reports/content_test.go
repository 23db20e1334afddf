package reports_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/advice"
	"jachete/reports"
	"jachete/reports/page/fonts"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

// words gives the text of each page, one box after the other, blanks plain.
func words(d *diagnostic.Diagnostic, l message.Lang) []string {
	var out []string
	blanks := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'")
	for _, boxes := range reports.Compose(d, l).Layout() {
		var b strings.Builder
		for _, x := range boxes {
			b.WriteString(x.Text)
			b.WriteString(" ")
		}
		out = append(out, strings.Join(strings.Fields(blanks.Replace(b.String())), " "))
	}
	return out
}

func all(d *diagnostic.Diagnostic, l message.Lang) string { return strings.Join(words(d, l), "\n") }

func TestNoSentenceIsMissing(t *testing.T) {
	t.Parallel()
	for name, d := range samples() {
		for _, l := range message.Langs {
			s := all(d, l)
			if i := strings.Index(s, "‹"); i >= 0 {
				t.Errorf("%s in %s: %.60s", name, l, s[i:])
			}
			if m := regexp.MustCompile(`\{[a-z0-9_]+\}`).FindString(strings.ReplaceAll(s, "{count}", "")); m != "" {
				t.Errorf("%s in %s: %s is not filled", name, l, m)
			}
		}
	}
}

// TestCatalogueIsUsed finds sentences that no code asks for.
func TestCatalogueIsUsed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(testkit.Root(t), "reports", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var src strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		src.Write(b)
	}
	dynamic := regexp.MustCompile(`^report\.(compare\.title|compare\.row|csv|unit|month\.\d\d|by|place|action|gap|aside|switch|regime|figure|identity\.input|method\.basis|coverage)`)
	p := message.In(message.French)
	for _, k := range p.Keys("report.") {
		if !dynamic.MatchString(k) && !strings.Contains(src.String(), `"`+k+`"`) {
			t.Errorf("%s is used nowhere", k)
		}
	}
}

func TestFrenchTypography(t *testing.T) {
	t.Parallel()
	p := message.In(message.French)
	plain := regexp.MustCompile(`[^\s] [:;!?»%$]|« |'`)
	for _, k := range p.Keys("report.") {
		for _, n := range []int{0, 1, 2} {
			if s := p.N(k, n); plain.MatchString(s) {
				t.Errorf("%s: %q", k, s)
			}
		}
	}
}

// TestFrenchSpacesOfThePages: what is printed has a narrow space before ; ! ?
// and in thousands, a whole one before : » % $, and none of them can break.
func TestFrenchSpacesOfThePages(t *testing.T) {
	t.Parallel()
	wrong := regexp.MustCompile(`[^\x{202f}\s;!?](;|!$|! |\?)|[ \x{00a0}][;!?]|[^\x{00a0}][»%$]|[^\x{00a0}\x{202f}] :|«[^\x{00a0}]|\d[ \x{00a0}]\d{3}\b`)
	for _, d := range []*diagnostic.Diagnostic{ordinary(), compared(func(n string) string { return n })} {
		for _, boxes := range reports.Compose(d, message.French).Layout() {
			for _, b := range boxes {
				if m := wrong.FindString(b.Text); m != "" {
					t.Errorf("%q in %q", m, b.Text)
				}
			}
		}
	}
}

func TestEveryFigureIsCited(t *testing.T) {
	t.Parallel()
	d := ordinary()
	s := all(d, message.French)
	for _, f := range d.Figures {
		cell := strings.TrimPrefix(f.Cell, "Chiffres!")
		if !regexp.MustCompile(`\b` + cell + `\b`).MatchString(s) {
			t.Errorf("%s: %s is cited nowhere", f.ID, f.Cell)
		}
	}
}

// TestFiguresRule: a number comes from the figure, never beside it.
func TestFiguresRule(t *testing.T) {
	t.Parallel()
	d := ordinary()
	for i, f := range d.Figures {
		switch f.ID {
		case "total.dollars":
			d.Figures[i].Value = decimal.NewNullDecimal(dec("987654321"))
		case "share.confirmed.of_addressable":
			d.Figures[i].Value = decimal.NewNullDecimal(dec("77.77"))
		}
	}
	s := all(d, message.French)
	if !strings.Contains(s, "987 654 321 $ C4") || strings.Contains(s, "3 455 891") {
		t.Error("the total is not the figure's")
	}
	if !strings.Contains(s, "reçoit 77,77 %") {
		t.Error("the share is not the figure's")
	}
}

func TestTitlesAgree(t *testing.T) {
	t.Parallel()
	with := func(n int) *diagnostic.Diagnostic {
		return sample(shape{enterprise: n, open: n, opps: n, months: n, noFigures: true})
	}
	for _, c := range []struct {
		n      int
		fr, en []string
	}{
		{0, []string{
			"Vous n'achetez encore d'aucune entreprise", "Aucune occasion d'achat", "Aucune question ouverte",
			"Sans dates, l'évolution ne peut pas être montrée", "Aucune dépense adressable n'est encore confirmée",
		}, []string{"You do not buy from any confirmed", "No purchase opportunity", "No open question", "Without dates"}},
		{1, []string{
			"Vous achetez d'une entreprise d'économie sociale confirmée", "Une catégorie où", "Trancher une question referme",
			"Un seul mois mesuré",
		}, []string{"You buy from one confirmed", "One category where", "Settling one question closes", "A single month"}},
		{3, []string{
			"Vous achetez de 3 entreprises d'économie sociale confirmées", "3 catégories où", "Trancher 3 questions referme",
			"D'un mois à l'autre, la part confirmée va de",
		}, []string{"You buy from 3 confirmed", "3 categories where", "Settling 3 questions closes", "From month to month"}},
	} {
		fr, en := all(with(c.n), message.French), all(with(c.n), message.English)
		for _, w := range c.fr {
			if !strings.Contains(fr, w) {
				t.Errorf("%d: no %q", c.n, w)
			}
		}
		for _, w := range c.en {
			if !strings.Contains(en, w) {
				t.Errorf("%d: no %q", c.n, w)
			}
		}
	}
}

// TestWordsAgreeWithNumbers: no noun in the plural behind 0 or 1, and what is
// below zero is not said to go anywhere.
func TestWordsAgreeWithNumbers(t *testing.T) {
	t.Parallel()
	few := regexp.MustCompile(`(^|[^\d ,.–-] )[01]( C\d+)? (entreprises|fournisseurs|questions|catégories|lignes|mois que|enterprises|suppliers|categories|lines|months)\b`)
	below := regexp.MustCompile(`−[\d ]+(,\d+)?( %| \$)( C\d+)? (vont|va|restent|goes|stays)\b|reçoit −|receives −`)
	ds := samples()
	for n := range 3 {
		ds[fmt.Sprint("of ", n)] = sample(shape{enterprise: n, probable: n, open: n, months: n, opps: n})
		c := compared(func(s string) string { return s })
		c.Comparison.Gained, c.Comparison.Lost = c.Comparison.Gained[:n], c.Comparison.Gained[:n]
		c.Comparison.Months = c.Comparison.Months[:max(n, 1)]
		c.Comparison.Before.LeftOut, c.Comparison.Now.LeftOut = 0, 0
		c.Comparison.Followed = c.Comparison.Followed[:n]
		ds[fmt.Sprint("compared of ", n)] = c
	}
	for name, d := range ds {
		if strings.Contains(name, "hostile") {
			continue
		}
		for _, l := range message.Langs {
			s := all(d, l)
			for _, f := range []string{"council.file.resolution", "council.file.bulletin"} {
				s += string(pack(t, d, l)[message.In(l).T(f)+".txt"])
			}
			for _, wrong := range []*regexp.Regexp{few, below} {
				if at := wrong.FindStringIndex(s); at != nil {
					t.Errorf("%s in %s: …%s…", name, l, s[max(0, at[0]-40):min(len(s), at[1]+20)])
				}
			}
		}
	}
	s := all(credits(), message.French)
	for _, w := range []string{"Les crédits de l'économie sociale dépassent ses factures", "Les crédits des entreprises du territoire dépassent"} {
		if !strings.Contains(s, w) {
			t.Errorf("no %q", w)
		}
	}
	if s := string(pack(t, credits(), message.French)["texte-bulletin.txt"]); !strings.Contains(s, "dépassent leurs factures") {
		t.Error("the bulletin does not tell that credits exceed invoices")
	}
}

func TestSummaryIsOnePage(t *testing.T) {
	t.Parallel()
	for name, d := range samples() {
		for l, second := range map[message.Lang]string{message.French: "Du total à l'adressable", message.English: "From total to addressable"} {
			if ps := words(d, l); !strings.Contains(ps[1], second) {
				t.Errorf("%s in %s: page 2 is not the waterfall: %.80s", name, l, ps[1])
			}
		}
	}
}

// TestNobodyIsNamed: neither natural persons nor suppliers outside the sector.
func TestNobodyIsNamed(t *testing.T) {
	t.Parallel()
	d := ordinary()
	d.Suppliers = append(d.Suppliers, diagnostic.Supplier{
		Key: "s0999", Name: "Constructions Bidon inc.", Addressable: dec("900000"), Standing: share.None,
	})
	for i := range d.Measures.Concentration.Top {
		d.Measures.Concentration.Top[i].Supplier = len(d.Suppliers) - 1
	}
	for i := range d.Suppliers {
		if d.Suppliers[i].Masked {
			d.Suppliers[i].Variants = []string{"Jeanne Inventée"}
			d.Suppliers[i].Verdict.Candidates = nil
		}
	}
	for _, l := range message.Langs {
		s := all(d, l)
		for _, secret := range []string{"Bidon", "Inventée"} {
			if strings.Contains(s, secret) {
				t.Errorf("%s is named in %s", secret, l)
			}
		}
		if !strings.Contains(s, "Personne physique 17") {
			t.Error("the masked name is not shown as masked")
		}
	}
}

func TestLeversShowTheirStatus(t *testing.T) {
	t.Parallel()
	d := ordinary()
	s := all(d, message.French)
	for _, w := range []string{
		"peut, si le RGC le prévoit", "art. 573.3", "texte lu", "à vérifier",
		"Ceci n'est pas un avis juridique", "Les textes cités sont ceux du 1er juin 2024", "Loi sur les cités et villes",
	} {
		if !strings.Contains(s, w) {
			t.Errorf("no %q", w)
		}
	}
	d.Advice.Regime, d.Advice.LegalTable = "", ""
	d.Advice.Opportunities[0].Levers = []advice.Lever{{Wording: policy.Text{Fr: "Le RGC peut."}, Status: "nonsense"}}
	d.Advice.Opportunities[1].Levers = nil
	s = all(d, message.French)
	for _, w := range []string{"Le régime juridique de l'acheteur n'est pas connu", "; à vérifier )", "aucun du tableau légal ne vise ce cas"} {
		if !strings.Contains(s, w) {
			t.Errorf("no %q", w)
		}
	}
}

func TestBalanceSaysWhenItDoesNot(t *testing.T) {
	t.Parallel()
	d := ordinary()
	if s := all(d, message.French); !strings.Contains(s, "balancent au cent près.") || !strings.Contains(s, "Un total imprimé sur 2 ne correspond pas") {
		t.Error("the balance card is not told")
	}
	d.Balance.SumKept = d.Balance.SumKept.Add(dec("0.01"))
	if s := all(d, message.French); !strings.Contains(s, "ne balancent pas") {
		t.Error("a cent is lost and nothing is said")
	}
}

func TestMethodSaysItAll(t *testing.T) {
	t.Parallel()
	s := all(ordinary(), message.English)
	for _, w := range []string{
		"7F3A-91C2-0B4D", "jachete 1.0.0", "2026-11-23", "grand-livre-2024.xlsx", "registre.xlsx", "168 enterprises",
		"Amounts include taxes.", "Financial cooperatives and mutuals : shown apart", "counted in the share", "left out", "Déboursés!F6200",
	} {
		if !strings.Contains(s, w) && !strings.Contains(s, strings.ReplaceAll(w, " :", ":")) {
			t.Errorf("no %q", w)
		}
	}
}

func TestEverySignHasAGlyph(t *testing.T) {
	t.Parallel()
	for _, l := range message.Langs {
		for _, boxes := range reports.Compose(ordinary(), l).Layout() {
			for _, b := range boxes {
				for _, r := range b.Text {
					if !fonts.Has(fonts.Text, r) && !fonts.Has(fonts.Fallback, r) || r == fonts.Missing {
						t.Errorf("no glyph for %q in %q", r, b.Text)
					}
				}
			}
		}
	}
}

func TestNil(t *testing.T) {
	t.Parallel()
	if err := reports.PDF(nil, nil, message.French); !errors.Is(err, reports.ErrNoDiagnostic) {
		t.Errorf("nil diagnostic: %v", err)
	}
}

func TestSampleIsCoherent(t *testing.T) {
	t.Parallel()
	m := ordinary().Measures
	if got := m.SetAsideAll.Dollars.Add(m.Grants.Dollars).Add(m.Addressable.Dollars); !got.Equal(m.Total.Dollars) {
		t.Errorf("sample: %s is not the total %s", got, m.Total.Dollars)
	}
	if !sort.SliceIsSorted(m.Categories, func(i, j int) bool { return m.Categories[i].Dollars.Cmp(m.Categories[j].Dollars) > 0 }) {
		t.Error("sample: categories are not sorted")
	}
}

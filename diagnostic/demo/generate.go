package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// generator makes everything from one seed, in a fixed order.
type generator struct {
	r    *rand.Rand
	year int
}

func newGenerator(seed uint64) *generator {
	return &generator{rand.New(rand.NewPCG(seed, 0x6a616368657465)), Year}
}

// spread are the quantiles of amounts around their median, thousandths: most
// invoices are small, a few are large. A table, so that no machine's logarithm
// can change a cent.
var spread = []int64{180, 300, 400, 500, 600, 700, 800, 920, 1060, 1220, 1420, 1680, 2050, 2600, 3700, 6000}

// cents draws an amount around a median in dollars. Large contracts vary less.
func (g *generator) cents(median int64) int64 {
	i := g.r.IntN(len(spread) - 1)
	if median >= 10_000 {
		i = 4 + g.r.IntN(7)
	}
	f := spread[i] + g.r.Int64N(spread[i+1]-spread[i])
	return max(median*f/10+g.r.Int64N(100), 101)
}

// near draws an amount within a fifth of dollars: remittances, shares, rents.
func (g *generator) near(dollars int64) int64 {
	return max(dollars*(80+g.r.Int64N(41))+g.r.Int64N(100), 101)
}

// day spreads n payments over the year; the i-th falls in its own slice of it.
func (g *generator) day(i, n int) string {
	first := time.Date(g.year, 1, 3, 0, 0, 0, 0, time.UTC)
	at := i*361/n + g.r.IntN(361/n+1)
	d := weekday(first.AddDate(0, 0, min(at, 362)))
	if d.Year() < g.year {
		d = first
	}
	return d.Format(time.DateOnly)
}

// spelling is one way to write a payee.
type spelling struct {
	name string
	sure bool
	neq  string
}

// payee is a line of one of the tables.
type payee struct {
	class      string
	spellings  []spelling
	enterprise int
	lines      int
	dollars    int64
	account    string
	texts      []string
	steady     bool // amounts vary little
	person     bool
	legacy     bool // written in capitals, cut at 30 characters
	season     season
}

func (g *generator) lines(payees []payee) []Line {
	var out []Line
	for n, p := range payees {
		if p.class == "achat" {
			p.season = seasonOf(p.texts)
		}
		no := "F" + digits(n*7+101, 5)
		for i := range p.lines {
			s := p.spellings[g.r.IntN(len(p.spellings))]
			l := Line{
				Date: g.when(&p, i), SupplierNo: no, Supplier: s.name, NEQ: s.neq,
				Invoice: g.invoice(), Text: p.texts[g.r.IntN(len(p.texts))], Account: p.account,
				Class: p.class, Enterprise: p.enterprise, Sure: s.sure, Person: p.person,
			}
			if p.legacy {
				l.Supplier = cut(l.Supplier)
			}
			if p.steady {
				l.Cents = g.near(p.dollars)
			} else {
				l.Cents = g.cents(p.dollars)
			}
			out = append(out, l)
			switch k := g.r.IntN(200); {
			case p.class == "achat" && k < 3: // a credit note on part of it
				credit := l
				credit.Cents, credit.Text = -max(l.Cents*int64(5+g.r.IntN(20))/100, 1), "Note de crédit, "+l.Text
				credit.Invoice = "CR-" + l.Invoice
				out = append(out, credit)
			case p.class == "achat" && k == 3 && p.enterprise < 0: // two equal invoices
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		if c := strings.Compare(a.Date, b.Date); c != 0 {
			return c
		}
		return strings.Compare(a.SupplierNo, b.SupplierNo)
	})
	cheque := 21004
	for i := range out {
		if i == 0 || out[i].SupplierNo != out[i-1].SupplierNo || out[i].Date != out[i-1].Date {
			cheque++
		}
		out[i].Cheque = strconv.Itoa(cheque)
	}
	return out
}

// payees reads the tables in order.
func (g *generator) payees(registry []Enterprise) ([]payee, error) {
	var out []payee
	for _, t := range []struct{ table, class string }{{sector, "achat"}, {sectorGrants, "aide_financiere"}} {
		for _, f := range rows(t.table) {
			at := slices.IndexFunc(registry, func(e Enterprise) bool { return strings.Contains(e.Name, f[0]) })
			if at < 0 {
				return nil, fmt.Errorf("no enterprise named %q", f[0])
			}
			p := payee{class: t.class, enterprise: at, lines: number(f[1]), dollars: int64(number(f[2])), account: f[3], texts: strings.Split(f[4], "|")}
			for _, s := range strings.Split(f[5], "|") {
				w := spelling{name: s[1:], sure: s[0] != '~'}
				if s[0] == 'n' {
					w.neq = registry[at].NEQ
				}
				p.spellings = append(p.spellings, w)
			}
			out = append(out, p)
		}
	}
	for i, table := range []string{private, strangers} {
		for _, f := range rows(table) {
			p := plain("achat", f[0], number(f[1]), number(f[2]), f[3], f[4])
			p.legacy = i == 0 && g.r.IntN(3) == 0
			if g.r.IntN(4) == 0 && strings.HasSuffix(f[0], "inc.") { // the software's other spelling
				p.spellings = append(p.spellings, spelling{name: strings.ToUpper(plainLetters(f[0]))})
			}
			if g.r.IntN(3) == 0 {
				for k := range p.spellings {
					p.spellings[k].neq = g.neqOnce(p.spellings)
				}
			}
			out = append(out, p)
		}
	}
	for _, f := range rows(public) {
		p := plain(f[0], f[1], number(f[2]), number(f[3]), f[4], f[5])
		p.steady = f[0] != "utilites" && f[0] != "poste_telecom"
		out = append(out, p)
	}
	return append(append(out, g.small()...), g.persons()...), nil
}

// neqOnce gives the number the spellings already have, else a new one.
func (g *generator) neqOnce(s []spelling) string {
	if s[0].neq != "" {
		return s[0].neq
	}
	return g.neq()
}

// small crosses trades and made-up names.
func (g *generator) small() []payee {
	var out []payee
	for i, f := range rows(trades) {
		for k := range 8 {
			name := f[0] + " " + coined[(i*3+k*7)%len(coined)] + suffixes[g.r.IntN(len(suffixes))]
			p := plain("achat", name, 4+g.r.IntN(24), number(f[1]), f[2], f[3])
			p.legacy = g.r.IntN(3) == 0
			out = append(out, p)
		}
	}
	return out
}

// persons are employees paid back, citizens refunded, and two who sell their
// own services: their fees are purchases.
func (g *generator) persons() []payee {
	var out []payee
	person := func(class, text, account string, lines, dollars int) {
		i := len(out)
		p := plain(class, surnames[i%len(surnames)]+", "+givens[(i*5+i/len(surnames))%len(givens)], lines, dollars, account, text)
		p.person = true
		out = append(out, p)
	}
	for range 48 {
		person("paie_employes_elus", "Remb. dépenses de déplacement|Kilométrage|Bottes de sécurité|Frais de repas", "02-320-00-310", 4+g.r.IntN(14), 95)
	}
	for range 190 {
		person("remboursements", "Remboursement inscription, camp de jour|Remboursement taxes|Trop-perçu, droits de mutation|Remboursement dépôt, location de salle", "01-234-00-000", 1+g.r.IntN(3), 140)
	}
	person("achat", "Heure du conte|Animation d'atelier", "02-702-30-419", 6, 220)
	person("achat", "Cours de yoga", "02-701-50-419", 8, 310)
	return out
}

func plain(class, name string, lines, dollars int, account, texts string) payee {
	return payee{
		class: class, spellings: []spelling{{name: name}}, enterprise: -1,
		lines: lines, dollars: int64(dollars), account: account, texts: strings.Split(texts, "|"),
	}
}

func (g *generator) invoice() string {
	switch g.r.IntN(3) {
	case 0:
		return digits(g.r.IntN(900_000)+100_000, 6)
	case 1:
		return "FA-" + digits(g.r.IntN(90_000)+10_000, 5)
	}
	return digits(g.year, 4) + "-" + digits(g.r.IntN(9_000)+1_000, 4)
}

// rows reads a table: one row a line, fields apart by semicolons.
func rows(table string) [][]string {
	var out [][]string
	for _, l := range strings.Split(strings.TrimSpace(table), "\n") {
		out = append(out, strings.Split(l, ";"))
	}
	return out
}

// number reads a whole number of a table; the tables are ours.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Sprintf("demo table: %v", err))
	}
	return n
}

// cut writes a name as old software does: capitals, no accents, 30 characters.
func cut(s string) string {
	r := []rune(strings.ToUpper(plainLetters(s)))
	if len(r) > 30 {
		r = r[:30]
	}
	return strings.TrimSpace(string(r))
}

var letters = strings.NewReplacer(
	"é", "e", "è", "e", "ê", "e", "ë", "e", "à", "a", "â", "a", "î", "i", "ï", "i", "ô", "o", "ù", "u", "û", "u", "ç", "c", "œ", "oe",
	"É", "E", "È", "E", "Ê", "E", "À", "A", "Â", "A", "Î", "I", "Ô", "O", "Ù", "U", "Û", "U", "Ç", "C", "Œ", "OE",
)

func plainLetters(s string) string { return letters.Replace(s) }

package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"jachete/templates/policy"
)

// Town is an invented buyer.
type Town struct {
	Name string
	MRC  string
	// of and mrc are how the names of its bodies end: "Office municipal
	// d'habitation des Ormes", "MRC du Haut-Saint-Laurent".
	of, mrc, saint string
	lines          int   // a year, about
	money          int64 // percent of the first town's amounts
	sector         int   // of ten enterprises in reach, how many it buys from
}

// firstTown is the town of [Make].
var firstTown = Town{Buyer, MRC, "des Rapides", "de Beauharnois-Salaberry", "Sainte-Amélie", 1400, 100, 9}

// Towns of the region, one in each MRC; all invented.
var towns = []Town{
	firstTown,
	{"Municipalité de Sainte-Oriane-des-Ormes", "Le Haut-Saint-Laurent", "des Ormes", "du Haut-Saint-Laurent", "Sainte-Oriane", 650, 25, 5},
	{"Municipalité de Saint-Fulbert-des-Jardins", "Les Jardins-de-Napierville", "des Jardins", "des Jardins-de-Napierville", "Saint-Fulbert", 750, 35, 4},
	{"Ville de Rochevallon", "Roussillon", "de Rochevallon", "de Roussillon", "Rochevallon", 1300, 130, 6},
	{"Ville de Pointe-Aurélie", "Vaudreuil-Soulanges", "de Pointe-Aurélie", "de Vaudreuil-Soulanges", "Pointe-Aurélie", 1100, 80, 7},
}

// Region is several invented towns that buy from the same enterprises.
type Region struct {
	Registry []Enterprise
	Towns    []TownYears
}

// TownYears is a town and its ledgers, the earliest year first: 2023 and 2024,
// and 2025 of the first town.
type TownYears struct {
	Town
	Years []*Data
}

// MakeRegion makes the region of the demo: the registry of [Make] with the same
// seed, and ledgers of at most some 1,500 lines a year.
func MakeRegion(seed uint64) (*Region, error) {
	r := &Region{Registry: newGenerator(seed).registry()}
	for i, t := range towns {
		g := &generator{rand.New(rand.NewPCG(seed, uint64(i+1)<<32)), Year}
		payees, err := g.payees(r.Registry)
		if err != nil {
			return nil, fmt.Errorf("demo region: %w", err)
		}
		payees = g.payeesOf(&t, payees, r.Registry)
		y := TownYears{Town: t}
		for year := Year - 1; year <= Year+1; year++ {
			if year > Year && i > 0 {
				break
			}
			list := payees
			if year < Year {
				list = earlier(payees, r.Registry, Year-year)
			}
			g.r = rand.New(rand.NewPCG(seed, uint64(i+1)<<32|uint64(year)))
			y.Years = append(y.Years, g.ledger(&Data{Town: t, Year: year, seed: seed, Registry: r.Registry}, list))
		}
		r.Towns = append(r.Towns, y)
	}
	return r, nil
}

// payeesOf are the payees of a town: some of all, with fewer payments of other
// amounts, and its own public bodies.
func (g *generator) payeesOf(t *Town, all []payee, registry []Enterprise) []payee {
	own := strings.NewReplacer(
		"MRC de Beauharnois-Salaberry", "MRC "+t.mrc, "des Rapides", t.of, "DES RAPIDES", strings.ToUpper(plainLetters(t.of)), "Sainte-Amélie", t.saint,
	)
	n := 0
	for i := range all {
		n += all[i].lines
	}
	var out []payee
	for _, p := range all {
		switch {
		case p.enterprise >= 0 && !reaches(&registry[p.enterprise], t.MRC) && g.r.IntN(10) > 0:
			continue
		case p.enterprise >= 0 && g.r.IntN(10) >= t.sector:
			continue
		case p.enterprise < 0 && p.lines < 12 && g.r.IntN(n) >= t.lines*3/2:
			continue
		}
		if p.lines%12 != 0 {
			p.lines = max(p.lines*t.lines/n, 1)
		} else if p.lines > 12 {
			p.lines = max(p.lines*t.lines/n/12*12, 12)
		}
		p.dollars = max(p.dollars*t.money/100, 20)
		p.spellings, p.texts = slices.Clone(p.spellings), slices.Clone(p.texts)
		for k := range p.spellings {
			p.spellings[k].name = own.Replace(p.spellings[k].name)
		}
		for k := range p.texts {
			p.texts[k] = own.Replace(p.texts[k])
		}
		out = append(out, p)
	}
	return out
}

// reaches tells whether an enterprise serves a MRC.
func reaches(e *Enterprise, mrc string) bool {
	return slices.ContainsFunc(e.Serves, func(s string) bool { return s == "*" || s == mrc })
}

// bookHeaders are the columns of the Pôle's own workbook.
var bookHeaders = []string{
	"No du Pôle", "Nom", "Autres noms", "NEQ", "Forme juridique", "Adresse civique", "Ville", "Code postal", "MRC", "Téléphone", "Site web",
	"Catégories", "Territoire desservi", "Reconnue depuis", "Reconnue jusqu'au", "Capacité annuelle ($)", "Chiffre d'affaires annuel ($)",
}

// Book gives the rows of the Pôle's own workbook as it stood at the end of a
// year: the enterprises recognised by then, with what they said of their
// capacity.
func (r *Region) Book(year int) ([][]string, error) {
	p, err := policy.Default()
	if err != nil {
		return nil, fmt.Errorf("demo book: %w", err)
	}
	names := map[string]string{}
	for _, c := range p.Categories {
		names[c.ID] = c.Name.Fr
	}
	rows := [][]string{bookHeaders}
	end := digits(year, 4) + "-12-31"
	for i, e := range r.Registry {
		if e.From > end {
			continue
		}
		capacity, to := e.Capacity, e.To
		if year < Year {
			capacity = capacity * 3 / 4
		}
		if to > end { // nobody knew yet
			to = ""
		}
		var categories, served []string
		for _, c := range e.Categories {
			categories = append(categories, names[c])
		}
		for _, s := range e.Serves {
			if s == "*" {
				s = "Tout le Québec"
			}
			served = append(served, s)
		}
		web := ""
		if word := strings.Fields(plainLetters(e.Name)); i%3 > 0 {
			web = "https://" + strings.ToLower(word[len(word)-1]) + ".example"
		}
		rows = append(rows, []string{
			"P-" + digits(i+1, 3), e.Name, strings.Join(e.OtherNames, " | "), e.NEQ, e.Form, strconv.Itoa(12+i*17%900) + ", rue " + streets[i%len(streets)],
			e.City, e.Postal, e.MRC, "450 555-" + digits(100+i, 4), web,
			strings.Join(categories, " | "), strings.Join(served, " | "), e.From, to, stated(capacity), stated(e.Revenue),
		})
	}
	return rows, nil
}

var streets = []string{"du Moulin", "des Bateliers", "Principale", "du Canal", "des Érables", "de l'Église", "du Vieux-Quai"}

package demo

import (
	"strings"
	"time"
)

// season is a run of months; it may pass the new year. The zero value is the
// whole year.
type season struct{ from, to int }

// seasons of what is bought in a part of the year only, by words of its texts.
var seasons = []struct {
	words string
	season
}{
	{"Tonte de gazon", season{5, 10}},
	{"plates-bandes", season{5, 10}},
	{"Aménagement paysager", season{5, 10}},
	{"Fleurs annuelles", season{5, 6}},
	{"Terreau", season{5, 7}},
	{"Élagage", season{9, 11}},
	{"Déneigement, versement", season{11, 4}},
	{"Sel de déglaçage", season{11, 3}},
	{"camp de jour", season{6, 8}},
	{"Camp de jour", season{6, 8}},
	{"Spectacle, série estivale", season{6, 9}},
	{"Spectacle, fête nationale", season{6, 6}},
	{"Entretien de vélos", season{4, 6}},
}

// seasonOf is the season of a payee: that of the first words its texts hold.
func seasonOf(texts []string) season {
	for _, s := range seasons {
		for _, t := range texts {
			if strings.Contains(t, s.words) {
				return s.season
			}
		}
	}
	return season{}
}

// months of the civil year in the season, in order.
func (s season) months() []int {
	var out []int
	for m := 1; m <= 12; m++ {
		if s.from <= s.to && s.from <= m && m <= s.to || s.from > s.to && (m >= s.from || m <= s.to) {
			out = append(out, m)
		}
	}
	return out
}

// dayIn spreads n payments over the months of a season, or one a month or more
// over all months: the i-th falls in its own month.
func (g *generator) dayIn(months []int, i, n int) string {
	m := months[i*len(months)/n]
	return weekday(time.Date(g.year, time.Month(m), 3+g.r.IntN(24), 0, 0, 0, 0, time.UTC)).Format(time.DateOnly)
}

// weekday brings a day back to the Friday before: no cheque is signed on a
// weekend.
func weekday(d time.Time) time.Time {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDate(0, 0, -1)
	case time.Sunday:
		return d.AddDate(0, 0, -2)
	}
	return d
}

// when gives the day of the i-th of n payments: in its season, in its month
// when it is paid monthly, else in its slice of the year.
func (g *generator) when(p *payee, i int) string {
	switch {
	case p.season != season{}:
		return g.dayIn(p.season.months(), i, p.lines)
	case p.class == "achat" && p.lines >= 12 && p.lines%12 == 0:
		return g.dayIn(season{1, 12}.months(), i, p.lines)
	}
	return g.day(i, p.lines)
}

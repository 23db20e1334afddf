package reqtest

import (
	"strconv"
	"strings"
)

// one is an invented enterprise; all members are written from it.
type one struct {
	rnd              source
	neq              string
	form, status     string
	since, on        string
	inside, nameless bool
	where            place
	postal           string
	noAddress        bool
}

// enterprise makes the i-th enterprise of a seed. Shares are those counted on
// the real file: 36.9 % registered, 62.9 % struck off, 8 % without a name.
func enterprise(seed uint64, i int) *one {
	e := &one{rnd: source(seed*0x2545f4914f6cdd1d + uint64(i)*0x9e3779b97f4a7c15 + 1)}
	r := &e.rnd
	prefix := "11"
	switch k := r.n(1000); {
	case k < 58:
		e.form = "APE"
	case k < 61:
		e.form = "COP"
	case k < 65:
		e.form, prefix = "ASS", "33"
	case k < 480:
		e.form = "CIE"
	case k < 540:
		e.form, prefix = "SENC", "33"
	default:
		e.form, prefix = "IND", "22"
	}
	e.neq = NEQ(prefix, i)
	switch k := r.n(100000); {
	case k < 36907:
		e.status = "IM"
	case k < 37149:
		e.status = "NI"
	case k < 37151:
		e.status = "AI"
	case k < 70000:
		e.status = "RD"
	case k < 99000:
		e.status = "RO"
	default:
		e.status = "RX"
	}
	e.nameless = e.form == "IND" && r.in(173) || e.form != "IND" && r.in(6)
	if e.inside = r.in(55); e.inside {
		e.where = inside[r.n(len(inside))]
	} else {
		e.where = elsewhere[r.n(len(elsewhere))]
	}
	e.postal = r.code(e.where.prefix)
	e.since, e.on = r.date(1994, 2015), r.date(2016, 2025)
	e.noAddress = e.status != "IM" && r.in(600)
	return e
}

// NEQ gives the i-th number of a prefix, its check digit right. Third digits
// are 0 to 2, which no number measured has: none is a real enterprise's.
func NEQ(prefix string, i int) string {
	s := strconv.Itoa(10_000_000 + i)[1:] // seven digits
	sum := 0
	for j := range 7 {
		d := int(s[6-j] - '0')
		if j%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return prefix + s + strconv.Itoa((10-sum%10)%10)
}

func (e *one) name() string {
	r := &e.rnd
	tail := r.of(invented) + " " + r.of(qualifiers) + " " + strconv.Itoa(r.n(9000)+1000)
	switch e.form {
	case "APE", "ASS":
		return r.of(bodies) + " " + tail
	case "COP":
		return r.of(coops) + " " + tail
	case "CIE":
		if r.in(350) {
			return strconv.Itoa(9000+r.n(999)) + "-" + strconv.Itoa(1000+r.n(8999)) + " QUÉBEC INC."
		}
		return r.of(trades) + " " + tail + " inc."
	case "SENC":
		return r.of(trades) + " " + tail + ", S.E.N.C."
	}
	return r.of(trades) + " " + tail
}

func (e *one) street() string { return strconv.Itoa(1+e.rnd.n(9999)) + ", " + e.rnd.of(streets) }

func (e *one) write(member string, p *printer, s *Summary) {
	// Each member draws from its own place, so that none depends on the order.
	e.rnd += source(len(member)) * 0x632be59bd9b4e019
	r := &e.rnd
	switch member {
	case "Entreprise.csv":
		e.writeEnterprise(p, s)
	case "Nom.csv":
		if e.nameless {
			s.Nameless++
			return
		}
		p.row(e.neq, e.name(), "", "V", "N", e.since, "")
		s.Names++
		if e.form == "CIE" && r.in(250) {
			p.row(e.neq, e.name(), r.of(trades)+" "+r.of(invented)+" Ltd.", "V", "A", e.since, "")
			s.Names++
		}
		for k := r.n(1000); k < 160; k += 80 {
			p.row(e.neq, e.name(), "", "A", "A", e.since, e.on)
			s.Names++
		}
	case "Etablissements.csv":
		if e.status != "IM" || !r.in(235) {
			return
		}
		p.row(e.neq, strconv.Itoa(1+r.n(9)), "O", "N", "N", "O", e.street(), e.where.city+" (Québec)", "", e.postal, "7712", r.of(activities), "1", "", "", "", e.name())
		s.Sites++
	case "FusionScissions.csv":
		if e.form != "IND" && r.in(30) {
			p.row(e.neq, NEQ("11", r.n(1_000_000)), e.name(), "FUS", e.on, "O", e.street(), e.where.city+" (Québec)", "", e.postal)
			s.Mergers++
		}
	case "ContinuationsTransformations.csv":
		if e.form != "IND" && r.in(10) {
			p.row(e.neq, "CONT", "LSAQ", "", "Québec", e.on)
		}
	}
}

func (e *one) writeEnterprise(p *printer, s *Summary) {
	r := &e.rnd
	act, act2, object, staff := "", "", "", ""
	code2, deposit := "", ""
	if e.status == "IM" && !r.in(170) || r.in(500) {
		act = r.of(activities)
	}
	if r.in(120) {
		code2, act2 = "7712", r.of(activities)
	}
	if r.in(25) {
		object = strings.Repeat(r.of(activities)+"; ", 3)
	}
	if e.status == "IM" {
		staff, deposit = string("ABC"[r.n(3)]), e.on
	}
	var lines [4]string
	if !e.noAddress {
		lines = [4]string{e.street(), e.where.city + " (Québec)", "", e.postal}
		if r.in(45) { // a floor on the second line, the city on the third
			lines[1], lines[2] = "bureau "+strconv.Itoa(1+r.n(900)), e.where.city+" (Québec)"
		}
	}
	shown := "O"
	if r.in(10) {
		shown = "N"
	}
	if e.inside && shown == "O" && !e.noAddress && e.status == "IM" && (e.form == "APE" || e.form == "COP" || e.form == "ASS") {
		s.Candidates++
	}
	year := strconv.Itoa(2016 + r.n(9))
	p.row(e.neq, "N", e.since, "LSAQ", staff, "", e.status, e.form, e.on, "", deposit, year, year, "", "", "", e.on,
		"7712", "1", act, code2, "", act2, "", e.since, "N", "N", "N", "", "", object, "", shown, lines[0], lines[1], lines[2], lines[3])
}

package demo

import (
	"slices"
	"strings"

	"jachete/diagnostic/ledger"
)

// part is a Part in the making.
type part struct {
	cents  int64
	lines  int
	payees map[string]bool
}

func (p *part) add(cents int64, payee string) {
	if p.payees == nil {
		p.payees = map[string]bool{}
	}
	p.cents += cents
	p.lines++
	p.payees[payee] = true
}

func (p *part) part(of string) Part {
	return Part{Of: of, Dollars: dollars(p.cents), Lines: p.lines, Payees: len(p.payees)}
}

// truth adds up what is true of the lines, one at a time.
func truth(d *Data) Truth {
	var all, aside, grants, toSector, addressable part
	var confirmed, inside, elsewhere, unknown, apart, notRecognised part
	classes, months := map[string]*part{}, map[string]*part{}
	variants := map[string]*Variant{}
	in := func(m map[string]*part, key string) *part {
		if m[key] == nil {
			m[key] = &part{}
		}
		return m[key]
	}
	var t Truth
	for _, l := range d.Ledger.Lines {
		all.add(l.Cents, l.Supplier)
		in(months, l.Date[:7]).add(l.Cents, l.Supplier)
		var e *Enterprise
		if l.Enterprise >= 0 {
			e = &d.Registry[l.Enterprise]
		}
		switch l.Class {
		case "achat":
		case "aide_financiere":
			grants.add(l.Cents, l.Supplier)
			if e != nil && l.Sure && e.recognised(l.Date) {
				toSector.add(l.Cents, e.NEQ)
			}
			continue
		default:
			aside.add(l.Cents, l.Supplier)
			in(classes, l.Class).add(l.Cents, l.Supplier)
			continue
		}
		addressable.add(l.Cents, l.Supplier)
		switch {
		case e == nil:
		case !l.Sure:
			if variants[l.Supplier] == nil {
				variants[l.Supplier] = &Variant{Name: l.Supplier, Enterprise: l.Enterprise}
			}
			v := variants[l.Supplier]
			v.Dollars, v.Lines = v.Dollars.Add(dollars(l.Cents)), v.Lines+1
		case e.Apart:
			apart.add(l.Cents, e.NEQ)
		case !e.recognised(l.Date):
			notRecognised.add(l.Cents, e.NEQ)
		default:
			confirmed.add(l.Cents, e.NEQ)
			switch e.Place {
			case "inside":
				inside.add(l.Cents, e.NEQ)
			case "outside":
				elsewhere.add(l.Cents, e.NEQ)
			default:
				unknown.add(l.Cents, e.NEQ)
			}
		}
	}
	t.Lines, t.Total = all.lines, dollars(all.cents)
	t.SetAside, t.SetAsideAll = parts(classes), aside.part("")
	t.Grants, t.GrantsToSector, t.Addressable = grants.part(""), toSector.part(""), addressable.part("")
	t.Confirmed, t.Inside, t.Elsewhere, t.PlaceUnknown = confirmed.part(""), inside.part(""), elsewhere.part(""), unknown.part("")
	t.Apart, t.NotRecognised = apart.part(""), notRecognised.part("")
	t.Months = parts(months)
	for _, v := range variants {
		t.Variants = append(t.Variants, *v)
	}
	slices.SortFunc(t.Variants, func(a, b Variant) int { return strings.Compare(a.Name, b.Name) })
	t.Strangers = strangerNames(d.Ledger.Lines)
	for _, s := range d.Ledger.sheets() {
		t.Sheets = append(t.Sheets, sheetTruth(s))
	}
	return t
}

func (e *Enterprise) recognised(date string) bool {
	return (e.From == "" || e.From <= date) && (e.To == "" || date <= e.To)
}

func parts(m map[string]*part) []Part {
	var out []Part
	for of, p := range m {
		out = append(out, p.part(of))
	}
	slices.SortFunc(out, func(a, b Part) int { return strings.Compare(a.Of, b.Of) })
	return out
}

// strangerNames are all spellings met of suppliers that resemble an enterprise,
// and the numbered companies, which differ from one of the registry by a digit.
func strangerNames(lines []Line) []string {
	near := map[string]bool{}
	for _, f := range append(rows(strangers), []string{"9999-1043 Québec inc."}, []string{"9999-1034 Québec inc."}) {
		for _, s := range []string{f[0], cut(f[0]), strings.ToUpper(plainLetters(f[0]))} {
			near[s] = true
		}
	}
	var out []string
	for _, l := range lines {
		if near[l.Supplier] && !slices.Contains(out, l.Supplier) {
			out = append(out, l.Supplier)
		}
	}
	slices.Sort(out)
	return out
}

// sheetTruth counts what a reader must find.
func sheetTruth(s detailSheet) Sheet {
	t := Sheet{Name: s.name, RowsRead: len(s.rows), SetAside: map[ledger.Reason]int{}}
	var sum int64
	for i, r := range s.rows {
		switch r.reason {
		case "":
			t.RowsKept++
			sum += r.cents
			continue
		case ledger.HeaderRow:
			t.HeaderRow = i + 1
		case ledger.SubtotalRow, ledger.TotalRow:
			label, _ := r.cells[colName].(string)
			t.Totals = append(t.Totals, Printed{Row: i + 1, Kind: r.reason, Label: label, Amount: dollars(r.cents)})
		}
		t.SetAside[r.reason]++
	}
	t.Sum = dollars(sum)
	return t
}

package web

import (
	"sort"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// readView is « voici ce que j'ai compris ».
type readView struct {
	Seen             string
	Balance          balanceView
	First, Last      string
	Undated, Equal   int
	Persons          int
	Unreadable       int
	SetAside         bool
	Basis, Currency  string
	Tables           []tableView
	Skipped          []skippedView
	Warnings         []causeView
	Overlaps         []overlapView
	Without          []string // fields that a person said no column holds
	Typed, TypedNote string
	TypedKind        string
}

// balanceView proves that no row and no cent was lost.
type balanceView struct {
	State                  string // good, warn (counted, but look at this), bad
	Read, Kept, Aside      int
	SumRead, SumKept, Left string
	Reasons                []reasonView
	Totals, Verified       int
	Wrong                  []totalView
}

type reasonView struct {
	Text string
	N    int
}

type totalView struct{ Label, Cell, Printed, Computed string }

type tableView struct {
	File, Sheet, Format, Encoding, Delimiter string
	HeaderRow, Rows                          int
	Sum                                      string
	Dates, Decimal                           string
	Known                                    bool // read as this buyer's earlier files
	Editable                                 bool
	Columns                                  []columnView
	Cut                                      int
}

type columnView struct {
	Letter, Header, By string
	Now                string // field it has, as addresses write it
	Values             []string
	Field              string
	Sure               bool
	Options            []selectOption
}

type skippedView struct{ Sheet, Why string }

// causeView groups warnings of one cause.
type causeView struct {
	What, Why, Do string
	N             int
	Places        []string
}

type overlapView struct {
	File, On, From, To            string
	Identical, Changed, New, Gone int
	Sum                           string
}

func (c *call) readView(u *desk.Upload) *readView {
	s := u.Understood
	say := c.say.For(s.Currency)
	v := &readView{
		Seen: u.Seen(), Balance: c.balanceView(s), First: s.First, Last: s.Last, Undated: s.Undated, Equal: s.Equal, Persons: s.Persons,
		Unreadable: s.Unreadable, SetAside: u.Reading.SetAsideUnreadable, Currency: s.Currency, Basis: c.say.T("own.basis_" + basisKey(s.Basis)),
	}
	for i := range s.Tables {
		v.Tables = append(v.Tables, c.tableView(s, i))
	}
	for _, k := range s.Skipped {
		v.Skipped = append(v.Skipped, skippedView{Sheet: k.Sheet, Why: c.say.T(k.Reason)})
	}
	v.Warnings = causes(c.say, s.Warnings)
	for _, o := range s.Overlaps {
		v.Overlaps = append(v.Overlaps, overlapView{
			File: o.File, On: o.On, From: o.From, To: o.To, Identical: o.Identical, Changed: o.Changed, New: o.New, Gone: o.Gone, Sum: say.Money(o.Sum),
		})
	}
	for _, f := range fields() {
		if u.Reading.Columns[f] == ledger.NoColumn {
			v.Without = append(v.Without, c.fieldLabel(f))
		}
	}
	c.typedTotal(s, v)
	return v
}

// typedTotal compares a total that the buyer typed with what was understood.
func (c *call) typedTotal(s *desk.Understanding, v *readView) {
	v.Typed = c.Query("controle")
	if v.Typed == "" {
		return
	}
	say := c.say.For(s.Currency)
	want, err := desk.TypedTotal(v.Typed)
	switch diff := s.Balance.SumKept.Sub(want); {
	case err != nil:
		v.TypedKind, v.TypedNote = "warn", c.say.T("own.typed_unclear")
	case diff.IsZero():
		v.TypedKind, v.TypedNote = "good", c.say.T("own.typed_same", "total", say.Money(want))
	default:
		v.TypedKind, v.TypedNote = "bad", c.say.T("own.typed_differs", "total", say.Money(want), "kept", say.Money(s.Balance.SumKept), "difference", say.Money(diff.Abs()))
	}
}

func basisKey(b ledger.Basis) string {
	if b == ledger.Unstated {
		return "unstated"
	}
	return string(b)
}

func (c *call) balanceView(s *desk.Understanding) balanceView {
	say := c.say.For(s.Currency)
	b := &s.Balance
	v := balanceView{State: "good", Read: b.RowsRead, Kept: b.RowsKept, SumRead: say.Money(b.SumRead), SumKept: say.Money(b.SumKept), Left: say.Money(b.SumSetAside)}
	keys := make([]string, 0, len(b.RowsSetAside))
	for r := range b.RowsSetAside {
		keys = append(keys, string(r))
	}
	sort.Slice(keys, func(i, j int) bool {
		x, y := b.RowsSetAside[ledger.Reason(keys[i])], b.RowsSetAside[ledger.Reason(keys[j])]
		return x > y || x == y && keys[i] < keys[j]
	})
	for _, k := range keys {
		n := b.RowsSetAside[ledger.Reason(k)]
		v.Aside += n
		v.Reasons = append(v.Reasons, reasonView{Text: c.say.T("ledger.reason." + k), N: n})
	}
	for i := range s.Tables {
		for _, t := range s.Tables[i].Totals {
			v.Totals++
			if t.Verified {
				v.Verified++
				continue
			}
			v.Wrong = append(v.Wrong, totalView{Label: t.Label, Cell: place(s.Tables[i].Sheet, t.Cell), Printed: say.Money(t.Printed), Computed: say.Money(t.Computed)})
		}
	}
	switch {
	case !s.Balanced():
		v.State = "bad"
	case s.Unreadable > 0 || len(v.Wrong) > 0:
		v.State = "warn"
	}
	v.Wrong = v.Wrong[:min(len(v.Wrong), 10)]
	return v
}

// place writes a cell's address.
func place(sheet, cell string) string { return message.Place{Sheet: sheet, Cell: cell}.String() }

func (c *call) tableView(s *desk.Understanding, i int) tableView {
	t := &s.Tables[i]
	v := tableView{
		File: t.File, Sheet: t.Sheet, Format: t.Format, Encoding: t.Encoding, Delimiter: t.Delimiter, HeaderRow: t.HeaderRow, Rows: t.Balance.RowsKept,
		Sum: c.say.For(s.Currency).Money(t.Balance.SumKept), Decimal: t.Decimal, Editable: i == 0, Cut: t.CutWidth,
	}
	if t.DateOrder != "" {
		v.Dates = c.say.T("own.dates_" + t.DateOrder)
	}
	for _, col := range t.Samples {
		v.Known = v.Known || col.By == "profile"
		v.Columns = append(v.Columns, columnView{
			Letter: col.Letter, Now: string(col.Field), Header: col.Header, Values: col.Values, Field: c.fieldLabel(col.Field), By: c.say.T("own.by_" + col.By),
			Sure: col.Confidence >= 0.8, Options: c.fieldOptions(string(col.Field)),
		})
	}
	for _, o := range t.Others {
		v.Columns = append(v.Columns, columnView{Letter: o.Letter, Header: o.Header, Values: o.Values, Sure: true, Options: c.fieldOptions("")})
	}
	sort.SliceStable(v.Columns, func(i, j int) bool {
		a, b := v.Columns[i].Letter, v.Columns[j].Letter
		return len(a) < len(b) || len(a) == len(b) && a < b
	})
	return v
}

func (c *call) fieldOptions(now string) []selectOption {
	list := []selectOption{{Value: "", Text: c.say.T("own.field_none"), On: now == ""}}
	for _, f := range fields() {
		list = append(list, selectOption{Value: string(f), Text: c.fieldLabel(f), On: string(f) == now})
	}
	return list
}

// mostPlaces is how many addresses a cause shows.
const mostPlaces = 6

// causes groups warnings by what they say to do, in their order.
func causes(say message.Printer, list []*message.Fault) []causeView {
	var out []causeView
	at := map[string]int{}
	for _, f := range list {
		i, ok := at[f.Key]
		if !ok {
			i = len(out)
			at[f.Key] = i
			out = append(out, causeView{What: say.What(f), Why: say.Why(f), Do: say.Do(f)})
		}
		out[i].N++
		if p := f.Place.String(); p != "" && len(out[i].Places) < mostPlaces {
			out[i].Places = append(out[i].Places, p)
		}
	}
	return out
}

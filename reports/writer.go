package reports

import (
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/reports/page"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Runes of a name in a sentence and in a table.
const (
	nameInText    = 70
	nameInTable   = 110
	nameInSummary = 48
)

// writer writes one document: it knows the diagnostic, the reader's language
// and the figures by their identifier.
type writer struct {
	d       *diagnostic.Diagnostic
	p       message.Printer
	doc     *page.Doc
	figures map[string]diagnostic.Figure
	tight   bool   // findings and actions in small type
	sheet   string // of the workbook, that most figures stand on
	classes map[string]policy.Class
	cats    map[string]policy.Category
}

func newWriter(d *diagnostic.Diagnostic, lang message.Lang) *writer {
	w := &writer{
		d: d, p: message.In(lang).For(d.Currency),
		figures: make(map[string]diagnostic.Figure, len(d.Figures)),
		classes: make(map[string]policy.Class, len(d.Classes)),
		cats:    make(map[string]policy.Category, len(d.Categories)),
	}
	for _, f := range d.Figures {
		if _, twice := w.figures[f.ID]; !twice {
			w.figures[f.ID] = f
		}
		if sheet, _, ok := strings.Cut(f.Cell, "!"); ok && w.sheet == "" {
			w.sheet = sheet
		}
	}
	if w.sheet == "" && len(d.Figures) > 0 {
		w.sheet = w.t("workbook.sheet.figures")
	}
	for _, c := range d.Classes {
		w.classes[c.ID] = c
	}
	for _, c := range d.Categories {
		w.cats[c.ID] = c
	}
	w.doc = page.New(w.meta())
	return w
}

func (w *writer) meta() page.Meta {
	buyer := w.buyer()
	m := page.Meta{
		Title:   w.p.T("report.title.buyer", "buyer", buyer),
		Subject: w.p.T("report.subject"),
		Lang:    w.p.Lang,
		Left:    w.p.T("report.title"),
		Right:   buyer + ", " + w.shortPeriod(),
		PageOf: func(n, of int) string {
			return w.p.T("report.page", "page", w.p.Count(n), "of", w.p.Count(of))
		},
	}
	run := page.Short(w.d.Run.Number, 40)
	if w.sheet != "" {
		m.Foot = w.p.T("report.foot", "run", run, "sheet", page.Short(w.sheet, 31))
	} else {
		m.Foot = w.p.T("report.foot.plain", "run", run)
	}
	return m
}

func (w *writer) buyer() string {
	if n := page.Short(w.d.Buyer.Name, nameInText); n != "" {
		return n
	}
	return w.p.T("report.buyer.unknown")
}

// period is what the lines cover, in words.
func (w *writer) period() string {
	if w.d.Period.From == "" || w.d.Period.To == "" {
		if a := page.Short(w.d.Period.Asked, 30); a != "" {
			return a
		}
		return w.p.T("report.period.none")
	}
	return w.p.T("report.period.span", "from", w.p.Date(w.d.Period.From), "to", w.p.Date(w.d.Period.To))
}

// shortPeriod is the period in years.
func (w *writer) shortPeriod() string {
	from, _, _ := strings.Cut(w.d.Period.From, "-")
	to, _, _ := strings.Cut(w.d.Period.To, "-")
	switch {
	case from == "" || to == "":
		return w.period()
	case from == to:
		return page.Short(from, 10)
	}
	return w.t("report.period.years", "from", page.Short(from, 10), "to", page.Short(to, 10))
}

// t writes an entry of the catalogue, with the spaces its language asks.
func (w *writer) t(key string, args ...string) string { return w.typeset(w.p.T(key, args...)) }

// cite names the cell of a figure, without the sheet when it is the usual one.
func (w *writer) cite(f diagnostic.Figure) string {
	sheet, cell, ok := strings.Cut(f.Cell, "!")
	if ok && sheet == w.sheet {
		return page.Cite(cell)
	}
	return page.Cite(page.Short(f.Cell, 40))
}

// look gives the value of a figure and its reference; the measure itself and
// no reference when the workbook has no such figure.
func (w *writer) look(id string, measure decimal.NullDecimal) (decimal.NullDecimal, string) {
	if f, ok := w.figures[id]; ok {
		return f.Value, w.cite(f)
	}
	return measure, ""
}

func some(v decimal.Decimal) decimal.NullDecimal { return decimal.NewNullDecimal(v) }

// value writes a number that may be missing with one of the writing functions
// below, and hangs its reference behind it.
func (w *writer) value(id string, measure decimal.NullDecimal, write func(decimal.Decimal) string) string {
	v, cite := w.look(id, measure)
	if !v.Valid {
		return w.t("report.na") + cite
	}
	return write(v.Decimal) + cite
}

// dollars writes whole dollars.
func (w *writer) dollars(id string, measure decimal.Decimal) string {
	return w.value(id, some(measure), w.p.Dollars)
}

// cents writes dollars to the cent.
func (w *writer) cents(id string, measure decimal.Decimal) string {
	return w.value(id, some(measure), w.p.Money)
}

// percent writes a share (0–100) to two places, as it was rounded.
func (w *writer) percent(id string, measure decimal.NullDecimal) string {
	return w.value(id, measure, func(d decimal.Decimal) string { return w.p.Percent(d, 2) })
}

// points writes percentage points with their sign.
func (w *writer) points(id string, measure decimal.NullDecimal) string {
	return w.value(id, measure, w.signed)
}

func (w *writer) signed(d decimal.Decimal) string {
	s := w.p.Number(d, 2)
	if d.Round(2).Sign() > 0 {
		return "+" + s
	}
	return s
}

// count writes a whole number.
func (w *writer) count(id string, measure int) string {
	return w.value(id, some(decimal.NewFromInt(int64(measure))), func(d decimal.Decimal) string { return w.p.Number(d, 0) })
}

// n is the whole number behind a count, for the agreement of words.
func (w *writer) n(id string, measure int) int {
	if f, ok := w.figures[id]; ok && f.Value.Valid {
		return int(f.Value.Decimal.IntPart())
	}
	return measure
}

// policyText is a wording of the policy with the spaces its language asks.
func (w *writer) policyText(t policy.Text) string {
	return apostrophes.Replace(w.typeset(t.In(string(w.p.Lang))))
}

// shared is an entry that other documents use too.
func (w *writer) shared(key string, args ...string) string {
	return apostrophes.Replace(w.t(key, args...))
}

// apostrophes sets the typewriter's sign as printers do.
var apostrophes = strings.NewReplacer("'", "’")

// nt is t for an entry that counts.
func (w *writer) nt(key string, n int, args ...string) string {
	return w.typeset(w.p.N(key, n, args...))
}

func (w *writer) typeset(s string) string {
	if w.p.Lang == message.French {
		s = frenchSpaces.Replace(s)
	}
	return s
}

// frenchSpaces makes the blanks before two-part signs unbreakable: narrow before
// ; ! ? and whole before : » % $, as the Office québécois has them.
var frenchSpaces = strings.NewReplacer(
	"\u00a0;", "\u202f;", "\u00a0!", "\u202f!", "\u00a0?", "\u202f?",
	" :", "\u00a0:", " ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?",
	" »", "\u00a0»", "« ", "«\u00a0", " %", "\u00a0%", " $", "\u00a0$",
)

// category names a category of the policy.
func (w *writer) category(id string) string {
	if id == "" {
		return w.t("category.none")
	}
	if c, ok := w.cats[id]; ok {
		if s := page.Short(w.policyText(c.Name), nameInText); s != "" {
			return s
		}
	}
	return page.Short(id, nameInText)
}

// categoryID is how the figures name a category.
func categoryID(id string) string {
	if id == "" {
		return "none"
	}
	return id
}

// class names a class of spend and says why it is set aside.
func (w *writer) class(id string) (name, why string) {
	c, ok := w.classes[id]
	if !ok || w.policyText(c.Name) == "" {
		return page.Short(id, nameInText), ""
	}
	return page.Short(w.policyText(c.Name), nameInText), page.Short(w.policyText(c.Reason), 240)
}

// more says how many rows a table leaves to the workbook.
func (w *writer) more(n int) string {
	if n <= 0 {
		return ""
	}
	return w.nt("report.more", n)
}

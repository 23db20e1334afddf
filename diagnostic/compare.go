package diagnostic

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Comparison sets a diagnostic beside an earlier one of the same buyer, over
// what both cover: the same calendar months, and the earlier lines classed by
// today's rules. The standing of a supplier is the one that each run found.
type Comparison struct {
	Run    string `json:"run"` // number of the earlier run
	Period Period `json:"period"`
	// Reasons say why the two cannot be compared: message keys compare.reason.*,
	// empty when they can. Nothing below is filled when there is one.
	Reasons []string `json:"reasons"`
	// Reclassed tells that the rules changed in between, so that the earlier
	// lines were classed anew; OtherRegistry, OtherMatcher that these changed.
	Reclassed     bool `json:"reclassed"`
	OtherRegistry bool `json:"other_registry"`
	OtherMatcher  bool `json:"other_matcher"`

	Months []string `json:"months"` // calendar months compared: "01" ... "12"
	Before Scope    `json:"before"`
	Now    Scope    `json:"now"`
	// Change of the confirmed share of addressable spend, percentage points.
	Change     decimal.NullDecimal `json:"change"`
	Categories []CategoryChange    `json:"categories"` // where the confirmed dollars changed, most first
	Gained     []string            `json:"gained"`     // enterprises paid now and not before
	Lost       []string            `json:"lost"`       // enterprises paid before and not now
	// Followed is what became of the earlier advice, in its order. Advised counts
	// the opportunities that the earlier diagnostic recorded.
	Followed []advice.Followed `json:"followed"`
	Advised  int               `json:"advised"`
	// Course is the share over three periods or more, oldest first, this one last,
	// over the calendar months CourseMonths; empty when fewer are known.
	Course       []Moment `json:"course"`
	CourseMonths []string `json:"course_months"`
	// CourseReclassed tells that older periods were classed by other rules: their
	// lines are not there to be classed anew.
	CourseReclassed bool `json:"course_reclassed"`
}

// Scope is what was measured over the months compared.
type Scope struct {
	From          string              `json:"from"` // months: "2023-01"
	To            string              `json:"to"`
	Total         decimal.Decimal     `json:"total"`
	Addressable   decimal.Decimal     `json:"addressable"`
	Confirmed     decimal.Decimal     `json:"confirmed"`
	OfAddressable decimal.NullDecimal `json:"of_addressable"` // percent
	Enterprises   int                 `json:"enterprises"`
	// LeftOut counts the lines of other months and those without a date.
	LeftOut int `json:"left_out"`
}

// CategoryChange is a category of which the confirmed dollars changed.
type CategoryChange struct {
	Category string          `json:"category"`
	Before   decimal.Decimal `json:"before"`
	Now      decimal.Decimal `json:"now"`
}

// Earlier is a diagnostic to compare with, and the file it was read from.
type Earlier struct {
	Diagnostic   *Diagnostic
	File, Digest string
}

// check refuses an earlier diagnostic that cannot be trusted or holds no lines.
func (e *Earlier) check() error {
	switch d := e.Diagnostic; {
	case d.RunNumber() != d.Run.Number:
		return message.NewFault("previous.number", message.Place{File: e.File}, "number", d.Run.Number)
	case d.Abridged || len(d.Lines) == 0:
		return message.NewFault("previous.abridged", message.Place{File: e.File})
	}
	return nil
}

// compare fills d.Comparison.
func compare(d *Diagnostic, e *Earlier, p *policy.Policy) error {
	if err := e.check(); err != nil {
		return err
	}
	b := e.Diagnostic
	c := &Comparison{
		Run: b.Run.Number, Period: b.Period, Reclassed: b.Run.PolicyDigest != p.Digest,
		OtherRegistry: b.Registry.Digest != d.Registry.Digest, OtherMatcher: b.Run.MatchParams != d.Run.MatchParams || b.Run.MatchDigest != d.Run.MatchDigest,
	}
	d.Comparison = c
	if name.Fold(b.Buyer.Name) != name.Fold(d.Buyer.Name) {
		c.Reasons = append(c.Reasons, "buyer")
	}
	if b.Basis != d.Basis {
		c.Reasons = append(c.Reasons, "basis")
	}
	if b.Currency != d.Currency && b.Currency != "" && d.Currency != "" {
		c.Reasons = append(c.Reasons, "currency")
	}
	before, now := monthsOf(b.Lines), monthsOf(d.Lines)
	switch {
	case before == nil || now == nil:
		c.Reasons = append(c.Reasons, "year")
	default:
		for _, m := range slices.Sorted(maps.Keys(now)) {
			if _, both := before[m]; both {
				c.Months = append(c.Months, m)
			}
			if before[m] == now[m] && before[m] != "" {
				c.Reasons = append(c.Reasons, "same_months")
				break
			}
		}
		if len(c.Months) == 0 {
			c.Reasons = append(c.Reasons, "no_month")
		}
	}
	if len(c.Reasons) > 0 {
		c.Months = nil
		return nil
	}
	lines := b.Lines
	if c.Reclassed {
		var err error
		if lines, err = reclass(b, p); err != nil {
			return fmt.Errorf("class earlier lines: %w", err)
		}
	}
	var was, is share.Measures
	var had, has map[string]string
	c.Before, was, had = scopeOf(b, lines, c.Months, p.Classes)
	c.Now, is, has = scopeOf(d, d.Lines, c.Months, p.Classes)
	if c.Before.OfAddressable.Valid && c.Now.OfAddressable.Valid {
		c.Change = decimal.NewNullDecimal(c.Now.OfAddressable.Decimal.Sub(c.Before.OfAddressable.Decimal))
	}
	c.Categories = categoryChanges(was.Categories, is.Categories)
	c.Gained, c.Lost = onlyIn(has, had), onlyIn(had, has)
	paid := make(map[string]bool, len(has))
	for id := range has {
		paid[id] = true
	}
	c.Followed = advice.Follow(
		advice.State{Advice: b.Advice, Categories: was.Categories},
		advice.State{Advice: d.Advice, Categories: is.Categories, Paid: paid})
	c.Advised = len(b.Advice.Opportunities)
	d.History = remembered(b.History, past(b, monthly(b, lines, p.Classes), p.Digest))
	c.Course, c.CourseMonths = course(append(slices.Clone(d.History), past(d, d.Measures.Months, p.Digest)))
	if n := len(c.Course); n > 0 {
		for _, h := range d.History[len(d.History)+1-n:] {
			c.CourseReclassed = c.CourseReclassed || h.Policy != p.Digest
		}
	}
	return nil
}

// monthsOf gives the calendar months of the lines, each with its year and
// month; nil when a calendar month comes in two years or no line has a date.
func monthsOf(lines []Line) map[string]string {
	out := map[string]string{}
	for i := range lines {
		date := lines[i].Date
		if len(date) < 7 {
			continue
		}
		if ym := out[date[5:7]]; ym != "" && ym != date[:7] {
			return nil
		}
		out[date[5:7]] = date[:7]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// reclass classes and categorises the lines of an earlier diagnostic by today's
// rules. Lines of masked suppliers keep their class: the name is gone.
func reclass(b *Diagnostic, p *policy.Policy) ([]Line, error) {
	classes, err := share.NewClassifier(p)
	if err != nil {
		return nil, err
	}
	categories, err := share.NewCategoriser(p)
	if err != nil {
		return nil, err
	}
	payees := make([]*share.Payee, len(b.Suppliers))
	folded := make([]string, len(b.Suppliers))
	out := slices.Clone(b.Lines)
	for i := range out {
		l := &out[i]
		s := &b.Suppliers[l.Supplier]
		if s.Masked {
			continue
		}
		if payees[l.Supplier] == nil {
			folded[l.Supplier] = name.Fold(s.Name)
			payees[l.Supplier] = classes.Payee(folded[l.Supplier], false)
		}
		text := name.Fold(l.Description)
		l.Class = payees[l.Supplier].Class(l.Account, text, l.Date).Class
		var activities []string
		if s.Enterprise != nil {
			activities = s.Enterprise.Categories
		}
		l.Category = categories.Category(share.CategoryInput{
			Account: l.Account, Activities: activities, FoldedText: text, FoldedName: folded[l.Supplier],
		}).Category
	}
	return out, nil
}

// scopeOf measures the lines of some calendar months. It gives back the names of
// the enterprises that count, by identifier.
func scopeOf(d *Diagnostic, lines []Line, months []string, classes []policy.Class) (Scope, share.Measures, map[string]string) {
	kinds := map[string]policy.Kind{}
	for _, c := range classes {
		kinds[c.ID] = c.Kind
	}
	var s Scope
	counted := make([]share.Line, 0, len(lines))
	paid := map[string]string{}
	for i := range lines {
		l := &lines[i]
		if len(l.Date) < 7 || !slices.Contains(months, l.Date[5:7]) {
			s.LeftOut++
			continue
		}
		month := l.Date[:7]
		if s.From == "" || month < s.From {
			s.From = month
		}
		s.To = max(s.To, month)
		counted = append(counted, share.Line{
			Supplier: l.Supplier, Amount: l.Amount, Month: month, Class: l.Class, Category: l.Category, Recognised: l.Recognised,
		})
		k := kinds[l.Class]
		if sup := &d.Suppliers[l.Supplier]; sup.Standing == share.Confirmed && sup.Enterprise != nil && l.Recognised &&
			k != policy.SetAside && k != policy.Grant {
			paid[sup.Enterprise.ID] = sup.Enterprise.Name
		}
	}
	suppliers := make([]share.Supplier, len(d.Suppliers))
	for i := range d.Suppliers {
		suppliers[i].Standing = d.Suppliers[i].Standing
		if e := d.Suppliers[i].Enterprise; e != nil {
			suppliers[i].Place, suppliers[i].Enterprise = e.Place, e.ID
		}
	}
	m := share.Measure(counted, suppliers, classes, nil)
	s.Total, s.Addressable = m.Total.Dollars, m.Addressable.Dollars
	s.Confirmed, s.OfAddressable, s.Enterprises = m.Confirmed.Dollars, m.Confirmed.OfAddressable, m.Confirmed.Enterprises
	return s, m, paid
}

// monthly measures all lines of a diagnostic by month.
func monthly(d *Diagnostic, lines []Line, classes []policy.Class) []share.MonthMeasure {
	months := make([]string, 12)
	for i := range months {
		months[i] = fmt.Sprintf("%02d", i+1)
	}
	_, m, _ := scopeOf(d, lines, months, classes)
	return m.Months
}

// categoryChanges lists the categories whose confirmed dollars changed, the
// largest change first.
func categoryChanges(before, now []share.CategoryMeasure) []CategoryChange {
	at := map[string]int{}
	var all []CategoryChange
	put := func(ms []share.CategoryMeasure, set func(*CategoryChange, decimal.Decimal)) {
		for _, m := range ms {
			i, ok := at[m.Category]
			if !ok {
				i = len(all)
				at[m.Category] = i
				all = append(all, CategoryChange{Category: m.Category})
			}
			set(&all[i], m.Confirmed)
		}
	}
	put(before, func(c *CategoryChange, v decimal.Decimal) { c.Before = v })
	put(now, func(c *CategoryChange, v decimal.Decimal) { c.Now = v })
	all = slices.DeleteFunc(all, func(c CategoryChange) bool { return c.Before.Equal(c.Now) })
	sort.SliceStable(all, func(i, j int) bool {
		x, y := all[i].Now.Sub(all[i].Before).Abs(), all[j].Now.Sub(all[j].Before).Abs()
		if n := x.Cmp(y); n != 0 {
			return n > 0
		}
		return all[i].Category < all[j].Category
	})
	return all
}

// onlyIn gives the names of those in a and not in b, sorted.
func onlyIn(a, b map[string]string) []string {
	var out []string
	for id, n := range a {
		if _, both := b[id]; !both {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

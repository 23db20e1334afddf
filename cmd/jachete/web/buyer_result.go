package web

import (
	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/reports"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// result writes a diagnostic's numbers for a page.
type result struct {
	c    *call
	m    *desk.Made
	d    *diagnostic.Diagnostic
	say  message.Printer
	here string
	cats map[string]string
	cls  map[string]policy.Class
}

// result opens the diagnostic of the address.
func (c *call) result() (*result, error) {
	m, err := c.s.desk.Diagnostic(c.Request.Context(), *c.actor, c.org(), c.Param("id"))
	if err != nil {
		return nil, err
	}
	r := &result{
		c: c, m: m, d: m.Value, say: c.say.For(m.Value.Currency), here: c.at("/diagnostics/" + m.ID),
		cats: map[string]string{}, cls: map[string]policy.Class{},
	}
	for _, k := range m.Value.Categories {
		r.cats[k.ID] = k.Name.In(string(c.say.Lang))
	}
	for _, k := range m.Value.Classes {
		r.cls[k.ID] = k
	}
	return r, nil
}

func (r *result) category(id string) string {
	if n := r.cats[id]; n != "" {
		return n
	}
	if id == "" {
		return r.c.say.T("category.none")
	}
	return id
}

func (r *result) class(id string) string {
	if n := r.cls[id].Name.In(string(r.c.say.Lang)); n != "" {
		return n
	}
	return id
}

func (r *result) percent(v decimal.NullDecimal) string {
	if !v.Valid {
		return r.c.say.T("workbook.no_value")
	}
	return r.say.Percent(v.Decimal, 2)
}

type resultView struct {
	Base, Here, Buyer, Period, From, To, Run, Day, Registry string
	PeriodPath                                              string
	State                                                   tag
	Work, Changed, Superseded, CanAsk, Asked                bool
	Latest                                                  string
	Share                                                   shareView
	Charts                                                  map[string]chartView
	Classes                                                 []classRow
	ClassSum                                                classRow
	Known, Probable                                         []supplierRow
	KnownMore, ProbableMore, Discovered                     int
	Categories                                              []categoryRow
	CategoriesMore                                          int
	Places                                                  []placeRow
	Findings                                                []string // of the summary, the advisor's first
	Pole                                                    []string // recommendations that the advisor added
	Opportunities                                           []opportunityView
	AdviceMore                                              int
	Gaps                                                    []gapRow
	Plan                                                    *planView
	Compare                                                 *compareView
	CompareWhy                                              []string
	Open                                                    openView
	Warnings                                                []causeView
	History                                                 []lifeRow
	Target                                                  string
	Year                                                    string
}

type shareView struct {
	Measured                               bool
	Confirmed, Probable, Ceiling, OfTotal  string
	Dollars, Addressable, Total, WithOffer string
	Target                                 string
	Enterprises, Lines, Suppliers          int
	Closed                                 bool
	ConfirmedLink, ProbableLink, OpenLink  string
	AddressableLink, AllLink               string
}

type classRow struct {
	Name, Why, Dollars, Href string
	Lines, Suppliers         int
}

type openView struct {
	N       int
	Dollars string
	Href    string
}

type lifeRow struct {
	State       tag
	Day, Reason string
}

// resultPage is what a buyer came for: the share, what it is made of, what could
// be done.
func resultPage(c *call) error {
	r, err := c.result()
	if err != nil {
		return err
	}
	v := resultView{
		Base: c.at(""), Here: r.here, Buyer: r.d.Buyer.Name, Period: c.periodName(r.m.Period), PeriodPath: periodPath(r.m.Period), From: r.d.Period.From, To: r.d.Period.To,
		Run: r.d.Run.Number, Day: day(r.m.MadeAt), Work: c.mayWork(),
	}
	if err := r.standing(&v); err != nil {
		return err
	}
	v.Charts = r.charts()
	v.Share = r.share()
	for _, f := range reports.Findings(r.d, c.say.Lang) {
		if f.Shown {
			v.Findings = append(v.Findings, f.Text)
		}
	}
	v.Classes, v.ClassSum = r.classes()
	r.enterprises(&v)
	r.categories(&v)
	r.advice(&v)
	r.compare(&v)
	hinges := decimal.Zero
	for _, q := range r.d.Open {
		hinges = hinges.Add(q.Hinges)
	}
	v.Open = openView{N: len(r.d.Open), Dollars: r.say.Dollars(hinges), Href: c.at("/a-trancher/" + v.PeriodPath)}
	v.Warnings = causes(c.say, r.d.Warnings)
	title := c.say.T("own.result_title", "period", v.Period)
	return c.page("buyer_result", title, v, c.ours(v.Buyer, link{Text: title})...)
}

// standing says where the diagnostic is in its life, and whether it is still the
// last word.
func (r *result) standing(v *resultView) error {
	c, ctx := r.c, r.c.Request.Context()
	var err error
	if v.Asked, err = c.s.desk.Asked(ctx, *c.actor, c.org(), r.m.Diagnostic); err != nil {
		return err
	}
	v.State = c.stateTag(r.m.State, v.Asked)
	v.CanAsk = v.Work && !v.Asked && (r.m.State == store.Draft || r.m.State == store.Reopened)
	y, err := c.s.desk.Year(ctx, *c.actor, c.org(), r.m.Period)
	if err != nil {
		return err
	}
	if y.Last.ID != r.m.ID {
		v.Superseded, v.Latest = true, c.at("/diagnostics/"+y.Last.ID)
		v.CanAsk = false
	} else {
		v.Changed = y.Changed
	}
	if len(r.m.Period) >= 4 {
		v.Year = r.m.Period[:4]
	}
	if y.Target.Valid {
		v.Target = r.say.Percent(y.Target.Decimal, 1)
	}
	steps, err := c.s.desk.States(ctx, *c.actor, c.org(), r.m.ID)
	if err != nil {
		return err
	}
	for _, s := range steps {
		v.History = append(v.History, lifeRow{State: c.stateTag(s.State, false), Day: day(s.At), Reason: s.Reason})
	}
	return nil
}

// charts are drawn as in the PDF; each leads to what is behind it.
func (r *result) charts() map[string]chartView {
	drawn := r.c.s.drawings.of(string(r.m.Organisation)+"/"+r.m.Digest, r.d, r.c.say.Lang)
	out := make(map[string]chartView, len(drawn))
	to := func(rest, key string) link { return link{Href: r.here + "/fournisseurs" + rest, Text: r.c.say.T(key)} }
	links := map[string][]link{
		"share":         {to("?statut=confirmed&compte=oui", "own.link_confirmed"), to("?statut=probable&classe=achat", "own.link_probable"), to("?statut=open&classe=achat", "own.link_open")},
		"waterfall":     {to("", "own.link_suppliers")},
		"categories":    {to("?classe=achat", "own.link_purchases")},
		"territory":     {to("?statut=confirmed&compte=oui&lieu=inside", "own.link_inside"), to("?statut=confirmed&compte=oui&lieu=outside", "own.link_outside")},
		"map":           {to("?statut=confirmed&compte=oui", "own.link_confirmed")},
		"concentration": {to("?classe=achat", "own.link_purchases")},
		"months":        {to("?classe=achat", "own.link_purchases")},
	}
	for id, v := range drawn {
		v.Links = links[id]
		v.Behind = r.behind(id, &v)
		out[id] = v
	}
	return out
}

// behind leads from the table of a chart to the suppliers of a month or of the
// first ranks.
func (r *result) behind(id string, v *chartView) [][]string {
	var out [][]string
	list := r.here + "/fournisseurs"
	for i := range v.Rows {
		switch {
		case id == "months" && i < len(v.Keys):
			f := supplierFilter{Class: purchases, Months: readMonths(v.Keys[i])}
			g := supplierFilter{Standing: string(share.Confirmed), Counted: true, Months: f.Months}
			out = append(out, []string{"", list + f.query(1), list + g.query(1)})
		case id == "concentration":
			out = append(out, []string{"", list + supplierFilter{Class: purchases, First: i + 1}.query(1)})
		}
	}
	return out
}

func (r *result) share() shareView {
	m := &r.d.Measures
	v := shareView{
		Measured: m.Confirmed.OfAddressable.Valid, Confirmed: r.percent(m.Confirmed.OfAddressable), Probable: r.percent(m.Probable.OfAddressable),
		Ceiling: r.percent(m.Ceiling.OfAddressable), OfTotal: r.percent(m.Confirmed.OfTotal), Dollars: r.say.Dollars(m.Confirmed.Dollars),
		Addressable: r.say.Dollars(m.Addressable.Dollars), Total: r.say.Dollars(m.Total.Dollars), Enterprises: m.Confirmed.Enterprises, Lines: m.Total.Lines,
		Suppliers: m.Total.Suppliers, Closed: m.Confirmed.Dollars.Equal(m.Ceiling.Dollars),
		ConfirmedLink: r.here + "/fournisseurs?statut=confirmed&compte=oui", AddressableLink: r.here + "/fournisseurs?classe=achat", AllLink: r.here + "/fournisseurs",
		ProbableLink: r.here + "/fournisseurs?statut=probable&classe=achat", OpenLink: r.here + "/fournisseurs?statut=open&classe=achat",
	}
	if p := r.d.Advice.Plan; p != nil {
		v.Target = r.say.Percent(p.Target, 1)
	}
	if r.d.Buyer.MRC != "" {
		v.WithOffer = r.say.Dollars(m.WithOffer.Dollars)
	}
	return v
}

// classes are what is set aside and why, then help given, each with its
// suppliers, where a buyer contests a class.
func (r *result) classes() (rows []classRow, sum classRow) {
	m := &r.d.Measures
	row := func(id string, a share.Amount) classRow {
		return classRow{
			Name: r.class(id), Why: r.cls[id].Reason.In(string(r.c.say.Lang)), Dollars: r.say.Dollars(a.Dollars), Lines: a.Lines, Suppliers: a.Suppliers,
			Href: r.here + "/fournisseurs?classe=" + id,
		}
	}
	for _, k := range m.SetAside {
		rows = append(rows, row(k.Class, k.Amount))
	}
	for _, k := range r.d.Classes {
		if k.Kind == policy.Grant && m.Grants.Lines > 0 {
			rows = append(rows, row(k.ID, m.Grants))
			break
		}
	}
	return rows, classRow{
		Dollars: r.say.Dollars(m.SetAsideAll.Dollars.Add(m.Grants.Dollars)), Lines: m.SetAsideAll.Lines + m.Grants.Lines,
		Suppliers: m.SetAsideAll.Suppliers + m.Grants.Suppliers,
	}
}

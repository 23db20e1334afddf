package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"jachete/diagnostic"
	"jachete/diagnostic/advice"
	"jachete/diagnostic/desk"
	"jachete/scoring/name"
	"jachete/scoring/share"
)

// Rows that the result page shows of each list; the rest is behind a link.
const (
	knownShown      = 12
	probableShown   = 6
	categoriesShown = 12
	opportunities   = 8
	ableShown       = 5
)

type supplierRow struct {
	Name, Ledger, City, Place, By, Dollars, Href string
	Standing                                     tag
	Found                                        bool // a discovery: the ledger writes it otherwise
	Lines                                        int
	Class                                        string
}

type categoryRow struct {
	Name, Dollars, Confirmed, Outside, Share, Href string
	ConfirmedLink, OutsideLink, OfferLink          string
	Offer                                          int
	OfferKnown                                     bool
}

type placeRow struct {
	Name, Dollars, Share, Href string
	Enterprises                int
}

// enterprises are those of the sector that the buyer pays.
func (r *result) enterprises(v *resultView) {
	for n, i := range r.d.Standing(share.Confirmed) {
		s := &r.d.Suppliers[i]
		row := r.supplierRow(s)
		row.Dollars = r.say.Dollars(s.Counted)
		if row.Found {
			v.Discovered++
		}
		if n < knownShown {
			v.Known = append(v.Known, row)
		} else {
			v.KnownMore++
		}
	}
	for n, i := range r.d.Standing(share.Probable) {
		row := r.supplierRow(&r.d.Suppliers[i])
		row.Dollars = r.say.Dollars(r.d.Suppliers[i].Addressable)
		if n < probableShown {
			v.Probable = append(v.Probable, row)
		} else {
			v.ProbableMore++
		}
	}
	m := &r.d.Measures
	for _, p := range []struct {
		id string
		v  share.Value
	}{{"inside", m.InTerritory}, {"outside", m.Elsewhere}, {"unknown", m.PlaceUnknown}} {
		v.Places = append(v.Places, placeRow{
			Name: capital(r.c.say.T("own.place_" + p.id)), Dollars: r.say.Dollars(p.v.Dollars), Share: r.percent(p.v.OfAddressable), Enterprises: p.v.Enterprises,
			Href: r.here + "/fournisseurs?statut=confirmed&compte=oui&lieu=" + p.id,
		})
	}
}

func (r *result) supplierRow(s *diagnostic.Supplier) supplierRow {
	row := supplierRow{
		Name: s.Name, City: s.City, Lines: s.Lines, Class: r.class(s.Class), Dollars: r.say.Money(s.Dollars), Standing: r.standingTag(s),
		Href: r.here + "/fournisseurs/" + s.Key,
	}
	if by := "report.by." + s.By; s.By != "" && r.c.say.Has(by) {
		row.By = r.c.say.T(by)
	}
	if e := s.Enterprise; e != nil {
		row.Place = r.c.say.T("own.place_" + string(e.Place))
		if e.City != "" {
			row.City = e.City
		}
		if !s.Masked && e.Name != "" {
			row.Found = name.Fold(e.Name) != name.Fold(s.Name)
			row.Name = e.Name
			if row.Found {
				row.Ledger = s.Name
			}
		}
	}
	return row
}

// standingTag says in a word what is known of a supplier.
func (r *result) standingTag(s *diagnostic.Supplier) tag {
	kind := map[share.Standing]string{share.Confirmed: "good", share.Probable: "brand", share.Open: "warn"}[s.Standing]
	if s.Masked {
		return tag{"", r.c.say.T("own.standing_person")}
	}
	return tag{kind, r.c.say.T("own.standing_" + string(s.Standing))}
}

// categories are what is bought, and how much of it from the sector.
func (r *result) categories(v *resultView) {
	for n, k := range r.d.Measures.Categories {
		if n >= categoriesShown {
			v.CategoriesMore++
			continue
		}
		id := k.Category
		if id == "" {
			id = noCategory
		}
		list := r.here + "/fournisseurs?categorie=" + id
		row := categoryRow{
			OutsideLink: list + "&compte=non", OfferLink: r.offerLink(k.Category, k.Offer),
			Name: r.category(k.Category), Dollars: r.say.Dollars(k.Dollars), Confirmed: r.say.Dollars(k.Confirmed), Outside: r.say.Dollars(k.Outside),
			Share: r.percent(k.OfAddressable), Offer: k.Offer, OfferKnown: r.d.Buyer.MRC != "", Href: list,
		}
		if k.Confirmed.IsPositive() {
			row.ConfirmedLink = list + "&statut=confirmed&compte=oui"
		}
		v.Categories = append(v.Categories, row)
	}
}

// offerLink leads to the enterprises that offer a category, "" when the public
// registry of today counts others than the diagnostic did.
func (r *result) offerLink(category string, n int) string {
	if category == "" || n == 0 || r.d.Buyer.MRC == "" {
		return ""
	}
	p, err := r.c.s.desk.SearchRegistry(r.c.Request.Context(), desk.RegistrySearch{Category: category, MRC: r.d.Buyer.MRC, Page: 1})
	if err != nil || p.Found != n {
		return ""
	}
	return "/registre?" + url.Values{"besoin": {category}, "lieu": {r.d.Buyer.MRC}}.Encode()
}

type opportunityView struct {
	Category, Title, Step, Effort, When        string
	Outside, Reachable, Percent, Effect, After string
	Able                                       []ableView
	AbleMore                                   int
	Capacity                                   string
	Levers                                     []leverView
	Href                                       string
	Reworded                                   bool // an advisor wrote its words
}

type ableView struct {
	Name, City, Note string
	Href             string // its page in the public registry, "" = none
	Inside, Paid     bool
}

type leverView struct{ Text, Article, From, Status string }

type gapRow struct{ Category, Why, Outside, Href string }

type planView struct {
	Text, Method string
	Steps        []planStep
}

type planStep struct{ Category, Effort, Begin, Dollars, Share string }

// advice is what could be bought from whom, and how the target is reached.
func (r *result) advice(v *resultView) {
	var reworded []string
	if e := r.d.Editorial; e != nil {
		reworded = e.Reworded
		for _, t := range e.Recommendations {
			v.Pole = append(v.Pole, t.In(string(r.c.say.Lang)))
		}
	}
	for i := range r.d.Advice.Opportunities {
		if i == opportunities {
			v.AdviceMore = len(r.d.Advice.Opportunities) - i
			break
		}
		o := r.opportunity(&r.d.Advice.Opportunities[i])
		o.Reworded = slices.Contains(reworded, r.d.Advice.Opportunities[i].Category)
		v.Opportunities = append(v.Opportunities, o)
	}
	for _, g := range r.d.Advice.Gaps {
		why := r.c.say.T("report.gap.other")
		if key := "advice.gap." + g.Reason; r.c.say.Has(key) {
			why = r.c.say.T(key)
		}
		v.Gaps = append(v.Gaps, gapRow{Category: r.category(g.Category), Why: why, Outside: r.say.Dollars(g.Outside), Href: r.here + "/fournisseurs?categorie=" + g.Category})
	}
	p := r.d.Advice.Plan
	if p == nil {
		return
	}
	v.Plan = &planView{Method: r.c.say.T("advice.plan.method")}
	if key := "advice.plan." + p.State; r.c.say.Has(key) {
		v.Plan.Text = r.c.say.T(key, "target", r.say.Percent(p.Target, 1), "gap", r.say.Dollars(p.Gap), "share", r.percent(p.ShareAfter), "missing", r.say.Dollars(p.Missing))
	}
	for _, s := range p.Steps {
		v.Plan.Steps = append(v.Plan.Steps, planStep{
			Category: r.category(s.Category), Effort: r.word("advice.effort." + s.Effort), Begin: r.month(s.Begin), Dollars: r.say.Dollars(s.Dollars), Share: r.percent(s.ShareAfter),
		})
	}
}

// word is a text of the catalogue, "" when there is none.
func (r *result) word(key string, args ...string) string {
	if !r.c.say.Has(key) {
		return ""
	}
	return r.c.say.T(key, args...)
}

func (r *result) opportunity(o *advice.Opportunity) opportunityView {
	lang := string(r.c.say.Lang)
	v := opportunityView{
		Category: r.category(o.Category), Title: o.Title.In(lang), Step: o.FirstStep.In(lang), Effort: r.word("advice.effort." + o.Effort), When: r.when(o),
		Outside: r.say.Dollars(o.Outside), Reachable: r.say.Dollars(o.Reachable), Percent: r.say.Percent(o.ReachablePercent, 0), After: r.percent(o.ShareAfter),
		Capacity: r.word("advice.capacity." + string(o.Capacity)), Href: r.here + "/fournisseurs?hors=oui&categorie=" + o.Category,
	}
	if o.Effect.Valid {
		v.Effect = r.say.Number(o.Effect.Decimal, 2)
	}
	for i := range o.Able {
		a := &o.Able[i]
		if i == ableShown {
			break
		}
		w := ableView{Name: a.Name, City: a.City, Inside: a.InTerritory, Paid: a.AlreadyPaid}
		if _, _, err := r.c.s.desk.ListedEnterprise(r.c.Request.Context(), a.ID); err == nil {
			w.Href = "/registre/" + a.ID
		}
		if a.Dependent {
			w.Note = r.word("advice.dependent")
		}
		v.Able = append(v.Able, w)
	}
	v.AbleMore = max(o.AbleTotal, len(o.Able)) - len(v.Able)
	for _, l := range o.Levers {
		v.Levers = append(v.Levers, leverView{Text: l.Wording.In(lang), Article: l.Article, From: l.From, Status: r.word("own.lever_" + l.Status)})
	}
	return v
}

// when says how the need comes back, and when to begin.
func (r *result) when(o *advice.Opportunity) string {
	rhythm := r.word("advice.rhythm."+string(o.Beat.Rhythm), "from", r.month(o.Beat.From), "to", r.month(o.Beat.To))
	if rhythm == "" {
		return ""
	}
	out := capital(rhythm) + "."
	switch {
	case o.Renewal > 0:
		out += " " + r.c.say.T("advice.renewal", "month", r.month(o.Renewal), "begin", r.month(o.Begin))
		if o.RenewalBy == "largest" {
			out += " " + r.c.say.T("advice.renewal.largest")
		}
	case o.Beat.Rhythm != share.TooFew:
		out += " " + r.c.say.T("advice.renewal.unknown")
	}
	return out
}

// month names a month of any year, "" for none.
func (r *result) month(m int) string {
	if m < 1 || m > 12 {
		return ""
	}
	return strings.TrimSuffix(r.c.say.Month(fmt.Sprintf("2023-%02d", m)), " 2023")
}

type compareView struct {
	Before, Now, Change  string
	Rows                 []compareRow
	Earlier              string // the earlier diagnostic's page, "" = none
	Gained, Lost         []string
	Followed             []followedRow
	Reclassed, OtherReg  bool
	Months, Left, Moment string
}

// compareRow is a figure of the two years, each with the suppliers behind it.
type compareRow struct{ Name, Before, Now, BeforeHref, NowHref string }

type followedRow struct{ Category, Reachable, Moved, Outcome string }

// compare sets the diagnostic beside the year before.
func (r *result) compare(v *resultView) {
	k := r.d.Comparison
	if k == nil {
		return
	}
	for _, why := range k.Reasons {
		v.CompareWhy = append(v.CompareWhy, r.word("compare.reason."+why))
	}
	if len(k.Reasons) > 0 {
		return
	}
	v.Compare = &compareView{
		Before: scopeName(&k.Before), Now: scopeName(&k.Now), Gained: k.Gained, Lost: k.Lost, Reclassed: k.Reclassed, OtherReg: k.OtherRegistry,
	}
	was, now := behindScope("", nil), behindScope(r.here, k.Months)
	if g, err := r.c.s.desk.EarlierRun(r.c.Request.Context(), *r.c.actor, r.c.org(), k.Run); err == nil {
		v.Compare.Earlier = r.c.at("/diagnostics/" + g.ID)
		was = behindScope(v.Compare.Earlier, k.Months)
		if k.Reclassed { // its own pages class the lines by the rules of then
			was = scopeLinks{all: was.all}
		}
	}
	t := r.c.say.T
	v.Compare.Rows = []compareRow{
		{t("report.total"), r.say.Dollars(k.Before.Total), r.say.Dollars(k.Now.Total), was.all, now.all},
		{t("report.addressable"), r.say.Dollars(k.Before.Addressable), r.say.Dollars(k.Now.Addressable), was.addressable, now.addressable},
		{t("report.confirmed"), r.say.Dollars(k.Before.Confirmed), r.say.Dollars(k.Now.Confirmed), was.confirmed, now.confirmed},
		{t("report.of_addressable"), r.percent(k.Before.OfAddressable), r.percent(k.Now.OfAddressable), was.confirmed, now.confirmed},
		{t("report.col.enterprises"), r.say.Count(k.Before.Enterprises), r.say.Count(k.Now.Enterprises), was.confirmed, now.confirmed},
	}
	if k.Change.Valid {
		v.Compare.Change = r.say.Number(k.Change.Decimal, 2)
		if k.Change.Decimal.Sign() > 0 {
			v.Compare.Change = "+" + v.Compare.Change
		}
	}
	for _, f := range k.Followed {
		v.Compare.Followed = append(v.Compare.Followed, followedRow{
			Category: r.category(f.Category), Reachable: r.say.Dollars(f.Reachable), Moved: r.say.Dollars(f.Moved), Outcome: r.word("advice.followed." + f.Outcome),
		})
	}
}

// scopeLinks are the suppliers behind the figures of some months.
type scopeLinks struct{ all, addressable, confirmed string }

// behindScope leads to the suppliers of a diagnostic in the months compared;
// nowhere without an address.
func behindScope(here string, months []string) scopeLinks {
	if here == "" {
		return scopeLinks{}
	}
	here += "/fournisseurs"
	return scopeLinks{
		all:         here + supplierFilter{Months: months}.query(1),
		addressable: here + supplierFilter{Class: purchases, Months: months}.query(1),
		confirmed:   here + supplierFilter{Standing: string(share.Confirmed), Counted: true, Months: months}.query(1),
	}
}

// scopeName is the years of a scope.
func scopeName(s *diagnostic.Scope) string {
	from, _, _ := strings.Cut(s.From, "-")
	to, _, _ := strings.Cut(s.To, "-")
	if from == to {
		return from
	}
	return from + "–" + to
}

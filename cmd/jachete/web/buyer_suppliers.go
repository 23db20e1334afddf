package web

import (
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// noCategory stands in addresses for lines without a category, purchases for
// every class that is one.
const (
	noCategory = "aucune"
	purchases  = "achat"
	perPage    = 50
	linesPage  = 100
)

// supplierFilter chooses the suppliers and the lines of a list.
type supplierFilter struct {
	Search, Class, Standing, Category, Place string
	// Counted leaves only the lines that count in the confirmed share: purchases
	// on days when the enterprise was recognised.
	Counted bool
	// Uncounted leaves the other purchases: what no enterprise that is confirmed and
	// recognised on the day received.
	Uncounted bool
	// Outside leaves out enterprises of the sector, even probable ones, and
	// natural persons: what an opportunity speaks of.
	Outside bool
	// Months leaves the lines of some months: "2024-03", or "03" of any year.
	Months []string
	First  int // only so many suppliers, the largest; 0 = all
	Page   int
}

func (c *call) supplierFilter() supplierFilter {
	f := supplierFilter{Search: strings.TrimSpace(c.Query("q")), Class: c.Query("classe"), Standing: c.Query("statut"), Category: c.Query("categorie"), Place: c.Query("lieu")}
	f.Counted, f.Uncounted, f.Outside = c.Query("compte") == "oui", c.Query("compte") == "non", c.Query("hors") == "oui"
	f.Months = readMonths(c.Query("mois"))
	f.First, _ = strconv.Atoi(c.Query("premiers"))
	f.First = max(0, min(f.First, maxFirst))
	f.Page, _ = strconv.Atoi(c.Query("page")) // what is no number is the first page
	f.Page = max(f.Page, 1)
	return f
}

// maxFirst bounds a list of the first ones.
const maxFirst = 1000

// readMonths reads "2024-03" or "01,02,03"; what is no month is left out.
func readMonths(text string) []string {
	var out []string
	for m := range strings.SplitSeq(text, ",") {
		form := "01"
		if len(m) == len("2006-01") {
			form = "2006-01"
		}
		if _, err := time.Parse(form, m); err == nil && len(m) == len(form) && len(out) < 12 {
			out = append(out, m)
		}
	}
	return out
}

// Filtered tells whether anything is left out.
func (f supplierFilter) Filtered() bool { return f.query(1) != "" }

func (f supplierFilter) query(page int) string {
	q := url.Values{}
	for k, v := range map[string]string{"q": f.Search, "classe": f.Class, "statut": f.Standing, "categorie": f.Category, "lieu": f.Place, "mois": strings.Join(f.Months, ",")} {
		if v != "" {
			q.Set(k, v)
		}
	}
	if f.Counted {
		q.Set("compte", "oui")
	}
	if f.Uncounted {
		q.Set("compte", "non")
	}
	if f.Outside {
		q.Set("hors", "oui")
	}
	if f.First > 0 {
		q.Set("premiers", strconv.Itoa(f.First))
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// found is a supplier of a list and the lines that were chosen.
type found struct {
	supplier int
	dollars  decimal.Decimal
	lines    int
}

// choose finds suppliers and what their chosen lines sum to, most first.
func (r *result) choose(f supplierFilter) []found {
	at := make([]int, len(r.d.Suppliers))
	var list []found
	needle := name.Fold(f.Search)
	for i := range r.d.Suppliers {
		at[i] = -1
		if r.d.Suppliers[i].Standing != share.Standing(f.Standing) && f.Standing != "" || !r.fits(&r.d.Suppliers[i], f, needle) {
			continue
		}
		at[i] = len(list)
		list = append(list, found{supplier: i})
	}
	for i := range r.d.Lines {
		l := &r.d.Lines[i]
		if k := at[l.Supplier]; k >= 0 && r.lineFits(l, f) && !(f.Uncounted && r.counts(l)) {
			list[k].dollars = list[k].dollars.Add(l.Amount)
			list[k].lines++
		}
	}
	kept := list[:0]
	for _, x := range list {
		if x.lines > 0 {
			kept = append(kept, x)
		}
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].dollars.GreaterThan(kept[j].dollars) })
	if f.First > 0 {
		kept = kept[:min(f.First, len(kept))]
	}
	return kept
}

func (r *result) fits(s *diagnostic.Supplier, f supplierFilter, needle string) bool {
	if f.Place != "" && (s.Enterprise == nil || string(s.Enterprise.Place) != f.Place) {
		return false
	}
	if f.Outside && (s.Masked || s.Standing != share.None && s.Standing != share.Open) {
		return false
	}
	if needle == "" {
		return true
	}
	names := append([]string{s.Name, s.NEQ}, s.Variants...)
	if s.Enterprise != nil {
		names = append(names, s.Enterprise.Name)
	}
	for _, n := range names {
		if strings.Contains(name.Fold(n), needle) {
			return true
		}
	}
	return false
}

// counts tells whether a line is in the confirmed share.
func (r *result) counts(l *diagnostic.Line) bool {
	return r.d.Suppliers[l.Supplier].Standing == share.Confirmed && r.cls[l.Class].Kind == policy.Purchase && l.Recognised
}

func (r *result) lineFits(l *diagnostic.Line, f supplierFilter) bool {
	if len(f.Months) > 0 && !slices.ContainsFunc(f.Months, func(m string) bool {
		return len(l.Date) >= len("2006-01") && strings.HasSuffix(l.Date[:len("2006-01")], m)
	}) {
		return false
	}
	switch kind := r.cls[l.Class].Kind; {
	case f.Counted && (kind != policy.Purchase || !l.Recognised), f.Uncounted && kind != policy.Purchase:
		return false
	case f.Class == purchases && kind != policy.Purchase, f.Class != "" && f.Class != purchases && l.Class != f.Class:
		return false
	case f.Category == "":
		return true
	case kind != policy.Purchase:
		return false // categories are of purchases
	}
	return l.Category == f.Category || f.Category == noCategory && l.Category == ""
}

type suppliersView struct {
	Base, Here, Form               string
	Filter                         supplierFilter
	Classes, Standings, Categories []selectOption
	Rows                           []supplierRow
	N, Lines                       int
	Total                          string
	Pages, Page                    int
	Prev, Next                     string
	Months, First                  string // the filter in words, "" = none
}

// suppliersPage lists the suppliers behind a figure.
func suppliersPage(c *call) error {
	r, err := c.result()
	if err != nil {
		return err
	}
	f := c.supplierFilter()
	list := r.choose(f)
	v := suppliersView{Base: c.at(""), Here: r.here, Form: r.here + "/fournisseurs", Filter: f, N: len(list), Page: f.Page, Pages: max(1, (len(list)+perPage-1)/perPage)}
	total := decimal.Zero
	for _, x := range list {
		total = total.Add(x.dollars)
		v.Lines += x.lines
	}
	v.Total = r.say.Money(total)
	from := min((f.Page-1)*perPage, len(list))
	for _, x := range list[from:min(from+perPage, len(list))] {
		row := r.supplierRow(&r.d.Suppliers[x.supplier])
		row.Dollars, row.Lines = r.say.Money(x.dollars), x.lines
		v.Rows = append(v.Rows, row)
	}
	if f.Page > 1 {
		v.Prev = v.Form + f.query(f.Page-1)
	}
	if f.Page < v.Pages {
		v.Next = v.Form + f.query(f.Page+1)
	}
	r.filters(&v)
	v.Months = r.monthNames(f.Months)
	if f.First > 0 {
		v.First = c.say.N("own.filter_first", f.First)
	}
	title := c.say.T("own.suppliers_title")
	return c.page("buyer_suppliers", title, v, c.ours(r.d.Buyer.Name, link{Href: r.here, Text: c.periodName(r.m.Period)}, link{Text: title})...)
}

// filters are the choices that this diagnostic has; no other's.
func (r *result) filters(v *suppliersView) {
	t := r.c.say.T
	v.Standings = []selectOption{{Text: t("own.any"), On: v.Filter.Standing == ""}}
	for _, s := range []share.Standing{share.Confirmed, share.Probable, share.Open, share.Apart, share.None} {
		v.Standings = append(v.Standings, selectOption{Value: string(s), Text: t("own.standing_" + string(s)), On: v.Filter.Standing == string(s)})
	}
	v.Classes = []selectOption{{Text: t("own.any"), On: v.Filter.Class == ""}, {Value: purchases, Text: t("own.purchases"), On: v.Filter.Class == purchases}}
	for _, k := range r.d.Classes {
		if k.ID != purchases {
			v.Classes = append(v.Classes, selectOption{Value: k.ID, Text: r.class(k.ID), On: v.Filter.Class == k.ID})
		}
	}
	v.Categories = []selectOption{{Text: t("own.any"), On: v.Filter.Category == ""}}
	for _, k := range r.d.Measures.Categories {
		id := k.Category
		if id == "" {
			id = noCategory
		}
		v.Categories = append(v.Categories, selectOption{Value: id, Text: r.category(k.Category), On: v.Filter.Category == id})
	}
}

// monthNames writes the months of a filter, "" for none.
func (r *result) monthNames(list []string) string {
	names := make([]string, len(list))
	for i, m := range list {
		if names[i] = r.c.say.Month(m); len(m) == len("01") {
			n, _ := strconv.Atoi(m) // it was read as a month
			names[i] = r.month(n)
		}
	}
	switch n := len(list); {
	case n == 0:
		return ""
	case n > 2 && len(list[0]) == len("01") && consecutive(list):
		return r.c.say.T("own.filter_month_span", "from", names[0], "to", names[n-1])
	}
	return r.c.say.T("own.filter_months", "months", strings.Join(names, ", "))
}

func consecutive(list []string) bool {
	for i := 1; i < len(list); i++ {
		a, _ := strconv.Atoi(list[i-1]) // they were read as months
		if b, _ := strconv.Atoi(list[i]); b != a+1 {
			return false
		}
	}
	return true
}

// askValidation tells the Pôle that the buyer holds its diagnostic for settled.
func askValidation(c *call) error {
	if err := c.s.desk.AskValidation(c.Request.Context(), *c.actor, c.org(), c.Param("id")); err != nil {
		return err
	}
	c.flash("good", c.say.T("own.validation_asked"), "")
	return c.redirect(c.at("/diagnostics/" + c.Param("id")))
}

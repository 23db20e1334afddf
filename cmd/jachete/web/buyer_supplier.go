package web

import (
	"net/url"
	"strings"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
	"jachete/scoring/share"
	"jachete/templates/message"
)

type supplierView struct {
	Base, Here, List, Key, Name string
	Row                         supplierRow
	Variants                    []string
	NEQ, BN, City               string
	Dollars, Addressable        string
	Grants, SetAside            string
	HasGrants, HasAside         bool
	Enterprise                  string
	Why                         string
	Decided, ClassDecided       string
	For, Against                []evidenceRow
	Candidates                  []evidenceGroup
	Lines                       []lineRow
	N, Page, Pages              int
	Prev, Next                  string
	Classes                     []selectOption
	Work, Person                bool
	Question                    string
}

type evidenceGroup struct {
	ID, Name     string
	Probability  string
	For, Against []evidenceRow
}

type evidenceRow struct{ What, Text, Bits string }

type lineRow struct {
	Date, Text, Account, Invoice, Amount, Class, Category, Cell, Sheet string
	Kind                                                               string
}

// supplierPage shows one supplier, why it stands where it stands, and its lines
// with the cells they come from.
func supplierPage(c *call) error {
	r, err := c.result()
	if err != nil {
		return err
	}
	i := r.find(c.Param("cle"))
	if i < 0 {
		return errNotFound
	}
	s := &r.d.Suppliers[i]
	v := supplierView{
		Base: c.at(""), Here: r.here + "/fournisseurs/" + s.Key, List: r.here + "/fournisseurs", Key: s.Key, Name: s.Name, Row: r.supplierRow(s), Variants: s.Variants, NEQ: s.NEQ, BN: s.BN,
		City: s.City, Dollars: r.say.Money(s.Dollars), Addressable: r.say.Money(s.Addressable), Grants: r.say.Money(s.Grants), SetAside: r.say.Money(s.SetAside),
		HasGrants: !s.Grants.IsZero(), HasAside: !s.SetAside.IsZero(),
		Work: c.mayWork(), Person: s.Masked, Why: r.word("match.reason." + s.Verdict.Reason),
	}
	if s.Enterprise != nil {
		v.Enterprise = s.Enterprise.Name
	}
	if s.Decision != nil {
		v.Decided = c.say.T("own.decided", "on", c.say.Date(s.Decision.On), "verdict", r.word("own.verdict_"+s.Decision.Verdict))
	}
	if s.ClassDecision != nil {
		v.ClassDecided = c.say.T("own.class_decided", "on", c.say.Date(s.ClassDecision.On), "class", r.class(s.ClassDecision.Verdict))
	}
	for _, k := range s.Verdict.Candidates {
		v.Candidates = append(v.Candidates, c.evidence(k))
	}
	for _, k := range r.d.Classes {
		v.Classes = append(v.Classes, selectOption{Value: k.ID, Text: r.class(k.ID), On: k.ID == s.Class})
	}
	if s.Standing == share.Open || s.Standing == share.Probable {
		v.Question = c.at("/a-trancher/" + periodPath(r.m.Period) + "?cle=" + s.Key)
	}
	r.lines(i, &v)
	return c.page("buyer_supplier", v.Row.Name, v, c.ours(r.d.Buyer.Name, link{Href: r.here, Text: c.periodName(r.m.Period)}, link{Href: v.List, Text: c.say.T("own.suppliers_title")}, link{Text: v.Row.Name})...)
}

func (r *result) find(key string) int {
	for i := range r.d.Suppliers {
		if r.d.Suppliers[i].Key == key {
			return i
		}
	}
	return -1
}

// lines shows a page of a supplier's lines.
func (r *result) lines(supplier int, v *supplierView) {
	var all []int
	for i := range r.d.Lines {
		if r.d.Lines[i].Supplier == supplier {
			all = append(all, i)
		}
	}
	f := r.c.supplierFilter()
	v.N, v.Page, v.Pages = len(all), f.Page, max(1, (len(all)+linesPage-1)/linesPage)
	from := min((f.Page-1)*linesPage, len(all))
	for _, i := range all[from:min(from+linesPage, len(all))] {
		l := &r.d.Lines[i]
		row := lineRow{Date: l.Date, Text: l.Description, Account: l.Account, Invoice: l.Invoice, Amount: r.say.Money(l.Amount), Class: r.class(l.Class), Kind: string(r.cls[l.Class].Kind)}
		if l.Category != "" {
			row.Category = r.category(l.Category)
		}
		if l.Table < len(r.d.Tables) {
			t := &r.d.Tables[l.Table]
			row.Cell, row.Sheet = place(t.Sheet, l.Cell), t.File
		}
		v.Lines = append(v.Lines, row)
	}
	if f.Page > 1 {
		v.Prev = v.Here + supplierFilter{}.query(f.Page-1)
	}
	if f.Page < v.Pages {
		v.Next = v.Here + supplierFilter{}.query(f.Page+1)
	}
}

// contestClass keeps the buyer's word on what class a supplier's money is.
func contestClass(c *call) error {
	r, err := c.result()
	if err != nil {
		return err
	}
	i := r.find(c.Param("cle"))
	if i < 0 {
		return errNotFound
	}
	s := &r.d.Suppliers[i]
	class, reason := c.form("classe"), c.form("raison")
	if _, ok := r.cls[class]; !ok || s.Masked {
		return errBadForm
	}
	if reason == "" {
		return message.NewFault("desk.reason", message.Place{})
	}
	kept, err := c.s.desk.Decide(c.Request.Context(), *c.actor, c.org(), desk.Asked{Period: r.m.Period}, review.Decision{
		Kind: review.Class, Class: class, Reason: reason,
		Subject: review.Subject{NEQ: s.NEQ, BN: s.BN, Names: append([]string{s.Name}, s.Variants...), City: s.City},
	})
	if err != nil {
		return err
	}
	here := r.here + "/fournisseurs/" + s.Key
	c.flash("good", c.say.T("own.class_kept", "name", s.Name, "class", r.class(class)), c.undoPath(kept, here))
	return c.redirect(here)
}

// undoPath is where a button takes decisions back, and where it leads then.
func (c *call) undoPath(kept []review.Decision, back string) string {
	ids := make([]string, len(kept))
	for i := range kept {
		ids[i] = kept[i].ID
	}
	return c.at("/decisions/" + strings.Join(ids, ",") + "/annuler?retour=" + url.QueryEscape(back))
}

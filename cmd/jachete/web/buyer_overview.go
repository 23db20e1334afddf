package web

import (
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/scoring/share"
)

type overviewView struct {
	Base, Buyer, MRC string
	Work             bool
	Empty            bool
	Next             nextView
	Uploads          []uploadRow
	Ledgers          []ledgerRow
	Years            []yearRow
}

// nextView is the step to take now.
type nextView struct{ Title, Text, Button, Href string }

type uploadRow struct {
	File, Href, Day string
	State           tag
}

// tag is a word that says a state; Kind is a class of the style.
type tag struct{ Kind, Text string }

type ledgerRow struct {
	File, Href, From, To, Day string
	Lines                     int
	Total                     string
}

// yearRow is a period of the overview and of the history.
type yearRow struct {
	Name, Href, Day  string
	State            tag
	Confirmed        decimal.NullDecimal
	Probable, Top    decimal.NullDecimal
	Target           decimal.NullDecimal
	Addressable      string
	Changed, Running bool
	Settled          bool   // nothing is open: the confirmed share is the ceiling too
	Following        string // where to watch it being made
	Period           string
}

// overview is the first page of a buyer: what it brought, what came of it, what
// to do now.
func overview(c *call) error {
	o, err := c.s.desk.Overview(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return err
	}
	v := overviewView{Base: c.at(""), Buyer: o.Buyer.Name, MRC: o.Buyer.MRC, Work: c.mayWork(), Next: c.nextView(o)}
	for _, u := range o.Uploads {
		v.Uploads = append(v.Uploads, uploadRow{File: u.File, Href: c.at("/fichiers/" + u.ID), Day: day(u.UploadedAt), State: c.uploadTag(u.State)})
	}
	for _, l := range o.Ledgers {
		v.Ledgers = append(v.Ledgers, ledgerRow{
			File: l.File, Href: c.at("/grands-livres/" + l.ID), From: l.FirstDay, To: l.LastDay, Day: day(l.ImportedAt), Lines: l.Lines,
			Total: c.say.For(l.Currency).Money(l.Total),
		})
	}
	for i := range o.Years {
		v.Years = append(v.Years, c.yearRow(&o.Years[i]))
	}
	v.Empty = len(v.Uploads)+len(v.Ledgers)+len(v.Years) == 0
	return c.page("overview", o.Buyer.Name, v)
}

func (c *call) yearRow(y *desk.Year) yearRow {
	r := yearRow{Name: c.periodName(y.Period), Period: periodPath(y.Period), Target: y.Target, Changed: y.Changed, Running: y.Running(), State: tag{"", c.say.T("own.state_none")}}
	if y.Running() {
		r.Following = c.at("/annees/" + periodPath(y.Period))
	}
	g := y.Last
	if g == nil {
		return r
	}
	r.Href, r.Day = c.at("/diagnostics/"+g.ID), day(g.MadeAt)
	r.State = c.stateTag(g.State, y.Asked)
	r.Confirmed, r.Probable, r.Top = share.Percent(g.Confirmed, g.Addressable), share.Percent(g.Probable, g.Addressable), share.Percent(g.Ceiling, g.Addressable)
	r.Settled = g.Confirmed.Equal(g.Ceiling)
	r.Addressable = c.say.For(g.Currency).Dollars(g.Addressable)
	return r
}

// stateTag says where a diagnostic stands.
func (c *call) stateTag(s store.State, asked bool) tag {
	kind := map[store.State]string{store.Validated: "good", store.Published: "good", store.Reopened: "warn"}[s]
	if asked {
		return tag{"brand", c.say.T("own.state_asked")}
	}
	return tag{kind, c.say.T("own.state_" + string(s))}
}

func (c *call) uploadTag(s store.UploadState) tag {
	kind := map[store.UploadState]string{store.UploadUnderstood: "brand", store.UploadRefused: "bad"}[s]
	return tag{kind, c.say.T("own.upload_" + string(s))}
}

func (c *call) nextView(o *desk.Overview) nextView {
	n := string(o.Next)
	v := nextView{Title: c.say.T("own.next_" + n + "_title"), Text: c.say.T("own.next_" + n), Button: c.say.T("own.next_" + n + "_button")}
	var last string
	for i := range o.Years {
		if o.Years[i].Period == o.Object && o.Years[i].Last != nil {
			last = o.Years[i].Last.ID
		}
	}
	switch o.Next {
	case desk.NextBring:
		v.Href = c.at("/televersement")
	case desk.NextLook, desk.NextMend:
		v.Href = c.at("/fichiers/" + o.Object)
	case desk.NextWait:
		v.Href = c.at("")
		if o.Object != "" {
			v.Href = c.at("/fichiers/" + o.Object)
		}
		for i := range o.Years {
			if o.Object == "" && o.Years[i].Running() {
				v.Href = c.at("/annees/" + periodPath(o.Years[i].Period))
			}
		}
	case desk.NextDiagnose, desk.NextRenew:
		v.Href = c.at("/annees/" + periodPath(o.Object))
	case desk.NextReview:
		v.Href = c.at("/a-trancher/" + periodPath(o.Object))
	case desk.NextAsk:
		v.Href = c.at("/diagnostics/" + last + "#validation")
	case desk.NextPole:
		v.Href = c.at("/diagnostics/" + last)
	case desk.NextUse:
		v.Href = c.at("/diagnostics/" + last + "#documents")
	}
	return v
}

// day is the civil date of a moment, as it is kept: in UTC.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

type historyView struct {
	Base string
	Rows []yearRow
}

// historyPage lists every diagnostic of the organisation, the newest first.
func historyPage(c *call) error {
	name, err := c.buyerName()
	if err != nil {
		return err
	}
	list, err := c.s.desk.Diagnostics(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return err
	}
	v := historyView{Base: c.at("")}
	for i := range list {
		v.Rows = append(v.Rows, c.yearRow(&desk.Year{Period: list[i].Period, Last: &list[i]}))
	}
	title := c.say.T("own.history_title")
	return c.page("buyer_history", title, v, c.ours(name, link{Text: title})...)
}

package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

type boardView struct {
	Text           string
	States, Orders []pick
	Rows           []boardRow
	Total          int // buyers, all
	Shown          int
	Asked, Uploads int
	Waiting        string // dollars, all buyers
	May, Filtered  bool
}

type boardRow struct {
	ID, Name, MRC, Tone, State string
	Period                     string
	Share, Waiting, Active     string
	Uploads                    int
	Asked, Open                bool
	Diagnostic                 string
}

// boardPage is where an advisor's day begins: every buyer, where it stands.
func boardPage(c *call) error {
	all, err := c.s.desk.Board(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	view := desk.BoardView{Text: strings.TrimSpace(c.Query("q"))}
	view.State, view.Order = c.oneOf("etat", view.States()), c.oneOf("tri", view.Orders())
	rows := view.Of(all)
	v := boardView{
		Text: view.Text, Total: len(all), Shown: len(rows), May: c.may(), Filtered: view.Text != "" || view.State != "",
		States: append([]pick{{Text: c.say.T("web.adv.state_all")}}, c.picks("web.adv.state_", view.State, view.States()...)...),
		Orders: c.picks("web.adv.order_", view.Order, view.Orders()...),
	}
	waiting := decimal.Zero
	for i := range all {
		waiting = waiting.Add(all[i].Waiting)
		v.Uploads += all[i].Uploads
		if all[i].Asked {
			v.Asked++
		}
	}
	v.Waiting = c.say.Dollars(waiting)
	for i := range rows {
		v.Rows = append(v.Rows, c.boardRow(&rows[i]))
	}
	return c.page("board", c.say.T("web.adv.board_title"), v)
}

func (c *call) boardRow(r *desk.BoardRow) boardRow {
	out := boardRow{
		ID: string(r.ID), Name: r.Name, MRC: r.MRC, Uploads: r.Uploads, Asked: r.Asked, State: "none",
		Share: c.say.T("workbook.no_value"), Waiting: c.say.T("workbook.no_value"), Active: c.say.T("workbook.no_value"),
	}
	if r.Active != "" {
		out.Active = c.say.Date(r.Active)
	}
	if r.Last != nil {
		out.State, out.Diagnostic, out.Period = string(r.Last.State), r.Last.ID, r.Last.Period
		money := c.say.For(r.Last.Currency)
		out.Share, out.Waiting, out.Open = band(c.say, r.Confirmed, r.Ceiling), money.Dollars(r.Waiting), r.Waiting.IsPositive()
	}
	out.Tone = stateTone(store.State(out.State))
	out.State = c.say.T("web.adv.state_" + out.State)
	return out
}

// stateTone is the look of a state; its word stands beside it.
func stateTone(s store.State) string {
	switch s {
	case store.Validated:
		return "brand"
	case store.Published:
		return "good"
	case store.Reopened:
		return "warn"
	}
	return ""
}

type buyerForm struct {
	Name, MRC, Regime string
	MRCs, Regimes     []pick
	Fault             *faultLines
}

func (c *call) buyerForm(name, mrc, regime string) (buyerForm, error) {
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return buyerForm{}, err
	}
	f := buyerForm{Name: name, MRC: mrc, Regime: regime, MRCs: []pick{{Text: c.say.T("web.adv.found_by_name")}}}
	for _, m := range rules.Territory.MRCs {
		f.MRCs = append(f.MRCs, pick{Value: m.Name, Text: m.Name, On: m.Name == mrc})
	}
	f.Regimes = append([]pick{{Text: c.say.T("web.adv.found_by_name")}}, c.picks("web.adv.regime_", regime, "LCV", "CM", "LCOP")...)
	return f, nil
}

func newBuyerPage(c *call) error {
	f, err := c.buyerForm("", "", "")
	if err != nil {
		return err
	}
	return c.page("buyernew", c.say.T("web.adv.buyer_new"), f, c.boardCrumb(), link{Text: c.say.T("web.adv.buyer_new")})
}

func (c *call) boardCrumb() link {
	return link{Href: "/tableau", Text: c.say.T("web.nav_board")}
}

func addBuyer(c *call) error {
	n := desk.NewBuyer{Name: c.form("nom"), MRC: c.form("mrc"), Regime: c.form("regime")}
	o, err := c.s.desk.AddBuyer(c.Request.Context(), *c.actor, n)
	if fault, ok := asFault(err); ok {
		f, err := c.buyerForm(n.Name, n.MRC, n.Regime)
		if err != nil {
			return err
		}
		f.Fault = faultView(c.say, fault)
		return c.render(http.StatusUnprocessableEntity, "buyernew", c.say.T("web.adv.buyer_new"), f, c.boardCrumb(), link{Text: c.say.T("web.adv.buyer_new")})
	}
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.adv.buyer_added", "name", o.Name), "")
	return c.redirect("/tableau/" + url.PathEscape(string(o.ID)) + "/invitation")
}

type inviteView struct {
	Buyer store.Organisation
	Email string
	Link  string // to copy, shown once
	Sent  bool   // it left by e-mail
	Fault *faultLines
}

func invitePage(c *call) error {
	o, err := c.s.desk.Buyer(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return err
	}
	return c.invitePage(http.StatusOK, inviteView{Buyer: o})
}

func (c *call) invitePage(status int, v inviteView) error {
	title := c.say.T("web.adv.invite_title", "buyer", v.Buyer.Name)
	return c.render(status, "buyerinvite", title, v, c.boardCrumb(), link{Href: "/o/" + string(v.Buyer.ID), Text: v.Buyer.Name}, link{Text: c.say.T("web.adv.invite")})
}

func inviteBuyer(c *call) error {
	o, err := c.s.desk.Buyer(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return err
	}
	v := inviteView{Buyer: o, Email: c.form("courriel")}
	secret, err := c.s.desk.Invite(c.Request.Context(), *c.actor, v.Email, desk.Buyer, o.ID)
	if fault, ok := asFault(err); ok {
		v.Fault = faultView(c.say, fault)
		return c.invitePage(http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	v.Link = c.s.invitationLink(secret)
	if v.Sent, err = c.mailLink(v.Email, "invitation", secret); err != nil {
		return err
	}
	return c.invitePage(http.StatusOK, v)
}

// invitationLink is the address that a person who is invited opens.
func (s *Server) invitationLink(secret string) string {
	return s.cfg.URL.JoinPath("/invitation", secret).String()
}

// asFault finds a fault of the input in an error.
func asFault(err error) (*message.Fault, bool) {
	var f *message.Fault
	ok := errors.As(err, &f)
	return f, ok
}

// personName is the name of an account, for a page of the Pôle.
func personName(people map[string]string, id string) string {
	if n := people[id]; n != "" {
		return n
	}
	if rest, ok := strings.CutPrefix(id, "console:"); ok {
		return rest
	}
	return fmt.Sprintf("%.24s", id)
}

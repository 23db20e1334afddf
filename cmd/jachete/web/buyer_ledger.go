package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

type ledgerView struct {
	Base, Here string
	Ledger     ledgerRow
	Undated    int
	Suppliers  int
	Basis      string
	Undone     bool
	UndoneOn   string
	Reason     string
	Own        bool // its own people: they may have the file back
	Work       bool
	Effect     *effectView
}

// effectView states what undoing an import would change.
type effectView struct {
	Lines, Gone, Left, Decisions int
	Total                        string
	Diagnostics                  []link
}

// ledgerPage shows an imported ledger, and what undoing its import would change.
func ledgerPage(c *call) error {
	ctx := c.Request.Context()
	l, err := c.s.desk.Ledger(ctx, *c.actor, c.org(), c.Param("id"))
	if err != nil {
		return err
	}
	name, err := c.buyerName()
	if err != nil {
		return err
	}
	say := c.say.For(l.Currency)
	v := ledgerView{
		Base: c.at(""), Here: c.at("/grands-livres/" + l.ID), Undated: l.Undated, Suppliers: l.Suppliers, Basis: c.say.T("own.basis_" + basisName(l.Basis)), Work: c.mayWork(),
		Ledger: ledgerRow{File: l.File, From: l.FirstDay, To: l.LastDay, Day: day(l.ImportedAt), Lines: l.Lines, Total: say.Money(l.Total)},
		Undone: l.State == store.Undone, UndoneOn: day(l.UndoneAt), Reason: l.UndoneReason, Own: c.actor.Role == desk.Buyer,
	}
	if !v.Undone {
		e, err := c.s.desk.UndoEffect(ctx, *c.actor, c.org(), l.ID)
		if err != nil {
			return err
		}
		v.Effect = &effectView{Lines: e.Lines, Gone: e.SuppliersGone, Left: e.SuppliersLeft, Decisions: e.DecisionsRemain, Total: say.Money(e.Total)}
		for _, g := range e.Diagnostics {
			v.Effect.Diagnostics = append(v.Effect.Diagnostics, link{Href: c.at("/diagnostics/" + g.ID), Text: c.periodName(g.Period) + " – " + c.say.T("own.state_"+string(g.State))})
		}
	}
	return c.page("buyer_ledger", l.File, v, c.ours(name, link{Text: l.File})...)
}

func basisName(s string) string {
	if s == "" {
		return "unstated"
	}
	return s
}

// undoLedger takes an import back.
func undoLedger(c *call) error {
	reason := c.form("raison")
	if reason == "" {
		reason = c.say.T("own.undo_no_reason")
	}
	e, err := c.s.desk.UndoLedger(c.Request.Context(), *c.actor, c.org(), c.Param("id"), reason)
	if err != nil {
		return err
	}
	c.flash("good", c.say.N("own.undone", e.Lines, "file", e.Ledger.File, "total", c.say.For(e.Ledger.Currency).Money(e.Total)), "")
	return c.redirect(c.at(""))
}

type yearView struct {
	Base, Here, Name, Period string
	Work                     bool
	Progress                 *progressView
	Last                     *yearRow
	Changed                  bool
}

// yearPage follows the making of a year's diagnostic, and goes to it when it is
// made of what is here now.
func yearPage(c *call) error {
	ctx := c.Request.Context()
	y, err := c.s.desk.Year(ctx, *c.actor, c.org(), c.period())
	if err != nil {
		return err
	}
	if y.Job.State == jobs.Done && !y.Changed && y.Last != nil {
		return c.redirect(c.at("/diagnostics/" + y.Last.ID))
	}
	name, err := c.buyerName()
	if err != nil {
		return err
	}
	here := c.at("/annees/" + c.Param("annee"))
	v := yearView{Base: c.at(""), Here: here, Name: c.periodName(y.Period), Period: c.Param("annee"), Work: c.mayWork(), Changed: y.Changed}
	if y.Last != nil {
		r := c.yearRow(y)
		v.Last = &r
	}
	if y.Running() || y.Job.State == jobs.Failed {
		v.Progress = c.progressView(&y.Job, here)
	}
	title := c.say.T("own.year_title", "year", v.Name)
	return c.page("buyer_year", title, v, c.ours(name, link{Text: title})...)
}

// makeYear asks for the diagnostic of a year.
func makeYear(c *call) error {
	ctx := c.Request.Context()
	period := c.form("annee")
	if period == allPeriod {
		period = ""
	}
	if err := c.s.desk.Diagnose(ctx, *c.actor, c.org(), desk.Asked{Period: period}); err != nil {
		return err
	}
	c.await(func(ctx context.Context) (jobs.Job, error) { return c.s.desk.YearJob(ctx, *c.actor, c.org(), period) })
	return c.redirect(c.at("/annees/" + url.PathEscape(periodPath(period))))
}

func retryYear(c *call) error {
	ctx := c.Request.Context()
	if err := c.s.desk.Diagnose(ctx, *c.actor, c.org(), desk.Asked{Period: c.period()}); err != nil {
		return err
	}
	return c.redirect(c.at("/annees/" + c.Param("annee")))
}

// setTarget sets the share aimed at in a year.
func setTarget(c *call) error {
	year, err := strconv.Atoi(c.form("annee"))
	if err != nil {
		return message.NewFault("desk.target", message.Place{}, "value", c.form("annee"))
	}
	p, err := decimal.NewFromString(strings.TrimSpace(strings.TrimSuffix(strings.ReplaceAll(c.form("cible"), ",", "."), "%")))
	if err != nil {
		return message.NewFault("desk.target", message.Place{}, "value", c.form("cible"))
	}
	if err := c.s.desk.SetTarget(c.Request.Context(), *c.actor, c.org(), year, p); err != nil {
		return err
	}
	c.flash("good", c.say.T("own.target_set", "year", strconv.Itoa(year), "percent", c.say.Percent(p, 1)), "")
	return c.redirect(c.at("/annees/" + strconv.Itoa(year)))
}

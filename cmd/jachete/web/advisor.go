package web

import (
	"jachete/diagnostic/desk"
	"jachete/scoring/share"
	"jachete/templates/message"

	"github.com/shopspring/decimal"
)

// advisorRoutes are the pages of the Pôle's people about all buyers: see lets
// in whoever may look, work whoever may change things.
func advisorRoutes(get, post string, see, work Policy) []Route {
	return []Route{
		{get, "/tableau", see, boardPage},
		{get, "/tableau/acheteur", work, newBuyerPage},
		{post, "/tableau/acheteur", work, addBuyer},
		{get, "/tableau/:org/invitation", work, invitePage},
		{post, "/tableau/:org/invitation", work, inviteBuyer},

		{get, "/revision", work, queuePage},
		{get, "/revision/decisions", work, decisionsPage},
		{get, "/revision/decisions/:org/:decision", work, decisionPage},
		{post, "/revision/decisions/:org/:decision/accord", work, agreeDecision},
		{post, "/revision/decisions/:org/:decision/retrait", work, reverseDecision},
		{post, "/revision/decisions/:org/:decision/annulation", work, undoDecision},
		{get, "/revision/:org/:question", work, questionPage},
		{post, "/revision/:org/:question", work, answerQuestion},
	}
}

// pick is one choice of a list.
type pick struct {
	Value, Text string
	On          bool
}

// picks makes the choices of a list from the keys of their texts.
func (c *call) picks(prefix string, on string, values ...string) []pick {
	list := make([]pick, len(values))
	for i, v := range values {
		list[i] = pick{Value: v, Text: c.say.T(prefix + v), On: v == on}
	}
	return list
}

// oneOf gives the value of the address when it is one of a list, else "".
func (c *call) oneOf(name string, list []string) string {
	v := c.Query(name)
	for _, x := range list {
		if x == v {
			return v
		}
	}
	return ""
}

// points writes a change of a share, in percentage points.
func points(p message.Printer, d decimal.NullDecimal) string {
	if !d.Valid {
		return p.T("workbook.no_value")
	}
	n := 2 // in French, the plural begins at two
	if d.Decimal.Abs().LessThan(decimal.NewFromInt(2)) && p.Lang == message.French {
		n = 1
	}
	return p.N("review.points", n, "points", p.Number(d.Decimal, 2))
}

// band writes a share and how far it can still go: "2,31 % – 4,10 %".
func band(p message.Printer, low, high decimal.NullDecimal) string {
	switch {
	case !low.Valid:
		return p.T("workbook.no_value")
	case !high.Valid || high.Decimal.Round(2).Equal(low.Decimal.Round(2)):
		return p.Percent(low.Decimal, 2)
	}
	return p.T("web.adv.band", "low", p.Percent(low.Decimal, 2), "high", p.Percent(high.Decimal, 2))
}

// percentOf is a probability as a percent.
func percentOf(p float64) decimal.Decimal { return decimal.NewFromFloat(p).Shift(2) }

// shareOf writes dollars as a percent of others.
func shareOf(p message.Printer, part, whole decimal.Decimal) string {
	if v := share.Percent(part, whole); v.Valid {
		return p.Percent(v.Decimal, 2)
	}
	return p.T("workbook.no_value")
}

// may tells whether the actor changes things, for buttons; the routes and the
// desk refuse anyway.
func (c *call) may() bool {
	return c.actor != nil && (c.actor.Role == desk.Advisor || c.actor.Role == desk.Administrator)
}

package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/scoring/name"
	"jachete/scoring/share"
)

// patience is how long a page of the review waits for ledgers that are not in
// memory; the next look goes on where this one stopped.
const patience = 4 * time.Second

// queueRows is how many questions a page lists.
const queueRows = 50

// queueFilter is what the queue is narrowed to; it goes along from card to card.
type queueFilter struct {
	Buyer string
	Kind  review.Kind
}

func (c *call) queueFilter() queueFilter {
	f := queueFilter{Buyer: c.Query("acheteur"), Kind: review.Match}
	if c.Query("sorte") == "classes" {
		f.Kind = review.Class
	}
	return f
}

// query writes the filter as the end of an address, with what else it says.
func (f queueFilter) query(more ...string) string {
	q := url.Values{}
	if f.Buyer != "" {
		q.Set("acheteur", f.Buyer)
	}
	if f.Kind == review.Class {
		q.Set("sorte", "classes")
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// queue gives the questions that a filter admits.
func (c *call) queue(f queueFilter) (list []*desk.Docket, waiting int, queue []desk.Open, err error) {
	all, left, err := c.s.desk.Dockets(c.Request.Context(), *c.actor, patience)
	if err != nil {
		return nil, 0, nil, err
	}
	for _, k := range all {
		if f.Buyer == "" || string(k.Buyer.ID) == f.Buyer {
			list = append(list, k)
		}
	}
	return list, len(left), desk.Queue(list, f.Kind), nil
}

type queueView struct {
	Tabs            []link
	Buyers          []pick
	Kind            string
	Rows            []queueRow
	Left, Band      string
	N               int
	Closes, First   string
	Waiting, More   int
	Stops           []string // buyers for whom going on is of no use
	Faults          []queueFault
	Classes, Buyer  bool
	Query           string
	Nothing, Asking bool
	Asked           int
}

type queueRow struct {
	Href, Payee, Buyer, Candidate, Dollars, Effect, Sure string
	Group                                                int
	Blocked, LookedAt                                    bool
}

type queueFault struct {
	Buyer string
	Fault *faultLines
}

// queuePage lists what is to be settled, of all buyers, the most dollars first.
func queuePage(c *call) error {
	f := c.queueFilter()
	list, waiting, queue, err := c.queue(f)
	if err != nil {
		return err
	}
	asked, err := c.s.desk.AskedFor(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	v := queueView{Waiting: waiting, N: len(queue), Classes: f.Kind == review.Class, Buyer: f.Buyer != "", Query: f.query(), Asked: len(asked)}
	v.Tabs, v.Nothing = c.reviewTabs(&f), len(list) == 0 && waiting == 0
	if v.Buyers, err = c.buyerPicks(f.Buyer); err != nil {
		return err
	}
	band, closes := desk.Band(list, queue, 5)
	v.Band = c.say.Dollars(band)
	if closes.Valid && !v.Classes && len(queue) > 0 {
		v.Closes = c.say.N("review.closes", min(5, len(queue)), "percent", c.say.Percent(closes.Decimal, 0))
	}
	for _, k := range list {
		switch {
		case k.Fault != nil:
			v.Faults = append(v.Faults, queueFault{Buyer: k.Buyer.Name, Fault: faultView(c.say, k.Fault)})
		case k.Queue.Stop().Done && k.Queue.NotLookedAt() > 0:
			v.Stops = append(v.Stops, k.Buyer.Name)
		}
	}
	for i := range queue[:min(len(queue), queueRows)] {
		v.Rows = append(v.Rows, c.queueRow(&queue[i], f))
	}
	v.More = len(queue) - len(v.Rows)
	if len(v.Rows) > 0 {
		v.First = v.Rows[0].Href
	}
	return c.page("revision", c.say.T("web.adv.queue_title"), v)
}

func (c *call) queueRow(o *desk.Open, f queueFilter) queueRow {
	it := o.First()
	r := queueRow{
		Href: "/revision/" + url.PathEscape(string(o.Docket.Buyer.ID)) + "/" + o.ID + f.query(), Payee: it.Subject.Names[0], Buyer: o.Docket.Buyer.Name,
		Dollars: c.say.For(o.Docket.Standing.Currency).Dollars(o.Hinges), Effect: points(c.say, o.IfYes), Group: len(o.Items), Blocked: o.Blocked, LookedAt: o.LookedAt,
	}
	if o.Kind == review.Class {
		r.Candidate = c.className(o.Docket, it.Class)
		return r
	}
	r.Candidate, r.Sure = o.Candidate.Name, c.say.Percent(percentOf(o.Candidate.Probability), 0)
	return r
}

func (c *call) className(k *desk.Docket, id string) string {
	for _, x := range k.Classes {
		if x.ID == id {
			return x.Name.In(string(c.say.Lang))
		}
	}
	return id
}

// reviewTabs are the pages of the review.
func (c *call) reviewTabs(f *queueFilter) []link {
	here := func(href, key string, on bool) link { return link{Href: href, Text: c.say.T(key), Here: on} }
	buyer := ""
	if f != nil {
		buyer = f.Buyer
	}
	return []link{
		here("/revision"+queueFilter{Buyer: buyer}.query(), "web.adv.tab_matches", f != nil && f.Kind == review.Match),
		here("/revision"+queueFilter{Buyer: buyer, Kind: review.Class}.query(), "web.adv.tab_classes", f != nil && f.Kind == review.Class),
		here("/revision/decisions", "web.adv.tab_decisions", f == nil),
	}
}

// buyerPicks are the buyers that a list can be narrowed to.
func (c *call) buyerPicks(on string) ([]pick, error) {
	orgs, err := c.s.desk.Buyers(c.Request.Context(), *c.actor)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(orgs, func(a, b store.Organisation) int { return strings.Compare(name.Fold(a.Name), name.Fold(b.Name)) })
	list := []pick{{Text: c.say.T("web.adv.all_buyers")}}
	for _, r := range orgs {
		list = append(list, pick{Value: string(r.ID), Text: r.Name, On: string(r.ID) == on})
	}
	return list, nil
}

// withoutTwins leaves out the questions that an answer for all buyers settles with
// one: those of payees of the same name.
func withoutTwins(queue []desk.Open, one *desk.Open) []desk.Open {
	same := map[string]bool{}
	for _, n := range one.First().Subject.Names {
		same[name.Fold(n)] = true
	}
	return slices.DeleteFunc(slices.Clone(queue), func(o desk.Open) bool {
		return o.ID != one.ID && slices.ContainsFunc(o.First().Subject.Names, func(n string) bool { return same[name.Fold(n)] })
	})
}

// next is the address of the question after one in the queue, else that of the
// queue itself.
func (c *call) next(queue []desk.Open, after string, f queueFilter) string {
	at := -1
	for i := range queue {
		if queue[i].ID == after {
			at = i
			break
		}
	}
	if at+1 < len(queue) {
		o := &queue[at+1]
		return "/revision/" + url.PathEscape(string(o.Docket.Buyer.ID)) + "/" + o.ID + f.query()
	}
	return "/revision" + f.query()
}

// gauge is where a buyer's share stands, for the card.
type gauge struct {
	Confirmed, Ceiling, Band string
	Low, High                int // percent of the ceiling's scale, for the meter
	Left                     int
	Closes, Stop             string
}

func (c *call) gauge(k *desk.Docket) gauge {
	s := &k.Standing
	money := c.say.For(s.Currency)
	g := gauge{
		Confirmed: shareOf(c.say, s.Confirmed.Dollars, s.Addressable), Ceiling: shareOf(c.say, s.Ceiling.Dollars, s.Addressable),
		Band: money.Dollars(s.Ceiling.Dollars.Sub(s.Confirmed.Dollars)), Left: k.Queue.NotLookedAt(),
	}
	if v := share.Percent(s.Confirmed.Dollars, s.Ceiling.Dollars); v.Valid {
		g.Low, g.High = int(v.Decimal.Round(0).IntPart()), 100
	}
	if n := min(5, g.Left); n > 0 {
		if v := k.Queue.Closes(n); v.Valid {
			g.Closes = c.say.N("review.closes", n, "percent", c.say.Percent(v.Decimal, 0))
		}
	}
	if st := k.Queue.Stop(); st.Done {
		g.Stop = c.say.T("review.stop", "left", c.say.Count(st.Left), "together", points(c.say, st.Together))
	}
	return g
}

// moved tells what an answer did to the share: how the confirmed amount and the
// ceiling move.
func (c *call) moved(a *desk.Answered) string {
	money := c.say.For(a.After.Currency)
	moves := func(what string, before, after decimal.Decimal) string {
		diff := after.Sub(before)
		way := map[int]string{-1: "down", 0: "same", 1: "up"}[diff.Sign()]
		return c.say.T("web.adv."+what+"_"+way, "dollars", money.Dollars(diff.Abs()))
	}
	return c.say.N("web.adv.answered", len(a.Kept), "payee", short(a.Kept[0].Subject.Names[0]),
		"confirmed", moves("confirmed", a.Before.Confirmed.Dollars, a.After.Confirmed.Dollars),
		"ceiling", moves("ceiling", a.Before.Ceiling.Dollars, a.After.Ceiling.Dollars))
}

// short cuts a text from a file to what a line can bear.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }

func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }

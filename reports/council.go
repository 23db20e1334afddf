package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/reports/chart"
	"jachete/reports/odt"
	"jachete/reports/page"
	"jachete/templates/message"
)

// How many categories the texts for the council name.
const (
	inResolution = 3
	inBulletin   = 2
)

// Document is a file of the council pack.
type Document struct {
	Name  string // in the reader's language
	Write func(io.Writer) error
}

// CouncilPack is what a council needs beside the diagnostic: a summary of one
// page, a draft resolution and a short text for the bulletin, these two to be
// edited (odt) and as plain text. Wordings are conditional; no supplier is named
// in the texts, and in the summary only enterprises of the registry are.
func CouncilPack(d *diagnostic.Diagnostic, lang message.Lang) ([]Document, error) {
	if d == nil {
		return nil, ErrNoDiagnostic
	}
	w := newWriter(d.Abridge(), lang)
	resolution, bulletin := w.resolution(), w.bulletin()
	out := []Document{{Name: w.p.T("council.file.summary") + ".pdf", Write: func(to io.Writer) error {
		if err := composeSummary(d, lang).Write(to); err != nil {
			return fmt.Errorf("print summary: %w", err)
		}
		return nil
	}}}
	for _, x := range []struct {
		key string
		doc odt.Doc
	}{{"council.file.resolution", resolution}, {"council.file.bulletin", bulletin}} {
		out = append(out,
			Document{Name: w.p.T(x.key) + ".odt", Write: func(to io.Writer) error { return odt.Write(to, x.doc) }},
			Document{Name: w.p.T(x.key) + ".txt", Write: func(to io.Writer) error { return odt.Plain(to, x.doc) }})
	}
	return out, nil
}

// composeSummary lays the summary out on one page: when it is full the type of
// the findings and actions is smaller, and only what does not fit even then is
// left out, the least important first.
func composeSummary(d *diagnostic.Diagnostic, lang message.Lang) *page.Doc {
	for spare := 0; ; spare++ {
		w := newWriter(d.Abridge(), lang)
		w.tight = spare > 0
		w.summary()
		if spare < 2 {
			w.sparkline()
		}
		if spare < 3 {
			w.doc.Small(w.t("council.summary.note", "run", page.Short(w.d.Run.Number, 40)))
		}
		if spare == 3 || len(w.doc.Layout()) == 1 {
			return w.doc
		}
	}
}

// sparkline is the course of the share over the months, when there are enough.
func (w *writer) sparkline() {
	dated := datedMonths(w.d.Measures.Months)
	low, high := extremes(dated)
	if len(dated) < 3 || low < 0 {
		return
	}
	first, last := dated[0], dated[len(dated)-1]
	label := func(m string, v string) string { return w.p.Month(page.Short(m, 10)) + " " + v }
	s := chart.Spark{
		First: label(first.Month, w.monthShare(first)), Last: label(last.Month, w.monthShare(last)),
		Says: page.Plain(w.t("council.spark.alt", "low", w.monthShare(dated[low]), "lowmonth", w.p.Month(dated[low].Month),
			"high", w.monthShare(dated[high]), "highmonth", w.p.Month(dated[high].Month))),
	}
	for _, m := range withGaps(dated) {
		s.Values = append(s.Values, m.OfAddressable)
	}
	w.doc.Figure(w.t("council.spark"), s)
}

// plain writes a text without the references to cells.
func plain(s string) string { return strings.TrimSpace(page.Plain(s)) }

// said writes an entry whose values are taken from the figures, as plain text.
func (w *writer) said(key string, args ...string) string { return plain(w.t(key, args...)) }

// measuredShare tells whether there is a share above zero to speak of, and
// whether there is a denominator at all.
func (w *writer) measuredShare() (share decimal.NullDecimal, positive bool) {
	v, _ := w.look("share.confirmed.of_addressable", w.d.Measures.Confirmed.OfAddressable)
	return v, v.Valid && v.Decimal.Sign() > 0
}

// named are the categories of the first opportunities, in words.
func (w *writer) named(most int) string {
	var names []string
	for i, o := range w.d.Advice.Opportunities {
		if i == most {
			break
		}
		names = append(names, w.t("council.category", "category", w.category(o.Category)))
	}
	return w.p.List(names)
}

// resolution is the draft resolution. The clerk completes it; every step it
// foresees stays subject to the by-law and the law in force.
func (w *writer) resolution() odt.Doc {
	m := &w.d.Measures
	d := odt.Doc{Title: w.said("council.resolution.title"), Lang: string(w.p.Lang) + "-CA"}
	add := func(s odt.Style, key string, args ...string) {
		d.Paras = append(d.Paras, odt.Para{Style: s, Text: w.said(key, args...)})
	}
	add(odt.Title, "council.resolution.title")
	add(odt.Small, "council.resolution.draft")
	add(odt.Text, "council.resolution.whereas.diagnostic", "buyer", w.buyer(), "period", w.period(), "run", page.Short(w.d.Run.Number, 40))
	share, positive := w.measuredShare()
	switch {
	case positive:
		key := "council.resolution.whereas.share"
		if m.Ceiling.Dollars.Cmp(m.Confirmed.Dollars) <= 0 {
			key = "council.resolution.whereas.share.closed"
		}
		add(odt.Text, key,
			"share", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable),
			"ceiling", w.percent("share.ceiling.of_addressable", m.Ceiling.OfAddressable),
			"addressable", w.dollars("addressable.dollars", m.Addressable.Dollars),
			"confirmed", w.dollars("share.confirmed.dollars", m.Confirmed.Dollars))
	case share.Valid && share.Decimal.IsNegative():
		add(odt.Text, "council.resolution.whereas.credit", "share", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable),
			"addressable", w.dollars("addressable.dollars", m.Addressable.Dollars))
	case share.Valid:
		add(odt.Text, "council.resolution.whereas.zero", "addressable", w.dollars("addressable.dollars", m.Addressable.Dollars))
	}
	add(odt.Text, "council.resolution.whereas.law")
	n := len(w.d.Advice.Opportunities)
	if n > 0 {
		d.Paras = append(d.Paras, odt.Para{Style: odt.Text, Text: plain(w.nt("council.resolution.whereas.offer", n, "categories", w.named(inResolution)))})
	}
	add(odt.Text, "council.resolution.whereas.rules")
	add(odt.Text, "council.resolution.moved")
	add(odt.Item, "council.resolution.take_note")
	if n > 0 {
		add(odt.Item, "council.resolution.examine", "categories", w.named(inResolution))
	} else {
		add(odt.Item, "council.resolution.examine.none")
	}
	add(odt.Item, "council.resolution.bylaw")
	add(odt.Item, "council.resolution.target")
	add(odt.Item, "council.resolution.next")
	add(odt.Heading, "council.resolution.note.head")
	for _, s := range w.legal() {
		d.Paras = append(d.Paras, odt.Para{Style: odt.Small, Text: plain(s)})
	}
	add(odt.Small, "council.resolution.note")
	return d
}

// bulletin is the text for the municipal bulletin: about 150 words.
func (w *writer) bulletin() odt.Doc {
	m := &w.d.Measures
	d := odt.Doc{Title: w.said("council.bulletin.title"), Lang: string(w.p.Lang) + "-CA"}
	add := func(s odt.Style, parts ...string) {
		var kept []string
		for _, p := range parts {
			if p != "" {
				kept = append(kept, p)
			}
		}
		d.Paras = append(d.Paras, odt.Para{Style: s, Text: strings.Join(kept, " ")})
	}
	add(odt.Title, w.said("council.bulletin.title"))
	total := w.said("council.bulletin.total", "period", w.shortPeriod(), "total", w.dollars("total.dollars", m.Total.Dollars))
	share, positive := w.measuredShare()
	switch {
	case positive:
		band := ""
		if m.Ceiling.Dollars.Cmp(m.Confirmed.Dollars) > 0 {
			band = w.said("council.bulletin.band", "ceiling", w.percent("share.ceiling.of_addressable", m.Ceiling.OfAddressable))
		}
		add(odt.Text, total, w.said("council.bulletin.choice", "addressable", w.dollars("addressable.dollars", m.Addressable.Dollars)),
			w.said("council.bulletin.share", "share", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable)), band)
	case share.Valid && share.Decimal.IsNegative():
		add(odt.Text, total, w.said("council.bulletin.choice", "addressable", w.dollars("addressable.dollars", m.Addressable.Dollars)),
			w.said("council.bulletin.credit", "share", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable)))
	case share.Valid:
		add(odt.Text, total, w.said("council.bulletin.choice", "addressable", w.dollars("addressable.dollars", m.Addressable.Dollars)),
			w.said("council.bulletin.zero"))
	default:
		add(odt.Text, total, w.said("council.bulletin.nochoice"))
	}
	what := w.said("council.bulletin.what")
	if n := len(w.d.Advice.Opportunities); n > 0 {
		add(odt.Text, what, plain(w.nt("council.bulletin.offer", n, "categories", w.named(inBulletin))), w.said("council.bulletin.rules"))
	} else {
		add(odt.Text, what, w.said("council.bulletin.nooffer"))
	}
	add(odt.Text, w.said("council.bulletin.invite"))
	add(odt.Small, w.said("council.bulletin.source", "run", page.Short(w.d.Run.Number, 40)))
	return d
}

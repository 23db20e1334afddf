package intake

import (
	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// standing reads the columns that say since when and until when an enterprise
// is recognised, or its one standing, where the file has no history of
// standings. Nothing is rewritten that a history says otherwise: that is a
// conflict.
func (c *comparer) standing(row *cells, r, prior *record.Record) []fault {
	if t := row.text["statuses"]; t != "" {
		return nil
	}
	word, from, to := row.said("standing"), row.said("from"), row.said("to")
	if word == "" && from == "" && to == "" {
		if prior == nil && c.opt.RecognisedFrom != "" {
			r.Statuses = []record.Status{{Standing: record.Recognised, From: c.opt.RecognisedFrom}}
		}
		return nil
	}
	s := record.Recognised
	if word != "" {
		w, ok := registry.StandingOf(word)
		if !ok {
			return c.refuse(row, "standing", "record.standing_unknown", "value", short(word), "name", short(r.Name()))
		}
		s = record.Standing(w)
	}
	days := map[string]*string{"from": &from, "to": &to}
	for _, field := range []string{"from", "to"} {
		raw := *days[field]
		if raw == "" {
			continue
		}
		d, ok := registry.CivilDate(raw, field == "to")
		if !ok {
			return c.refuse(row, field, "registry.date", "value", short(raw), "name", short(r.Name()))
		}
		*days[field] = d
	}
	if from != "" && to != "" && to < from {
		return c.refuse(row, "to", "registry.dates_reversed", "from", from, "to", to, "name", short(r.Name()))
	}
	var err error
	if prior == nil || len(prior.Statuses) == 0 {
		err = begin(r, s, from, to)
	} else {
		err = c.revise(r, prior, s, word, from, to)
	}
	if err == nil {
		return nil
	}
	field := "from"
	for _, f := range []string{"standing", "from", "to"} {
		if row.said(f) != "" {
			field = f
		}
	}
	return []fault{{refusal: true, field: field, fault: c.placed(err, row, field)}}
}

// begin writes the history of a record that has none.
func begin(r *record.Record, s record.Standing, from, to string) error {
	if s == record.Candidate && from == "" && to == "" {
		return nil
	}
	out, err := r.WithStatus(record.Status{Standing: s, From: from})
	if err == nil && s == record.Recognised && to != "" {
		out, err = out.WithStatus(record.Status{Standing: record.Withdrawn, From: registry.DayAfter(to)})
	}
	if err == nil {
		*r = out
	}
	return err
}

// revise brings what a row says to a history that exists.
func (c *comparer) revise(r, prior *record.Record, s record.Standing, word, from, to string) error {
	history := func() error {
		say := [2]string{}
		for i, l := range message.Langs {
			f, _ := record.FieldOf("statuses")
			say[i] = short(f.Text(prior, message.In(l)))
		}
		return message.NewFault("intake.standing_history", message.Place{}, "name", short(prior.Name()), "value_fr", say[0], "value_en", say[1])
	}
	spans := prior.Spans()
	if s != record.Recognised {
		if to != "" {
			return history()
		}
		if from == "" {
			if prior.StandingOn("") == s {
				return nil
			}
			return history()
		}
		for _, o := range prior.Statuses {
			if o.From == from && o.Standing == s {
				return nil
			}
		}
		out, err := r.WithStatus(record.Status{Standing: s, From: from})
		if err == nil {
			*r = out
		}
		return err
	}
	switch {
	case len(spans) == 0 && from != "":
		out, err := r.WithStatus(record.Status{Standing: s, From: from})
		if err != nil {
			return err
		}
		*r = out
	case len(spans) == 0:
		return history()
	case from != "" && from != spans[0].From:
		// One stretch whose beginning the file corrects; more than one is history.
		if len(spans) > 1 || !moveStart(r, spans[0].From, from) {
			return history()
		}
	case from == "" && word != "" && to == "" && prior.StandingOn("") != record.Recognised:
		return history()
	}
	if to == "" {
		return nil
	}
	spans = r.Spans()
	switch last := spans[len(spans)-1]; {
	case last.To == to:
		return nil
	case last.To != "":
		return history()
	}
	out, err := r.WithStatus(record.Status{Standing: record.Withdrawn, From: registry.DayAfter(to)})
	if err == nil {
		*r = out
	}
	return err
}

// moveStart changes the day on which recognition begins, if the lines around
// allow it.
func moveStart(r *record.Record, was, now string) bool {
	n := r.Normal()
	list := append([]record.Status(nil), n.Statuses...)
	for i := range list {
		if list[i].Standing != record.Recognised || list[i].From != was {
			continue
		}
		if i > 0 && list[i-1].From >= now || i+1 < len(list) && list[i+1].From <= now {
			return false
		}
		list[i].From = now
		r.Statuses = list
		return true
	}
	return false
}

package source

import (
	"slices"
	"strings"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
)

// identify proposes identifiers that a record lacks.
func (p *proposer) identify(r *record.Record, e *Enterprise) {
	var ev []Evidence
	neq, bn, charity := "", "", ""
	if r.NEQ == "" && e.NEQ != "" {
		neq = e.NEQ
		ev = append(ev, Evidence{What: "neq", Says: neq, Where: e.Where})
	}
	if p.source == CRA && e.State != Struck {
		if root(r) == "" && e.BN != "" {
			bn = e.BN
			ev = append(ev, Evidence{What: "bn", Says: bn, Where: e.Where})
		}
		if r.Charity == "" && e.Charity != "" {
			charity = e.Charity
			ev = append(ev, Evidence{What: "charity", Says: charity, Where: e.Where})
		}
	}
	if len(ev) == 0 {
		return
	}
	ev = append(ev, Evidence{What: "legal_name", Says: e.Legal(), Has: Title(r), Where: e.Where}, Evidence{What: "city", Says: e.City, Has: r.City, Where: e.Where})
	p.add(Identify, r, e, note("source.reason.identifier", "name", e.Legal()), ev, neq+"|"+bn+"|"+charity, func(r *record.Record) {
		set(&r.NEQ, neq)
		set(&r.BN, bn)
		set(&r.Charity, charity)
	})
}

func set(field *string, v string) {
	if v != "" && *field == "" {
		*field = v
	}
}

// standing is what the record is now: its last status.
func standing(r *record.Record) record.Standing {
	if n := len(r.Statuses); n > 0 {
		return r.Statuses[n-1].Standing
	}
	return record.Candidate
}

// struck proposes to withdraw an enterprise that the register struck off, from
// the day it did; the enterprise it merged with is named.
func (p *proposer) struck(r *record.Record, e *Enterprise) {
	if standing(r) == record.Withdrawn {
		return
	}
	on := e.StateOn
	if on == "" {
		on = p.opt.On
	}
	ev := []Evidence{{What: "state", Says: strings.TrimSpace(e.StateName + " " + e.StateOn), Has: string(standing(r)), Where: e.Where}}
	reason := note("source.reason.struck", "state", e.StateName, "on", on)
	for i := range e.Relations {
		rel := &e.Relations[i]
		ev = append(ev, Evidence{What: "relation", Says: relation(rel)})
		if merger(rel) && rel.NEQ != "" && rel.State == Registered {
			reason = note("source.reason.merged", "neq", rel.NEQ, "on", on)
		}
	}
	words := reason.In(p.opt.Say)
	p.add(StatusChange, r, e, reason, ev, string(e.State)+"|"+on, func(r *record.Record) {
		if standing(r) == record.Withdrawn {
			return
		}
		from := on
		if n := len(r.Statuses); from == "" && n > 0 {
			from = r.Statuses[n-1].From
		}
		// What was said of later days falls with it.
		r.Statuses = slices.DeleteFunc(r.Statuses, func(s record.Status) bool { return s.From != "" && s.From >= from })
		r.Statuses = append(r.Statuses, record.Status{Standing: record.Withdrawn, From: from, Reason: words})
	})
}

// merger tells a merger from a division by the register's own words.
func merger(r *Relation) bool {
	return strings.Contains(name.Fold(r.Kind+" "+r.Code), "fus")
}

// charity proposes to take off the number of a charity that was revoked: the
// enterprise stays.
func (p *proposer) charity(r *record.Record, e *Enterprise) {
	if r.Charity == "" || r.Charity != e.Charity {
		return
	}
	p.add(CharityChange, r, e, note("source.reason.charity", "state", e.StateName, "on", e.StateOn),
		[]Evidence{{What: "state", Says: strings.TrimSpace(e.StateName + " " + e.StateOn), Has: r.Charity, Where: e.Where}}, e.Charity+"|"+e.StateOn,
		func(r *record.Record) {
			if r.Charity == e.Charity {
				set(&r.BN, e.BN) // the business number outlives the charity
				r.Charity = ""
			}
		})
}

// rename proposes another legal name and gives it, "" when there is none. A
// difference of case, accents, articles or legal form is none.
func (p *proposer) rename(r *record.Record, e *Enterprise) string {
	var now *record.Name
	at := legalOf(r)
	for i := range e.Names {
		n := &e.Names[i]
		if n.Kind != record.Legal {
			continue
		}
		if at >= 0 && p.key(n.Text) == p.key(r.Names[at].Text) {
			return ""
		}
		if now == nil {
			now = n
		}
	}
	if now == nil || p.key(now.Text) == "" {
		return ""
	}
	old := record.Name{Kind: record.Other}
	if at >= 0 {
		old = r.Names[at]
		old.Kind = record.Other
		for i := range e.Names {
			if n := &e.Names[i]; n.Kind == record.Former && p.key(n.Text) == p.key(old.Text) {
				old.Kind, old.From, old.To = record.Former, n.From, n.To
			}
		}
	}
	reason := note("source.reason.name", "name", now.Text, "old", old.Text)
	if old.Kind == record.Former {
		reason = note("source.reason.renamed", "name", now.Text, "old", old.Text, "on", now.From)
	}
	fresh := *now
	p.add(NameChange, r, e, reason, []Evidence{{What: "legal_name", Says: now.Text, Has: old.Text, Where: e.Where}}, now.Text, func(r *record.Record) {
		if i := legalOf(r); i >= 0 {
			if p.key(r.Names[i].Text) == p.key(fresh.Text) {
				return
			}
			r.Names[i].Kind = old.Kind
			if old.Kind == record.Former {
				r.Names[i].From, r.Names[i].To = old.From, old.To
			}
		}
		r.Names = slices.DeleteFunc(r.Names, func(n record.Name) bool { return p.key(n.Text) == p.key(fresh.Text) })
		r.Names = slices.Insert(r.Names, 0, fresh)
	})
	return fresh.Text
}

// move proposes the address of the head office when its city or postal code is
// not the record's, and no establishment explains it.
func (p *proposer) move(r *record.Record, e *Enterprise) {
	if e.ByEstablishment || e.City == "" && e.Postal == "" || p.samePlace(r, &e.Place) {
		return
	}
	for i := range e.Establishments {
		if p.explains(r, &e.Establishments[i]) {
			return
		}
	}
	to := e.Place
	reason := note("source.reason.address", "city", to.City, "old", r.City)
	if !to.Inside {
		reason = note("source.reason.address_outside", "city", to.City, "old", r.City)
	}
	p.add(AddressChange, r, e, reason,
		[]Evidence{{What: "city", Says: to.City, Has: r.City, Where: e.Where}, {What: "postal", Says: to.Postal, Has: r.Postal, Where: e.Where}},
		to.City+"|"+to.Postal, func(r *record.Record) {
			if to.City != "" {
				r.City = to.City
			}
			r.Street, r.Postal, r.MRC = to.Street, to.Postal, to.MRC
		})
}

// explains tells whether the record's address may be that establishment's.
func (p *proposer) explains(r *record.Record, at *Place) bool {
	if r.City == "" && r.Postal == "" {
		return false
	}
	return (r.Postal == "" || r.Postal == at.Postal) && (r.City == "" || p.ground.SameCity(r.City, at.City))
}

func (p *proposer) samePlace(r *record.Record, to *Place) bool {
	if to.Postal != "" && r.Postal != to.Postal {
		return false
	}
	return to.City == "" || r.City != "" && p.ground.SameCity(r.City, to.City) || name.Fold(r.City) == name.Fold(to.City)
}

// addNames proposes the names that a record lacks, all at once.
func (p *proposer) addNames(r *record.Record, e *Enterprise, renamed string) {
	var add []record.Name
	var ev []Evidence
	var keys []string
	for _, n := range e.Names {
		k := p.key(n.Text)
		if k == "" || p.has(r, n.Text) || renamed != "" && k == p.key(renamed) || slices.Contains(keys, k) {
			continue
		}
		if n.Kind == record.Legal { // another legal name stands: a spelling of it
			n.Kind = record.Other
		}
		keys = append(keys, k)
		add = append(add, n)
		says := n.Text
		if c := e.Seen[n.Text]; c > 0 {
			says += " " + parenthesis(p.opt.Say.N("source.times", c))
		}
		ev = append(ev, Evidence{What: "name_" + string(n.Kind), Says: says, Where: e.Where})
	}
	if len(add) == 0 {
		return
	}
	slices.Sort(keys)
	p.add(AddNames, r, e, p.nameNote(add), ev, strings.Join(keys, "|"), func(r *record.Record) {
		for _, n := range add {
			if !p.has(r, n.Text) {
				r.Names = append(r.Names, n)
			}
		}
	})
}

func (p *proposer) nameNote(add []record.Name) Note {
	var texts []string
	for _, n := range add[:min(len(add), 3)] {
		texts = append(texts, n.Text)
	}
	if len(add) > 3 {
		texts = append(texts, "…")
	}
	return note("source.reason.names", "names", strings.Join(texts, ", "))
}

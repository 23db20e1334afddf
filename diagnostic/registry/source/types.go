// Package source compares what official registers say with the Pôle's own
// registry, and proposes: enterprises it may lack, and what changed on those it
// knows. It never decides and never counts: every proposal is a record as it
// would stand, with its evidence, for a person to accept or refuse.
//
// Vocabulary: an [Extract] is what one file of a source says of the
// [Enterprise] values that concern the Pôle; a [Proposal] is one change of one
// record; a [Signal] is a sign that puts a candidate up or down the list.
//
// Legal form is not membership: a candidate has the standing "candidate",
// whatever its form. The sub-rooms read the files: req (Registraire des
// entreprises), cra (charities), seao (published contracts). Pure: no clock, no
// database; identifiers of new records are handed in. Start with [Propose].
package source

import (
	"fmt"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// The sources.
const (
	REQ  = "req"
	CRA  = "cra"
	SEAO = "seao"
)

// State is what a source says of an enterprise's existence.
type State string

// The states.
const (
	Registered State = "registered"
	Struck     State = "struck"
	OtherState State = "other" // known to the source, neither of the two
)

// Extract is what one source says. Enterprises are sorted by Key.
type Extract struct {
	Source      string            `json:"source"`
	Files       []File            `json:"files"`
	Enterprises []Enterprise      `json:"enterprises"`
	Counts      []Count           `json:"counts"`
	Warnings    []*message.Fault  `json:"warnings,omitempty"`
	Absent      []string          `json:"absent,omitempty"` // keys asked for that the source does not hold
	Labels      map[string]string `json:"labels,omitempty"` // "FORME_JURI|APE" → the source's own words
}

// File is a file that was read.
type File struct {
	Name   string `json:"name"`
	Digest string `json:"digest"` // SHA-256, hexadecimal
}

// Count tells how many rows a reading met and why others were left: What is
// "read.Nom.csv", "left.form", "left.status", "left.territory", "kept"...
type Count struct {
	What string `json:"what"`
	N    int    `json:"n"`
}

// Enterprise is what a source says of one enterprise. Dates are civil.
type Enterprise struct {
	Key     string `json:"key"`   // identifier in the source: NEQ, registration number
	Where   string `json:"where"` // "Entreprise.csv, 12": file and line
	NEQ     string `json:"neq,omitempty"`
	BN      string `json:"bn,omitempty"`      // nine digits
	Charity string `json:"charity,omitempty"` // "123456782RR0001"

	Form     string `json:"form,omitempty"`      // code
	FormName string `json:"form_name,omitempty"` // the source's own words
	Family   string `json:"family,omitempty"`    // npo, coop, ...

	State     State  `json:"state"`
	StateName string `json:"state_name,omitempty"` // the source's own words
	StateOn   string `json:"state_on,omitempty"`
	Since     string `json:"since,omitempty"` // registered on

	// Names: the legal one in force first.
	Names []record.Name `json:"names,omitempty"`

	Place
	// ByEstablishment: its head office is elsewhere or not given; Place is that
	// of an establishment.
	ByEstablishment bool    `json:"by_establishment,omitempty"`
	Establishments  []Place `json:"establishments,omitempty"` // in the territory

	Activities []Activity `json:"activities,omitempty"`
	Relations  []Relation `json:"relations,omitempty"` // mergers, divisions
	Changes    []Relation `json:"changes,omitempty"`   // continuations, transformations
	// Staff is the band of employees in Québec, in the source's own words.
	Staff string `json:"staff,omitempty"`
	// Seen counts how often the source wrote each name (contracts).
	Seen map[string]int `json:"seen,omitempty"`

	// Candidate: its form, state and place are those that may be proposed. Others
	// are in the extract because the registry names them.
	Candidate bool `json:"candidate,omitempty"`
}

// Place is an address; what the source hides is not in it.
type Place struct {
	Street string `json:"street,omitempty"`
	City   string `json:"city,omitempty"`
	Postal string `json:"postal,omitempty"` // "J6S1A1"
	MRC    string `json:"mrc,omitempty"`
	Inside bool   `json:"inside,omitempty"` // in the territory
}

// Activity is what an enterprise declares it does.
type Activity struct {
	Code string `json:"code,omitempty"`
	Text string `json:"text,omitempty"`
}

// Relation ties an enterprise to another: a merger, a division, a
// transformation.
type Relation struct {
	Kind  string `json:"kind"` // the source's own words
	Code  string `json:"code"`
	NEQ   string `json:"neq,omitempty"`
	Name  string `json:"name,omitempty"`
	On    string `json:"on,omitempty"`
	State State  `json:"state,omitempty"` // of the other, "" = not known
	// Reverse: the source wrote it on the other's side.
	Reverse bool `json:"reverse,omitempty"`
}

// Legal gives the legal name in force, else the first name, else "".
func (e *Enterprise) Legal() string {
	for i := range e.Names {
		if e.Names[i].Kind == record.Legal {
			return e.Names[i].Text
		}
	}
	if len(e.Names) > 0 {
		return e.Names[0].Text
	}
	return ""
}

// Follow lists the NEQ of the records: what a reading of the register must
// bring back whatever their form, state and place.
func Follow(records []record.Record) map[string]bool {
	m := map[string]bool{}
	for i := range records {
		if records[i].NEQ != "" && records[i].MergedInto == "" {
			m[records[i].NEQ] = true
		}
	}
	return m
}

// FollowBN lists the nine-digit roots of the records: what a reading of the
// list of charities must bring back wherever it is.
func FollowBN(records []record.Record) map[string]bool {
	m := map[string]bool{}
	for i := range records {
		if bn := root(&records[i]); bn != "" && records[i].MergedInto == "" {
			m[bn] = true
		}
	}
	return m
}

// Keeper tells which suppliers of published contracts concern the records: by
// NEQ, else by name.
func Keeper(records []record.Record, names policy.Names) (func(neq, name string) bool, error) {
	t, err := name.NewTables(names)
	if err != nil {
		return nil, fmt.Errorf("read the tables of names: %w", err)
	}
	known := Follow(records)
	written := map[string]bool{}
	for i := range records {
		for _, n := range records[i].Names {
			if k := t.Read(n.Text).Key(); k != "" && records[i].MergedInto == "" {
				written[k] = true
			}
		}
	}
	return func(neq, text string) bool {
		return neq != "" && known[neq] || written[t.Read(text).Key()]
	}, nil
}

package source

import (
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// Kind of a proposal.
type Kind string

// The kinds, in the order in which a list shows them.
const (
	StatusChange  Kind = "status"      // no longer registered, merged
	NameChange    Kind = "name"        // another legal name
	AddressChange Kind = "address"     // another city or postal code
	Identify      Kind = "identifier"  // an identifier that the record lacks
	CharityChange Kind = "charity"     // no longer a registered charity
	AddNames      Kind = "other_names" // names that the record lacks
	NewCandidate  Kind = "candidate"   // an enterprise that the registry may lack
)

// Kinds lists them in that order.
func Kinds() []Kind {
	return []Kind{StatusChange, NameChange, AddressChange, Identify, CharityChange, AddNames, NewCandidate}
}

// Proposal is one change of one record, for a person to accept or refuse. What
// becomes of it is the store's to keep: Key is the same whenever the same
// source says the same thing, so that what was refused is not asked again.
type Proposal struct {
	Key      string     `json:"key"`
	Kind     Kind       `json:"kind"`
	Source   string     `json:"source"`
	Of       string     `json:"of"`     // the enterprise's key in the source
	Record   string     `json:"record"` // identifier of the record; of a candidate, the new one
	Name     string     `json:"name"`   // for lists
	Evidence []Evidence `json:"evidence"`
	// After is the record as it would stand if this proposal alone were accepted;
	// Apply carries the change over to a record that moved on meanwhile.
	After  record.Record `json:"after"`
	Reason Note          `json:"reason"`
	// Score and Signals order candidates: the likely ones first. Zero otherwise.
	Score   int      `json:"score,omitempty"`
	Signals []Weight `json:"signals,omitempty"`

	apply func(*record.Record)
}

// Apply makes the change on a record as it stands now. A proposal that came
// back from a file or a database has only After.
func (p *Proposal) Apply(r record.Record) record.Record {
	if p.apply == nil {
		return p.After
	}
	r = clone(r)
	p.apply(&r)
	return r
}

// Evidence is what the source wrote and what the record has.
type Evidence struct {
	What   string `json:"what"`             // "legal_name", "city"...: keys "source.what.*"
	Says   string `json:"says"`             // the source
	Has    string `json:"has,omitempty"`    // the record
	Where  string `json:"where,omitempty"`  // file and line
	Source string `json:"source,omitempty"` // when it is another than the proposal's
}

// Note is a sentence of the catalogue with what fills it.
type Note struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}

// In writes the note for a reader.
func (n Note) In(p message.Printer) string {
	args := make([]string, 0, 2*len(n.Args))
	for k, v := range n.Args {
		args = append(args, k, v)
	}
	return p.T(n.Key, args...)
}

func note(key string, args ...string) Note {
	n := Note{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if n.Args == nil {
			n.Args = map[string]string{}
		}
		n.Args[args[i]] = args[i+1]
	}
	return n
}

// Weight is a signal that fired.
type Weight struct {
	ID     string `json:"id"`
	Weight int    `json:"weight"`
	Fr     string `json:"fr"`
	En     string `json:"en"`
}

// clone copies a record far enough that a change of the copy's names and
// statuses leaves the original alone.
func clone(r record.Record) record.Record {
	r.Names = append([]record.Name(nil), r.Names...)
	r.Statuses = append([]record.Status(nil), r.Statuses...)
	return r
}

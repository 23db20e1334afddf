// Package intake imports the Pôle's own workbook into the living registry with
// the care of a ledger: what it understood and what it would change is shown
// before anything changes, with the spreadsheet's own addresses; nothing is
// erased or withdrawn in silence; an import is undone as a whole.
//
// Vocabulary: a [Table] is a file read, its columns recognised; a [Preview] says
// for each row what would happen to which record; applying it gives versions
// ([record.Version]) of one batch; [Undo] gives the versions that take a batch
// back.
//
// It reads one file and is handed the records: no database, no clock. Start
// with [Read], then [Compare].
package intake

import (
	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Options say how a workbook is to be read and compared.
type Options struct {
	Headers    []policy.HeaderField
	Categories []policy.Category
	Territory  *policy.Territory // nil: MRC served are not checked
	Sheet      sheet.Options
	// Erase lets an empty cell erase what the record says; otherwise it says
	// nothing.
	Erase bool
	// OwnWords lets categories be words of the Pôle's own; otherwise a category
	// that is not of the policy is a conflict.
	OwnWords bool
	// RecognisedFrom is the civil date from which new enterprises are recognised
	// where the file does not say; "" makes them candidates, which count nowhere.
	RecognisedFrom string
	// Renamed is the civil date since which a changed legal name is borne, "" =
	// unknown.
	Renamed string
}

// Action is what would happen to a row.
type Action string

// The actions.
const (
	Create    Action = "create"
	Update    Action = "update"
	Unchanged Action = "unchanged"
	Conflict  Action = "conflict" // left out until a person settles it
)

// By is how the record of a row was found.
type By string

// The ways, the surest first.
const (
	ByID   By = "id"
	ByRef  By = "ref"
	ByNEQ  By = "neq"
	ByBN   By = "bn"
	ByName By = "name" // folded name and city
)

// Row is what would happen to one row.
type Row struct {
	N      int // of the sheet, 1-based
	Name   string
	Action Action
	// Record is the identifier of the record found, "" for a new one.
	Record string
	By     By
	// Changes are those an update makes, or everything a new record says.
	Changes []record.Change
	// Faults are what is wrong: of a conflict, why; else warnings.
	Faults []*message.Fault

	after record.Record // the record as it would stand
}

// Preview is what an import would do. Nothing has changed yet.
type Preview struct {
	File, Digest, Sheet string
	// Columns are the fields recognised and the headers that name them; Ignored
	// are the headers of columns that nothing is read from.
	Columns map[string]string
	Ignored []string
	Rows    []Row
	// Missing are the living records that no row is about. They stay as they are.
	Missing []record.Record
	Notes   []*message.Fault
}

// Count gives the number of rows of an action.
func (p *Preview) Count(a Action) int {
	n := 0
	for i := range p.Rows {
		if p.Rows[i].Action == a {
			n++
		}
	}
	return n
}

// Apply gives the versions that make the registry as the preview says. Rows in
// conflict are left out. newID gives the identifier of each new record, in the
// order of rows.
func (p *Preview) Apply(stamp record.Stamp, newID func() string) []record.Version {
	var out []record.Record
	for i := range p.Rows {
		r := &p.Rows[i]
		if r.Action != Create && r.Action != Update {
			continue
		}
		after := r.after
		if r.Action == Create {
			after.ID = newID()
		}
		out = append(out, after)
	}
	return stamp.Versions(out...)
}

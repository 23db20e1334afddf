package reports

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"jachete/diagnostic"
	"jachete/reports/page"
	"jachete/templates/message"
)

// ErrNotOurs says that a file is no printed diagnostic.
var ErrNotOurs = errors.New("no diagnostic inside")

// Proof is what a printed diagnostic says of itself.
type Proof struct {
	// Diagnostic is the one attached, abridged.
	Diagnostic *diagnostic.Diagnostic
	Lang       message.Lang
	// Number tells whether the attached run number follows from what the attached
	// diagnostic says of its inputs, rules and program.
	Number bool
	// Rewritten tells that another program wrote the file anew: its pages cannot
	// be compared.
	Rewritten bool
	// NumberPrinted and SealPrinted tell whether the pages show the run number
	// and the seal of the attached diagnostic.
	NumberPrinted, SealPrinted bool
	// Pages tells whether printing the attached diagnostic gives this very file,
	// byte for byte.
	Pages bool
	// SameProgram tells whether the attached diagnostic was made by this version
	// of the program: another may print other pages.
	SameProgram bool
}

// Holds tells whether nothing in the document contradicts the attached
// diagnostic. Pages that another version of the program printed cannot be
// printed again; the number and the seal they show then stand for them.
func (p *Proof) Holds() bool {
	return p.Number && !p.Rewritten && p.NumberPrinted && p.SealPrinted && (p.Pages || !p.SameProgram)
}

// Prove reads a printed diagnostic back and compares what its pages say with
// what is attached. Program is this program's version.
func Prove(pdf []byte, program string) (*Proof, error) {
	r, err := page.Read(pdf)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotOurs, err)
	}
	var d *diagnostic.Diagnostic
	for _, a := range r.Attachments {
		if a.Type != jsonType {
			continue
		}
		if d, err = diagnostic.ReadJSON(bytes.NewReader(a.Content)); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotOurs, err)
		}
		break
	}
	if d == nil {
		return nil, fmt.Errorf("%w: no attached json", ErrNotOurs)
	}
	p := &Proof{Diagnostic: d, Number: d.RunNumber() == d.Run.Number, SameProgram: d.Run.Program == program, Rewritten: r.Pages == nil}
	p.Lang = message.French
	if strings.HasPrefix(r.Lang, string(message.English)) {
		p.Lang = message.English
	}
	seal, err := d.Seal()
	if err != nil {
		return nil, err
	}
	p.NumberPrinted = d.Run.Number != "" && len(r.Pages) > 0
	for _, text := range r.Pages { // the number stands at the foot of every page
		p.NumberPrinted = p.NumberPrinted && strings.Contains(text, d.Run.Number)
		p.SealPrinted = p.SealPrinted || strings.Contains(text, seal)
	}
	var again bytes.Buffer
	if err := PDF(&again, d, p.Lang); err == nil {
		p.Pages = bytes.Equal(again.Bytes(), pdf)
	}
	return p, nil
}

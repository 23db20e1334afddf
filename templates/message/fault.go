package message

import (
	"fmt"
	"sort"
	"strings"
)

// A Fault is something wrong with what a user gave us, told so that the user
// can act: what, where, why, what to do. It travels as an error from the room
// that met it to the door, where a [Printer] puts it into the user's language.
//
// Key names an entry of the catalogue's "faults" section; every entry has the
// three parts what, why and do (the where is printed from Place). A test
// checks that no key is missing in either language.
type Fault struct {
	Key   string `json:"key"`
	Place Place  `json:"place"`
	// Args fill the {name} placeholders of the entry.
	Args map[string]string `json:"args,omitempty"`
	// Also holds further faults of the same run, reported together.
	Also []*Fault `json:"also,omitempty"`
}

// Place is where in the user's own file something was met. Every part may be
// empty. Cell is a spreadsheet address ("C14"); for a text file it is the
// address the cell has when the file is opened in a spreadsheet.
type Place struct {
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"`
}

// String gives the address as a spreadsheet program writes it:
// "achats.xlsx, Feuil1!C14". Names are [Plain].
func (p Place) String() string {
	at, file := p.Cell, Plain(p.File)
	if p.Sheet != "" {
		at = Plain(p.Sheet)
		if p.Cell != "" {
			at += "!" + p.Cell
		}
	}
	switch {
	case file == "":
		return at
	case at == "":
		return file
	}
	return file + ", " + at
}

// Error gives the internal text, for logs; users see [Printer.Fault].
func (f *Fault) Error() string {
	keys := make([]string, 0, len(f.Args))
	for k := range f.Args {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	b.WriteString(f.Key)
	if at := f.Place.String(); at != "" {
		fmt.Fprintf(&b, " at %s", at)
	}
	for _, k := range keys {
		fmt.Fprintf(&b, " %s=%q", k, f.Args[k])
	}
	for _, a := range f.Also {
		b.WriteString("; ")
		b.WriteString(a.Error())
	}
	return b.String()
}

// NewFault builds a fault; args are name, value pairs.
func NewFault(key string, at Place, args ...string) *Fault {
	f := &Fault{Key: key, Place: at}
	if len(args) > 0 {
		f.Args = make(map[string]string, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			f.Args[args[i]] = args[i+1]
		}
	}
	return f
}

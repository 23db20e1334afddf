// Package fonts holds the typefaces of the documents and measures text set in
// them, so that layout and charts need no PDF library to know a width.
//
// The families are Source Sans 3 (text) and Source Serif 4 (titles), under the
// SIL Open Font License (see the LICENSE files), as their makers published
// them. Signs they lack are taken from DejaVu Sans; signs that no face has are
// shown as [Missing], never dropped. Start with [Split] and [Width].
package fonts

import (
	_ "embed" // the font files
	"fmt"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face is one cut of a typeface.
type Face string

// The faces. Fallback is never asked for by name: [Split] gives it.
const (
	Text     Face = "text"
	Italic   Face = "italic"
	Bold     Face = "bold"
	Title    Face = "title"
	Fallback Face = "fallback"
)

// Faces lists every face, in a fixed order.
func Faces() []Face { return []Face{Text, Italic, Bold, Title, Fallback} }

// Missing stands for a sign that no face can draw.
const Missing = '\uFFFD'

//go:embed SourceSans3_400Regular.ttf
var sansRegular []byte

//go:embed SourceSans3_400Regular_Italic.ttf
var sansItalic []byte

//go:embed SourceSans3_600SemiBold.ttf
var sansSemiBold []byte

//go:embed SourceSerif4_600SemiBold.ttf
var serifSemiBold []byte

// TTF gives the font file of a face; nil for an unknown face. The bytes are
// shared: do not write to them.
func TTF(f Face) []byte {
	switch f {
	case Text:
		return sansRegular
	case Italic:
		return sansItalic
	case Bold:
		return sansSemiBold
	case Title:
		return serifSemiBold
	case Fallback:
		return dejavusans.TTF
	}
	return nil
}

// metrics are the advances of a face in thousandths of the type size, by rune
// of the basic plane; 0xFFFF where the face has no glyph.
type metrics struct {
	advance [0x10000]uint16
}

const absent = 0xFFFF

// tables measures each face once, when first asked.
var tables = map[Face]func() *metrics{
	Text:     sync.OnceValue(func() *metrics { return measure(Text) }),
	Italic:   sync.OnceValue(func() *metrics { return measure(Italic) }),
	Bold:     sync.OnceValue(func() *metrics { return measure(Bold) }),
	Title:    sync.OnceValue(func() *metrics { return measure(Title) }),
	Fallback: sync.OnceValue(func() *metrics { return measure(Fallback) }),
}

// measure panics when an embedded font does not parse, which no released
// program can meet.
func measure(f Face) *metrics {
	sf, err := sfnt.Parse(TTF(f))
	if err != nil {
		panic(fmt.Sprintf("parse font %s: %v", f, err))
	}
	m := &metrics{}
	var buf sfnt.Buffer
	em := int64(sf.UnitsPerEm())
	for r := range m.advance {
		m.advance[r] = absent
		gid, err := sf.GlyphIndex(&buf, rune(r))
		if err != nil || gid == 0 {
			continue
		}
		a, err := sf.GlyphAdvance(&buf, gid, fixed.I(int(em)), font.HintingNone)
		if err != nil {
			continue
		}
		m.advance[r] = uint16((int64(a)*1000/64 + em/2) / em)
	}
	// Several faces draw U+202F, the thousands separator of French, so narrow
	// that a number reads as one word; it gets the same width in all of them.
	m.advance[thousands] = thousandsAdvance
	return m
}

// thousands is set on its own by [Split], so that its width is ours.
const (
	thousands        = '\u202f'
	thousandsAdvance = 190
)

func table(f Face) *metrics {
	if t, ok := tables[f]; ok {
		return t()
	}
	return tables[Text]()
}

// Has tells whether a face can draw a rune.
func Has(f Face, r rune) bool {
	return r >= 0 && r <= 0xFFFF && table(f).advance[r] != absent
}

// Run is a stretch of text set in one face.
type Run struct {
	Face Face
	Text string
}

// Split cuts s into runs of faces that can draw it: face where it can, then
// [Fallback], then [Missing] in its place. A run ends behind each U+202F, whose
// width is not the font's: set every run at its own place.
func Split(f Face, s string) []Run {
	var runs []Run
	start, cur := 0, Face("")
	var out []byte
	flush := func() {
		if len(out) > start {
			runs = append(runs, Run{Face: cur, Text: string(out[start:])})
			start = len(out)
		}
	}
	for _, r := range s {
		face := f
		switch {
		case Has(f, r):
		case Has(Fallback, r):
			face = Fallback
		default:
			r = Missing
			if !Has(f, r) {
				face = Fallback
			}
		}
		if face != cur {
			flush()
			cur = face
		}
		out = append(out, string(r)...)
		if r == thousands {
			flush()
		}
	}
	flush()
	return runs
}

// Width is the length of s set in face at a size, in the unit of size.
func Width(f Face, s string, size float64) float64 {
	sum := 0
	m := table(f)
	for _, r := range s {
		if r >= 0 && r <= 0xFFFF {
			if a := m.advance[r]; a != absent {
				sum += int(a)
				continue
			}
		}
		sum += fallbackAdvance(f, r)
	}
	return float64(sum) * size / 1000
}

func fallbackAdvance(f Face, r rune) int {
	if Has(Fallback, r) {
		return int(table(Fallback).advance[r])
	}
	if Has(f, Missing) {
		return int(table(f).advance[Missing])
	}
	return int(table(Fallback).advance[Missing])
}

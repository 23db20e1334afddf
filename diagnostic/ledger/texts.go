package ledger

import (
	"encoding/binary"
	"strings"

	"jachete/diagnostic/ledger/sheet"
)

// texts holds the cells of one column in few large pieces of memory: half a
// million cells of a ledger are a few million bytes, and nothing for the
// collector to walk. A text that comes again is held once, as long as texts do
// come again in that column.
type texts struct {
	pieces []*strings.Builder
	last   ref // what was put last
	known  map[string]ref
	asked  int
	met    int
	full   bool // refs have run out: 65,536 pieces, 4 GiB of one column
}

// ref is a cell of a column's texts: its piece in the upper half, its place in
// the lower. Zero is the blank cell.
type ref uint32

const (
	smallPiece = 1 << 9
	largePiece = 1 << 16
	mostKnown  = 1 << 16 // texts remembered
	fewAsked   = 1 << 12 // before a column is judged to repeat nothing
)

// put holds a cell.
func (x *texts) put(c sheet.Cell) ref {
	if c.Kind == sheet.Blank {
		return 0
	}
	if x.last != 0 && x.get(x.last) == c {
		return x.last
	}
	known := x.known != nil || x.asked == 0
	if known {
		x.asked++
		if r, met := x.known[c.Text]; met && x.get(r).Kind == c.Kind {
			x.met++
			x.last = r
			return r
		}
		if x.asked == fewAsked && x.met*4 < x.asked {
			x.known, known = nil, false
		}
	}
	r := x.write(c)
	if known && len(x.known) < mostKnown {
		if x.known == nil {
			x.known = map[string]ref{}
		}
		x.known[x.get(r).Text] = r // not c.Text, which may be part of something larger
	}
	x.last = r
	return r
}

// write puts a cell behind the others: its kind, its length, its text.
func (x *texts) write(c sheet.Cell) ref {
	need := 1 + binary.MaxVarintLen32 + len(c.Text)
	n := len(x.pieces)
	if n == 0 || x.pieces[n-1].Cap()-x.pieces[n-1].Len() < need || x.pieces[n-1].Len() >= largePiece {
		if n == largePiece {
			x.full = true
			return 0
		}
		piece := &strings.Builder{}
		piece.Grow(max(need, min(largePiece, smallPiece<<min(n, 7))))
		if n == 0 {
			piece.WriteByte(0) // so that no cell is at zero
		}
		x.pieces = append(x.pieces, piece)
		n++
	}
	piece := x.pieces[n-1]
	r := ref(n-1)<<16 | ref(piece.Len())
	var head [1 + binary.MaxVarintLen32]byte
	head[0] = byte(c.Kind)
	k := binary.PutUvarint(head[1:], uint64(len(c.Text)))
	piece.Write(head[:1+k])
	piece.WriteString(c.Text)
	return r
}

// get gives a cell back.
func (x *texts) get(r ref) sheet.Cell {
	if r == 0 {
		return sheet.Cell{}
	}
	s := x.pieces[r>>16].String()[r&0xffff:]
	c := sheet.Cell{Kind: sheet.Kind(s[0])}
	n, at := int(s[1]), 2
	if n >= 0x80 { // a varint of several bytes
		n, at = 0, 1
		for shift := 0; ; shift += 7 {
			b := s[at]
			at++
			n |= int(b&0x7f) << shift
			if b < 0x80 {
				break
			}
		}
	}
	c.Text = s[at : at+n]
	return c
}

// text holds a text.
func (x *texts) text(s string) ref {
	if s == "" {
		return 0
	}
	return x.put(sheet.Cell{Text: s, Kind: sheet.Text})
}

package biff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Kind says what a cell holds.
type Kind uint8

// The kinds. Blank cells are not given.
const (
	Number Kind = iota
	Text
	Bool  // Number is 0 or 1
	Error // Text is "#REF!"
	// Pending is a formula whose text the file does not hold.
	Pending
)

// Cell is one cell that is not blank.
type Cell struct {
	Column int // from 0
	Kind   Kind
	Number float64
	Text   string
	Style  int // the cell format: see Book.Format
}

// The records of cells. BIFF2 has its own numbers.
const (
	recInt2    = 0x0002
	recNumber2 = 0x0003
	recLabel2  = 0x0004
	recBool2   = 0x0005
	recString2 = 0x0007

	recNumber   = 0x0203
	recLabel    = 0x0204
	recBool     = 0x0205
	recString   = 0x0207
	recRK       = 0x027e
	recMulRK    = 0x00bd
	recRString  = 0x00d6
	recLabelSST = 0x00fd
)

// isCell tells whether a record holds cells of the row in its first field.
func isCell(id int) bool {
	switch id {
	case recInt2, recNumber2, recLabel2, recBool2, recFormula2, recNumber, recLabel, recBool,
		recRK, recMulRK, recRString, recLabelSST, recFormula3, recFormula4:
		return true
	}
	return false
}

// Rows calls yield for each row of the i-th sheet that holds something, in
// order; row counts from 0. The cells are valid until yield returns; two may
// share a column, where the later counts. yield returns false to stop.
func (b *Book) Rows(i int, yield func(row int, cells []Cell) bool) error {
	s := &b.Sheets[i]
	if err := b.scan(s); err != nil {
		return err
	}
	if !s.order {
		return b.sorted(s, yield)
	}
	var cells []Cell
	at, on := -1, true
	err := b.walk(s, func(row int, c Cell) bool {
		if row != at {
			if len(cells) > 0 && !yield(at, cells) {
				on = false
				return false
			}
			at, cells = row, cells[:0]
		}
		cells = append(cells, c)
		return true
	})
	if err == nil && on && len(cells) > 0 {
		yield(at, cells)
	}
	return err
}

// sorted gives the rows of a sheet that stores them in another order.
func (b *Book) sorted(s *Sheet, yield func(row int, cells []Cell) bool) error {
	type placed struct {
		row int
		Cell
	}
	var held []placed
	full := false
	err := b.walk(s, func(row int, c Cell) bool {
		full = len(held) >= b.opt.Unordered
		held = append(held, placed{row, c})
		return !full
	})
	if full {
		return ErrUnordered
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(held, func(x, y placed) int { return x.row - y.row })
	var cells []Cell
	for i, h := range held {
		cells = append(cells, h.Cell)
		if i+1 == len(held) || held[i+1].row != h.row {
			if !yield(h.row, cells) {
				return nil
			}
			cells = cells[:0]
		}
	}
	return nil
}

// Merges lists the merged cells of the i-th sheet.
func (b *Book) Merges(i int) ([]Range, error) {
	err := b.scan(&b.Sheets[i])
	return b.Sheets[i].merges, err
}

// Hidden tells whether the program did not show a row of the i-th sheet, once
// its rows were asked for.
func (b *Book) Hidden(i, row int) bool {
	h := b.Sheets[i].hidden
	return row >= 0 && row/64 < len(h) && h[row/64]>>(row%64)&1 != 0
}

// mostMerges bounds how many merged blocks of a sheet are kept.
const mostMerges = 200_000

// scan looks through the records of a sheet once: are its rows in order, which
// cells are merged.
func (b *Book) scan(s *Sheet) error {
	if s.scanned {
		return nil
	}
	s.order = true
	last := -1
	err := b.records(s, func(c *cursor) (bool, error) {
		switch {
		case isCell(c.id) && len(c.data) >= 2:
			row := int(binary.LittleEndian.Uint16(c.data))
			s.order = s.order && row >= last
			last = row
			if onLoad(c) && !zero(c.data[6:]) {
				s.computed = true
			}
		case c.id == recRow && len(c.data) >= 14 && c.data[12]&0x20 != 0:
			if s.hidden == nil {
				s.hidden = make([]uint64, 1<<16/64)
			}
			row := binary.LittleEndian.Uint16(c.data)
			s.hidden[row/64] |= 1 << (row % 64)
		case c.id == recMerged && len(c.data) >= 2:
			d := c.data[2:]
			for ; len(d) >= 8 && len(s.merges) < mostMerges; d = d[8:] {
				at := func(i int) int { return int(binary.LittleEndian.Uint16(d[i:])) }
				if r := (Range{Top: at(0), Bottom: at(2), Left: at(4), Right: at(6)}); r.Top <= r.Bottom && r.Left <= r.Right {
					s.merges = append(s.merges, r)
				}
			}
		}
		return true, nil
	})
	s.scanned = err == nil
	return err
}

// records walks the records of a sheet, but for those of its charts.
func (b *Book) records(s *Sheet, each func(*cursor) (bool, error)) error {
	c := &cursor{s: b.s, pos: s.at, lock: b.lock}
	if err := c.next(); err != nil {
		return ended(err)
	}
	switch c.id {
	case recBOF, recBOF2, recBOF3, recBOF4:
	default:
		return fmt.Errorf("no sheet at %d: %w", s.at, ErrDamaged)
	}
	depth := 0
	for {
		err := c.next()
		if err != nil {
			return ended(err)
		}
		switch c.id {
		case recBOF, recBOF2, recBOF3, recBOF4:
			depth++
			continue
		case recEOF:
			if depth == 0 {
				return nil
			}
			depth--
			continue
		}
		if depth > 0 {
			continue
		}
		if on, err := each(c); err != nil || !on {
			return err
		}
	}
}

// walk calls each for every cell of a sheet, in the order of the file.
func (b *Book) walk(s *Sheet, each func(row int, c Cell) bool) error {
	pendingRow, waits := 0, false
	var pending Cell // a formula whose text comes in the next STRING record
	flush := func() bool {
		if !waits {
			return true
		}
		waits = false
		return each(pendingRow, pending)
	}
	err := b.records(s, func(c *cursor) (bool, error) {
		if c.id == recString || c.id == recString2 {
			if !waits {
				return true, nil
			}
			text, err := b.cellText(c, c.data)
			if err != nil {
				return false, textError(err)
			}
			pending.Text, pending.Kind = b.opt.Clean(text), Text
			return flush(), nil
		}
		if !isCell(c.id) {
			return true, nil
		}
		if !flush() {
			return false, nil
		}
		d := c.data
		if len(d) < 7 {
			return false, fmt.Errorf("cell record of %d bytes: %w", len(d), ErrDamaged)
		}
		row := int(binary.LittleEndian.Uint16(d))
		cell := Cell{Column: int(binary.LittleEndian.Uint16(d[2:])), Style: int(binary.LittleEndian.Uint16(d[4:]))}
		if c.id == recMulRK {
			for d = d[4:]; len(d) >= 8; d = d[6:] { // two bytes of the last column follow
				cell.Style, cell.Number = int(binary.LittleEndian.Uint16(d)), RK(binary.LittleEndian.Uint32(d[2:]))
				if !each(row, cell) {
					return false, nil
				}
				cell.Column++
			}
			return true, nil
		}
		value := d[6:]
		if c.id < 0x10 && (b.Version == 2 || c.id != recFormula2) { // of BIFF2: three bytes of attributes
			cell.Style, value = int(d[5]&0x3f), d[7:]
		}
		wait, err := b.value(c, &cell, value)
		if err != nil {
			return false, err
		}
		if !s.computed && onLoad(c) && zero(value) {
			cell.Kind = Pending
		}
		if wait {
			pendingRow, pending, waits = row, cell, true
			return true, nil
		}
		return each(row, cell), nil
	})
	if err == nil {
		flush()
	}
	return err
}

// value reads what the cell record holds; wait is true when its text comes in
// a record of its own.
func (b *Book) value(c *cursor, cell *Cell, v []byte) (wait bool, err error) {
	short := func(n int) error {
		if len(v) < n {
			return fmt.Errorf("cell value of %d bytes: %w", len(v), ErrDamaged)
		}
		return nil
	}
	switch c.id {
	case recNumber, recNumber2:
		if err := short(8); err != nil {
			return false, err
		}
		cell.Number = math.Float64frombits(binary.LittleEndian.Uint64(v))
	case recInt2:
		if err := short(2); err != nil {
			return false, err
		}
		cell.Number = float64(binary.LittleEndian.Uint16(v))
	case recRK:
		if err := short(4); err != nil {
			return false, err
		}
		cell.Number = RK(binary.LittleEndian.Uint32(v))
	case recLabelSST:
		if err := short(4); err != nil {
			return false, err
		}
		n := binary.LittleEndian.Uint32(v)
		if int64(n) >= int64(len(b.strings)) {
			return false, fmt.Errorf("shared string %d of %d: %w", n, len(b.strings), ErrDamaged)
		}
		cell.Kind, cell.Text = Text, b.strings[n]
	case recLabel, recLabel2, recRString:
		text, err := b.cellText(c, v)
		if err != nil {
			return false, textError(err)
		}
		cell.Kind, cell.Text = Text, b.opt.Clean(text)
	case recBool, recBool2:
		if err := short(2); err != nil {
			return false, err
		}
		cell.known(v[0], v[1] != 0)
	default: // a formula, with its last result
		if err := short(8); err != nil {
			return false, err
		}
		if v[6] != 0xff || v[7] != 0xff {
			cell.Number = math.Float64frombits(binary.LittleEndian.Uint64(v))
			return false, nil
		}
		switch v[0] {
		case 0:
			cell.Kind = Pending
			return true, nil
		case 1, 2:
			cell.known(v[2], v[0] == 2)
		default:
			cell.Kind = Text // of no length
		}
	}
	return false, nil
}

// onLoad tells a formula that is to be computed when the workbook is opened.
func onLoad(c *cursor) bool {
	return c.id == recFormula2 && len(c.data) >= 20 && c.data[14]&2 != 0
}

// zero tells whether a formula's last result is the number 0.
func zero(v []byte) bool { return len(v) >= 8 && binary.LittleEndian.Uint64(v) == 0 }

// known sets a truth value or an error.
func (c *Cell) known(v byte, isError bool) {
	if !isError {
		c.Kind, c.Number = Bool, float64(min(v, 1))
		return
	}
	c.Kind, c.Text = Error, ErrorText(v)
}

// ErrorText gives the text of an error by its number.
func ErrorText(v byte) string {
	switch v {
	case 0x00:
		return "#NULL!"
	case 0x07:
		return "#DIV/0!"
	case 0x0f:
		return "#VALUE!"
	case 0x17:
		return "#REF!"
	case 0x1d:
		return "#NAME?"
	case 0x24:
		return "#NUM!"
	}
	return "#N/A"
}

// RK reads a number packed into four bytes: an integer or the upper half of a
// float, perhaps divided by 100.
func RK(n uint32) float64 {
	f := math.Float64frombits(uint64(n&^3) << 32)
	if n&2 != 0 {
		f = float64(int32(n) >> 2)
	}
	if n&1 != 0 {
		f /= 100
	}
	return f
}

// textError turns a text that ends before its length into damage.
func textError(err error) error {
	if errors.Is(err, errEnd) {
		return fmt.Errorf("text cut short: %w", ErrDamaged)
	}
	return ended(err)
}

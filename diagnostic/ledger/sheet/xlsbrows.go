package sheet

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"jachete/diagnostic/ledger/sheet/biff"
	"jachete/templates/message"
)

// xlsbReader gathers the rows of one sheet.
type xlsbReader struct {
	x     *xlsbSource
	b     *Book
	sheet string
	yield func(Row, error) bool
	row   Row
	last  int // column of the last cell
	done  bool
}

// flush gives the row that is complete.
func (r *xlsbReader) flush() error {
	if r.row.N == 0 {
		return nil
	}
	cells := trimCells(r.row.Cells)
	if len(cells) > 0 && !r.yield(Row{N: r.row.N, Cells: cells, Hidden: r.row.Hidden}, nil) {
		r.done = true
		return errEnough
	}
	r.row.Cells = r.row.Cells[:0]
	return nil
}

func (r *xlsbReader) record(id int, d []byte) error {
	switch {
	case id == xlsbRow:
		return r.open(d)
	case id == xlsbEndRows:
		err := r.flush()
		r.done = true
		if err == nil {
			err = errEnough
		}
		return err
	case id >= xlsbShort && id <= xlsbShort+6:
		if len(d) < 4 {
			return errRecord
		}
		return r.put(r.last+1, binary.LittleEndian.Uint32(d), id-xlsbShort+xlsbBlank, d[4:])
	case id >= xlsbBlank && id <= xlsbFError, id == xlsbRich:
		if len(d) < 8 {
			return errRecord
		}
		return r.put(int(binary.LittleEndian.Uint32(d)), binary.LittleEndian.Uint32(d[4:]), id, d[8:])
	}
	return nil
}

func (r *xlsbReader) open(d []byte) error {
	if len(d) < 4 {
		return errRecord
	}
	if err := r.flush(); err != nil {
		return err
	}
	n := int(binary.LittleEndian.Uint32(d)) + 1
	if n <= r.row.N {
		return fmt.Errorf("row %d after %d: %w", n, r.row.N, errRecord)
	}
	if n > r.b.limits.Rows {
		return message.NewFault("file.too_many_rows", message.Place{File: r.b.file, Sheet: r.sheet}, "limit", strconv.Itoa(r.b.limits.Rows))
	}
	r.row.N, r.last = n, -1
	r.row.Hidden = len(d) > 11 && d[11]&0x10 != 0
	return nil
}

// put reads a cell's value and puts it into the row.
func (r *xlsbReader) put(col int, style uint32, id int, v []byte) error {
	r.last = col
	if r.row.N == 0 {
		return errRecord
	}
	cell, err := r.value(int(style&0xffffff), id, v)
	if err != nil || cell.Kind == Blank {
		return err
	}
	if col >= r.b.limits.Columns {
		return message.NewFault("file.too_many_columns",
			message.Place{File: r.b.file, Sheet: r.sheet, Cell: "A" + strconv.Itoa(r.row.N)}, "limit", strconv.Itoa(r.b.limits.Columns))
	}
	for len(r.row.Cells) <= col {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[col] = cell
	return nil
}

func (r *xlsbReader) value(style, id int, v []byte) (Cell, error) {
	need := 0
	switch id {
	case xlsbError, xlsbBool, xlsbFBool, xlsbFError, xlsbRich:
		need = 1
	case xlsbRK, xlsbShared:
		need = 4
	case xlsbReal, xlsbFReal:
		need = 8
	}
	if len(v) < need {
		return Cell{}, errRecord
	}
	isDate := style < len(r.x.dates) && r.x.dates[style]
	switch id {
	case xlsbRK:
		return numberCell(biff.RK(binary.LittleEndian.Uint32(v)), isDate, r.x.date1904), nil
	case xlsbReal, xlsbFReal:
		return numberCell(math.Float64frombits(binary.LittleEndian.Uint64(v)), isDate, r.x.date1904), nil
	case xlsbBool, xlsbFBool:
		return boolCell(v[0] != 0), nil
	case xlsbError, xlsbFError:
		return Cell{biff.ErrorText(v[0]), Error}, nil
	case xlsbShared:
		n := binary.LittleEndian.Uint32(v)
		if int64(n) >= int64(len(r.x.strings)) {
			return Cell{}, fmt.Errorf("shared text %d of %d: %w", n, len(r.x.strings), errRecord)
		}
		return textCell(r.x.strings[n]), nil
	case xlsbText, xlsbFText, xlsbRich:
		if id == xlsbRich {
			v = v[1:]
		}
		t, _, err := wideText(v)
		return textCell(r.b.cell(t)), err
	}
	return Cell{}, nil
}

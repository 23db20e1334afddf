package ledger

import (
	"slices"

	"jachete/diagnostic/ledger/sheet"
)

// record is a row under the header. Its cells are in the table's columns.
type record struct {
	row    int32
	filled int32 // cells that are not blank
	label  ref   // first text, in records.labels
	page   bool  // prints a page's number
	hidden bool
}

// records are the rows of a table, with the columns kept of each.
type records struct {
	keep    []int // columns kept of each row
	where   []int // of a column, its place in keep, -1 when it is not kept
	n       int
	list    [][]record // in chunks of chunkRecords
	cells   [][]ref    // len(keep) for each record, in the same chunks
	columns []*texts   // one for each column kept
	labels  texts
	whole   map[int][]sheet.Cell // all cells of the records that are no plain lines
}

// chunkRecords is how many records are held together: whole chunks of cells are
// let go once their lines are made.
const chunkRecords = 4096

// append adds a record with the columns kept of its row.
func (t *records) append(rec record, row sheet.Row) {
	if t.n%chunkRecords == 0 {
		size := min(chunkRecords, 64+7*t.n)
		t.list = append(t.list, make([]record, 0, size))
		t.cells = append(t.cells, make([]ref, 0, len(t.keep)*size))
	}
	last := len(t.list) - 1
	t.list[last] = append(t.list[last], rec)
	chunk := t.cells[last]
	for k, i := range t.keep {
		if i < len(row.Cells) {
			chunk = append(chunk, t.columns[k].put(row.Cells[i]))
		} else {
			chunk = append(chunk, 0)
		}
	}
	t.cells[last] = chunk
	t.n++
}

func (t *records) rec(i int) *record { return &t.list[i/chunkRecords][i%chunkRecords] }

// row is the number of a record's row.
func (t *records) row(i int) int { return int(t.rec(i).row) }

// label is the first text of a record.
func (t *records) label(i int) string { return t.labels.get(t.rec(i).label).Text }

// refAt is a kept cell of a record, by its place in keep.
func (t *records) refAt(i, at int) *ref {
	return &t.cells[i/chunkRecords][i%chunkRecords*len(t.keep)+at]
}

// cell is a kept cell of a record, by column.
func (t *records) cell(i, column int) sheet.Cell {
	if at := t.whereIs(column); at >= 0 {
		return t.columns[at].get(*t.refAt(i, at))
	}
	return sheet.Cell{}
}

// blank tells that a record has nothing in a column.
func (t *records) blank(i, column int) bool {
	at := t.whereIs(column)
	return at < 0 || *t.refAt(i, at) == 0
}

// set puts a cell in a kept column.
func (t *records) set(i, column int, c sheet.Cell) {
	if at := t.whereIs(column); at >= 0 {
		*t.refAt(i, at) = t.columns[at].put(c)
	}
}

// keepWhole remembers all cells of the record that comes next.
func (t *records) keepWhole(row sheet.Row) {
	if t.whole == nil {
		t.whole = map[int][]sheet.Cell{}
	}
	t.whole[t.n] = slices.Clone(row.Cells)
}

// whereIs gives the place of a column among those kept, -1 when it is not.
func (t *records) whereIs(column int) int {
	if column < 0 || column >= len(t.where) {
		return -1
	}
	return t.where[column]
}

// keepColumn keeps a column of every row.
func (t *records) keepColumn(column int) {
	if t.whereIs(column) >= 0 {
		return
	}
	for len(t.where) <= column {
		t.where = append(t.where, -1)
	}
	t.where[column] = len(t.keep)
	t.keep = append(t.keep, column)
	t.columns = append(t.columns, &texts{})
}

// full tells that a column holds more than can be addressed.
func (t *records) full() bool {
	return t.labels.full || slices.ContainsFunc(t.columns, func(x *texts) bool { return x.full })
}

package workbook

import (
	"bufio"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
)

// cell is a value with its style. A cell without text, number or formula is
// left out.
type cell struct {
	style   style
	text    string
	typed   bool // text, even an empty one
	number  string
	formula string
}

func numbered(s style, d decimal.Decimal) cell { return cell{style: s, number: d.String()} }

// measured is a number that was floating point from the start: a probability,
// bits of evidence.
func measured(s style, v float64) cell {
	return cell{style: s, number: strconv.FormatFloat(v, 'f', -1, 64)}
}

// column is one column of a table.
type column struct {
	key   string // message key of its header: "workbook.col.<key>"
	width float64
}

// table writes a sheet row by row, straight into the file.
type table struct {
	w      *writer
	out    *bufio.Writer
	sheet  int // 0-based
	row    int // next row, 1-based
	head   int // row of the header, 0 = none
	cols   int
	opened bool
	names  []string // letters of the columns
	buf    []byte
}

// open writes what comes before the rows; head freezes the rows to it.
func (t *table) open(widths []float64) {
	t.opened = true
	fmt.Fprintf(t.out, `<worksheet xmlns="%s"><sheetViews><sheetView`, nsMain)
	if t.sheet == 0 {
		t.out.WriteString(` tabSelected="1"`)
	}
	t.out.WriteString(` workbookViewId="0"`)
	if t.head > 0 {
		fmt.Fprintf(t.out, `><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>`+
			`<selection pane="bottomLeft"/></sheetView>`, t.head, t.head+1)
	} else {
		t.out.WriteString(`/>`)
	}
	t.out.WriteString(`</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`)
	for i, w := range widths {
		fmt.Fprintf(t.out, `<col min="%d" max="%d" width="%s" customWidth="1"/>`, i+1, i+1, strconv.FormatFloat(w, 'f', -1, 64))
	}
	t.out.WriteString(`</cols><sheetData>`)
}

// begin sets the widths, writes title and note, and the header. It must come
// before any other row.
func (t *table) begin(title, note string, cols []column) {
	t.cols, t.head = len(cols), 4
	widths := make([]float64, len(cols))
	heads := make([]cell, len(cols))
	for i, c := range cols {
		widths[i] = c.width
		heads[i] = cell{style: styleHead, text: t.w.say.T("workbook.col." + c.key), typed: true}
	}
	t.open(widths)
	t.put(cell{style: styleTitle, text: title, typed: true})
	t.put(cell{style: styleNote, text: note, typed: true})
	t.row = t.head
	t.put(heads...)
}

// put writes the next row.
func (t *table) put(cells ...cell) {
	b := append(t.buf[:0], `<row r="`...)
	b = strconv.AppendInt(b, int64(t.row), 10)
	b = append(b, `">`...)
	for i := range cells {
		c := &cells[i]
		if !c.typed && c.number == "" && c.formula == "" {
			continue
		}
		for len(t.names) <= i {
			t.names = append(t.names, columnName(len(t.names)))
		}
		b = append(append(b, `<c r="`...), t.names[i]...)
		b = strconv.AppendInt(b, int64(t.row), 10)
		b = append(b, `" s="`...)
		b = strconv.AppendInt(b, int64(c.style), 10)
		switch {
		case c.typed:
			b = append(b, `" t="s"><v>`...)
			b = strconv.AppendInt(b, int64(t.w.b.text(c.text)), 10)
		case c.formula != "":
			b = append(append(b, `"><f>`...), attribute.Replace(c.formula)...)
			b = append(append(b, `</f><v>`...), c.number...)
		default:
			b = append(append(b, `"><v>`...), c.number...)
		}
		b = append(b, `</v></c>`...)
	}
	b = append(b, `</row>`...)
	t.out.Write(b)
	t.buf = b
	t.row++
}

// close ends the sheet; a table with a header gets its filter.
func (t *table) close() {
	t.out.WriteString(`</sheetData>`)
	if t.head > 0 && t.row > t.head+1 {
		last := columnName(t.cols - 1)
		fmt.Fprintf(t.out, `<autoFilter ref="A%d:%s%d"/>`, t.head, last, t.row-1)
		t.w.b.names = append(t.w.b.names, definedName{
			name: "_xlnm._FilterDatabase", sheet: t.sheet, hidden: true,
			refersTo: fmt.Sprintf("%s!$A$%d:$%s$%d", quoted(t.w.b.sheets[t.sheet]), t.head, last, t.row-1),
		})
	}
	t.out.WriteString(`</worksheet>`)
}

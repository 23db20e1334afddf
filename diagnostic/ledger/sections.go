package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// sheetReader streams one sheet into its tables: most hold one, some several
// side by side or one above the other.
type sheetReader struct {
	*reader
	book   *sheet.Book
	name   string
	place  message.Place
	head   []sheet.Row // rows met before the layout is decided
	filled int         // of them, rows that are not blank
	active []*tableReader
	last   []*tableReader // the tables above the one that may begin at head
	refuse map[int]bool   // rows that looked like a header and were none
}

func (r *reader) sheet(book *sheet.Book, name string) error {
	s := &sheetReader{reader: r, book: book, name: name, place: message.Place{File: book.File(), Sheet: name}, refuse: map[int]bool{}}
	for row, err := range book.Rows(name) {
		if err != nil {
			return err
		}
		if r.rows++; r.rows > r.opt.Limits.Rows {
			return message.NewFault("file.too_many_rows", s.place, "limit", strconv.Itoa(r.opt.Limits.Rows))
		}
		if r.rows%4096 == 0 {
			if err := r.ctx.Err(); err != nil {
				return fmt.Errorf("read %s: %w", s.place.File, err)
			}
			if r.opt.Progress != nil {
				r.opt.Progress(r.rows)
			}
		}
		if err := s.take(row); err != nil {
			return err
		}
	}
	for s.active == nil {
		if s.filled == 0 {
			return message.NewFault("ledger.no_data", s.place)
		}
		if err := s.start(); err != nil {
			return err
		}
	}
	return s.finish(s.active)
}

// take gives one row to the tables that are open.
func (s *sheetReader) take(row sheet.Row) error {
	if s.active != nil {
		if !s.begins(row) {
			s.add(row)
			return nil
		}
		s.last, s.active, s.head, s.filled = s.active, nil, nil, 0
	}
	s.head = append(s.head, row.Clone())
	if len(row.Cells) > 0 {
		s.filled++
	}
	if s.filled == sampleRows || len(s.head) == 4*sampleRows {
		return s.start()
	}
	return nil
}

func (s *sheetReader) add(row sheet.Row) {
	if len(s.active) == 1 {
		s.active[0].add(row)
		return
	}
	for _, t := range s.active {
		t.add(part(row, t.block))
	}
}

// part is what a row holds in the columns of one of several tables.
func part(row sheet.Row, block [2]int) sheet.Row {
	cells := slices.Clone(row.Cells[:min(len(row.Cells), block[1])])
	for i := range cells[:min(len(cells), block[0])] {
		cells[i] = sheet.Cell{}
	}
	for len(cells) > 0 && cells[len(cells)-1].Kind == sheet.Blank {
		cells = cells[:len(cells)-1]
	}
	return sheet.Row{N: row.N, Cells: cells, Hidden: row.Hidden}
}

// begins tells that a row is the header of another table below the one being
// read: it names supplier and amount, and elsewhere than the header above.
func (s *sheetReader) begins(row sheet.Row) bool {
	t := s.active[0]
	if len(s.active) > 1 || len(row.Cells) < 2 || t.hasMoney(row) || s.opt.HeaderRow != 0 || s.opt.places() || s.refuse[row.N] {
		return false
	}
	return s.w.namesTable(row) && !t.headingAgain(row.Cells)
}

// start decides the layout of the rows met so far. Rows that looked like
// another table but are none go to the table above.
func (s *sheetReader) start() error {
	at := 0
	if s.last != nil {
		at = s.head[0].N
	}
	opt := s.opt
	if at > 0 {
		opt.HeaderRow = at
	}
	rows, later := s.cut(&opt)
	lay, err := s.w.design(rows, s.place, &opt)
	var fault *message.Fault
	if err != nil && s.last != nil && errors.As(err, &fault) {
		s.refuse[at] = true
		s.active, s.last = s.last, nil
		rows := s.head
		s.head, s.filled = nil, 0
		return s.takeAll(rows)
	}
	if err != nil {
		return err
	}
	if err := s.finish(s.last); err != nil {
		return err
	}
	blocks := lay.blocks
	if len(blocks) < 2 {
		s.open([2]int{0, 1 << 30}, lay, rows, at)
	} else {
		opt.HeaderRow = lay.headerRow
		for _, b := range blocks {
			parts := make([]sheet.Row, len(rows))
			for i, row := range rows {
				parts[i] = part(row, b)
			}
			lay, err := s.w.design(parts, s.place, &opt)
			if err != nil {
				return err
			}
			s.open(b, lay, parts, at)
		}
	}
	s.head, s.last = nil, nil
	return s.takeAll(later)
}

func (s *sheetReader) takeAll(rows []sheet.Row) error {
	for _, row := range rows {
		if err := s.take(row); err != nil {
			return err
		}
	}
	return nil
}

// cut parts the rows met so far before the header of a second table.
func (s *sheetReader) cut(opt *Options) (rows, later []sheet.Row) {
	if s.opt.HeaderRow != 0 || s.opt.places() {
		return s.head, nil
	}
	d := &designer{w: s.w, opt: opt, rows: s.head, place: s.place, taken: map[int]bool{}, l: &layout{header: -1}}
	if err := d.findHeader(); err != nil {
		return s.head, nil
	}
	at := s.w.firstSection(s.head, d.l.header)
	for at < len(s.head) && s.refuse[s.head[at].N] {
		at += 1 + s.w.firstSection(s.head[at+1:], 0)
	}
	return s.head[:at], s.head[at:]
}

// open makes a table and gives it its first rows.
func (s *sheetReader) open(block [2]int, lay *layout, head []sheet.Row, above int) {
	t := &tableReader{
		reader: s.reader, table: len(s.led.Tables) + len(s.active), place: s.place, block: block,
		asideRows: map[Reason]int{}, last: max(above-1, 0),
	}
	t.t = Table{
		File: s.book.File(), Digest: s.book.Digest(), Format: s.book.Format(), Encoding: s.book.Encoding(),
		Delimiter: s.book.Delimiter(), Sheet: s.name, Totals: []PrintedTotal{},
	}
	for _, g := range []*group{&t.bad, &t.fractions, &t.unsure, &t.lateDates, &t.lostIDs, &t.hidden, &t.joined} {
		g.keep = s.opt.Marks
	}
	t.start(head, lay)
	s.active = append(s.active, t)
}

// finish turns what the tables took in into lines.
func (s *sheetReader) finish(tables []*tableReader) error {
	for _, t := range tables {
		if err := t.fillMerged(s.book, s.name); err != nil {
			return err
		}
		if err := t.understand(); err != nil {
			return err
		}
		if err := t.close(); err != nil {
			return err
		}
	}
	return nil
}

// headingAgain tells cells that print a row of the header once more.
func (t *tableReader) headingAgain(cells []sheet.Cell) bool {
	for _, h := range t.lay.headings {
		same, filled, printed := 0, 0, 0
		for _, s := range h {
			if s != "" {
				printed++
			}
		}
		for i, c := range cells {
			if c.Kind == sheet.Blank {
				continue
			}
			filled++
			if i < len(h) && h[i] != "" && strings.EqualFold(c.Text, h[i]) {
				same++
			}
		}
		if same == filled && (same >= 2 || same == printed && same == 1) || same >= 2 && same*10 >= filled*8 {
			return true
		}
	}
	return false
}

package sheet

import (
	"path"
	"strconv"
	"strings"
)

// xlsxSource is a workbook in the Office Open XML format. Shared strings and
// styles are held; the cells of a sheet are streamed.
type xlsxSource struct {
	zipParts
	done     func() error
	list     []xlsxSheet
	strings  []string
	dates    []bool // by style number: the style shows a date
	date1904 bool
}

type xlsxSheet struct {
	Info
	part string
}

// load reads the workbook's own parts: the list of sheets, the shared strings
// and the styles.
func (x *xlsxSource) load(b *Book) error {
	book := "xl/workbook.xml"
	if rels, err := x.relations(b, "_rels/.rels", ""); err == nil {
		for _, r := range rels {
			if strings.HasSuffix(r.kind, "/officedocument") {
				book = r.target
			}
		}
	}
	if _, ok := x.parts[book]; !ok {
		return fault("file.not_spreadsheet", b.file)
	}
	dir, base := path.Split(book)
	rels, err := x.relations(b, dir+"_rels/"+base+".rels", dir)
	if err != nil {
		return err
	}
	if err := x.readWorkbook(b, book, rels); err != nil {
		return err
	}
	for _, r := range rels {
		switch {
		case strings.HasSuffix(r.kind, "/sharedstrings"):
			err = x.readStrings(b, r.target)
		case strings.HasSuffix(r.kind, "/styles"):
			err = x.readStyles(b, r.target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type relation struct{ id, kind, target string }

// relations reads a .rels part; a part that is not there has none.
func (x zipParts) relations(b *Book, part, dir string) (list []relation, err error) {
	err = x.scanText(b, part, func(s *scanner) error {
		if !s.is("Relationship") {
			return nil
		}
		target := strings.ReplaceAll(s.attrText("Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		list = append(list, relation{s.attrText("Id"), strings.ToLower(s.attrText("Type")), partName(path.Clean(target))})
		return nil
	})
	return list, err
}

func (x *xlsxSource) readWorkbook(b *Book, part string, rels []relation) error {
	byID := map[string]relation{}
	for _, r := range rels {
		byID[r.id] = r
	}
	return x.scanText(b, part, func(s *scanner) error {
		switch {
		case s.is("workbookPr"):
			// An extension further down may use the same name for other things.
			if v := string(s.attr("date1904")); v != "" {
				x.date1904 = v == "1" || v == "true" || v == "on"
			}
		case s.is("sheet"):
			r, ok := byID[s.attrText("id")]
			if !ok || !strings.HasSuffix(r.kind, "/worksheet") {
				return nil // a chart or a dialogue
			}
			state := string(s.attr("state"))
			x.list = append(x.list, xlsxSheet{Info{Name: s.attrText("name"), Hidden: state == "hidden" || state == "veryHidden"}, r.target})
		}
		return nil
	})
}

// readStrings reads the shared strings, without phonetic readings.
func (x *xlsxSource) readStrings(b *Book, part string) error {
	var cell strings.Builder
	inText, phonetic := false, false
	var total int64
	return x.scanText(b, part, func(s *scanner) error {
		if inText {
			cell.WriteString(unescape(s.text))
			inText = false
		}
		switch {
		case s.kind == startTag && s.is("si"):
			cell.Reset()
		case s.kind == emptyTag && s.is("si"):
			x.strings = append(x.strings, "")
		case s.kind == startTag && s.is("rPh"):
			phonetic = true
		case s.ends("rPh"):
			phonetic = false
		case s.kind == startTag && s.is("t"):
			inText = !phonetic
		case s.ends("si"):
			t := b.cell(cell.String())
			if total += int64(len(t)); total > b.limits.StringBytes || len(x.strings) >= b.limits.Strings {
				return fault("file.too_many_strings", b.file, "limit", strconv.Itoa(b.limits.Strings))
			}
			x.strings = append(x.strings, t)
		}
		s.want = inText
		return nil
	})
}

// readStyles finds which styles show a date.
func (x *xlsxSource) readStyles(b *Book, part string) error {
	codes := map[int]string{}
	inCells := false
	return x.scanText(b, part, func(s *scanner) error {
		switch {
		case s.is("numFmt"):
			if id, err := strconv.Atoi(string(s.attr("numFmtId"))); err == nil {
				codes[id] = s.attrText("formatCode")
			}
		case s.kind == startTag && s.is("cellXfs"):
			inCells = true
		case s.ends("cellXfs"):
			inCells = false
		case inCells && s.is("xf"):
			id, _ := strconv.Atoi(string(s.attr("numFmtId")))
			x.dates = append(x.dates, dateFormat(id, codes[id]))
		}
		return nil
	})
}

func (x *xlsxSource) sheets() []Info {
	list := make([]Info, len(x.list))
	for i, s := range x.list {
		list[i] = s.Info
	}
	return list
}

// mostMerges bounds how many merged blocks of a sheet are listed.
const mostMerges = 200_000

func (x *xlsxSource) merges(b *Book, name string) (list []Range, err error) {
	for _, s := range x.list {
		if s.Name != name {
			continue
		}
		err = x.scanText(b, s.part, func(s *scanner) error {
			if !s.is("mergeCell") || len(list) == mostMerges {
				return nil
			}
			from, to, ok := strings.Cut(string(s.attr("ref")), ":")
			if !ok {
				return nil
			}
			r := Range{Left: refColumn([]byte(from)), Right: refColumn([]byte(to)), Top: refRow(from), Bottom: refRow(to)}
			if r.Left >= 0 && r.Left <= r.Right && r.Top > 0 && r.Top <= r.Bottom {
				list = append(list, r)
			}
			return nil
		})
		break
	}
	return list, err
}

// refRow reads the row of "AB12", 0 when there is none.
func refRow(ref string) int {
	n, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func (x *xlsxSource) close() error { return x.done() }

// cell gives a text its final form: blanks off the ends, cut to the limit.
func (b *Book) cell(s string) string {
	s, cut := cutRunes(trim(s), b.limits.CellRunes)
	if cut {
		b.cut++
	}
	return s
}

package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"

	"jachete/templates/message"
)

// xlsxSource is a workbook in the Office Open XML format. Shared strings and
// styles are held; the cells of a sheet are streamed.
type xlsxSource struct {
	f        *os.File
	zip      *zip.Reader
	parts    map[string]*zip.File // by lower-case name
	list     []xlsxSheet
	strings  []string
	dates    []bool // by style number: the style shows a date
	date1904 bool
}

type xlsxSheet struct {
	Info
	part string
}

// openZip tells a workbook from the other formats that are zip files.
func openZip(b *Book, f *os.File, size int64) (*Book, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, fault("file.truncated", b.file)
	}
	src := &xlsxSource{f: f, zip: z, parts: make(map[string]*zip.File, len(z.File))}
	var total uint64
	for _, p := range z.File {
		total += p.UncompressedSize64
		if total > uint64(b.limits.InflatedBytes) {
			return nil, tooLarge(b.file, b.limits.InflatedBytes)
		}
		src.parts[partName(p.Name)] = p
	}
	has := func(n string) bool { _, ok := src.parts[n]; return ok }
	switch {
	case has("mimetype") && has("content.xml"):
		return nil, fault("file.ods", b.file)
	case has("xl/workbook.bin"):
		return nil, fault("file.xlsb", b.file)
	case !has("[content_types].xml") && !has("xl/workbook.xml"):
		return nil, fault("file.compressed", b.file)
	}
	if err := src.load(b); err != nil {
		return nil, err
	}
	b.format, b.src = "xlsx", src
	return b, nil
}

func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
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
func (x *xlsxSource) relations(b *Book, part, dir string) (list []relation, err error) {
	err = x.scan(b, part, func(s *scanner) error {
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
	return x.scan(b, part, func(s *scanner) error {
		switch {
		case s.is("workbookPr"):
			v := string(s.attr("date1904"))
			x.date1904 = v == "1" || v == "true" || v == "on"
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
			x.strings = append(x.strings, b.cell(cell.String()))
		}
		s.want = inText
		return nil
	})
}

// readStyles finds which styles show a date.
func (x *xlsxSource) readStyles(b *Book, part string) error {
	codes := map[int]string{}
	inCells := false
	return x.scan(b, part, func(s *scanner) error {
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

func (x *xlsxSource) scan(b *Book, part string, each func(*scanner) error) error {
	return x.scanText(b, part, each)
}

// scanText walks the tags of a part. A part that is not there is empty.
func (x *xlsxSource) scanText(b *Book, part string, each func(*scanner) error) error {
	p, ok := x.parts[part]
	if !ok {
		return nil
	}
	r, err := x.openPart(b, p)
	if err != nil {
		return err
	}
	defer r.Close()
	s := newScanner(r, 4*b.limits.CellRunes+64)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.broken(b, part, err)
		}
		if err := each(s); err != nil {
			return err
		}
	}
}

// openPart inflates a part, never more than the limit of the whole workbook.
func (x *xlsxSource) openPart(b *Book, p *zip.File) (io.ReadCloser, error) {
	r, err := p.Open()
	if err != nil {
		return nil, x.broken(b, p.Name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r, b.limits.InflatedBytes), r}, nil
}

// broken is the fault of a part that does not inflate or is no XML.
func (x *xlsxSource) broken(b *Book, part string, err error) error {
	var passing *message.Fault
	if errors.As(err, &passing) {
		return err
	}
	return fmt.Errorf("%s: %w", part, fault("file.damaged", b.file, "part", part))
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

func (x *xlsxSource) close() error { return x.f.Close() }

// cell gives a text its final form: blanks off the ends, cut to the limit.
func (b *Book) cell(s string) string {
	s, cut := cutRunes(trim(s), b.limits.CellRunes)
	if cut {
		b.cut++
	}
	return s
}

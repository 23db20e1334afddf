package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// xmlSource is a workbook in the XML of Excel 2002 and 2003 ("XML
// Spreadsheet"), which much software writes under the name .xls.
type xmlSource struct {
	text  string
	list  []Info
	dates map[string]bool // by the name of the style
}

// openXML opens it when it has worksheets.
func openXML(b *Book, data []byte, opt Options) error {
	text, enc, repaired, ok := decode(data, or(opt.Encoding, declared(data)))
	if !ok {
		text, enc, repaired, ok = decode(data, opt.Encoding) // what it declares is nothing we know
	}
	if !ok {
		return fault("file.unknown_encoding", b.file, "encoding", opt.Encoding)
	}
	x := &xmlSource{text: text, dates: map[string]bool{}}
	b.format, b.encoding, b.repaired, b.src = "xml", enc, repaired, x
	seen := map[string]int{}
	style := ""
	err := x.scan(b, func(s *scanner) error {
		switch {
		case s.is("Style"):
			style = s.attrText("ID")
			if x.dates[s.attrText("Parent")] {
				x.dates[style] = true
			}
		case s.is("NumberFormat"):
			x.dates[style] = xmlDateFormat(s.attrText("Format"))
		case s.is("Worksheet"):
			x.list = append(x.list, Info{Name: unique(seen, s.attrText("Name"))})
		case s.is("Visible"):
			s.want = s.kind == startTag
		case s.ends("Visible") && len(x.list) > 0:
			x.list[len(x.list)-1].Hidden = strings.HasPrefix(trim(string(s.text)), "SheetHidden") ||
				strings.HasPrefix(trim(string(s.text)), "SheetVeryHidden")
		}
		s.want = s.is("Visible") && s.kind == startTag
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(x.list) == 0:
		return fault("file.no_sheets", b.file)
	}
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// declared reads encoding="..." of an XML declaration.
func declared(data []byte) string {
	line, _, ok := bytes.Cut(data[:min(len(data), 256)], []byte("?>"))
	if !ok || utf16Kind(data[:min(len(data), 4096)]) != "" {
		return ""
	}
	_, rest, ok := bytes.Cut(line, []byte("encoding="))
	if !ok || len(rest) < 2 {
		return ""
	}
	name, _, ok := bytes.Cut(rest[1:], rest[:1])
	if !ok || strings.EqualFold(string(name), "utf-8") {
		return "" // of utf-8 we make sure ourselves
	}
	return string(name)
}

// xmlDateFormat knows the formats that have names there.
func xmlDateFormat(f string) bool {
	switch f {
	case "General Date", "Long Date", "Medium Date", "Short Date":
		return true
	case "", "General", "Fixed", "Standard", "Currency", "Euro Currency", "Percent", "Scientific",
		"Long Time", "Medium Time", "Short Time", "Yes/No", "True/False", "On/Off", "General Number":
		return false
	}
	return dateFormat(-1, f)
}

func (x *xmlSource) scan(b *Book, each func(*scanner) error) error {
	r := &inflated{b: b, r: io.NopCloser(strings.NewReader(x.text)), left: int64(len(x.text))}
	s := newScanner(r, 4*b.limits.CellRunes+64)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return zipParts{}.broken(b, b.file, err)
		}
		if err := each(s); err != nil {
			return err
		}
	}
}

func (x *xmlSource) sheets() []Info { return x.list }

func (x *xmlSource) close() error { x.text = ""; return nil }

func (x *xmlSource) index(name string) int {
	for i, s := range x.list {
		if s.Name == name {
			return i
		}
	}
	return -1
}

func (x *xmlSource) merges(b *Book, name string) ([]Range, error) {
	r := &xmlReader{x: x, b: b, sheet: name, index: x.index(name), at: -1, mergesOnly: true}
	err := x.scan(b, r.tag)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return r.merges, err
}

func (x *xmlSource) rows(b *Book, name string, yield func(Row, error) bool) {
	r := &xmlReader{x: x, b: b, sheet: name, index: x.index(name), at: -1, yield: yield}
	if err := x.scan(b, r.tag); err != nil && !errors.Is(err, errEnough) {
		yield(Row{}, err)
	}
}

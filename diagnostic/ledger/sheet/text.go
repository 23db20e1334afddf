package sheet

import (
	"strconv"
	"strings"

	"jachete/templates/message"
)

// textSource is a delimited text file, held decoded. Its cells are parts of
// that one text.
type textSource struct {
	text  string
	delim byte
}

// delimiters by the name a user types and we print.
var delimiters = []struct {
	name string
	sign byte
}{{",", ','}, {";", ';'}, {"tab", '\t'}, {"|", '|'}}

func openText(b *Book, data string, opt Options) error {
	text, enc, repaired, ok := decodeText(data, opt.Encoding)
	if !ok {
		return fault("file.unknown_encoding", b.file, "encoding", opt.Encoding)
	}
	if trim(text) == "" {
		return fault("file.empty", b.file)
	}
	src := &textSource{text: text}
	b.format, b.encoding, b.repaired, b.src = "csv", enc, repaired, src
	if rest, sign, found := sepLine(text); found {
		src.text, src.delim = rest, sign
	}
	want := opt.Delimiter
	if want == "\t" || want == "\\t" {
		want = "tab"
	}
	if want != "" {
		src.delim = 0
		for _, d := range delimiters {
			if d.name == want {
				src.delim = d.sign
			}
		}
		if src.delim == 0 {
			return fault("file.unknown_delimiter", b.file, "delimiter", opt.Delimiter)
		}
	}
	if src.delim == 0 {
		src.delim = findDelimiter(src.text)
		if evenness(src.text[:min(len(src.text), 1<<20)], src.delim) < 1 {
			if starts, ok := fixedWidth(src.text); ok {
				b.delimiter, b.src = "fixed", &fixedSource{text: src.text, starts: starts}
				return nil
			}
		}
	}
	for _, d := range delimiters {
		if d.sign == src.delim {
			b.delimiter = d.name
		}
	}
	return nil
}

// sepLine reads the line "sep=;" that spreadsheet programs put first. It
// stays a line of the file: it is blanked, not removed, to keep row numbers.
func sepLine(text string) (rest string, sign byte, found bool) {
	if len(text) < 6 || !strings.EqualFold(text[:4], "sep=") || (text[5] != '\n' && text[5] != '\r') {
		return text, 0, false
	}
	for _, d := range delimiters {
		if d.sign == text[4] {
			return text[5:], d.sign, true
		}
	}
	return text, 0, false
}

func (s *textSource) sheets() []Info { return []Info{{}} }

func (s *textSource) merges(*Book, string) ([]Range, error) { return nil, nil }

func (s *textSource) close() error { s.text = ""; return nil }

func (s *textSource) rows(b *Book, _ string, yield func(Row, error) bool) {
	p := parser{text: s.text, delim: s.delim, limit: b.limits.Columns, cell: b.limits.CellRunes}
	defer func() { b.cut += p.cut; b.repaired += p.repaired }()
	for n := 1; p.more(); n++ {
		if n%1024 == 0 && b.ctx.Err() != nil {
			yield(Row{}, b.ctx.Err())
			return
		}
		if n > b.limits.Rows {
			yield(Row{}, tooManyRows(b))
			return
		}
		cells, wide := p.record()
		if wide {
			yield(Row{}, message.NewFault("file.too_many_columns",
				message.Place{File: b.file, Cell: "A" + strconv.Itoa(n)}, "limit", strconv.Itoa(b.limits.Columns)))
			return
		}
		if !yield(Row{N: n, Cells: cells}, nil) {
			return
		}
	}
}

func tooManyRows(b *Book) error {
	return message.NewFault("file.too_many_rows", message.Place{File: b.file}, "limit", strconv.Itoa(b.limits.Rows))
}

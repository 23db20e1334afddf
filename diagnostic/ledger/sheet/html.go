package sheet

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// htmlSource is a web page whose tables a program calls a workbook. As in a
// spreadsheet program, the whole page is one sheet: tables stand under one
// another, and text outside of tables has rows of its own.
type htmlSource struct {
	text string
	name string
}

// openHTML opens a page that has a table; one without is refused.
func openHTML(b *Book, data []byte, opt Options) error {
	text, enc, repaired, err := decodePage(b, data, opt)
	if err != nil {
		return err
	}
	b.format, b.encoding, b.repaired = "html", enc, repaired
	src := &htmlSource{text: text, name: worksheetName(text)}
	b.src = src
	found := false
	err = src.read(b, func(p *page) error {
		found = found || p.cells > 0
		if found {
			return errEnough
		}
		return nil
	}, nil)
	switch {
	case err != nil && !errors.Is(err, errEnough):
		return err
	case !found:
		return fault("file.html", b.file)
	}
	return nil
}

// decodePage finds the encoding of a page: the user's, that of its mark, what
// the page says itself, or what its bytes look like.
func decodePage(b *Book, data []byte, opt Options) (text, name string, repaired int, err error) {
	want := opt.Encoding
	if want == "" && utf16Kind(data[:min(len(data), 4096)]) == "" {
		_, said, _ := charset.DetermineEncoding(data[:min(len(data), 2048)], "text/html")
		if said == "windows-1252" && !strings.Contains(strings.ToLower(string(data[:min(len(data), 2048)])), "charset") {
			said = "" // a guess of last resort: ours is better
		}
		if said != "" && said != "utf-8" { // of utf-8 we make sure ourselves
			if text, name, repaired, ok := decode(data, said); ok {
				return text, name, repaired, nil
			}
		}
	}
	text, name, repaired, ok := decode(data, want)
	if !ok {
		return "", "", 0, fault("file.unknown_encoding", b.file, "encoding", want)
	}
	return text, name, repaired, nil
}

// worksheetName reads the name that Excel keeps in a comment of the page.
func worksheetName(text string) string {
	head := text[:min(len(text), 16<<10)]
	if _, rest, ok := strings.Cut(head, "<x:ExcelWorksheet>"); ok {
		if _, rest, ok = strings.Cut(rest, "<x:Name>"); ok {
			if name, _, ok := strings.Cut(rest, "</x:Name>"); ok {
				return trim(html.UnescapeString(name))
			}
		}
	}
	return ""
}

func (h *htmlSource) sheets() []Info { return []Info{{Name: h.name}} }

func (h *htmlSource) close() error { h.text = ""; return nil }

func (h *htmlSource) merges(b *Book, _ string) (list []Range, err error) {
	err = h.read(b, nil, func(r Range) {
		if len(list) < mostMerges {
			list = append(list, r)
		}
	})
	return list, err
}

func (h *htmlSource) rows(b *Book, _ string, yield func(Row, error) bool) {
	err := h.read(b, func(p *page) error {
		cells := trimCells(p.row.Cells)
		if len(cells) == 0 {
			return nil
		}
		if !yield(Row{N: p.row.N, Cells: cells}, nil) {
			return errEnough
		}
		return nil
	}, nil)
	if err != nil && !errors.Is(err, errEnough) {
		yield(Row{}, err)
	}
}

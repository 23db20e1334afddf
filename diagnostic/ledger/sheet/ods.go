package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
)

// odsSource is a workbook in the OpenDocument format; nothing but the list of
// its sheets is held.
type odsSource struct {
	open func() (io.ReadCloser, error) // its content, from the start
	part string                        // its name, for faults
	done func() error
	list []Info
	// merged tells which sheets have merged cells: most have none, and looking
	// for them costs a reading of the whole content.
	merged []bool
}

// openODS opens an .ods file.
func openODS(b *Book, p zipParts, done func() error) error {
	locked := false
	err := p.scanText(b, "meta-inf/manifest.xml", func(s *scanner) error {
		locked = locked || s.is("encryption-data")
		return nil
	})
	if err != nil {
		return err
	}
	if locked {
		return fault("file.encryption", b.file)
	}
	var content *zip.File = p.parts["content.xml"]
	src := &odsSource{part: content.Name, done: done, open: func() (io.ReadCloser, error) { return p.openPart(b, content) }}
	b.format = "ods"
	return src.load(b)
}

// openFlatODS opens the same workbook as one XML file (.fods).
func openFlatODS(b *Book, data []byte, _ Options) error {
	src := &odsSource{part: b.file, done: func() error { return nil }, open: func() (io.ReadCloser, error) {
		return &inflated{b: b, r: io.NopCloser(bytes.NewReader(data)), left: int64(len(data))}, nil
	}}
	b.format = "ods"
	return src.load(b)
}

// load lists the sheets and which of them their style hides.
func (o *odsSource) load(b *Book) error {
	b.src = o
	hidden := map[string]bool{}
	style, depth, spreadsheet := "", 0, false
	seen := map[string]int{}
	err := o.scan(b, func(s *scanner) error {
		switch {
		case depth > 0 && string(s.name) == "table-cell":
			if s.kind != endTag && bytes.Contains(s.tag, []byte("-spanned")) {
				o.merged[len(o.list)-1] = true
			}
		case s.is("spreadsheet"):
			spreadsheet = true
		case s.is("style"):
			style = s.attrText("name")
		case s.is("table-properties") && string(s.attr("display")) == "false":
			hidden[style] = true
		case s.is("table"):
			if depth == 0 {
				o.list = append(o.list, Info{
					Name: unique(seen, s.attrText("name")), Hidden: hidden[s.attrText("style-name")],
				})
				o.merged = append(o.merged, false)
			}
			if s.kind == startTag {
				depth++
			}
		case s.ends("table"):
			depth--
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !spreadsheet:
		return fault("file.not_spreadsheet", b.file) // a letter or a drawing
	case len(o.list) == 0:
		return fault("file.no_sheets", b.file)
	}
	return nil
}

// scan walks all tags of the content.
func (o *odsSource) scan(b *Book, each func(*scanner) error) error {
	r, err := o.open()
	if err != nil {
		return err
	}
	r = readAhead(r)
	defer r.Close()
	s := newScanner(r, 4*b.limits.CellRunes+64)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return o.broken(b, err)
		}
		if err := each(s); err != nil {
			return err
		}
	}
}

func (o *odsSource) broken(b *Book, err error) error {
	return zipParts{}.broken(b, o.part, err)
}

func (o *odsSource) sheets() []Info { return o.list }

func (o *odsSource) close() error { return o.done() }

func (o *odsSource) merges(b *Book, name string) ([]Range, error) {
	r := odsReader{b: b, sheet: name, index: o.index(name), mergesOnly: true}
	if r.index < 0 || !o.merged[r.index] {
		return nil, nil
	}
	err := o.read(&r)
	return r.merges, err
}

func (o *odsSource) rows(b *Book, name string, yield func(Row, error) bool) {
	r := odsReader{b: b, sheet: name, index: o.index(name), yield: yield}
	if err := o.read(&r); err != nil {
		yield(Row{}, err)
	}
}

func (o *odsSource) index(name string) int {
	for i, s := range o.list {
		if s.Name == name {
			return i
		}
	}
	return -1
}

var errEnough = errors.New("enough rows")

func (o *odsSource) read(r *odsReader) error {
	if r.index < 0 {
		return nil
	}
	err := o.scan(r.b, r.tag)
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

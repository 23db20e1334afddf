package page

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-pdf/fpdf"

	"jachete/reports/chart"
	"jachete/reports/page/fonts"
)

// epoch stands where fpdf insists on a date; it is not in the final file.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// painter draws marks with fpdf and notes which element each stretch of
// marked content belongs to.
type painter struct {
	pdf     *fpdf.Fpdf
	palette map[chart.Tone]RGB
	// owner[page-1][mcid] is the element of that stretch.
	owner [][]*elem
	page  int
	open  bool
	tag   *elem
}

// render lays out, paints and tags the document. It gives back the sheets too,
// for tests.
func (d *Doc) render() ([]byte, []sheet, error) {
	if d.done {
		return nil, nil, ErrWritten
	}
	d.done = true
	sheets := d.sheets()
	p := &painter{pdf: newPDF(faces(sheets)), palette: Palette()}
	for i := range sheets {
		p.pdf.AddPage()
		p.page = i + 1
		p.owner = append(p.owner, nil)
		for _, m := range sheets[i].marks {
			p.begin(m.tag)
			p.draw(m)
		}
		p.end()
	}
	var raw bytes.Buffer
	if err := p.pdf.Output(&raw); err != nil {
		return nil, nil, fmt.Errorf("paint pages: %w", err)
	}
	f, err := parseFile(raw.Bytes())
	if err != nil {
		return nil, nil, fmt.Errorf("read painted pages: %w", err)
	}
	b, err := tagged(f, d.meta, d.root, p.owner, sheets, d.attached)
	if err != nil {
		return nil, nil, fmt.Errorf("tag pages: %w", err)
	}
	return b, sheets, nil
}

// faces are those the sheets use.
func faces(sheets []sheet) []fonts.Face {
	used := map[fonts.Face]bool{fonts.Text: true}
	for _, s := range sheets {
		for _, m := range s.marks {
			if m.shape != shapeText || used[m.st.face] && used[fonts.Fallback] {
				continue
			}
			for _, r := range fonts.Split(m.st.face, m.text) {
				used[r.Face] = true
			}
		}
	}
	var out []fonts.Face
	for _, f := range fonts.Faces() {
		if used[f] {
			out = append(out, f)
		}
	}
	return out
}

func newPDF(faces []fonts.Face) *fpdf.Fpdf {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: PageWidth, Ht: PageHeight}})
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(epoch)
	pdf.SetModificationDate(epoch)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCompression(true)
	for _, f := range faces {
		// fpdf keeps what it is given: each document gets its own copy.
		pdf.AddUTF8FontFromBytes(string(f), "", bytes.Clone(fonts.TTF(f)))
	}
	return pdf
}

// begin opens the marked content of an element, or of an artifact; marks of
// the same element that follow each other share one.
func (p *painter) begin(tag *elem) {
	if p.open && p.tag == tag {
		return
	}
	p.end()
	p.open, p.tag = true, tag
	if tag == nil {
		p.pdf.RawWriteStr("/Artifact BMC")
		return
	}
	mcid := len(p.owner[p.page-1])
	p.owner[p.page-1] = append(p.owner[p.page-1], tag)
	tag.content(p.page, mcid)
	p.pdf.RawWriteStr("/" + string(tag.role) + " <</MCID " + strconv.Itoa(mcid) + ">> BDC")
}

func (p *painter) end() {
	if p.open {
		p.pdf.RawWriteStr("EMC")
	}
	p.open = false
}

func (p *painter) draw(m mark) {
	if m.tag != nil && m.tag.role == roleFigure {
		b := m.box()
		if m.tag.bbox != nil {
			b = m.tag.bbox.union(b)
		}
		m.tag.bbox = &b
	}
	switch m.shape {
	case shapeText:
		p.text(m)
	case shapeRect:
		p.rect(m)
	case shapePath:
		p.path(m)
	case shapeCircle:
		if s := p.style(m.paint); s != "" {
			p.pdf.Circle(m.x, m.y, m.w, s)
		}
	}
}

func (p *painter) text(m mark) {
	c := p.palette[m.st.tone]
	p.pdf.SetTextColor(int(c.R), int(c.G), int(c.B))
	x := m.x
	for _, r := range fonts.Split(m.st.face, m.text) {
		p.pdf.SetFont(string(r.Face), "", m.st.size)
		p.pdf.Text(x, m.y, r.Text)
		x += fonts.Width(r.Face, r.Text, m.st.size)
	}
}

// style sets colours and line for a paint and gives fpdf's drawing style.
func (p *painter) style(t chart.Paint) string {
	s := ""
	if t.Fill != chart.None {
		c := p.palette[t.Fill]
		p.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
		s += "F"
	}
	if t.Stroke != chart.None && t.Width > 0 {
		c := p.palette[t.Stroke]
		p.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
		p.pdf.SetLineWidth(t.Width)
		p.pdf.SetDashPattern(t.Dash, 0)
		s += "D"
	}
	return s
}

func (p *painter) rect(m mark) {
	s := p.style(m.paint)
	if s == "" || m.w <= 0 || m.h <= 0 {
		return
	}
	if m.paint.Pattern == chart.Plain || m.paint.Fill == chart.None {
		p.pdf.Rect(m.x, m.y, m.w, m.h, s)
		return
	}
	p.pdf.Rect(m.x, m.y, m.w, m.h, "F")
	p.pdf.ClipRect(m.x, m.y, m.w, m.h, false)
	c := p.palette[chart.Paper]
	switch m.paint.Pattern {
	case chart.Hatched:
		p.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
		p.pdf.SetLineWidth(0.9)
		p.pdf.SetDashPattern(nil, 0)
		const step = 4.0
		for x := math.Floor((m.x-m.h)/step) * step; x < m.x+m.w; x += step {
			p.pdf.Line(x, m.y+m.h, x+m.h, m.y)
		}
	case chart.Dotted:
		p.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
		const step = 4.0
		for x := m.x + 2; x < m.x+m.w; x += step {
			for y := m.y + 2; y < m.y+m.h; y += step {
				p.pdf.Circle(x, y, 0.7, "F")
			}
		}
	}
	p.pdf.ClipEnd()
	if m.paint.Stroke != chart.None && m.paint.Width > 0 {
		p.style(chart.Paint{Stroke: m.paint.Stroke, Width: m.paint.Width, Dash: m.paint.Dash})
		p.pdf.Rect(m.x, m.y, m.w, m.h, "D")
	}
}

func (p *painter) path(m mark) {
	s := p.style(m.paint)
	if s == "" {
		return
	}
	p.pdf.MoveTo(m.points[0].X, m.points[0].Y)
	for _, q := range m.points[1:] {
		p.pdf.LineTo(q.X, q.Y)
	}
	if m.closed {
		p.pdf.ClosePath()
	}
	p.pdf.DrawPath(s)
}

package chart

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"jachete/reports/page/fonts"
)

// SVGOptions say how a chart is written for the web. Colors gives each tone a
// CSS colour; ID keeps the patterns of several charts on a page apart.
type SVGOptions struct {
	Width  float64
	Colors map[Tone]string
	ID     string
	// FitText holds each text to the width it was laid out for: a reader without
	// the documents' font then sees it narrower, not over its neighbour.
	FitText bool
}

// SVG writes a chart as an SVG element with its title and alternative text.
func SVG(ch Chart, o SVGOptions) string {
	s := &svg{o: o}
	h := ch.Height(o.Width, s)
	ch.Draw(s, o.Width, s)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-t" font-family="'Source Sans 3', sans-serif">`,
		num(o.Width), num(h), esc(o.ID))
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><defs>`, esc(o.ID), esc(ch.Alt()))
	for _, t := range Tones() {
		c := esc(o.Colors[t])
		if s.hatched[t] {
			fmt.Fprintf(&b, `<pattern id="%s-h-%s" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="%s"/><rect width="1.2" height="4" fill="%s"/></pattern>`,
				esc(o.ID), t, c, esc(o.Colors[Paper]))
		}
		if s.dotted[t] {
			fmt.Fprintf(&b, `<pattern id="%s-d-%s" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="%s"/><circle cx="2" cy="2" r="0.7" fill="%s"/></pattern>`,
				esc(o.ID), t, c, esc(o.Colors[Paper]))
		}
	}
	b.WriteString("</defs>")
	b.WriteString(s.b.String())
	b.WriteString("</svg>")
	return b.String()
}

type svg struct {
	o               SVGOptions
	b               strings.Builder
	hatched, dotted map[Tone]bool
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func short(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// esc escapes text and attributes; signs that XML forbids become U+FFFD.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

func (s *svg) paint(p Paint) string {
	fill := "none"
	if p.Fill != None {
		fill = esc(s.o.Colors[p.Fill])
		switch p.Pattern {
		case Hatched:
			if s.hatched == nil {
				s.hatched = map[Tone]bool{}
			}
			s.hatched[p.Fill] = true
			fill = "url(#" + esc(s.o.ID) + "-h-" + string(p.Fill) + ")"
		case Dotted:
			if s.dotted == nil {
				s.dotted = map[Tone]bool{}
			}
			s.dotted[p.Fill] = true
			fill = "url(#" + esc(s.o.ID) + "-d-" + string(p.Fill) + ")"
		}
	}
	out := ` fill="` + fill + `"`
	if p.Stroke != None && p.Width > 0 {
		out += ` stroke="` + esc(s.o.Colors[p.Stroke]) + `" stroke-width="` + short(p.Width) + `"`
		if len(p.Dash) > 0 {
			d := make([]string, len(p.Dash))
			for i, x := range p.Dash {
				d[i] = short(x)
			}
			out += ` stroke-dasharray="` + strings.Join(d, " ") + `"`
		}
	}
	return out
}

func (s *svg) Line(a, b Point, p Paint) { s.Path([]Point{a, b}, false, p) }

func (s *svg) Rect(x, y, w, h float64, p Paint) {
	fmt.Fprintf(&s.b, `<rect x="%s" y="%s" width="%s" height="%s"%s/>`, short(x), short(y), short(w), short(h), s.paint(p))
}

func (s *svg) Path(ps []Point, closed bool, p Paint) {
	var d strings.Builder
	for i, q := range ps {
		d.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + short(q.X) + " " + short(q.Y))
	}
	if closed {
		d.WriteString("Z")
	}
	fmt.Fprintf(&s.b, `<path d="%s"%s/>`, d.String(), s.paint(p))
}

func (s *svg) Circle(c Point, r float64, p Paint) {
	fmt.Fprintf(&s.b, `<circle cx="%s" cy="%s" r="%s"%s/>`, short(c.X), short(c.Y), short(r), s.paint(p))
}

func (s *svg) Text(x, y float64, text string, t Type) {
	tone := t.Tone
	if tone == None {
		tone = Ink
	}
	extra := ""
	if t.Bold {
		extra += ` font-weight="600"`
	}
	switch t.Anchor {
	case Middle:
		extra += ` text-anchor="middle"`
	case End:
		extra += ` text-anchor="end"`
	}
	if s.o.FitText && text != "" {
		extra += ` textLength="` + short(s.Measure(text, t)) + `" lengthAdjust="spacingAndGlyphs"`
	}
	fmt.Fprintf(&s.b, `<text x="%s" y="%s" font-size="%s" fill="%s"%s>%s</text>`,
		short(x), short(y), short(t.Size), esc(s.o.Colors[tone]), extra, esc(text))
}

func (s *svg) Measure(text string, t Type) float64 {
	f := fonts.Text
	if t.Bold {
		f = fonts.Bold
	}
	return fonts.Width(f, text, t.Size)
}

package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"

	"jachete/reports/chart"
	"jachete/templates/message"
)

func TestBookmarks(t *testing.T) {
	t.Parallel()
	api.DisableConfigDir()
	d := New(numberedMeta())
	d.Title("", "Un"+Cite("C1"))
	d.Heading(2, "Un a")
	d.Para("texte")
	d.Heading(2, "Un b")
	d.Heading(3, "pas au plan")
	d.Para("texte")
	d.Title("", "Deux « été »")
	d.Para("texte")
	d.Title("", "Trois")
	d.Heading(2, "Trois a")
	d.Para("texte")
	got, err := api.Bookmarks(bytes.NewReader(printed(t, d)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var flat func(bs []pdfcpu.Bookmark, depth int) []string
	flat = func(bs []pdfcpu.Bookmark, depth int) []string {
		var out []string
		for _, b := range bs {
			out = append(out, strings.Repeat("  ", depth)+b.Title+" p"+string(rune('0'+b.PageFrom)))
			out = append(out, flat(b.Kids, depth+1)...)
		}
		return out
	}
	want := []string{"Un p1", "  Un a p1", "  Un b p1", "Deux « été » p2", "Trois p3", "  Trois a p3"}
	if diff := cmp.Diff(want, flat(got, 0)); diff != "" {
		t.Error(diff)
	}
}

func TestXMPIsWellFormed(t *testing.T) {
	t.Parallel()
	m := Meta{Title: "a & <b> \x00 «é»", Author: "x]]>", Subject: "s", Keywords: "k", Lang: message.English}
	dec := xml.NewDecoder(strings.NewReader(xmpPacket(m)))
	text := ""
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := tok.(xml.CharData); ok {
			text += string(c) + "\n"
		}
	}
	for _, w := range []string{"a & <b> \uFFFD «é»", "x]]>", "en-CA", "application/pdf"} {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in %q", w, text)
		}
	}
}

func TestTextString(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "<FEFF>", "é": "<FEFF00E9>", "😀": "<FEFFD83DDE00>", "()\\": "<FEFF00280029005C>"} {
		if got := textString(in); got != want {
			t.Errorf("textString(%q) = %s, want %s", in, got, want)
		}
	}
}

// TestTonesStayApartInGrey: what touches what in the figures must differ in
// lightness alone.
func TestTonesStayApartInGrey(t *testing.T) {
	t.Parallel()
	p := Palette()
	grey := func(c RGB) float64 { return 0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B) }
	order := []RGB{p[chart.Strong], p[chart.Medium], p[chart.Soft], p[chart.Paper]}
	for i := 1; i < len(order); i++ {
		if grey(order[i])-grey(order[i-1]) < 25 {
			t.Errorf("tones %d and %d are %.0f and %.0f in grey", i-1, i, grey(order[i-1]), grey(order[i]))
		}
	}
}

// TestTextHasContrast: 4.5 to 1 on white and on the wash, as WCAG asks.
func TestTextHasContrast(t *testing.T) {
	t.Parallel()
	p := Palette()
	for _, tone := range []chart.Tone{chart.Ink, chart.Muted, chart.Strong, chart.Accent} {
		for _, back := range []chart.Tone{chart.Paper, chart.Wash} {
			if r := contrast(p[tone], p[back]); r < 4.5 {
				t.Errorf("%s on %s: %.2f", tone, back, r)
			}
		}
	}
}

// contrast is the ratio of WCAG 2, relative luminance of sRGB.
func contrast(a, b RGB) float64 {
	lum := func(c RGB) float64 {
		f := func(v uint8) float64 {
			x := float64(v) / 255
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
	}
	x, y := lum(a), lum(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

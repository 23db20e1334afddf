package page

import (
	"jachete/reports/chart"
	"jachete/reports/page/fonts"
)

// RGB is a colour of the screen, 0–255 a part.
type RGB struct{ R, G, B uint8 }

// Palette gives each tone its colour: pine, ochre and warm greys. Lightness
// alone keeps the tones apart, so that a photocopy still reads.
func Palette() map[chart.Tone]RGB {
	return map[chart.Tone]RGB{
		chart.Ink:    {0x1B, 0x25, 0x22},
		chart.Strong: {0x12, 0x4A, 0x3F},
		chart.Muted:  {0x59, 0x65, 0x60},
		chart.Medium: {0x62, 0x98, 0x89},
		chart.Soft:   {0xD3, 0xDE, 0xD8},
		chart.Rule:   {0xC8, 0xD0, 0xCB},
		chart.Wash:   {0xF2, 0xF5, 0xF1},
		chart.Paper:  {0xFF, 0xFF, 0xFF},
		chart.Accent: {0xA8, 0x58, 0x12},
	}
}

// Letter size and its margins, points.
const (
	PageWidth    = 612.0
	PageHeight   = 792.0
	marginLeft   = 56.0
	marginRight  = 56.0
	marginTop    = 66.0
	marginBottom = 56.0
	headerLine   = 40.0 // baseline of the running header
	footerLine   = PageHeight - 33.0

	contentWidth  = PageWidth - marginLeft - marginRight
	contentHeight = PageHeight - marginTop - marginBottom
)

// Spaces, points.
const (
	spaceTight = 4.0
	spaceSmall = 7.0
	spaceText  = 9.0
	spaceBlock = 16.0
	spacePart  = 22.0
	gutter     = 26.0
)

// style is how a stretch of text is set. Sizes in points.
type style struct {
	face    fonts.Face
	size    float64
	leading float64
	tone    chart.Tone
	rise    float64 // above the baseline
}

// styleRule is the tone of hairlines.
const styleRule = chart.Rule

// The styles of the documents.
var (
	styleTitle   = style{face: fonts.Title, size: 22, leading: 27, tone: chart.Strong}
	stylePart    = style{face: fonts.Bold, size: 12.5, leading: 16, tone: chart.Strong}
	styleSub     = style{face: fonts.Bold, size: 10, leading: 13.5, tone: chart.Ink}
	styleKicker  = style{face: fonts.Bold, size: 8.5, leading: 12, tone: chart.Accent}
	styleLead    = style{face: fonts.Text, size: 11.5, leading: 16, tone: chart.Ink}
	styleBody    = style{face: fonts.Text, size: 10, leading: 14, tone: chart.Ink}
	styleSmall   = style{face: fonts.Text, size: 8.5, leading: 11.5, tone: chart.Muted}
	styleCell    = style{face: fonts.Text, size: 9, leading: 11.2, tone: chart.Ink}
	styleList    = style{face: fonts.Text, size: 8.6, leading: 11, tone: chart.Ink}
	styleColumn  = style{face: fonts.Bold, size: 8, leading: 10, tone: chart.Muted}
	styleCaption = style{face: fonts.Bold, size: 9, leading: 12, tone: chart.Ink}
	styleNumber  = style{face: fonts.Title, size: 19, leading: 23, tone: chart.Strong}
	// styleNumberSmall is for figures within a part of a page.
	styleNumberSmall = style{face: fonts.Title, size: 13.5, leading: 17, tone: chart.Strong}
	styleRunning     = style{face: fonts.Text, size: 8, leading: 10, tone: chart.Muted}
)

// citeOf is the small grey note that names a cell, beside a number set in s.
func citeOf(s style) style {
	size := s.size * 0.62
	if size < 5.6 {
		size = 5.6
	}
	if size > 7 {
		size = 7
	}
	return style{face: fonts.Text, size: size, leading: s.leading, tone: chart.Muted, rise: s.size*0.70 - size*0.70}
}

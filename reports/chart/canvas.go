// Package chart draws the figures of the documents: one model a figure, drawn
// on any [Canvas]. The canvas for the web ([SVG]) lives here, the one for PDF
// in reports/page, so that a figure cannot differ between the two.
//
// A chart is handed numbers and the words that name them, already written in
// the reader's language; it computes positions, never a figure. Tones are
// roles, not colours: each stays apart from the others in grey, and where two
// areas touch, a pattern or a white seam tells them apart too. Labels stand
// beside what they name and never overlap.
//
// Start with [Chart], then the models: [Band], [Waterfall], [Bars], [Months],
// [Curve], [Slope], [Years], [Spark], [Cartogram].
package chart

// Tone is the role of a colour.
type Tone string

// The tones, from the darkest to the lightest, then the accent. None paints
// nothing.
const (
	None   Tone = ""
	Ink    Tone = "ink"    // text
	Strong Tone = "strong" // confirmed, the subject of the figure
	Muted  Tone = "muted"  // secondary text
	Medium Tone = "medium" // probable
	Soft   Tone = "soft"   // the rest, background of the subject
	Rule   Tone = "rule"   // hairlines
	Wash   Tone = "wash"   // areas behind text
	Paper  Tone = "paper"  // white
	Accent Tone = "accent" // a single thing to look at
)

// Tones lists every tone a canvas must know.
func Tones() []Tone {
	return []Tone{Ink, Strong, Muted, Medium, Soft, Rule, Wash, Paper, Accent}
}

// Pattern is laid over a fill, so that areas stay apart without colour.
type Pattern int

// The patterns.
const (
	Plain   Pattern = iota
	Hatched         // diagonal white lines over the fill
	Dotted          // white dots over the fill
)

// Paint says how an area or a line is drawn. Width is in points.
type Paint struct {
	Fill    Tone
	Pattern Pattern
	Stroke  Tone
	Width   float64
	Dash    []float64
}

// Anchor says which point of a text its position is.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// Type is how a label is set. Size is in points.
type Type struct {
	Size   float64
	Bold   bool
	Tone   Tone
	Anchor Anchor
}

// Point is a place on the canvas, points from its top left corner.
type Point struct{ X, Y float64 }

// Canvas is what a chart draws on. Lengths are in points, y goes down, a text
// stands on its baseline.
type Canvas interface {
	Line(a, b Point, p Paint)
	Rect(x, y, w, h float64, p Paint)
	// Path draws straight lines through the points; closed joins the last to
	// the first.
	Path(points []Point, closed bool, p Paint)
	Circle(center Point, r float64, p Paint)
	Text(x, y float64, s string, t Type)
}

// Measurer tells how wide a label is.
type Measurer interface {
	Measure(s string, t Type) float64
}

// Chart is a figure that can be drawn at any width.
type Chart interface {
	// Height of the figure at a width, points.
	Height(width float64, m Measurer) float64
	Draw(c Canvas, width float64, m Measurer)
	// Alt states what the figure shows, for those who do not see it.
	Alt() string
}

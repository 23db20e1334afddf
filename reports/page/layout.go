package page

// Box is where a text or a shape stands on a page: points from the top left
// corner, y down. A text's box goes from its capitals to its descenders.
type Box struct {
	X, Y, W, H float64
	Text       string // empty for a shape
	Artifact   bool   // running head or foot, rule, repeated header
}

// Margins of the text: every box that is not an artifact stands inside.
const (
	TextLeft   = marginLeft
	TextRight  = PageWidth - marginRight
	TextTop    = marginTop
	TextBottom = PageHeight - marginBottom
)

// Layout tells what stands where, page by page, for those who check a
// document without looking at it.
func (d *Doc) Layout() [][]Box {
	var out [][]Box
	for _, s := range d.sheets() {
		var boxes []Box
		for _, m := range s.marks {
			r := m.box()
			boxes = append(boxes, Box{r.x, r.y, r.w, r.h, m.text, m.tag == nil})
		}
		out = append(out, boxes)
	}
	return out
}

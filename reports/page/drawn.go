package page

import "jachete/reports/chart"

// Drawn is a figure of a document as it was asked for, for those who show it
// elsewhere than on paper.
type Drawn struct {
	Caption string
	Chart   chart.Chart
}

// Drawn lists the figures added so far.
func (d *Doc) Drawn() []Drawn { return d.drawn }

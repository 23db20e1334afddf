package diagnostic

// FiguresOf lists the figures anew, for the external tests.
func FiguresOf(d *Diagnostic) []Figure { return figures(d) }

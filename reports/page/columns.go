package page

// Column is a part of the page's width.
type Column struct{ flow }

// Columns sets parts side by side; each writes into its own column. The whole
// stays on one page.
func (f *flow) Columns(parts ...func(c *Column)) { f.columns(false, nil, parts) }

// SmallColumns is Columns in the type of tables.
func (f *flow) SmallColumns(parts ...func(c *Column)) { f.columns(true, nil, parts) }

// ColumnsBy is SmallColumns of unequal widths: the first takes its part (0–1)
// of the width, the second the rest.
func (f *flow) ColumnsBy(part float64, first, second func(c *Column)) {
	f.columns(true, []float64{part, 1 - part}, []func(*Column){first, second})
}

func (f *flow) columns(small bool, widths []float64, parts []func(c *Column)) {
	if len(parts) == 0 {
		return
	}
	p := piece{above: spaceBlock}
	room := f.width - gutter*float64(len(parts)-1)
	x := 0.0
	for i, part := range parts {
		w := room / float64(len(parts))
		if widths != nil {
			w = room * widths[i]
		}
		c := &Column{flow{width: w, lang: f.lang, small: small, tag: f.tag}}
		part(c)
		f.drawn = append(f.drawn, c.drawn...)
		marks, h := strip(c.pieces, 1)
		p.marks = append(p.marks, shift(marks, x, 0)...)
		p.height = max(p.height, h)
		x += w + gutter
	}
	f.push(p)
}

// Balanced runs one text down two columns of about the same height, in small
// type, over as many pages as it takes. A table's header is repeated on each
// column.
func (f *flow) Balanced(write func(c *Column)) {
	w := (f.width - gutter) / 2
	c := &Column{flow{width: w, lang: f.lang, small: true, tag: f.tag}}
	write(c)
	if len(c.pieces) > 0 {
		f.push(piece{above: spaceBlock, run: c.pieces, right: w + gutter})
	}
}

// leastRun is how much of a run must stand on a page before it goes on to the
// next, unless it ends there.
const leastRun = 90.0

// split takes what a run can set within a height: the pieces left for the next
// page, and what stands here. It takes all when the run ends here.
func (p *piece) split(room, squeeze float64) (here []mark, height float64, rest []piece) {
	n := len(p.run)
	at, h := parted(p.run, squeeze)
	for h > room {
		if n = partable(p.run, n-1); n == 0 {
			break
		}
		at, h = parted(p.run[:n], squeeze)
	}
	if n == 0 {
		return nil, 0, p.run
	}
	left, _ := strip(p.run[:at], squeeze)
	right, _ := strip(p.run[at:n], squeeze)
	return append(left, shift(right, p.right, 0)...), h, p.run[n:]
}

// need is the height a piece asks for at least where it begins.
func (p *piece) need() float64 {
	if p.run == nil {
		return p.height
	}
	_, all := parted(p.run, 1)
	first := 1 // what may not be parted at its beginning
	for first < len(p.run) && p.run[first-1].keep {
		first++
	}
	_, h := strip(p.run[:first], 1)
	return max(min(all, leastRun), h)
}

// parted finds where two columns of the pieces part so that the higher is as
// low as can be, and its height.
func parted(ps []piece, squeeze float64) (at int, height float64) {
	all := 0.0
	for i := range ps {
		all += ps[i].standing(i == 0, squeeze)
	}
	at, height = len(ps), all
	left := 0.0
	for i := range ps {
		if i > 0 && !ps[i-1].keep {
			right := all - left - ps[i].standing(false, squeeze) + ps[i].standing(true, squeeze)
			if h := max(left, right); h < height {
				at, height = i, h
			}
		}
		left += ps[i].standing(i == 0, squeeze)
	}
	return at, height
}

// standing is the height that a piece takes in a column, at its top or below
// another.
func (p *piece) standing(top bool, squeeze float64) float64 {
	switch {
	case !top:
		return p.height + p.above*squeeze
	case p.head != nil:
		return p.height + p.headH
	}
	return p.height
}

// partable is the largest n at most from, behind which the pieces may part; 0
// when there is none.
func partable(ps []piece, from int) int {
	for n := from; n > 0; n-- {
		if !ps[n-1].keep {
			return n
		}
	}
	return 0
}

// strip stacks pieces as one column, a table's header repeated at its top.
func strip(ps []piece, squeeze float64) (marks []mark, height float64) {
	for i, p := range ps {
		switch {
		case i > 0:
			height += p.above * squeeze
		case p.head != nil:
			marks = append(marks, p.head...)
			height += p.headH
		}
		marks = append(marks, shift(p.marks, 0, height)...)
		height += p.height
	}
	return marks, height
}

package page

import (
	"strconv"

	"jachete/reports/chart"
)

// Heading adds a heading of level 2 or 3; it stays with what follows. Level 2
// is in the outline too.
func (f *flow) Heading(level int, text string) {
	st, role, above := stylePart, roleH2, spacePart
	if level > 2 {
		st, role, above = styleSub, roleH3, spaceBlock-2
	}
	if f.small {
		st.size, st.leading, above = min(st.size, 11), min(st.leading, 14), min(above, spaceText+2)
	}
	tag := newElem(f.tag, role)
	p := f.text(text, st, tag)
	p.above, p.keep, p.title = above, true, true
	if level <= 2 {
		p.mark = &bookmark{text: Plain(text), level: 1}
	}
	f.push(p)
}

// Para adds a paragraph.
func (f *flow) Para(text string) {
	if f.small {
		f.para(text, f.body(), spaceSmall-1)
		return
	}
	f.para(text, f.body(), spaceText)
}

// body is the type of running text.
func (f *flow) body() style {
	if f.small {
		return styleList
	}
	return styleBody
}

// Lead adds a paragraph set larger: what a page says, in a sentence or two.
func (f *flow) Lead(text string) { f.para(text, styleLead, spaceText+3) }

// Small adds a note in small grey type.
func (f *flow) Small(text string) { f.para(text, styleSmall, spaceSmall) }

// para cuts long paragraphs so that a page may end inside, with two lines at
// least on either side.
func (f *flow) para(text string, st style, above float64) {
	ls := breakLines(text, st, f.width)
	if len(ls) == 0 {
		return
	}
	tag := newElem(f.tag, roleP)
	for i := 0; i < len(ls); {
		n := len(ls) - i
		if n > 4 {
			n = 2
			if len(ls)-i-n < 2 {
				n = len(ls) - i
			}
		}
		p := setLines(ls[i:i+n], st, f.width, tag, alignLeft, i+n < len(ls))
		if i == 0 {
			p.above = above
		}
		f.push(p)
		i += n
	}
}

// text sets a text as one piece.
func (f *flow) text(text string, st style, tag *elem) piece {
	return setLines(breakLines(text, st, f.width), st, f.width, tag, alignLeft, false)
}

func setLines(ls []line, st style, width float64, tag *elem, a alignment, more bool) piece {
	var p piece
	for i, l := range ls {
		x := 0.0
		switch a {
		case alignRight:
			x = width - l.w
		case alignCenter:
			x = (width - l.w) / 2
		}
		base := p.height + (st.leading+st.size*0.68)/2
		p.marks = append(p.marks, lineMarks(l, x, base, tag, more || i < len(ls)-1)...)
		p.height += st.leading
	}
	return p
}

// List adds items behind bullets, or behind numbers when ordered.
func (f *flow) List(items []string, ordered bool) {
	if ordered {
		f.list(items, func(i int) string { return strconv.Itoa(i+1) + "." }, f.body())
		return
	}
	f.list(items, nil, f.body())
}

// SmallList is List in the type of tables.
func (f *flow) SmallList(items []string) { f.list(items, nil, styleList) }

// Lettered is SmallList behind letters, as [Letter] gives them.
func (f *flow) Lettered(items []string) { f.list(items, Letter, styleList) }

// Letter names the items of a lettered list: A to Z, then AA.
func Letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return Letter(i/26-1) + Letter(i%26)
}

// list sets items behind the labels that label gives, bullets when it is nil.
func (f *flow) list(items []string, label func(int) string, st style) {
	list := newElem(f.tag, roleList)
	indent := 13.0
	if label != nil {
		indent = 17
	}
	for i, it := range items {
		lst := st
		text := "•"
		if label != nil {
			text = label(i)
			lst.face, lst.tone = styleCaption.face, styleKicker.tone
		}
		item := newElem(list, roleItem)
		lp := setLines(breakLines(text, lst, indent), lst, indent, newElem(item, roleLabel), alignLeft, false)
		body := setLines(breakLines(it, st, f.width-indent), st, f.width-indent, newElem(item, roleBody), alignLeft, false)
		body.marks = append(lp.marks, shift(body.marks, indent, 0)...)
		body.above = spaceTight + 1
		if f.small {
			body.above = spaceTight - 1.5
		}
		if i == 0 {
			body.above = spaceSmall
		}
		body.keep = i < len(items)-1 && (i == 0 || f.small && len(items) < 4)
		f.push(body)
	}
}

// Number is a figure to be seen from afar, and what it is.
type Number struct{ Value, Label string }

// Numbers adds figures side by side, in columns of equal width.
func (f *flow) Numbers(ns []Number) { f.numbers(ns, styleNumber) }

// SmallNumbers is Numbers in smaller type, for a part of a page.
func (f *flow) SmallNumbers(ns []Number) { f.numbers(ns, styleNumberSmall) }

func (f *flow) numbers(ns []Number, st style) {
	if len(ns) == 0 {
		return
	}
	w := (f.width - gutter*0.6*float64(len(ns)-1)) / float64(len(ns))
	for st.size > 9 && !allFit(ns, st, w) {
		st.size--
	}
	p := piece{above: spaceBlock}
	for i, n := range ns {
		tag := newElem(f.tag, roleP)
		x := float64(i) * (w + gutter*0.6)
		vs := breakLines(n.Value, st, w)
		v := setLines(vs, st, w, tag, alignLeft, true)
		l := setLines(breakLines(n.Label, styleSmall, w), styleSmall, w, tag, alignLeft, false)
		p.marks = append(p.marks, ruleMark(x, x+w, 0, 0.8, chart.Medium))
		p.marks = append(p.marks, shift(v.marks, x, spaceTight)...)
		p.marks = append(p.marks, shift(l.marks, x, spaceTight+v.height)...)
		p.height = max(p.height, spaceTight+v.height+l.height)
	}
	f.push(p)
}

func allFit(ns []Number, st style, w float64) bool {
	for _, n := range ns {
		if len(breakLines(n.Value, st, w)) > 1 {
			return false
		}
	}
	return true
}

// Callout adds a tinted box with a heading in bold and paragraphs.
func (f *flow) Callout(head string, paras ...string) {
	const pad = 11.0
	inner := flow{width: f.width - 2*pad - 3, lang: f.lang, tag: f.tag}
	if head != "" {
		t := inner.text(head, styleCaption, newElem(f.tag, roleP))
		inner.push(t)
	}
	for _, s := range paras {
		st := styleCell
		p := inner.text(s, st, newElem(f.tag, roleP))
		p.above = spaceTight
		inner.push(p)
	}
	marks, h := strip(inner.pieces, 1)
	p := piece{above: spaceBlock - 2, height: h + 2*pad - 4}
	p.marks = append(p.marks, fillMark(rect{0, 0, f.width, p.height}, chart.Wash), fillMark(rect{0, 0, 2.5, p.height}, chart.Medium))
	p.marks = append(p.marks, shift(marks, pad+3, pad-2)...)
	f.push(p)
}

// Together keeps what write adds on one page, when a page can hold it.
func (f *flow) Together(write func()) {
	from := len(f.pieces)
	write()
	for i := from; i < len(f.pieces)-1; i++ {
		f.pieces[i].keep = true
	}
}

// Space adds white.
func (f *flow) Space(points float64) { f.push(piece{height: points}) }

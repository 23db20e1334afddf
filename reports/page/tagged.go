package page

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"jachete/reports/page/fonts"
	"jachete/templates/message"
)

// baseFont are the names of the embedded faces.
var baseFont = map[fonts.Face]string{
	fonts.Text:     "SourceSans3-Regular",
	fonts.Italic:   "SourceSans3-It",
	fonts.Bold:     "SourceSans3-Semibold",
	fonts.Title:    "SourceSerif4-Semibold",
	fonts.Fallback: "DejaVuSans",
}

// tagged makes a painted file a tagged one: structure tree, language, title,
// outline, metadata. owner[page-1][mcid] is the element of each stretch of
// marked content.
func tagged(f *file, m Meta, root *elem, owner [][]*elem, sheets []sheet, attached []Attachment) ([]byte, error) {
	pages, err := f.pages(len(owner))
	if err != nil {
		return nil, err
	}
	for i, n := range pages {
		f.objects[n] = bytes.Replace(f.objects[n], []byte("/Type /Page\n"),
			fmt.Appendf(nil, "/Type /Page\n/StructParents %d /Tabs /S\n", i), 1)
	}
	f.nameFonts()

	treeRoot := f.reserve()
	root.walk(func(e *elem) { e.id = f.reserve() })
	root.walk(func(e *elem) { f.objects[e.id] = structElem(e, treeRoot, pages) })

	parents := f.reserve()
	var nums strings.Builder
	for i, page := range owner {
		fmt.Fprintf(&nums, "%d [", i)
		for _, e := range page {
			fmt.Fprintf(&nums, "%d 0 R ", e.id)
		}
		nums.WriteString("]\n")
	}
	f.objects[parents] = []byte("<</Nums [" + nums.String() + "]>>")
	f.objects[treeRoot] = fmt.Appendf(nil, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>",
		root.id, parents, len(owner))

	outline := f.outline(sheets, pages)
	xmp := f.reserve()
	packet := xmpPacket(m)
	f.objects[xmp] = fmt.Appendf(nil, "<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(packet), packet)
	f.objects[f.info] = infoDict(m)

	files, err := f.attach(attached)
	if err != nil {
		return nil, err
	}
	cat := fmt.Appendf(nil, "<</Type /Catalog /Pages 1 0 R /Lang (%s) /MarkInfo <</Marked true>>\n"+
		"/ViewerPreferences <</DisplayDocTitle true>> /StructTreeRoot %d 0 R /Metadata %d 0 R", langTag(m.Lang), treeRoot, xmp)
	if outline != 0 {
		cat = fmt.Appendf(cat, " /Outlines %d 0 R /PageMode /UseOutlines", outline)
	}
	cat = append(cat, files...)
	f.objects[f.root] = append(cat, ">>"...)
	return f.write(), nil
}

func langTag(l message.Lang) string { return string(l) + "-CA" }

// pages are the object numbers of the pages, in order.
func (f *file) pages(n int) ([]int, error) {
	var out []int
	for i := 1; i < f.next; i++ {
		if bytes.HasPrefix(f.objects[i], []byte("<</Type /Page\n")) {
			out = append(out, i)
		}
	}
	if len(out) != n {
		return nil, errors.New("page count differs from what was painted")
	}
	return out, nil
}

// nameFonts gives the fonts the names of their families instead of fpdf's.
func (f *file) nameFonts() {
	for i, o := range f.objects {
		if !bytes.HasPrefix(o, []byte("<</Type /Font")) {
			continue
		}
		for _, face := range fonts.Faces() {
			for _, tail := range []string{"\n", " "} {
				o = bytes.ReplaceAll(o, []byte("/utf8"+string(face)+tail), []byte("/JACHET+"+baseFont[face]+tail))
			}
		}
		f.objects[i] = o
	}
}

func structElem(e *elem, treeRoot int, pages []int) []byte {
	parent := treeRoot
	if e.parent != nil {
		parent = e.parent.id
	}
	b := fmt.Appendf(nil, "<</Type /StructElem /S /%s /P %d 0 R", e.role, parent)
	if e.page > 0 {
		b = fmt.Appendf(b, " /Pg %d 0 R", pages[e.page-1])
	}
	if e.alt != "" {
		b = fmt.Appendf(b, " /Alt %s", textString(e.alt))
	}
	if e.lang != "" {
		b = fmt.Appendf(b, " /Lang (%s)", langTag(e.lang))
	}
	switch {
	case e.scope != "":
		b = fmt.Appendf(b, " /A <</O /Table /Scope /%s>>", e.scope)
	case e.role == roleFigure && e.bbox != nil:
		b = fmt.Appendf(b, " /A <</O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f]>>",
			e.bbox.x, PageHeight-e.bbox.y-e.bbox.h, e.bbox.x+e.bbox.w, PageHeight-e.bbox.y)
	}
	if len(e.kids) > 0 {
		b = append(b, " /K ["...)
		for i, k := range e.kids {
			if i > 0 {
				b = append(b, ' ')
			}
			switch {
			case k.elem != nil:
				b = fmt.Appendf(b, "%d 0 R", k.elem.id)
			case k.page == e.page:
				b = fmt.Appendf(b, "%d", k.mcid)
			default:
				b = fmt.Appendf(b, "<</Type /MCR /Pg %d 0 R /MCID %d>>", pages[k.page-1], k.mcid)
			}
		}
		b = append(b, ']')
	}
	return append(b, ">>"...)
}

// outline writes the bookmarks, two levels deep, and returns the object of
// their root, 0 when there is none.
func (f *file) outline(sheets []sheet, pages []int) int {
	type node struct {
		bookmark
		id, parent, first, last, prev, next, count int
	}
	var nodes []node
	root := node{id: f.reserve()}
	top := -1
	for _, s := range sheets {
		for _, b := range s.bookmarks {
			n := node{bookmark: b, id: f.reserve()}
			if b.level == 0 || top < 0 {
				n.parent = root.id
				if top >= 0 {
					n.prev, nodes[top].next = nodes[top].id, n.id
				} else {
					root.first = n.id
				}
				root.last = n.id
				root.count++
				top = len(nodes)
			} else {
				t := &nodes[top]
				n.parent = t.id
				if t.last != 0 {
					n.prev = t.last
					nodes[len(nodes)-1].next = n.id
				} else {
					t.first = n.id
				}
				t.last = n.id
				t.count++
			}
			nodes = append(nodes, n)
		}
	}
	if len(nodes) == 0 {
		return 0
	}
	for _, n := range nodes {
		b := fmt.Appendf(nil, "<</Title %s /Parent %d 0 R", textString(n.text), n.parent)
		for _, l := range []struct {
			key string
			to  int
		}{{"Prev", n.prev}, {"Next", n.next}, {"First", n.first}, {"Last", n.last}} {
			if l.to != 0 {
				b = fmt.Appendf(b, " /%s %d 0 R", l.key, l.to)
			}
		}
		if n.count > 0 {
			b = fmt.Appendf(b, " /Count -%d", n.count) // closed
		}
		f.objects[n.id] = fmt.Appendf(b, " /Dest [%d 0 R /XYZ 0 %.2f null]>>", pages[n.page-1], PageHeight-n.y+8)
	}
	f.objects[root.id] = fmt.Appendf(nil, "<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", root.first, root.last, root.count)
	return root.id
}

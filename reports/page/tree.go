package page

import "jachete/templates/message"

// Role is a structure type of ISO 32000-1.
type Role string

// The roles in use.
const (
	roleDocument  Role = "Document"
	roleSect      Role = "Sect"
	roleH1        Role = "H1"
	roleH2        Role = "H2"
	roleH3        Role = "H3"
	roleP         Role = "P"
	roleList      Role = "L"
	roleItem      Role = "LI"
	roleLabel     Role = "Lbl"
	roleBody      Role = "LBody"
	roleTable     Role = "Table"
	roleHead      Role = "THead"
	roleRows      Role = "TBody"
	roleRow       Role = "TR"
	roleTH        Role = "TH"
	roleTD        Role = "TD"
	roleFigure    Role = "Figure"
	roleCaption   Role = "Caption"
	roleReference Role = "Reference"
	roleSpan      Role = "Span"
)

// elem is an element of the logical structure: what a reading aid walks. Its
// kids are elements and stretches of marked content, in reading order, which
// is the order of painting.
type elem struct {
	role   Role
	parent *elem
	kids   []kid
	alt    string       // figures
	lang   message.Lang // of a Span in another language than the document's
	scope  string       // TH: Column or Row
	bbox   *rect        // figures, on page
	page   int          // of its first content, 0 when none yet
	joined bool         // among its parent's kids
	id     int          // object number, given when written
}

// kid is a child element or a stretch of marked content on a page.
type kid struct {
	elem *elem
	page int // 1-based
	mcid int
}

func newElem(parent *elem, role Role) *elem { return &elem{role: role, parent: parent} }

// join puts the element among its parent's kids, once. Elements join when
// their first content is painted, so that the tree is in reading order; cells
// of a table are adopted when they are made, so that an empty one is not lost.
func (e *elem) join() {
	if e.parent == nil {
		return
	}
	e.parent.join()
	e.adopt()
}

// adopt puts the element among its parent's kids without placing the parent.
func (e *elem) adopt() *elem {
	if !e.joined {
		e.joined = true
		e.parent.kids = append(e.parent.kids, kid{elem: e})
	}
	return e
}

// content adds a stretch of marked content.
func (e *elem) content(page, mcid int) {
	e.join()
	for a := e; a != nil && a.page == 0; a = a.parent {
		a.page = page
	}
	e.kids = append(e.kids, kid{page: page, mcid: mcid})
}

// walk visits the tree, parents first.
func (e *elem) walk(visit func(*elem)) {
	visit(e)
	for _, k := range e.kids {
		if k.elem != nil {
			k.elem.walk(visit)
		}
	}
}

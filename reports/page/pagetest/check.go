// Package pagetest checks a printed PDF the way a reading aid walks it: every
// stretch of content is in the structure tree or an artifact, headings do not
// skip, tables have headers, figures have words. Only tests import it.
//
// Start with [Check].
package pagetest

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Result is what a check found, faults and the shape of the document.
type Result struct {
	Faults   []string
	Pages    int
	Lang     string
	Headings []string       // "H1 title"
	Count    map[string]int // elements by role
	Foreign  []string       // texts in another language than the document's
}

type checker struct {
	ctx   *model.Context
	res   Result
	pages map[int]int      // object number of a page → index
	seen  []map[int]int    // page → mcid → times in the tree
	owner map[[2]int]int   // page, mcid → object number of its element
	text  []map[int]string // page → mcid → text shown
	tagOf []map[int]string // page → mcid → tag in the content
}

func (c *checker) fault(format string, args ...any) {
	c.res.Faults = append(c.res.Faults, fmt.Sprintf(format, args...))
}

// Check reads a PDF and walks its structure. An error means it could not be
// read at all.
func Check(pdf []byte) (Result, error) {
	api.DisableConfigDir()
	ctx, err := api.ReadContext(bytes.NewReader(pdf), model.NewDefaultConfiguration())
	if err != nil {
		return Result{}, fmt.Errorf("read pdf: %w", err)
	}
	if err := ctx.EnsurePageCount(); err != nil {
		return Result{}, fmt.Errorf("count pages: %w", err)
	}
	c := &checker{ctx: ctx, pages: map[int]int{}, owner: map[[2]int]int{}}
	c.res.Pages, c.res.Count = ctx.PageCount, map[string]int{}
	cat, err := ctx.Catalog()
	if err != nil {
		return Result{}, fmt.Errorf("catalogue: %w", err)
	}
	c.catalogue(cat)
	c.files(cat)
	for i := range ctx.PageCount {
		if err := c.page(i); err != nil {
			return Result{}, err
		}
	}
	root := c.dict(cat["StructTreeRoot"])
	if root == nil {
		c.fault("no structure tree")
		return c.res, nil
	}
	c.walk(root["K"], "", 0)
	c.contentInTree()
	c.parentTree(root)
	c.headings()
	return c.res, nil
}

func (c *checker) dict(o types.Object) types.Dict {
	if o == nil {
		return nil
	}
	d, err := c.ctx.DereferenceDict(o)
	if err != nil {
		return nil
	}
	return d
}

func (c *checker) catalogue(cat types.Dict) {
	if m := c.dict(cat["MarkInfo"]); m == nil || m.BooleanEntry("Marked") == nil || !*m.BooleanEntry("Marked") {
		c.fault("catalogue: not marked")
	}
	if v := c.dict(cat["ViewerPreferences"]); v == nil || v.BooleanEntry("DisplayDocTitle") == nil || !*v.BooleanEntry("DisplayDocTitle") {
		c.fault("catalogue: title not displayed")
	}
	if cat["Metadata"] == nil {
		c.fault("catalogue: no metadata")
	}
	if l := cat.StringEntry("Lang"); l != nil {
		c.res.Lang = *l
	} else if s, ok := cat["Lang"].(types.StringLiteral); ok {
		c.res.Lang = s.Value()
	}
	if c.res.Lang == "" {
		c.fault("catalogue: no language")
	}
}

// page reads the content of a page: its marked stretches.
func (c *checker) page(i int) error {
	d, ref, _, err := c.ctx.PageDict(i+1, false)
	if err != nil {
		return fmt.Errorf("page %d: %w", i+1, err)
	}
	c.pages[ref.ObjectNumber.Value()] = i
	if d["StructParents"] == nil {
		c.fault("page %d: no StructParents", i+1)
	}
	c.access(i+1, d)
	b, err := c.ctx.PageContent(d, i+1)
	if err != nil {
		return fmt.Errorf("content of page %d: %w", i+1, err)
	}
	c.seen = append(c.seen, map[int]int{})
	c.text = append(c.text, map[int]string{})
	c.tagOf = append(c.tagOf, map[int]string{})
	for _, m := range marked(b, func(msg string) { c.fault("page %d: %s", i+1, msg) }) {
		if _, twice := c.tagOf[i][m.mcid]; twice {
			c.fault("page %d: MCID %d twice in the content", i+1, m.mcid)
		}
		c.tagOf[i][m.mcid], c.text[i][m.mcid] = m.tag, m.text
	}
	return nil
}

// walk visits an element, checks its role against its parent's, and gives its
// text.
func (c *checker) walk(o types.Object, parent string, page int) string {
	switch o := o.(type) {
	case types.Array:
		var b strings.Builder
		for _, k := range o {
			b.WriteString(c.walk(k, parent, page))
		}
		return b.String()
	case types.IndirectRef:
		d := c.dict(o)
		if d == nil {
			c.fault("element %d is missing", o.ObjectNumber.Value())
			return ""
		}
		return c.element(d, o.ObjectNumber.Value(), parent)
	}
	return ""
}

func (c *checker) element(d types.Dict, id int, parent string) string {
	role := ""
	if n := d.NameEntry("S"); n != nil {
		role = *n
	}
	c.res.Count[role]++
	c.nesting(role, parent)
	page := -1
	if pg := d.IndirectRefEntry("Pg"); pg != nil {
		page = c.pages[pg.ObjectNumber.Value()]
	}
	var b strings.Builder
	kids, _ := d["K"].(types.Array)
	var roles []string
	for _, k := range kids {
		switch k := k.(type) {
		case types.Integer:
			b.WriteString(c.content(page, k.Value(), id, role))
		case types.Dict: // a marked-content reference on another page
			mcid := k.IntEntry("MCID")
			pg := k.IndirectRefEntry("Pg")
			if mcid == nil || pg == nil {
				c.fault("element %d: malformed reference", id)
				continue
			}
			b.WriteString(c.content(c.pages[pg.ObjectNumber.Value()], *mcid, id, role))
		case types.IndirectRef:
			kd := c.dict(k)
			if kd != nil && kd.NameEntry("S") != nil {
				roles = append(roles, *kd.NameEntry("S"))
			}
			if kd != nil {
				if p := kd.IndirectRefEntry("P"); p == nil || p.ObjectNumber.Value() != id {
					c.fault("element %d: kid has another parent", id)
				}
			}
			b.WriteString(c.walk(k, role, page))
		}
	}
	c.shape(d, role, roles, strings.TrimSpace(b.String()), id)
	return b.String()
}

func (c *checker) content(page, mcid, id int, role string) string {
	if page < 0 || page >= len(c.seen) {
		c.fault("element %d: content on no page", id)
		return ""
	}
	c.seen[page][mcid]++
	c.owner[[2]int{page, mcid}] = id
	if tag, ok := c.tagOf[page][mcid]; !ok {
		c.fault("page %d: MCID %d is in the tree, not in the content", page+1, mcid)
	} else if tag != role {
		c.fault("page %d: MCID %d is %s in the content, %s in the tree", page+1, mcid, tag, role)
	}
	return c.text[page][mcid]
}

// contentInTree: nothing is shown that the tree does not hold once.
func (c *checker) contentInTree() {
	for p, tags := range c.tagOf {
		for mcid := range len(tags) {
			if n := c.seen[p][mcid]; n != 1 {
				c.fault("page %d: MCID %d stands %d times in the tree", p+1, mcid, n)
			}
		}
	}
}

// parentTree leads from content back to its element.
func (c *checker) parentTree(root types.Dict) {
	pt := c.dict(root["ParentTree"])
	nums, _ := pt["Nums"].(types.Array)
	if len(nums) != 2*c.res.Pages {
		c.fault("parent tree: %d entries for %d pages", len(nums)/2, c.res.Pages)
		return
	}
	for p := range c.res.Pages {
		refs, _ := nums[2*p+1].(types.Array)
		if len(refs) != len(c.tagOf[p]) {
			c.fault("parent tree of page %d: %d entries for %d stretches", p+1, len(refs), len(c.tagOf[p]))
			continue
		}
		for mcid, r := range refs {
			if ref, ok := r.(types.IndirectRef); !ok || ref.ObjectNumber.Value() != c.owner[[2]int{p, mcid}] {
				c.fault("parent tree of page %d: MCID %d leads elsewhere", p+1, mcid)
			}
		}
	}
}

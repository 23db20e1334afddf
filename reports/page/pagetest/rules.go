package pagetest

import (
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// parents are the roles in which a role may stand.
var parents = map[string][]string{
	"Document":  {""},
	"Sect":      {"Document"},
	"H1":        {"Sect"},
	"H2":        {"Sect"},
	"H3":        {"Sect"},
	"P":         {"Sect"},
	"L":         {"Sect"},
	"LI":        {"L"},
	"Lbl":       {"LI"},
	"LBody":     {"LI"},
	"Table":     {"Sect"},
	"Caption":   {"Table", "Figure"},
	"THead":     {"Table"},
	"TBody":     {"Table"},
	"TR":        {"THead", "TBody"},
	"TH":        {"TR"},
	"TD":        {"TR"},
	"Figure":    {"Sect"},
	"Reference": {"P", "H1", "H2", "H3", "TD", "TH", "LBody", "Caption"},
	"Span":      {"P", "H1", "H2", "H3", "TD", "TH", "LBody", "Caption"},
}

func (c *checker) nesting(role, parent string) {
	if !slices.Contains(parents[role], parent) {
		c.fault("%s stands in %q", role, parent)
	}
}

// shape checks what an element must have.
func (c *checker) shape(d types.Dict, role string, kids []string, text string, id int) {
	attr := c.dict(d["A"])
	switch role {
	case "H1", "H2", "H3":
		if text == "" {
			c.fault("%s %d is empty", role, id)
		}
		c.res.Headings = append(c.res.Headings, role+" "+text)
	case "P", "Lbl", "LBody", "Caption", "Reference":
		if text == "" {
			c.fault("%s %d is empty", role, id)
		}
	case "Span":
		if d.StringEntry("Lang") == nil && d["Lang"] == nil {
			c.fault("Span %d has no language", id)
		} else if text == "" {
			c.fault("Span %d is empty", id)
		}
		c.res.Foreign = append(c.res.Foreign, text)
	case "LI":
		if !slices.Equal(kids, []string{"Lbl", "LBody"}) {
			c.fault("LI %d holds %v", id, kids)
		}
	case "Figure":
		if d["Alt"] == nil {
			c.fault("Figure %d has no alternative text", id)
		}
		if attr == nil || attr["BBox"] == nil {
			c.fault("Figure %d has no bounding box", id)
		}
	case "TH":
		if s := attr.NameEntry("Scope"); s == nil || (*s != "Column" && *s != "Row") {
			c.fault("TH %d has no scope", id)
		}
	case "Table":
		if !slices.Contains(kids, "THead") || !slices.Contains(kids, "TBody") {
			c.fault("Table %d holds %v", id, kids)
		}
		c.rows(d, id)
	case "TR":
		if len(kids) == 0 || kids[0] != "TH" {
			c.fault("TR %d has no header: %v", id, kids)
		}
	}
}

// rows of a table have the same number of cells.
func (c *checker) rows(table types.Dict, id int) {
	want := -1
	kids, _ := table["K"].(types.Array)
	for _, k := range kids {
		group := c.dict(k)
		if s := group.NameEntry("S"); s == nil || (*s != "THead" && *s != "TBody") {
			continue
		}
		trs, _ := group["K"].(types.Array)
		for _, tr := range trs {
			cells, _ := c.dict(tr)["K"].(types.Array)
			if want < 0 {
				want = len(cells)
			}
			if len(cells) != want {
				c.fault("Table %d: rows of %d and %d cells", id, want, len(cells))
			}
		}
	}
}

// headings begin at H1 and never skip a level.
func (c *checker) headings() {
	level := 0
	for _, h := range c.res.Headings {
		l := int(h[1] - '0')
		if l > level+1 {
			c.fault("heading skips from %d: %s", level, h)
		}
		level = l
	}
	if len(c.res.Headings) == 0 || !strings.HasPrefix(c.res.Headings[0], "H1") {
		c.fault("no heading of the first level")
	}
}

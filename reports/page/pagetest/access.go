package pagetest

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// access checks what PDF/UA-1 asks of a page beside its structure: tab order,
// tagged annotations, fonts embedded with a way back to text.
func (c *checker) access(page int, d types.Dict) {
	if n := d.NameEntry("Tabs"); n == nil || *n != "S" {
		c.fault("page %d: tabs do not follow the structure", page)
	}
	if annots, ok := d["Annots"].(types.Array); ok {
		for _, a := range annots {
			if c.dict(a)["StructParent"] == nil {
				c.fault("page %d: an annotation is not tagged", page)
			}
		}
	}
	fonts := c.dict(c.dict(d["Resources"])["Font"])
	for name, f := range fonts {
		font := c.dict(f)
		if s := font.NameEntry("Subtype"); s == nil || *s != "Type0" {
			continue // fpdf lists no other that text is shown in
		}
		if font["ToUnicode"] == nil {
			c.fault("page %d: font %s has no way back to text", page, name)
		}
		kids, _ := font["DescendantFonts"].(types.Array)
		if len(kids) != 1 {
			c.fault("page %d: font %s has %d descendants", page, name, len(kids))
			continue
		}
		kid := c.dict(kids[0])
		if desc := c.dict(kid["FontDescriptor"]); desc == nil || desc["FontFile2"] == nil {
			c.fault("page %d: font %s is not embedded", page, name)
		}
		if kid["CIDToGIDMap"] == nil {
			c.fault("page %d: font %s has no glyph map", page, name)
		}
	}
}

// files checks the attached files: both names, a description and what each is
// to the document.
func (c *checker) files(cat types.Dict) {
	af, _ := cat["AF"].(types.Array)
	for _, r := range af {
		spec := c.dict(r)
		for _, k := range []string{"F", "UF", "Desc", "AFRelationship", "EF"} {
			if spec[k] == nil {
				c.fault("attached file without %s", k)
			}
		}
	}
}

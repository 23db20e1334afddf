package page

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jachete/reports/page/pagetest"
	"jachete/templates/message"
)

// order gives the texts of a document as they are read, page after page, and how
// many pages there are.
func order(d *Doc) (texts []string, pages int) {
	for _, boxes := range d.Layout() {
		pages++
		for _, b := range boxes {
			if !b.Artifact {
				texts = append(texts, strings.TrimSpace(b.Text))
			}
		}
	}
	return texts, pages
}

// TestBalancedColumns: about the same height, in reading order, nothing lost,
// inside the margins, on as many pages as it takes.
func TestBalancedColumns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 400).Draw(t, "items")
		d := New(numberedMeta())
		d.Title("", "Titre")
		d.Heading(2, "Partie")
		d.Balanced(func(c *Column) {
			for i := range n {
				if i%40 == 0 {
					c.Heading(3, "H")
				}
				c.Para(fmt.Sprintf("n%d", i))
			}
		})
		d.Para("fin")
		texts, _ := order(d)
		var got []string
		for _, s := range texts {
			if strings.HasPrefix(s, "n") {
				got = append(got, s)
			}
		}
		for i, s := range got {
			if s != fmt.Sprintf("n%d", i) {
				t.Fatalf("%s stands at %d", s, i)
			}
		}
		if len(got) != n || texts[len(texts)-1] != "fin" {
			t.Fatalf("%d of %d items", len(got), n)
		}
		for p, boxes := range d.Layout() {
			for _, b := range boxes {
				if !b.Artifact && (b.Y+b.H > TextBottom+1 || b.X+b.W > TextRight+1) {
					t.Fatalf("page %d: %+v leaves the margins", p+1, b)
				}
			}
		}
	})
}

func TestBalancedIsBalanced(t *testing.T) {
	t.Parallel()
	d := New(numberedMeta())
	d.Title("", "Titre")
	d.Balanced(func(c *Column) {
		for i := range 41 {
			c.Para(fmt.Sprintf("n%d", i))
		}
	})
	left, right := 0.0, 0.0
	for _, b := range d.Layout()[0] {
		switch {
		case b.Artifact || !strings.HasPrefix(b.Text, "n"):
		case b.X < PageWidth/2:
			left = max(left, b.Y+b.H)
		default:
			right = max(right, b.Y+b.H)
		}
	}
	if right == 0 || left-right > 40 || right-left > 40 {
		t.Errorf("the columns end at %v and %v", left, right)
	}
}

// A table that runs down two columns and over pages keeps its header on each,
// once in the structure; columns of unequal widths and a text in another
// language are tagged too.
func TestStructureOfColumns(t *testing.T) {
	t.Parallel()
	d := New(numberedMeta())
	d.Title("", "Titre")
	d.Balanced(func(c *Column) { c.Table(table(150)) })
	d.ColumnsBy(0.6, func(c *Column) { c.Table(table(2)) }, func(c *Column) { c.List([]string{"un", "deux"}, false) })
	d.Para("En français, puis " + In(message.English, "in English, over a line: "+strings.Repeat("word ", 40)) + " et encore.")
	d.List([]string{In(message.English, "whole") + Cite("C1")}, false)
	heads := 0
	for _, boxes := range d.Layout() {
		for _, b := range boxes {
			if b.Text == "Montant" {
				heads++
			}
		}
	}
	if heads < 5 {
		t.Errorf("the header stands %d times", heads)
	}
	res, err := pagetest.Check(printed(t, d))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Faults {
		t.Error(f)
	}
	if res.Count["Table"] != 2 || res.Count["THead"] != 2 || res.Count["TR"] != 152+4 {
		t.Errorf("%v", res.Count)
	}
	foreign := strings.Join(res.Foreign, "|")
	if !strings.HasPrefix(foreign, "in English, over a line") || !strings.HasSuffix(foreign, "|whole") || strings.Contains(foreign, "fran") {
		t.Errorf("foreign: %q", foreign)
	}
	if got := Plain("a " + In(message.English, "b") + In(message.French, "")); got != "a b" {
		t.Errorf("plain %q", got)
	}
}

// A heading stays with the columns behind it, wherever the page ends.
func TestNoTitleBeforeColumnsIsOrphan(t *testing.T) {
	t.Parallel()
	for lines := range 50 {
		d := New(numberedMeta())
		d.Title("", "Titre")
		for range lines {
			d.Para("x")
		}
		d.Heading(2, "Partie")
		d.Balanced(func(c *Column) { c.Table(table(4)) })
		for p, boxes := range d.Layout() {
			title, cells := false, false
			for _, b := range boxes {
				title = title || b.Text == "Partie"
				cells = cells || strings.HasPrefix(b.Text, "Ligne")
			}
			if title && !cells {
				t.Errorf("%d lines: the title stands alone on page %d", lines, p+1)
			}
		}
	}
}

package fonts_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/reports/page/fonts"
	"jachete/templates/message"
)

// french holds every sign that French and English sentences and the numbers of
// the printer may need.
const french = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" +
	"ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæ" +
	" \u00a0\u202f.,;:!?'’\"«»“”()[]{}/\\&@#$%*+-=<>|~^_`–—…·•−×°²³€§©®→"

func TestEveryFaceDrawsFrench(t *testing.T) {
	t.Parallel()
	for _, f := range []fonts.Face{fonts.Text, fonts.Italic, fonts.Bold, fonts.Title} {
		for _, r := range french {
			if !fonts.Has(f, r) && !fonts.Has(fonts.Fallback, r) {
				t.Errorf("%s has no %q (U+%04X) and neither has the fallback", f, r, r)
			}
		}
	}
}

func TestCatalogueIsCovered(t *testing.T) {
	t.Parallel()
	for _, l := range message.Langs {
		p := message.In(l)
		for _, k := range p.Keys("") {
			for _, r := range p.T(k) {
				if r == '\n' {
					continue
				}
				if !fonts.Has(fonts.Text, r) && !fonts.Has(fonts.Fallback, r) {
					t.Errorf("%s in %s: no glyph for %q (U+%04X)", k, l, r, r)
				}
			}
		}
	}
}

func TestDigitsAlign(t *testing.T) {
	t.Parallel()
	for _, f := range []fonts.Face{fonts.Text, fonts.Bold} {
		zero := fonts.Width(f, "0", 10)
		for _, d := range "123456789" {
			if w := fonts.Width(f, string(d), 10); w != zero {
				t.Errorf("%s: digit %c is %.3f wide, 0 is %.3f", f, d, w, zero)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	got := fonts.Split(fonts.Text, "Été ᐃᓄᒃ 😀.")
	want := []fonts.Run{
		{Face: fonts.Text, Text: "Été "},
		{Face: fonts.Fallback, Text: "ᐃᓄᒃ"},
		{Face: fonts.Text, Text: " "},
	}
	if len(got) < 3 {
		t.Fatalf("runs: %v", got)
	}
	if d := cmp.Diff(want, got[:3]); d != "" {
		t.Error(d)
	}
	var all strings.Builder
	for _, r := range got {
		all.WriteString(r.Text)
	}
	if all.String() != "Été ᐃᓄᒃ �." {
		t.Errorf("a sign got lost: %q", all.String())
	}
}

func TestWidthAdds(t *testing.T) {
	t.Parallel()
	a, b := fonts.Width(fonts.Text, "Dépenses", 9), fonts.Width(fonts.Text, " adressables", 9)
	if ab := fonts.Width(fonts.Text, "Dépenses adressables", 9); ab-a-b > 1e-9 || a+b-ab > 1e-9 {
		t.Errorf("%f + %f != %f", a, b, ab)
	}
	if a <= 0 {
		t.Error("a word has no width")
	}
}

func BenchmarkWidth(b *testing.B) {
	for b.Loop() {
		fonts.Width(fonts.Text, "Coopérative de solidarité de la Vallée-du-Haut-Saint-Laurent", 10)
	}
}

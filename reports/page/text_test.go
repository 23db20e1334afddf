package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/reports/page/fonts"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Coopérative L'Étoile", "Coopérative L'Étoile"},
		{"composed", "e\u0301te\u0301", "été"},
		{"control", "a\x00b\x1bc", "a\uFFFDb\uFFFDc"},
		{"blanks", "a\tb\nc\r\nd\u2028e", "a b c  d e"},
		{"no-break spaces stay", "1\u202f234\u00a0$", "1\u202f234\u00a0$"},
		{"direction overrides are shown", "\u202eabc\u202c\u2066d\u2069\u200f", "\uFFFDabc\uFFFD\uFFFDd\uFFFD"},
		{"invisible", "co\u00adop\u200b\ufeff\u200d", "coop"},
		{"beyond the basic plane", "x😀y", "x\uFFFDy"},
		{"noncharacters and marks", "a\ufdd0b\uffff", "a\uFFFDb\uFFFD"},
		{"private use", "\ue000", "\uFFFD"},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
		{"heap of accents", "x" + strings.Repeat("\u0336", 9), "x\u0336\u0336"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, Clean(c.in)); d != "" {
				t.Error(d)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "été", "\ufdd2C12\ufdd3", "😀", "\xff\xfe", "a\u0301\u0301\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Clean(s) {
			if r > 0xFFFF || r < ' ' || (r >= markStrong && r <= markBreak) || (r >= 0x202A && r <= 0x202E) {
				t.Fatalf("%q holds %U", Clean(s), r)
			}
		}
		for _, l := range breakLines(s, styleBody, 60) {
			if l.w > 61 && len([]rune(lineText(l))) > 1 {
				t.Fatalf("line %q is %.1f wide", lineText(l), l.w)
			}
		}
	})
}

func TestShort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"  deux   mots ", 20, "deux mots"},
		{"Coopérative", 5, "Coop…"},
		{"Coop de la", 8, "Coop de…"},
		{"", 5, ""},
	} {
		if got := Short(c.in, c.max); got != c.want {
			t.Errorf("Short(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	s := "Part " + Strong("forte") + " de 2,3\u00a0%" + Cite("C12") + Break + Soft("note")
	if got, want := Plain(s), "Part forte de 2,3\u00a0% note"; got != want {
		t.Errorf("Plain = %q, want %q", got, want)
	}
	text, cite := SplitCite("12\u00a0$" + Cite("C3"))
	if text != "12\u00a0$" || cite != Cite("C3") {
		t.Errorf("SplitCite = %q, %q", text, cite)
	}
	if Cite("") != "" {
		t.Error("an empty reference leaves a mark")
	}
	// Marks out of balance, as a hostile text may hold, lose nothing.
	if got := Plain(string(markEnd) + "a" + string(markStrong) + "b"); got != "ab" {
		t.Errorf("unbalanced marks give %q", got)
	}
}

func lineText(l line) string {
	var b strings.Builder
	for _, f := range l.frags {
		b.WriteString(f.text)
	}
	return b.String()
}

func texts(ls []line) []string {
	var out []string
	for _, l := range ls {
		out = append(out, lineText(l))
	}
	return out
}

func TestBreakLines(t *testing.T) {
	t.Parallel()
	width := func(s string) float64 { return fonts.Width(fonts.Text, s, styleBody.size) + 0.1 }
	for _, c := range []struct {
		name  string
		in    string
		width float64
		want  []string
	}{
		{"blanks", "un deux trois", width("un deux"), []string{"un deux", "trois"}},
		{"no-break space", "vaut 12\u00a0$ net", width("vaut 12"), []string{"vaut", "12\u00a0$", "net"}},
		{"thousands", "vaut 12\u202f345 net", width("vaut 12"), []string{"vaut", "12\u202f345", "net"}},
		{"hyphen between letters", "peut-être", width("peut-"), []string{"peut-", "être"}},
		{"no break in a code", "a C-19 b", width("C-19"), []string{"a", "C-19", "b"}},
		{"long word", "anticonstitutionnellement", width("anticonstitu"), []string{"anticonstitu", "tionnelleme", "nt"}},
		{"forced", "un" + Break + "deux", 500, []string{"un", "deux"}},
		{"reference stays", "part de 2" + Cite("C12") + " fin", width("part de 2"), []string{"part de", "2\u00a0C12 fin"}},
		{"blanks at the ends", "  un  ", 500, []string{"un"}},
		{"nothing", "", 500, nil},
		{"only blanks", "   ", 500, nil},
		{"style change without blank", "a" + Strong("b") + "c d", width("abc"), []string{"abc", "d"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, texts(breakLines(c.in, styleBody, c.width))); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestBreakLinesKeepsAll: whatever the width, no letter is lost and no line is
// too wide, unless it holds a single letter.
func TestBreakLinesKeepsAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("ab é-/—\u00a0\u202fW1,"))).Draw(t, "s")
		w := rapid.Float64Range(8, 120).Draw(t, "width")
		ls := breakLines(s, styleBody, w)
		strip := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got, want := strip(strings.Join(texts(ls), "")), strip(s); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, l := range ls {
			if l.w > w+0.1 && len([]rune(lineText(l))) > 1 {
				t.Fatalf("%q is %.2f wide in %.2f", lineText(l), l.w, w)
			}
		}
	})
}

func TestClamp(t *testing.T) {
	t.Parallel()
	ls := clamp(breakLines("un deux trois quatre cinq six", styleBody, 40), 2, 40)
	if len(ls) != 2 || !strings.HasSuffix(lineText(ls[1]), "…") || ls[1].w > 40 {
		t.Errorf("clamped to %q", texts(ls))
	}
	if ls := clamp(breakLines("un", styleBody, 40), 2, 40); len(ls) != 1 || lineText(ls[0]) != "un" {
		t.Errorf("short text changed: %q", texts(ls))
	}
}

func TestBalanced(t *testing.T) {
	t.Parallel()
	s := "Une phrase assez longue pour deux lignes inégales ici"
	plain, even := breakLines(s, styleTitle, 400), balanced(s, styleTitle, 400)
	if len(plain) != len(even) {
		t.Fatalf("%d lines became %d", len(plain), len(even))
	}
	if widest(even) > widest(plain) {
		t.Error("the balanced title is wider")
	}
	if even[len(even)-1].w < plain[len(plain)-1].w {
		t.Error("the last line got shorter")
	}
}

func BenchmarkBreakLines(b *testing.B) {
	s := strings.Repeat("Les dépenses adressables de l’année vont à des entreprises. ", 10)
	for b.Loop() {
		breakLines(s, styleBody, 300)
	}
}

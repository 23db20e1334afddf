package review

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"jachete/scoring/match"
	"jachete/templates/message"
)

// anyDecision draws a valid decision out of hostile texts.
func anyDecision() *rapid.Generator[Decision] {
	hostile := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"", " blancs ", "a\nverdict: same", "a\r\ndecision: x", "\u202egnol\u2066", "\x1b[2J", `"guillemets"`, `\n`, "# note", "=1+1",
			"clé: valeur", "\u00a0", "\ufeff", "e\u0301", "\xff\xfe", "\u2028", "tab\there", "'", strings.Repeat("x", 300),
		}),
	)
	when := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "zero") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	})
	return rapid.Custom(func(t *rapid.T) Decision {
		text := func(label string) string { return hostile.Draw(t, label) }
		d := Decision{
			ID: text("id"), Buyer: text("buyer"), Scope: rapid.SampledFrom([]Scope{ThisBuyer, Asked, AllBuyers}).Draw(t, "scope"),
			Kind: Match, Verdict: rapid.SampledFrom(Verdicts()).Draw(t, "verdict"),
			Subject:    Subject{NEQ: text("neq"), BN: text("bn"), Names: append([]string{"Q"}, rapid.SliceOfN(hostile, 0, 3).Draw(t, "names")...), City: text("city")},
			Enterprise: "E" + text("enterprise"), EnterpriseName: text("name"), EnterpriseNEQ: text("eneq"),
			Reason: "r" + text("reason"), Author: text("author"), At: when.Draw(t, "at"), Rules: text("rules"),
			ReversedBy: text("by"), ReversedAt: when.Draw(t, "rat"), ReversedOn: text("ron"),
		}
		if rapid.Bool().Draw(t, "class") {
			d.Kind, d.Verdict, d.Class, d.Account = Class, "", "c"+text("class"), text("account")
		}
		for range rapid.IntRange(0, 3).Draw(t, "evidence") {
			d.Evidence = append(d.Evidence, match.Evidence{
				Family: text("f"), Kind: text("k"), Left: text("l"), Right: text("r"), Bits: rapid.Float64().Draw(t, "bits"),
			})
		}
		return d
	})
}

func TestTextRoundTrip(t *testing.T) {
	t.Parallel()
	gen := rapid.SliceOfN(anyDecision(), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		want := gen.Draw(t, "decisions")
		var b bytes.Buffer
		if err := Write(&b, want); err != nil {
			t.Fatal(err)
		}
		for _, r := range b.String() {
			if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("a sign that does not show: %q", r)
			}
		}
		got, err := Parse(bytes.NewReader(b.Bytes()), "d.txt")
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
		var again bytes.Buffer
		if err := Write(&again, got); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Fatal("written twice, two texts")
		}
	})
}

func TestParseByHand(t *testing.T) {
	t.Parallel()
	text := header + "\r\n# une note\r\n\r\ndecision:\r\n  name: Atelier Quartzine\r\n  verdict: same\r\n  enterprise: E1\r\n  at: 2026-03-01\r\n\ndecision: 7\nname: Z\nclass: achat\n"
	got, err := Parse(strings.NewReader("\ufeff"+text), "d.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := []Decision{
		{Kind: Match, Scope: ThisBuyer, Verdict: Same, Enterprise: "E1", At: day, Subject: Subject{Names: []string{"Atelier Quartzine"}}},
		{ID: "7", Kind: Class, Scope: ThisBuyer, Class: "achat", Subject: Subject{Names: []string{"Z"}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	block := "\ndecision: 1\n  name: Q\n  verdict: none\n"
	for _, c := range []struct{ about, text, key, line string }{
		{"empty", "", "header", "0"},
		{"another file", "Fournisseur;Montant\n", "header", "1"},
		{"a later version", "# jachete decisions 2\n", "header", "1"},
		{"no key", header + block + "  salut\n", "no_key", "5"},
		{"outside", header + "\n  name: Q\n", "outside", "2"},
		{"unknown key", header + block + "  verdct: same\n", "key", "5"},
		{"twice", header + block + "  verdict: same\n", "twice", "5"},
		{"quotes", header + block + "  reason: \"abc\n", "quotes", "5"},
		{"time", header + block + "  at: hier\n", "time", "5"},
		{"evidence", header + block + "  evidence: a b c\n", "evidence", "5"},
		{"evidence that is no number", header + block + "  evidence: \"a\" \"b\" NaN \"l\" \"r\"\n", "evidence", "5"},
		{"verdict", header + "\n\ndecision: 1\n  name: Q\n  verdict: peut-être\n", "verdict", "3"},
		{"subject", header + "\ndecision: 1\n  verdict: none\n", "subject", "2"},
		{"long line", header + block + "  reason: " + strings.Repeat("x", maxLine+1), "line", "5"},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(strings.NewReader(c.text), "d.txt")
			var f *message.Fault
			if !errors.As(err, &f) || f.Key != "review.file."+c.key || f.Args["line"] != c.line || f.Place.File != "d.txt" {
				t.Fatalf("%v, want %s at line %s", err, c.key, c.line)
			}
			for _, l := range message.Langs {
				if s := message.In(l).Fault(f); strings.ContainsAny(s, "‹{") {
					t.Errorf("%s: unfinished text %q", l, s)
				}
			}
		})
	}
	_, err := Parse(strings.NewReader(header+"\n\ndecision: 1\n  x: 1\n  name: Q\n  verdict: none\n\ndecision: 2\n  y: 1\n"), "d.txt")
	var f *message.Fault
	if !errors.As(err, &f) || len(f.Also) != 1 || f.Also[0].Args["line"] != "9" {
		t.Errorf("not every bad line is told: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(header + "\n\ndecision: 1\n  name: Q\n  verdict: none\n  evidence: \"a\" \"b\" 1.5 \"l\" \"r\"\n")
	f.Add(header + "\n\ndecision: \"\\u202e\"\n  class: achat\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Parse(strings.NewReader(text), "d.txt")
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, list); err != nil {
			t.Fatal(err)
		}
		again, err := Parse(&b, "d.txt")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(list, again, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
	})
}

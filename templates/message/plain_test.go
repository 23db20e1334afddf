package message

import (
	"strings"
	"testing"
	"unicode"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Atelier du Lac":              "Atelier du Lac",
		"L'Éclaircie\u00a0: 5\u202f$": "L'Éclaircie\u00a0: 5\u202f$", // no-break spaces stay
		"a\x1b[2Jb\nc\td\u0085e":      "a [2Jb c d e",
		"12\u202eO,5":                 "12\ufffdO,5",
		"a\u2066b\u2069c\u200fd":      "a\ufffdb\ufffdc\ufffdd",
		"so\u00adft\u200b\ufeff":      "soft",
		"a\u2028b":                    "a b",
		"tag\U000e0041":               "tag",
	} {
		if got := Plain(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// What a file says cannot turn a message around nor move the cursor, wherever it
// stands in the fault.
func TestFaultsAreShownPlain(t *testing.T) {
	t.Parallel()
	bad := "x\u202ey\x1b\u2067\x07z"
	f := NewFault("ledger.bad_amounts", Place{File: bad, Sheet: bad, Cell: "A1"}, "n", "1", "cells", "A1", "seen", bad)
	f.Also = []*Fault{NewFault("ledger.two_amounts", Place{}, "columns_fr", bad, "columns_en", bad, "taken", "A", "other", "B")}
	for _, l := range Langs {
		p := In(l)
		for _, s := range []string{p.Fault(f), p.What(f), f.Place.String()} {
			if strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
				t.Errorf("%q", s)
			}
		}
		if s := p.Fault(f); !strings.Contains(s, "x\ufffdy") {
			t.Errorf("what the cell holds is not shown: %q", s)
		}
	}
}

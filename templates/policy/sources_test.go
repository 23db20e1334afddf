package policy_test

import (
	"os"
	"strings"
	"testing"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// What is wrong in sources.yaml is refused, with the line.
func TestBadSources(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ about, old, by, want string }{
		{"a code twice", "code: COP", "code: APE", `code "APE" stands twice`},
		{"an unknown family", "code: COP, family: coop", "code: COP, family: company", `unknown value "company"`},
		{"an unknown meaning", "code: RD, means: struck", "code: RD, means: dead", `unknown value "dead"`},
		{"no date", `means: registered, from: "2025-11-01"`, `means: registered, from: "hier"`, `date "hier"`},
		{"a header not folded", `"charity name"`, `"Charity name"`, "is not folded"},
		{"a signal without weight", "id: club, weight: -30", "id: club, weight: 0", "weight 0"},
		{"a signal twice", "id: seniors", "id: club", `id "club" stands twice`},
		{"a pattern with a capital", `\bclub\b`, `\bClub\b`, "folded text"},
		{"no attribution", "Contains data of the Registraire", "", ""},
	} {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(b), tt.old, tt.by, 1)
			if text == string(b) {
				t.Fatalf("%q is not in the file", tt.old)
			}
			err := loadOver(t, "sources.yaml", []byte(text))
			if tt.want == "" {
				if err != nil {
					t.Errorf("wording may change: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "sources.yaml:") {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// The terms of a licence that nobody read at its origin are worded as such.
func TestSourceNoticesAreConditional(t *testing.T) {
	t.Parallel()
	s := embedded(t).Sources
	for _, o := range []policy.Origin{s.REQ.Origin, s.CRA.Origin, s.SEAO.Origin} {
		if o.Mark == "V" {
			continue
		}
		if fr := name.Fold(o.Attribution.Fr); !strings.Contains(fr, "serait") && !strings.Contains(fr, "appliquerait") || !strings.Contains(fr, "verifier") {
			t.Errorf("%s", o.Attribution.Fr)
		}
		if !strings.Contains(o.Attribution.En, "would") || !strings.Contains(o.Attribution.En, "heck") {
			t.Errorf("%s", o.Attribution.En)
		}
	}
}

// Signals for come from the positive list only, and each of the words measured
// as rarely social-economy enterprises weighs against.
func TestSignals(t *testing.T) {
	t.Parallel()
	against := map[string]bool{}
	for _, g := range embedded(t).Sources.Signals {
		if g.Weight < 0 {
			against[g.ID] = true
		}
	}
	for _, id := range []string{"club", "seniors", "union", "parish", "foundation", "order", "sport", "public_control"} {
		if !against[id] {
			t.Errorf("no signal %s", id)
		}
	}
}

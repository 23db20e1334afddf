package match_test

import (
	"fmt"
	"testing"

	"jachete/scoring/match"
)

// A name of common words only is found although hundreds of entries have the
// rarest of them, and so is the entry whose name it begins.
func TestCommonWordsTogether(t *testing.T) {
	t.Parallel()
	var entries []match.Entry
	for i := range 4000 {
		tail := fmt.Sprintf("Zor%cel%cin%c", 'a'+rune(i%26), 'a'+rune(i/26%26), 'a'+rune(i/676))
		switch i % 4 {
		case 0:
			entries = append(entries, match.Entry{Names: []string{"Coeur " + tail}})
		case 1:
			entries = append(entries, match.Entry{Names: []string{"Fondation " + tail}})
		default:
			entries = append(entries, match.Entry{Names: []string{"Association nationale " + tail}})
		}
	}
	entries = append(entries,
		match.Entry{ID: "whole", Names: []string{"Fondation nationale du coeur"}},
		match.Entry{ID: "longer", Names: []string{"Association nationale du coeur des marais et des tourbières"}})
	x, err := match.New(entries, params(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]string{"FONDATION NATIONALE DU COEUR": "whole", "Association nationale du coeur": "longer"} {
		near := x.Nearest(match.Supplier{Name: name}, 1)
		if len(near) == 0 || near[0].ID != id {
			t.Errorf("%s: nearest is %+v, want %s", name, near, id)
		}
	}
}

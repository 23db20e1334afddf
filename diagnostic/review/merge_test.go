package review

import (
	"bytes"
	"errors"
	"testing"

	"jachete/templates/message"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	a, b := dec("1", Same, "E2", "Q"), dec("22", None, "", "Z")
	var file bytes.Buffer
	if err := Write(&file, []Decision{a, b}); err != nil {
		t.Fatal(err)
	}
	read, err := Parse(&file, "d.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := World{Tables: tables(t)}
	list, err := Merge([]Decision{a}, read, w)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d decisions, %v", len(list), err)
	}
	gone := a
	gone.ReversedBy, gone.ReversedAt = "x", day
	for about, c := range map[string]struct {
		kept, added []Decision
		key         string
		want        int
	}{
		"the same twice":          {list, read, "", 2},
		"a reversal comes":        {[]Decision{a}, []Decision{gone}, "", 1},
		"a reversal is not lost":  {[]Decision{gone}, []Decision{a}, "", 1},
		"other content":           {[]Decision{a}, []Decision{dec("1", Same, "E3", "Q")}, "review.other_content", 0},
		"contradicts one kept":    {[]Decision{a}, []Decision{b, dec("333", None, "", "Q")}, "review.conflict.same_and_none", 0},
		"contradicts itself":      {nil, []Decision{a, dec("333", Same, "E3", "q")}, "review.conflict.two_enterprises", 0},
		"reversed first, then on": {[]Decision{a}, []Decision{gone, dec("333", Same, "E3", "Q")}, "", 2},
	} {
		got, err := Merge(c.kept, c.added, w)
		var f *message.Fault
		errors.As(err, &f)
		if c.key == "" && err != nil || c.key != "" && (f == nil || f.Key != c.key) || len(got) != c.want {
			t.Errorf("%s: %d decisions, %v", about, len(got), err)
		}
	}
	if got, _ := Merge([]Decision{a}, []Decision{gone}, w); got[0].InForce() {
		t.Error("the reversal did not come")
	}
	if got, _ := Merge([]Decision{gone}, []Decision{a}, w); got[0].InForce() {
		t.Error("an older file brings back what was reversed")
	}
}

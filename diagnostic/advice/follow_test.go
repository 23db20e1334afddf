package advice

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/share"
)

func measure(category, bought, confirmed string) share.CategoryMeasure {
	return share.CategoryMeasure{Category: category, Amount: share.Amount{Dollars: dollars(bought)}, Confirmed: dollars(confirmed)}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		about, reachable string
		before, now      []share.CategoryMeasure
		want             string
	}{
		{"all of it", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "10000", "1500")}, FollowedDone},
		{"some of it", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "10000", "900")}, FollowedPartly},
		{"more dollars of much more", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "90000", "900")}, FollowedNot},
		{"the same", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "10000", "500")}, FollowedNot},
		{"less", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "10000", "400")}, FollowedBack},
		{"less of much less", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "4000", "400")}, FollowedNot},
		{"none bought", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, nil, FollowedNoNeed},
		{"credits alone", "1000", []share.CategoryMeasure{measure("culture", "10000", "500")}, []share.CategoryMeasure{measure("culture", "-5", "0")}, FollowedNoNeed},
		{"not measured then", "1000", nil, []share.CategoryMeasure{measure("culture", "10000", "500")}, FollowedNoRecord},
		{"from nothing", "1000", []share.CategoryMeasure{measure("culture", "10000", "0")}, []share.CategoryMeasure{measure("culture", "10000", "1")}, FollowedPartly},
		{"reachable of nothing and nothing moved", "0", []share.CategoryMeasure{measure("culture", "10000", "0")}, []share.CategoryMeasure{measure("culture", "10000", "0")}, FollowedNot},
	} {
		o := option("culture", "low", tt.reachable)
		o.Able = []Able{{ID: "e2", Name: "B"}, {ID: "e1", Name: "A"}, {ID: "e3", Name: "C", AlreadyPaid: true}, {ID: "e4", Name: "D"}}
		got := Follow(
			State{Advice: Advice{Opportunities: []Opportunity{o}}, Categories: tt.before},
			State{Advice: Advice{Opportunities: []Opportunity{option("culture", "low", "5")}}, Categories: tt.now, Paid: map[string]bool{"e1": true, "e2": true, "e3": true}},
		)
		if len(got) != 1 || got[0].Outcome != tt.want || !got[0].Advised {
			t.Errorf("%s: %+v", tt.about, got)
			continue
		}
		var newly []string
		for _, a := range got[0].NewlyPaid {
			newly = append(newly, a.ID)
		}
		if diff := cmp.Diff([]string{"e1", "e2"}, newly); diff != "" {
			t.Errorf("%s: %s", tt.about, diff)
		}
		if !got[0].Moved.Equal(got[0].Now.Sub(got[0].Before)) {
			t.Errorf("%s: moved %s", tt.about, got[0].Moved)
		}
	}
	if got := Follow(State{}, State{}); len(got) != 0 || got == nil {
		t.Errorf("nothing to follow: %v", got)
	}
}

package diagnostic

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/match"
	"jachete/templates/policy"
)

func TestHideElsewhere(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	piece := func(family, right string) match.Evidence { return match.Evidence{Family: family, Right: right} }
	c := &Prepared{q: Request{Params: params}, verdicts: []match.Verdict{{}, {Candidates: []match.Candidate{
		{Evidence: []match.Evidence{piece("name", "jean tremblay"), piece("background", "Tremblay, Jean")}},
		{Evidence: []match.Evidence{piece("background", "Pavage Tamia inc.")}},
	}}}}
	c.hideElsewhere()
	got := c.verdicts[1].Candidates
	if d := cmp.Diff([]string{"jean tremblay", "", "Pavage Tamia inc."}, []string{got[0].Evidence[0].Right, got[0].Evidence[1].Right, got[1].Evidence[0].Right}); d != "" {
		t.Error(d)
	}
}

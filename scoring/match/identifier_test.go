package match_test

import (
	"testing"

	"jachete/scoring/match"
)

// A number of another register has no check digit: it never decides alone, and
// it takes nothing from a name that is sure.
func TestRegisteredNumber(t *testing.T) {
	t.Parallel()
	x, err := match.New([]match.Entry{
		{ID: "1", Names: []string{"Buanderie Zibeline"}, Registered: "123456"},
		{ID: "2", Names: []string{"Atelier Gerboise"}, Registered: "765432"},
		{ID: "3", Names: []string{"Imprimerie du Desman"}, Registered: "765432"},
	}, params(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s      match.Supplier
		want   match.Outcome
		id     string
		reason string
	}{
		{match.Supplier{Name: "Buanderie Zibeline", Registered: "123456"}, match.Match, "1", ""},
		{match.Supplier{Name: "Pavage Tamia", Registered: "123456"}, match.Possible, "1", match.ReasonNoCheck},
		{match.Supplier{Name: "Pavage Tamia", Registered: "765432"}, match.Possible, "2", match.ReasonAmbiguous},
		{match.Supplier{Name: "Pavage Tamia", Registered: "999999"}, match.None, "", match.ReasonNoWord},
	} {
		v := x.Resolve(c.s)
		id := ""
		if len(v.Candidates) > 0 {
			id = v.Candidates[0].ID
		}
		if v.Outcome != c.want || id != c.id || v.Reason != c.reason {
			t.Errorf("%+v: %s %s %q, want %s %s %q", c.s, v.Outcome, id, v.Reason, c.want, c.id, c.reason)
		}
	}
}

// A domain that many share corroborates nothing; one's own does.
func TestSharedDomainSaysNothing(t *testing.T) {
	t.Parallel()
	x, err := match.New([]match.Entry{{ID: "1", Names: []string{"Buanderie Zibeline du Lac"}, Domain: "zibeline.example"}, {ID: "2", Names: []string{"Atelier Gerboise du Parc"}, Domain: "gmail.com"}}, params(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s    match.Supplier
		want bool
	}{
		{match.Supplier{Name: "Zibeline", Domain: "zibeline.example"}, true},
		{match.Supplier{Name: "Gerboise", Domain: "gmail.com"}, false},
	} {
		got := false
		for _, n := range x.Nearest(c.s, 1) {
			for _, e := range n.Evidence {
				got = got || e.Family == "domain"
			}
		}
		if got != c.want {
			t.Errorf("%+v: a piece on the domain: %v, want %v", c.s, got, c.want)
		}
	}
}

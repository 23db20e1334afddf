package review

import (
	"strings"
	"testing"

	"jachete/templates/message"
)

func TestConflicts(t *testing.T) {
	t.Parallel()
	world := World{
		Redirects:   map[string]string{"E1old": "E1"},
		Identifiers: func(e string) (string, string) { return map[string]string{"E1": neqA}[e], "" },
		Holder: func(neq, _ string) (string, string) {
			if neq == neqA {
				return "E1", "Quartzine"
			}
			return "", ""
		},
	}
	for _, c := range []struct {
		about string
		have  []Decision
		d     Decision
		want  string
	}{
		{"nothing before", nil, dec("1", Same, "E2", "Q"), ""},
		{"the same again", []Decision{dec("1", Same, "E2", "Q")}, dec("22", Same, "E2", "q"), ""},
		{"two payees, one enterprise", []Decision{dec("1", Same, "E2", "Q")}, dec("22", Same, "E2", "Z"), ""},
		{"two enterprises", []Decision{dec("1", Same, "E2", "Q")}, dec("22", Same, "E3", "q."), TwoEnterprises},
		{"two that were merged", []Decision{dec("1", Same, "E1old", "Q")}, dec("22", Same, "E1", "Q"), ""},
		{"is and is not", []Decision{dec("1", Same, "E2", "Q")}, dec("22", Different, "E2", "Q"), SameAndNot},
		{"is not, then is", []Decision{dec("1", Different, "E2", "Q")}, dec("22", Same, "E2", "Q"), SameAndNot},
		{"is not that one, is this one", []Decision{dec("1", Different, "E2", "Q")}, dec("22", Same, "E3", "Q"), ""},
		{"is not merged one", []Decision{dec("1", Different, "E1old", "Q")}, dec("22", Same, "E1", "Q"), SameAndNot},
		{"is and is none", []Decision{dec("1", None, "", "Q")}, dec("22", Same, "E2", "Q"), SameAndNone},
		{"none and proposed", []Decision{dec("1", None, "", "Q")}, dec("22", Propose, "", "Q"), NoneAndPropose},
		{"proposed, then the record itself", []Decision{dec("1", Propose, "E7", "Q")}, dec("22", Same, "E7", "Q"), ""},
		{"unsure, then settled", []Decision{dec("1", Unsure, "", "Q")}, dec("22", Same, "E2", "Q"), ""},
		{"two classes", []Decision{dec("1", "", "", "Q").class("achat", "")}, dec("22", "", "", "Q").class("police", ""), TwoClasses},
		{"two classes, two accounts", []Decision{dec("1", "", "", "Q").class("achat", "")}, dec("22", "", "", "Q").class("police", "02"), ""},
		{"a class and a match", []Decision{dec("1", None, "", "Q")}, dec("22", "", "", "Q").class("police", ""), ""},
		{"reversed before", []Decision{func() Decision { d := dec("1", Same, "E2", "Q"); d.ReversedBy = "x"; return d }()}, dec("22", Same, "E3", "Q"), ""},
		{"another buyer's", []Decision{dec("1", Same, "E2", "Q").by("b2", ThisBuyer)}, dec("22", Same, "E3", "Q"), ""},
		{"a shared one of another buyer", []Decision{dec("1", Same, "E2", "Q").by("b2", AllBuyers)}, dec("22", Same, "E3", "Q"), ""},
		{"shared against shared", []Decision{dec("1", Same, "E2", "Q").by("b2", AllBuyers)}, dec("22", Same, "E3", "Q").by("b1", AllBuyers), TwoEnterprises},
		{"own shared one", []Decision{dec("1", Same, "E2", "Q").by("b1", AllBuyers)}, dec("22", Same, "E3", "Q"), TwoEnterprises},
		{"through a number", []Decision{dec("1", Same, "E2", "Q").neq(neqB)}, dec("22", Same, "E3", "Z").neq(neqB), TwoEnterprises},
		{"one name, two numbers", []Decision{dec("1", Same, "E2", "Q").neq(neqB)}, dec("22", Same, "E1", "Q").neq(neqA), ""},
		{"through a spelling of a third", []Decision{dec("1", Same, "E2", "Q", "Y"), dec("22", Unsure, "", "Y", "Z")}, dec("333", Same, "E3", "Z"), TwoEnterprises},
		{"two in force become one payee", []Decision{dec("1", Same, "E2", "Q"), dec("22", Same, "E3", "Z")}, dec("333", Unsure, "", "Q", "Z"), TwoEnterprises},
		{"the number is another's", nil, dec("1", Same, "E2", "Q").neq(neqA), ByIdentifier},
		{"the number proves it", nil, dec("1", Different, "E1", "Q").neq(neqA), ByIdentifier},
		{"the number is in the registry", nil, dec("1", None, "", "Q").neq(neqA), ByIdentifier},
		{"the enterprise has another number", nil, dec("1", Same, "E1", "Q").neq(neqB), ByIdentifier},
		{"the number agrees", nil, dec("1", Same, "E1", "Q").neq(neqA), ""},
		{"a wrong check proves nothing", nil, dec("1", Same, "E1", "Q").neq("1140000011"), ""},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			w := world
			w.Tables = tables(t)
			got := Check(c.have, c.d, w)
			switch {
			case got == nil && c.want != "":
				t.Fatalf("accepted, want %s", c.want)
			case got != nil && got.Reason != c.want:
				t.Fatalf("refused for %s, want %q", got.Reason, c.want)
			case got == nil:
				return
			}
			if got.New.ID != c.d.ID {
				t.Errorf("the refused decision is %s", got.New.ID)
			}
			for _, l := range message.Langs {
				if s := message.In(l).Fault(got.Fault()); strings.ContainsAny(s, "‹{") {
					t.Errorf("%s: unfinished text %q", l, s)
				}
			}
		})
	}
}

// Decisions that contradict each other are reported at load, and none of them
// applies; own against shared is no contradiction.
func TestConflictsAtLoad(t *testing.T) {
	t.Parallel()
	m := remember(t, dec("1", Same, "E1", "Q"), dec("22", Same, "E2", "q"), dec("333", None, "", "Z"), dec("4444", Same, "E2", "Z").by("b2", AllBuyers))
	if list := m.Conflicts(); len(list) != 1 || list[0].Reason != TwoEnterprises || list[0].With.ID != "1" || list[0].New.ID != "22" {
		t.Fatalf("conflicts %+v", list)
	}
	a := m.About(Payee{Names: []string{"Q", "q"}}) // a ledger groups both spellings
	if a.Settled != nil || len(a.Clash) != 2 {
		t.Errorf("settled %v, clash %d", a.Settled, len(a.Clash))
	}
	if a := m.About(Payee{Names: []string{"Z"}}); a.Settled == nil || a.Settled.ID != "333" {
		t.Error("the buyer's own answer does not go first")
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	have := []Decision{dec("1", Same, "E2", "Q")}
	list := CheckAll(have, []Decision{dec("22", Same, "E2", "Z"), dec("333", Same, "E3", "Z"), dec("4444", None, "", "Q")}, World{})
	if len(list) != 2 || list[0].New.ID != "4444" && list[1].New.ID != "4444" {
		t.Fatalf("%d conflicts", len(list))
	}
}

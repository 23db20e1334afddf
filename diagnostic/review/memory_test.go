package review

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

func tables(t testing.TB) *name.Tables {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	tb, err := name.NewTables(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	return tb
}

var day = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// dec makes a decision of buyer "b1" on the names, a day after the one before.
func dec(id string, v Verdict, enterprise string, names ...string) Decision {
	return Decision{
		ID: id, Buyer: "b1", Scope: ThisBuyer, Kind: Match, Verdict: v, Enterprise: enterprise, Author: "conseillère",
		Subject: Subject{Names: names}, Reason: "r", At: day.Add(time.Duration(len(id)) * time.Hour),
	}
}

func (d Decision) by(buyer string, s Scope) Decision { d.Buyer, d.Scope = buyer, s; return d }
func (d Decision) neq(n string) Decision             { d.Subject.NEQ = n; return d }
func (d Decision) in(city string) Decision           { d.Subject.City = city; return d }
func (d Decision) class(c, account string) Decision {
	d.Kind, d.Verdict, d.Class, d.Account = Class, "", c, account
	return d
}

func remember(t testing.TB, list ...Decision) *Memory {
	t.Helper()
	m, err := NewMemory(list, "b1", nil, tables(t))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const (
	neqA = "1140000010"
	neqB = "1100000018"
)

func TestMemoryFinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about string
		list  []Decision
		payee Payee
		want  string // identifier of the decision, "" for none
	}{
		{"as written", []Decision{dec("1", Same, "E1", "Atelier Quartzine")}, Payee{Names: []string{"Atelier Quartzine"}}, "1"},
		{"folded", []Decision{dec("1", Same, "E1", "Atelier Quartzine")}, Payee{Names: []string{"ATELIER  QUARTZINÉ"}}, "1"},
		{"abbreviated", []Decision{dec("1", Same, "E1", "Association Sainte-Obélia")}, Payee{Names: []string{"ASS. STE OBELIA"}}, "1"},
		{"another legal form", []Decision{dec("1", Same, "E1", "Quartzine inc.")}, Payee{Names: []string{"Coopérative Quartzine"}}, ""},
		{"one of its spellings", []Decision{dec("1", Same, "E1", "Quartzine", "Trait. Quartz")}, Payee{Names: []string{"x", "Trait. Quartz"}}, "1"},
		{"by number", []Decision{dec("1", Same, "E1", "Quartzine").neq(neqA)}, Payee{NEQ: neqA, Names: []string{"tout autre nom"}}, "1"},
		{"number against name", []Decision{dec("1", Same, "E1", "Quartzine").neq(neqA)}, Payee{NEQ: neqB, Names: []string{"Quartzine"}}, ""},
		{"number before name", []Decision{dec("1", Same, "E1", "Quartzine"), dec("22", None, "", "Balombre").neq(neqA)}, Payee{NEQ: neqA, Names: []string{"Quartzine"}}, "22"},
		{"number with a wrong check proves nothing", []Decision{dec("1", Same, "E1", "Quartzine").neq("1140000011")}, Payee{NEQ: neqB, Names: []string{"Quartzine"}}, "1"},
		{"namesake with a number", []Decision{dec("1", Same, "E1", "Quartzine")}, Payee{NEQ: neqA, Names: []string{"Quartzine"}, Namesake: true}, ""},
		{"reversed", []Decision{{
			ID: "1", Buyer: "b1", Scope: ThisBuyer, Kind: Match, Verdict: None, Subject: Subject{Names: []string{"Q"}}, ReversedBy: "x",
		}}, Payee{Names: []string{"Q"}}, ""},
		{"of another buyer", []Decision{dec("1", Same, "E1", "Q").by("b2", ThisBuyer)}, Payee{Names: []string{"Q"}}, ""},
		{"asked by another buyer", []Decision{dec("1", Same, "E1", "Q").by("b2", Asked)}, Payee{Names: []string{"Q"}}, ""},
		{"shared", []Decision{dec("1", Same, "E1", "Q").by("b2", AllBuyers)}, Payee{Names: []string{"Q"}}, "1"},
		{"shared, of another city", []Decision{dec("1", Same, "E1", "Q").by("b2", AllBuyers).in("Delson")}, Payee{Names: []string{"Q"}, City: "Mercier"}, ""},
		{"own, of another city", []Decision{dec("1", Same, "E1", "Q").in("Delson")}, Payee{Names: []string{"Q"}, City: "Mercier"}, "1"},
		{"own before shared", []Decision{dec("1", Same, "E1", "Q"), dec("22", Same, "E2", "Q").by("b2", AllBuyers)}, Payee{Names: []string{"Q"}}, "1"},
		{"own negative before shared", []Decision{dec("1", Different, "E2", "Q"), dec("22", Same, "E2", "Q").by("b2", AllBuyers)}, Payee{Names: []string{"Q"}}, ""},
		{"settled before unsure", []Decision{dec("1", None, "", "Q"), dec("22", Unsure, "", "Q")}, Payee{Names: []string{"Q"}}, "1"},
		{"settled under another spelling, unsure under this one", []Decision{dec("1", Same, "E1", "Quartzine"), dec("22", Unsure, "", "QUARTZINE")}, Payee{Names: []string{"QUARTZINE"}}, "1"},
		{"unsure", []Decision{dec("1", Unsure, "", "Q")}, Payee{Names: []string{"Q"}}, "1"},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			a := remember(t, c.list...).About(c.payee)
			got := ""
			if a.Settled != nil {
				got = a.Settled.ID
			}
			if got != c.want || len(a.Clash) > 0 {
				t.Errorf("found %q (clash %d), want %q", got, len(a.Clash), c.want)
			}
		})
	}
}

// A changed normalisation loses nothing: whatever folding and whatever tables
// the next version brings, each decision is found again under the very
// spellings and number it was taken on.
func TestNothingIsForgottenWhenNormalisationChanges(t *testing.T) {
	t.Parallel()
	other, err := name.NewTables(policy.Names{Abbreviations: map[string]string{"atelier": "at"}, StopWords: []string{"quartzine"}})
	if err != nil {
		t.Fatal(err)
	}
	vowels := strings.NewReplacer("a", "", "e", "", "i", "", "o", "", "u", "")
	folds := map[string]func(string) string{
		"today's": name.Fold,
		"coarser": func(s string) string { return vowels.Replace(name.Fold(s)) },
		"finer":   func(s string) string { return s },
		"broken":  func(string) string { return "" },
		"one key": func(string) string { return "x" },
	}
	now := tables(t)
	words := []string{"Atelier", "Quartzine", "Balombre", "inc.", "Les", "St-", "Obélia", "É", "&", "9175-2998"}
	rapid.Check(t, func(t *rapid.T) {
		var list []Decision
		seen := map[string]bool{}
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words"), " ")
			if seen[s] {
				continue
			}
			seen[s] = true
			v := rapid.SampledFrom([]Verdict{Same, None, Propose}).Draw(t, "verdict")
			e := ""
			if v == Same {
				e = rapid.SampledFrom([]string{"E1", "E2"}).Draw(t, "enterprise")
			}
			list = append(list, dec(strings.Repeat("i", i+1), v, e, s))
		}
		for label, fold := range folds {
			for _, tb := range []*name.Tables{now, other, nil} {
				r := newReader(tb)
				r.fold = fold
				m, err := newMemory(list, "b1", nil, r)
				if err != nil {
					t.Fatal(err)
				}
				for i := range list {
					a := m.About(Payee{Names: list[i].Subject.Names})
					if a.Settled == nil || a.Settled.ID != list[i].ID {
						t.Fatalf("%s fold: %q is forgotten", label, list[i].Subject.Names[0])
					}
				}
			}
		}
	})
}

func TestMergedEnterprisesAreFollowed(t *testing.T) {
	t.Parallel()
	redirects := map[string]string{"E1": "E2", "E2": "E3", "C1": "C2", "C2": "C1"}
	m, err := NewMemory([]Decision{dec("1", Same, "E1", "Q"), dec("22", Different, "E2", "Z"), dec("333", Same, "C1", "circle")}, "b1", redirects, tables(t))
	if err != nil {
		t.Fatal(err)
	}
	if a := m.About(Payee{Names: []string{"Q"}}); a.Enterprise != "E3" {
		t.Errorf("Q is %q, want E3", a.Enterprise)
	}
	if a := m.About(Payee{Names: []string{"Z"}}); len(a.NotID) != 1 || a.NotID[0] != "E3" {
		t.Errorf("Z is not %v, want E3", a.NotID)
	}
	if a := m.About(Payee{Names: []string{"circle"}}); a.Enterprise != "C1" && a.Enterprise != "C2" {
		t.Errorf("a circle of mergers led to %q", a.Enterprise)
	}
}

func TestClassDecisions(t *testing.T) {
	t.Parallel()
	a := remember(t,
		dec("1", "", "", "Q").class("achat", ""),
		dec("22", "", "", "Q").class("aide_financiere", "02-701-50-970"),
		dec("333", "", "", "Q").class("police", "").by("b2", AllBuyers),
		dec("4444", "", "", "Q").class("dette", "9").by("b2", AllBuyers),
	).About(Payee{Names: []string{"Q"}})
	for account, want := range map[string]string{"": "achat", "02-701-50-970": "aide_financiere", " 02-701-50-970 ": "aide_financiere", "9": "dette", "5": "achat"} {
		if d := a.ClassOf(account); d == nil || d.Class != want {
			t.Errorf("account %q: %v, want %s", account, d, want)
		}
	}
	if d := new(Answer).ClassOf("1"); d != nil {
		t.Error("a class out of nothing")
	}
}

func TestDigestIsThatOfWhatIsInForce(t *testing.T) {
	t.Parallel()
	a, b := dec("1", Same, "E1", "Q"), dec("22", None, "", "Z")
	gone := dec("333", None, "", "Y")
	gone.ReversedBy = "x"
	one, two := remember(t, a, b), remember(t, gone, b, a)
	if one.Digest() != two.Digest() || one.Len() != 2 || two.Len() != 2 {
		t.Error("order and reversed decisions change the digest")
	}
	if one.Digest() == remember(t, a).Digest() {
		t.Error("a decision more, the same digest")
	}
	merged, err := NewMemory([]Decision{a, b}, "b1", map[string]string{"E1": "E9"}, tables(t))
	if err != nil || merged.Digest() == one.Digest() {
		t.Error("a merger that changes an answer does not change the digest")
	}
	var none *Memory
	if none.Digest() != "" || none.Len() != 0 || none.Conflicts() != nil {
		t.Error("the nil memory remembers")
	}
	if got := none.About(Payee{Names: []string{"Q"}}); !got.Empty() {
		t.Error("the nil memory answers")
	}
}

func TestBadDecisionsAreRefused(t *testing.T) {
	t.Parallel()
	for problem, change := range map[string]func(*Decision){
		"subject":    func(d *Decision) { d.Subject = Subject{Names: []string{" "}} },
		"scope":      func(d *Decision) { d.Scope = "world" },
		"kind":       func(d *Decision) { d.Kind = "guess" },
		"verdict":    func(d *Decision) { d.Verdict = "maybe" },
		"enterprise": func(d *Decision) { d.Enterprise = "" },
		"reason":     func(d *Decision) { d.Verdict, d.Reason = Unsure, " " },
		"class":      func(d *Decision) { d.Kind = Class },
		"long":       func(d *Decision) { d.Reason = strings.Repeat("x", maxText+1) },
		"names":      func(d *Decision) { d.Subject.Names = make([]string, maxNames+1) },
	} {
		d := dec("1", Same, "E1", "Q")
		change(&d)
		_, err := NewMemory([]Decision{d}, "b1", nil, nil)
		var f *message.Fault
		if !errors.As(err, &f) || f.Key != "review.file."+problem {
			t.Errorf("%s: %v", problem, err)
			continue
		}
		for _, l := range message.Langs {
			if s := message.In(l).Fault(f); strings.ContainsAny(s, "‹{") {
				t.Errorf("%s: unfinished text %q", l, s)
			}
		}
	}
}

package desk_test

import (
	"errors"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store/storetest"
	"jachete/scoring/match"
)

func TestOpenRegistryShowsWhoIsRecognisedToday(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	p, err := o.SearchRegistry(ctx, desk.RegistrySearch{})
	o.must(err)
	if p.Found != 2 {
		t.Fatalf("%d enterprises", p.Found)
	}
	records, err := o.Records(ctx)
	o.must(err)
	for i := range records {
		r := &records[i]
		if !strings.Contains(r.Name(), "Verdoline") {
			continue
		}
		gone, err := r.WithStatus(record.Status{Standing: record.Withdrawn, From: "2025-12-31", Reason: "fermée"})
		o.must(err)
		if _, _, err := o.SaveRecord(ctx, o.advisor, gone, "fermée"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.ListedEnterprise(ctx, r.ID); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("who was withdrawn has a page: %v", err)
		}
	}
	list, _, err := o.Check(ctx, "Traiteur Verdoline\nRessourcerie Clairombre\n1199068280\n\nQuincaillerie Boisvert-Lac inc.\nRessourcerie\nClairombre")
	o.must(err)
	var got []match.Outcome
	for _, c := range list {
		got = append(got, c.Outcome)
	}
	want := []match.Outcome{match.None, match.Match, match.Match, match.None}
	for _, c := range list[4:] { // a part of a name is never a yes
		if c.Outcome == match.Match {
			t.Errorf("%s: yes", c.Name)
		}
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("answers %v, want %v", got, want)
		}
	}
	if list[2].Enterprise == nil || list[2].Enterprise.Name != "Ressourcerie Clairombre" {
		t.Errorf("by number: %+v", list[2])
	}
}

func TestCheckIsBounded(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	list, more, err := o.Check(t.Context(), strings.Repeat("Un nom\r\n", 51))
	if err != nil || len(list) != desk.MaxChecked || !more {
		t.Errorf("%d answers, more %v, %v", len(list), more, err)
	}
	list, more, err = o.Check(t.Context(), strings.Repeat("é", 5000)+"\n\xff\xfe\n\x00\n"+strings.Repeat("a ", 3000))
	o.must(err)
	for _, c := range list {
		if len([]rune(c.Name)) > 200 || strings.ContainsRune(c.Name, 0) {
			t.Errorf("a name of %d characters", len([]rune(c.Name)))
		}
	}
	if more {
		t.Error("four lines are not too many")
	}
}

func FuzzCheck(f *testing.F) {
	o := open(f, storetest.Open(f, storetest.SQLite(f)))
	f.Add("Ressourcerie Clairombre\n1199068280")
	f.Add("\u202e\x00\n\n<script>")
	f.Fuzz(func(t *testing.T, text string) {
		list, _, err := o.Check(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			if (c.Outcome == match.None) != (c.Enterprise == nil) {
				t.Errorf("%q: %s with %v", c.Name, c.Outcome, c.Enterprise)
			}
		}
	})
}

func TestWebAddressesThatAPageMayLinkTo(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	for in, want := range map[string]string{
		"exemple.test": "https://exemple.test", "http://exemple.test/a": "http://exemple.test/a", "https://exemple.test": "https://exemple.test",
		"javascript:alert(1)": "", "data:text/html,x": "", "//exemple.test": "", "exemple.test\" onclick=": "", "pas une adresse": "",
	} {
		r, found, err := o.SaveRecord(ctx, o.advisor, record.Record{
			Names: []record.Name{{Text: "Essai " + want, Kind: record.Legal}}, Family: "npo", Web: in, Statuses: []record.Status{{Standing: record.Recognised}},
		}, "essai")
		o.must(err)
		if record.Refused(found) {
			continue // never gets to a page
		}
		l, _, err := o.ListedEnterprise(ctx, r.Record.ID)
		o.must(err)
		if l.Web != want {
			t.Errorf("%q is linked as %q, want %q", in, l.Web, want)
		}
	}
}

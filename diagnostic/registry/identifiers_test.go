package registry_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/registry"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Every identifier and contact of a registry reaches the matcher, in French and
// English headers, with the policy's header table and without it.
func TestIdentifiersReachTheMatcher(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	want := []match.Entry{
		{ID: "E1", Names: []string{"Buanderie Zibeline"}, QST: "1012345678", Charity: "123456790", Registered: "123456", Phone: "4505550199", Domain: "zibeline.example"},
		{ID: "E2", Names: []string{"Atelier Gerboise"}, BN: "123456782", Registered: "7654321", Domain: "gerboise.example"},
	}
	rows := "E1;Buanderie Zibeline;;1012345678 TQ 0001;12345 6790 RR0001;00123456;1 (450) 555-0199, poste 3;info@autre.example;www.Zibeline.example/fr\n" +
		"E2;Atelier Gerboise;123456782 RT 0001;;7654321;;s/o;info@gerboise.example;\n"
	for _, header := range []string{
		"id;nom;no TPS;no TVQ;numéro de bienfaisance;numéro d'enregistrement;téléphone;courriel;site web\n",
		"ID;Name;GST number;QST number;Charity number;Registered number;Phone number;E-mail;Website\n",
	} {
		for _, headers := range [][]policy.HeaderField{nil, p.Headers} {
			ed, err := registry.Read(t.Context(), write(t, header+rows), headers, registry.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, ed.MatchEntries()); d != "" {
				t.Errorf("%d header fields, %q (-want +got):\n%s", len(headers), header, d)
			}
			if len(ed.Warnings) > 0 {
				t.Errorf("%q warns: %+v", header, ed.Warnings[0])
			}
		}
	}
}

func TestIdentifiersWarn(t *testing.T) {
	t.Parallel()
	ed, err := read(t, "id,nom,no TPS,no TVQ,numéro de bienfaisance\n"+
		"1,Zibeline,,12,123456791RR0001\n"+
		"2,Gerboise,123456782,,123456790RR0001\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range ed.Warnings {
		got = append(got, w.Key+" "+w.Place.Cell)
		for _, l := range message.Langs {
			if s := message.In(l).Fault(w); strings.ContainsAny(s, "‹{") {
				t.Errorf("%s: unfinished text %q", l, s)
			}
		}
	}
	want := []string{"registry.qst_form D2", "registry.charity_check E2", "registry.two_numbers E3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("warnings (-want +got):\n%s", d)
	}
}

// A charity's number is its business number: one on each of two rows is the same.
func TestCharityUnderABusinessNumber(t *testing.T) {
	t.Parallel()
	_, err := read(t, "nom,no TPS,numéro de bienfaisance\nZibeline,123456790RT0001,\nGerboise,,123456790RR0001\n")
	if f := asFault(t, err); f.Key != "registry.duplicate_identifier" || f.Place.Cell != "C3" || len(f.Also) > 0 {
		t.Errorf("%+v", f)
	}
	_, err = read(t, "nom,no TPS,numéro de bienfaisance\nZibeline,123456790RT0001,123456790RR0001\nGerboise,123456790RT0001,123456790RR0001\n")
	if f := asFault(t, err); len(f.Also) > 0 {
		t.Errorf("told %d times", 1+len(f.Also))
	}
}

// The same charity or registered number on two enterprises is an error of the
// registry, like any other identifier.
func TestIdentifiersTwice(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"nom,numéro de bienfaisance\nZibeline,123456790RR0001\nGerboise,123456790RR0002\n",
		"nom,no TPS\nZibeline,123456790RT0001\nGerboise,123456790RT0001\n",
		"nom,numéro d'enregistrement\nZibeline,0012345\nGerboise,12345\n",
	} {
		_, err := read(t, text)
		if f := asFault(t, err); f.Key != "registry.duplicate_identifier" || f.Place.Cell != "B3" || f.Args["first"] != "B2" {
			t.Errorf("%q: %+v", text, f)
		}
	}
}

func asFault(t *testing.T, err error) *message.Fault {
	t.Helper()
	var f *message.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error is %v, want a fault", err)
	}
	return f
}

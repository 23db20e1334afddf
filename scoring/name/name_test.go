package name_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/scoring/name"
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

func TestKey(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	// Each line holds spellings of one enterprise.
	for _, same := range [][]string{
		{"Les Serres du Héron inc.", "SERRES DU HERON INC", "Serres du Heron ltée", "Serre du héron"},
		{"C.P.E. Les Petits Castors", "CPE LES PETITS CASTORS", "Centre de la petite enfance Les Petits Castors"},
		{"Coopérative de solidarité Boréale", "COOP DE SOLIDARITE BOREALE", "Coop Boréale"},
		{"R.P. Grandbois", "RP Grandbois", "R. P. GRANDBOIS INC."},
		{"A & W Lavigueur", "A&W LAVIGUEUR", "A.W. Lavigueur"},
		{"L'Atelier d'Ébène", "ATELIER D EBENE", "Atelier Ébène"},
		{"1st Larkfield Scouts", "1 Larkfield Scouts"},
		{"Ste-Perpétue Loisirs", "Sainte-Perpétue Loisirs", "STE PERPETUE LOISIR"},
		{"Héron360 Média", "HERON 360 MEDIA"},
		{"Raymond Grandbois et ass. inc.", "Raymond Grandbois & Associés"},
		{"Haven's Larder", "Havens Larder", "HAVEN LARDER"},
		{"Travaux Grandbois", "TRAVAIL GRANDBOIS"},
		{"Val-d'Or Musique", "VAL D'OR MUSIQUE", "VAL D OR MUSIQUE"},
		{"Grandbois s.e.n.c.r.l.", "Grandbois S.E.N.C.R.L.", "GRANDBOIS SENCRL", "Grandbois"},
	} {
		want := tb.Read(same[0]).Key()
		if want == "" {
			t.Errorf("%q has no key", same[0])
		}
		for _, s := range same[1:] {
			if got := tb.Read(s).Key(); got != want {
				t.Errorf("key of %q is %q, of %q %q", s, got, same[0], want)
			}
		}
	}
	for _, pair := range [][2]string{
		{"9175-2998 Québec inc.", "9175-2999 Québec inc."},
		{"3e Troupe de Grandbois", "4e Troupe de Grandbois"},
		{"Maison des jeunes de Larkfield", "Maison des jeunes de Heronville"},
	} {
		if a, b := tb.Read(pair[0]).Key(), tb.Read(pair[1]).Key(); a == b {
			t.Errorf("%q and %q have the same key %q", pair[0], pair[1], a)
		}
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Pavages Zibeline (Estrie) inc.", []string{"0:pavage zibeline estrie", "1:pavage zibeline"}},
		{"9175-2998 Québec inc. (Pépinière Zibeline)", []string{"0:91752998 quebec pepiniere zibeline", "3:91752998 quebec", "4:pepiniere zibeline"}},
		{"Zibeline f.a.s.n. Les Gerboises", []string{"0:zibeline gerboise", "3:zibeline", "4:gerboise"}},
		{"Zibeline o/a Gerboise", []string{"0:zibeline gerboise", "3:zibeline", "4:gerboise"}},
		{"ZIBELINE T/A GERBOISE", []string{"0:zibeline gerboise", "3:zibeline", "4:gerboise"}},
		{"Zibeline, une division de Gerboise inc.", []string{"0:zibeline gerboise", "3:zibeline", "4:gerboise"}},
		{"Zibeline - Gerboise", []string{"0:zibeline gerboise", "5:zibeline", "6:gerboise"}},
		{"Zibeline-Gerboise", []string{"0:zibeline gerboise"}},
		{"T.A. Zibeline", []string{"0:ta zibeline"}},
		{"Société de transport adapté Zibeline (STAZ)", []string{"0:societe transport adapte zibeline", "7:staz"}},
		{"Zibeline (Gerboise)", []string{"0:zibeline gerboise", "1:zibeline", "2:gerboise"}},
		{"", nil},
		{"...", nil},
		{"The Co", []string{"0:the co"}},
	} {
		var got []string
		for _, p := range tb.Read(c.in).Parts {
			var w []string
			for _, x := range p.Words {
				w = append(w, x.Text)
			}
			got = append(got, string(rune('0'+p.Kind))+":"+strings.Join(w, " "))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("parts of %q (-want +got):\n%s", c.in, d)
		}
	}
}

func TestNumberedAndFamily(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for _, c := range []struct{ in, number, family string }{
		{"9175-2998 Québec inc.", "91752998", "company"},
		{"91752998 QUEBEC INC", "91752998", "company"},
		{"3857387 Canada Inc.", "3857387", "company"},
		{"1234 Québec inc.", "", "company"},
		{"2000 Soleils ltée", "", "company"},
		{"Coop de solidarité Boréale inc.", "", "coop_solidarity"},
		{"Grandbois s.e.n.c.", "", "partnership"},
		{"Mutuelle Grandbois", "", "mutual"},
		{"Grandbois", "", ""},
		{"Larkfield Community Interest Company", "", "npo"},
	} {
		n := tb.Read(c.in)
		if n.Numbered != c.number || n.Family != c.family {
			t.Errorf("%q: number %q family %q, want %q %q", c.in, n.Numbered, n.Family, c.number, c.family)
		}
	}
}

func TestPerson(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for in, want := range map[string]bool{
		"TREMBLAY, JEAN": true, "Tremblay, Marie-Claude": true, "Jean Tremblay": true, "Tremblay Jean": true, "M. Luc Roy": true,
		"Mme Gagnon": true, "GAGNON, J.": true, "Marie-Claude Bouchard-Roy": true, "John Smith": true,
		"Jean Tremblay inc.": false, "Transport Jean Tremblay": false, "Roy, Luc et associés": false, "Restaurant Chez Marie": false,
		"Saint-Martin": false, "Alain": false, "Ville Marie": false, "Services Luc Roy": false, "Roy & Fils": false, "Jean 3000": false, "": false,
		"Fondation Jean Tremblay": false, "Garage Luc": false, "M. Muffler": false, "Marie de la Mer et les autres": false,
		"NGUYEN, THANH": true, "Tremblay, Xavielle": true, "Gagnon-Roy, Thaïna": true, "Succession de feu Zéphyr Untel": true, "Succession Untel": true,
		"Estate of Zephyr Untel": true, "Jean Tremblay et Thanh Untel": true, "Luc & Marie Roy": true, "Roy Luc et Marie": true,
		"M. et Mme Untel": true, "M./Mme Jean Untel": true, "Mr & Mrs Untel": true, "Marie Roy and John Smith": true,
		"Succession Immobilier Roy": false, "Estate Agents Roy": false, "Luc et Marie": false, "Roy et Gagnon": false, "Roy, Gagnon et Martin": false,
		"Gagnon, Québec": false, "Tremblay, Avocats": false, "Roy, Tremblay": false, "Luc Roy et Fils": false, "Luc Roy et Construction": false,
		"Jean Roy et Associés inc.": false, "M. et Mme Muffler inc.": false, "Zéphyr, Untel": false,
		"Boucher, traiteur": false, "Martin, Roy, Gagnon": false, "Luc Roy (Déneigement)": false, "Dr A Gould and partners": false,
	} {
		if got := tb.Person(in); got != want {
			t.Errorf("Person(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, digits string
		state      name.NEQState
	}{
		{"1100000000", "1100000000", name.NEQValid},
		{"11 0000 0018", "1100000018", name.NEQValid},
		{"1100000018.0", "1100000018", name.NEQValid},
		{"1.100000018E+09", "1100000018", name.NEQValid},
		{"1100000019", "1100000019", name.NEQBadCheck},
		{"9900000018", "", name.NEQInvalid},
		{"110000001", "", name.NEQInvalid},
		{"", "", name.NEQAbsent},
		{"aucun", "", name.NEQAbsent},
	} {
		if d, s := name.NEQ(c.in); d != c.digits || s != c.state {
			t.Errorf("NEQ(%q) = %q, %s, want %q, %s", c.in, d, s, c.digits, c.state)
		}
	}
	for in, want := range map[string]string{"123456782RT0001": "123456782", "123 456 782": "123456782", "123456782.0": "123456782", "12345678": "", "123456782RR0001": "123456782"} {
		if got, ok := name.BN(in); got != want || ok != (want != "") {
			t.Errorf("BN(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	if got, ok := name.BN("123456789"); ok || got != "123456789" {
		t.Errorf("BN with a bad check = %q, %v", got, ok)
	}
	for in, want := range map[string]string{"1234567890TQ0001": "1234567890", "1234567890": "1234567890", "123": ""} {
		if got := name.QST(in); got != want {
			t.Errorf("QST(%q) = %q, want %q", in, got, want)
		}
	}
	if got := name.Postal("j6s 1a1"); got != "J6S1A1" {
		t.Errorf("Postal = %q", got)
	}
}

// The scanner's folded text is Fold's, for any text.
func TestReadFoldsAsFold(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aàâéÉèêîïôùûüçœŒæßAZmz0189 .,'’-–&/()+#²½ﬁ日\u0301\u00a0")), 0, 60, -1).Draw(t, "s")
		if got, want := tb.Read(s).Folded, name.Fold(s); got != want {
			t.Fatalf("%q: read folds to %q, Fold to %q", s, got, want)
		}
	})
}

func TestReadIsBounded(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for _, s := range []string{strings.Repeat("é", 100_000), strings.Repeat("a ", 100_000), strings.Repeat("(", 10_000), strings.Repeat("9", 10_000), "\xff\xfe\x00"} {
		n := tb.Read(s)
		if len(n.Words) > 200 {
			t.Errorf("%d words of a hostile name", len(n.Words))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"9175-2998 Québec inc. (Pépinière)", "A & B / C - D, div. de E", "l'é", "\xff", "f.a.s.n.", "o/a", "()", "1er"} {
		f.Add(s)
	}
	tb := tables(f)
	f.Fuzz(func(t *testing.T, s string) {
		n := tb.Read(s)
		for _, p := range n.Parts {
			if len(p.Words) == 0 {
				t.Fatalf("%q has an empty part", s)
			}
		}
		_ = n.Key()
		_ = tb.Person(s)
		_, _ = name.NEQ(s)
		_, _ = name.BN(s)
		_ = name.QST(s)
		if len(s) < 500 && name.Fold(name.Fold(s)) != name.Fold(s) {
			t.Fatalf("%q: Fold is not idempotent", s)
		}
	})
}

func TestWrittenAlike(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Women's Saltatrix Guild", "WOMENS SALTATRIX GUILD", true},
		{"St Ann's Desman", "ST ANN,S DESMAN", true},
		{"LTD Zibeline Desman", "Zibeline Desman Ltd", true},
		{"Women's Saltatrix Guild", "Woman Saltatrix Guild", false},
	} {
		if got := tb.Read(c.a).Exact == tb.Read(c.b).Exact; got != c.want {
			t.Errorf("%q and %q: alike %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestPublicBodies(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for s, want := range map[string]string{
		"Centre de services scolaire du Desman": "public", "Commission scolaire du Desman": "public", "CISSS du Desman": "public",
		"Desman NHS Foundation Trust": "public", "Office municipal d’habitation de Desman": "public", "École du Desman": "", "Desman inc.": "company",
	} {
		if got := tb.Read(s).Family; got != want {
			t.Errorf("%q: family %q, want %q", s, got, want)
		}
	}
}

package seao_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/registry/source/seao"
	"jachete/templates/message"
	"jachete/templates/policy"
)

func options(t testing.TB) seao.Options {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return seao.Options{Territory: p.Territory}
}

// release makes one release with one award.
func release(ocid, date, party, award string) string {
	return `{"ocid":"` + ocid + `","id":"r","date":"` + date + `","tag":["award"],"parties":[{"id":"B","name":"Ville d'Essai","roles":["buyer"],"details":{"municipal":"1"}},` + party + `],"buyer":{"id":"B"},"awards":[` + award + `]}`
}

func party(id, name, neq string) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"roles":["supplier"],"address":{"locality":"Rigaud","postalCode":"J0P 1P0"},"details":{%s}}`, id, name, neq)
}

func award(id, amount string, suppliers ...string) string {
	var list []string
	for _, s := range suppliers {
		list = append(list, fmt.Sprintf(`{"id":%q,"name":%q}`, s, "vu "+s))
	}
	return fmt.Sprintf(`{"id":%q,"suppliers":[%s],"value":{"amount":%s,"currency":"CAD"}}`, id, strings.Join(list, ","), amount)
}

func wrap(releases ...string) string {
	return `{"publishedDate":"2024-01-01","extensions":[1,{"a":[]}],"releases":[` + strings.Join(releases, ",") + `],"license":"x"}`
}

func read(t testing.TB, opt seao.Options, files ...string) (*seao.Said, error) {
	t.Helper()
	var list []seao.File
	for i, f := range files {
		list = append(list, seao.File{Name: fmt.Sprintf("f%d.json", i), R: strings.NewReader(f)})
	}
	return seao.Read(context.Background(), list, opt)
}

func totals(s *seao.Said) (out []string) {
	for _, t := range s.Totals {
		out = append(out, fmt.Sprintf("%s %s: %d awards %s, final %s, municipal %s, joint %d, other %d", t.Key, t.Name, t.Awards, t.Awarded, t.Contracts, t.Municipal, t.Joint, t.Other))
	}
	return out
}

const neqA, neqB = `"neq":"1100000106"`, `"NEQ":1100000114`

func TestRead(t *testing.T) {
	t.Parallel()
	s, err := read(
		t, options(t),
		wrap(
			release("o1", "2024-01-01", party("S", "Atelier Orlanne", neqA), award("1", "1000.10", "S")),
			release("o2", "2024-01-02", party("S", "ORLANNE ATELIER", neqA), award("1", `"2000,5"`, "S")),
			release("o3", "2024-01-02", party("S", "ORLANNE ATELIER", neqA), award("1", "2000.05", "S")),
			release("o4", "2024-01-03", party("S", "Verdalie", neqB)+","+party("T", "Atelier Orlanne", neqA), award("1", "5000", "S", "T")),
		),
		wrap(
			release("o1", "2024-02-01", party("S", "Atelier Orlanne", neqA), award("1", "900", "S")),  // a later word
			release("o1", "2023-02-01", party("S", "Atelier Orlanne", neqA), award("1", "7777", "S")), // an earlier one
			`{"ocid":"o5","date":"2024-01-01","parties":[`+party("S", "Sans numéro", "")+`],"awards":[`+award("1", "10", "S")+`],"contracts":[{"awardID":"1","value":{"amount":12.25}},{"awardID":"2","value":{"amount":99}}]}`,
			`{"ocid":"o6","awards":[`+award("1", "10", "S")+`],"parties":[{"id":"S","name":"Jean Personne","details":{"neq":"2211111114"}}]}`,
			`{"ocid":"o7","awards":[{"id":"1","suppliers":[{"id":"Z","name":"Sans numéro"}],"value":{"amount":5,"currency":"USD"}}],"parties":[]}`,
		),
	)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{
		"1100000106 Atelier Orlanne: 4 awards 2900.05, final 0, municipal 2900.05, joint 1, other 1",
		"1100000114 Verdalie: 1 awards 0, final 0, municipal 0, joint 1, other 0",
		"name:sans numero Sans numéro: 2 awards 10, final 12.25, municipal 0, joint 0, other 1",
	}, totals(s)); d != "" {
		t.Error(d)
	}
	e := s.Enterprises[0]
	if e.NEQ != "1100000106" || len(e.Names) != 2 || e.Names[0].Text != "Atelier Orlanne" || e.Seen["ORLANNE ATELIER"] != 2 || e.City != "Rigaud" || e.Candidate {
		t.Errorf("%+v", e)
	}
	if s.Files[0].Digest == s.Files[1].Digest || len(s.Files[0].Digest) != 64 {
		t.Errorf("%+v", s.Files)
	}
}

// A supplier of no interest leaves nothing, but a later award to it ends an
// earlier one to another.
func TestKeep(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Keep = func(neq, _ string) bool { return neq == "1100000106" }
	s, err := read(t, o, wrap(
		release("o1", "2024-01-01", party("S", "Orlanne", neqA), award("1", "1000", "S")),
		release("o1", "2024-03-01", party("S", "Verdalie", neqB), award("1", "1000", "S")),
		release("o2", "2024-01-01", party("S", "Orlanne", neqA), award("1", "500", "S")),
		release("o2", "2024-03-01", party("S", "Orlanne", neqA), `{"id":"1"}`), // a later word that says less
	))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"1100000106 Orlanne: 1 awards 500, final 0, municipal 500, joint 0, other 0"}, totals(s)); d != "" {
		t.Error(d)
	}
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	whole := wrap(release("o1", "2024-01-01", party("S", "Orlanne", neqA), award("1", "1000", "S")), release("o2", "2024-01-01", party("S", "Orlanne", neqA), award("1", "1000", "S")))
	for _, tt := range []struct {
		about, text, key string
		opt              seao.Options
	}{
		{about: "empty", text: "", key: "seao.cut"},
		{about: "a page", text: "<html>", key: "seao.shape"},
		{about: "a list", text: "[]", key: "seao.shape"},
		{about: "no releases", text: `{"a":1}`, key: "seao.shape"},
		{about: "releases of another shape", text: `{"releases":{}}`, key: "seao.shape"},
		{about: "damaged", text: strings.Replace(whole, `"o2"`, `"o2`, 1), key: "seao.damaged"},
		{about: "a release that is none", text: `{"releases":[{"ocid":"x"},5]}`, key: "seao.damaged"},
		{about: "too many", text: whole, key: "seao.too_many", opt: seao.Options{Releases: 1}},
		{about: "too many suppliers", text: wrap(release("o1", "", party("S", "Orlanne", neqA), award("1", "1", "S")), release("o2", "", party("S", "Verdalie", neqB), award("1", "1", "S"))), key: "seao.too_many", opt: seao.Options{Suppliers: 1}},
		{about: "a file too large", text: whole, key: "seao.too_large", opt: seao.Options{FileBytes: 100}},
		{about: "a release too large", text: wrap(`{"ocid":"` + strings.Repeat("x", 5000) + `"}`), key: "seao.release_large", opt: seao.Options{ReleaseBytes: 1000}},
		{about: "deep", text: `{"releases":[{"x":` + strings.Repeat("[", 20_000), key: "seao.damaged"},
	} {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			s, err := read(t, tt.opt, tt.text)
			var f *message.Fault
			if !errors.As(err, &f) || s != nil || f.Key != tt.key {
				t.Fatalf("%v, %v", s, err)
			}
			if text := message.In(message.French).Fault(f); strings.ContainsAny(text, "‹{") {
				t.Error(text)
			}
		})
	}
	for cut := 1; cut < len(whole); cut += 17 {
		s, err := read(t, seao.Options{}, whole[:cut])
		var f *message.Fault
		if !errors.As(err, &f) || s != nil || f.Key != "seao.cut" {
			t.Fatalf("cut at %d: %v, %v", cut, s, err)
		}
	}
}

// The reading streams: a file far larger than a release is read within the
// limit of one.
func TestStreams(t *testing.T) {
	t.Parallel()
	one := release("o", "2024-01-01", party("S", "Orlanne", neqA), award("1", "1", "S"))
	const n = 5000
	r := io.MultiReader(strings.NewReader(`{"releases":[`), strings.NewReader(strings.Repeat(one+",", n-1)+one), strings.NewReader("]}"))
	o := options(t)
	o.ReleaseBytes = 64 << 10
	s, err := seao.Read(context.Background(), []seao.File{{Name: "f", R: r}}, o)
	if err != nil || s.Counts[0].N != n || s.Totals[0].Awards != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
}

// No bytes make the reader panic, and what is refused gives nothing.
func FuzzRead(f *testing.F) {
	f.Add(wrap(release("o1", "2024-01-01", party("S", "Orlanne", neqA), award("1", "1e5", "S"))))
	f.Add(`{"releases":[{"parties":[{"id":{},"roles":"x","details":[]}],"awards":[{"value":3,"suppliers":[{}]}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := read(t, seao.Options{ReleaseBytes: 1 << 16}, text)
		if (err == nil) == (s == nil) {
			t.Fatalf("%v, %v", s, err)
		}
	})
}

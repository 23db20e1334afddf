package match_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"jachete/scoring/match"
	"jachete/scoring/name"
)

// The files testdata/*.match hold cases that an advisor can read and add to:
// three lines each (fournisseur, verdict, raison). The verdict is one of
//
//	match ID      found, nobody needs to look
//	possible ID   somebody should look, and ID comes first
//	shown ID      match or possible, and ID comes first
//	not match     possible or none
//	none          nothing
//
// The registry is testdata/registre.match.

var field = regexp.MustCompile(`\[(ville|code|neq|bn|coupé) ([^\]]*)\]`)

func fields(s string) (string, map[string]string) {
	m := map[string]string{}
	for _, f := range field.FindAllStringSubmatch(s, -1) {
		m[f[1]] = f[2]
	}
	return strings.TrimSpace(field.ReplaceAllString(s, "")), m
}

func readRegistry(t *testing.T) []match.Entry {
	t.Helper()
	b, err := os.ReadFile("testdata/registre.match")
	if err != nil {
		t.Fatal(err)
	}
	var out []match.Entry
	for _, l := range strings.Split(string(b), "\n") {
		id, rest, ok := strings.Cut(l, " = ")
		if !ok || strings.HasPrefix(l, "#") {
			continue
		}
		text, f := fields(rest)
		e := match.Entry{ID: id, City: f["ville"], Postal: f["code"], NEQ: f["neq"], BN: f["bn"]}
		for _, n := range strings.Split(text, " ; ") {
			e.Names = append(e.Names, strings.TrimSpace(n))
		}
		out = append(out, e)
	}
	return out
}

func TestCases(t *testing.T) {
	t.Parallel()
	x, err := match.New(readRegistry(t), params(t))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*.match")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range files {
		if filepath.Base(file) == "registre.match" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var supplier, want string
		for i, l := range strings.Split(string(b), "\n") {
			key, v, _ := strings.Cut(l, ":")
			v = strings.TrimSpace(v)
			switch key {
			case "fournisseur":
				supplier = v
			case "verdict":
				want = v
			case "raison":
				total++
				text, f := fields(supplier)
				s := match.Supplier{Name: text, City: f["ville"], Postal: f["code"], NEQ: f["neq"]}
				s.BN, _ = name.BN(f["bn"])
				s.CutAt, _ = strconv.Atoi(f["coupé"])
				got := x.Resolve(s)
				if !as(got, want) {
					id, p := "", got.Probability
					if len(got.Candidates) > 0 {
						id = got.Candidates[0].ID + " " + got.Candidates[0].Name
					}
					t.Errorf("%s:%d: %q gives %s %s (%.3f, %s), want %s: %s", file, i+1, supplier, got.Outcome, id, p, got.Reason, want, v)
				}
				if got.Outcome == match.None && got.Reason == "" {
					t.Errorf("%s:%d: %q: none without a reason", file, i+1, supplier)
				}
			}
		}
	}
	if total < 200 {
		t.Errorf("only %d cases", total)
	}
}

func as(v match.Verdict, want string) bool {
	id := ""
	if len(v.Candidates) > 0 {
		id = v.Candidates[0].ID
	}
	verb, wantID, _ := strings.Cut(want, " ")
	switch verb {
	case "match", "possible":
		return string(v.Outcome) == verb && id == wantID
	case "shown":
		return v.Outcome != match.None && id == wantID
	case "not":
		return v.Outcome != match.Match
	}
	return string(v.Outcome) == want
}

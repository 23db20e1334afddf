package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
)

// Who may take a route. "own" and "foreign" are buyers, of the organisation of
// the address and of another one.
type who []string

var everyone = who{"nobody", "own", "foreign", "advisor", "director", "enterprise", "administrator"}

// Those that a declaration names.
var (
	all      = everyone
	holders  = everyone[1:]
	itself   = who{"own", "advisor", "director", "administrator"} // sees an organisation
	workers  = who{"own", "advisor", "administrator"}             // works for an organisation
	pole     = who{"advisor", "director", "administrator"}
	advisers = who{"advisor", "administrator"}
	owners   = who{"administrator"}

	enterprises = who{"enterprise"}
)

// TestEveryRouteIsDeclared asks each route's policy for each role, with the
// role's own organisation and with another's, and compares with the table of
// routes_test.go, which is written by hand: a route that is not in it, or that
// lets in somebody else than it says, fails.
func TestEveryRouteIsDeclared(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const org, other = "org-a", "org-b"
	actors := map[string]*desk.Actor{
		"own": {User: "u1", Role: desk.Buyer, Org: org}, "foreign": {User: "u2", Role: desk.Buyer, Org: other}, "advisor": {User: "u3", Role: desk.Advisor},
		"director": {User: "u4", Role: desk.Director}, "enterprise": {User: "u5", Role: desk.Enterprise, Enterprise: "e1"}, "administrator": {User: "u6", Role: desk.Administrator},
	}
	seen := map[string]bool{}
	for _, r := range s.server.Routes() {
		name := r.Method + " " + r.Path
		if seen[name] {
			t.Errorf("%s stands twice in the route table", name)
		}
		seen[name] = true
		may, ok := declared[name]
		if !ok {
			t.Errorf("%s is not declared: say in routes_test.go who may take it, e.g. %q: workers", name, name)
			continue
		}
		for _, w := range everyone {
			of := org
			if !strings.Contains(r.Path, ":org") {
				of = ""
			}
			err := r.Allow(actors[w], of)
			if (err == nil) != slices.Contains(may, w) {
				t.Errorf("%s as %s: policy says %v, the table %v", name, w, err, may)
			}
			if w == "foreign" && of != "" && slices.Contains(may, "own") && err != nil && !errors.Is(err, errNotFound) {
				t.Errorf("%s tells a stranger that it exists: %v", name, err)
			}
		}
		if strings.HasPrefix(r.Path, "/o/:org") && (slices.Contains(may, "foreign") || slices.Contains(may, "enterprise") || slices.Contains(may, "nobody")) {
			t.Errorf("%s is declared open to strangers; a page of an organisation never is", name)
		}
	}
	for name := range declared {
		if !seen[name] {
			t.Logf("%s is declared and not served", name)
		}
	}
}

// fill puts objects of a tenant into a path. A parameter that is not known gets
// every object in turn.
func fill(path string, org tenant, of tenant, people map[string]string) []string {
	objects := []string{of.upload, of.ledger, of.diagnostic}
	known := map[string]string{
		":org": string(org.org), ":upload": of.upload, ":ledger": of.ledger, ":diagnostic": of.diagnostic, ":user": people["buyer"],
		":secret": "x", ":role": "buyer", ":file": "x", ":annee": "2025", ":quoi": "pdf",
	}
	list := []string{""}
	for _, part := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		choices := []string{part}
		if v, ok := known[part]; ok {
			choices = []string{v}
		} else if strings.HasPrefix(part, ":") || strings.HasPrefix(part, "*") {
			choices = objects
		}
		var next []string
		for _, l := range list {
			for _, c := range choices {
				next = append(next, l+"/"+url.PathEscape(c))
			}
		}
		if list = next; len(list) > 9 {
			list = list[:9]
		}
	}
	return list
}

// Over HTTP: whoever may not is turned away and reads no mark; whoever may gets
// no error of ours.
func TestEveryRouteOverHTTP(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	names := map[string]string{"own": "buyer", "foreign": "stranger"}
	for _, w := range everyone {
		b := s.as(or(names[w], w))
		for _, r := range s.server.Routes() {
			may := slices.Contains(declared[r.Method+" "+r.Path], w)
			if may && (r.Method != http.MethodGet || strings.HasSuffix(r.Path, "/flux")) {
				continue // what changes things, and streams, have tests of their own
			}
			for _, path := range fill(r.Path, s.own, s.own, s.people) {
				a := b.request(r.Method, path, strings.NewReader(""))
				a.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				got := b.do(a)
				switch {
				case may && got.status >= 500:
					t.Errorf("%s %s as %s: %d", r.Method, path, w, got.status)
				case !may && !turnedAway(got):
					t.Errorf("%s %s as %s: %d, want to be turned away", r.Method, path, w, got.status)
				case !may && strings.Contains(strings.ToLower(got.body), s.own.mark):
					t.Errorf("%s %s as %s: a refusal that tells %s", r.Method, path, w, s.own.mark)
				}
			}
		}
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func turnedAway(a answer) bool {
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(a.header.Get("Location"), "/connexion?")
	}
	return false
}

// An address of one's own organisation with an object of another finds nothing,
// whatever the method, and changes nothing.
func TestObjectsOfOthersAreNotFound(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	before := s.audited()
	for _, w := range []string{"buyer", "advisor", "administrator"} {
		b := s.as(w)
		for _, r := range s.server.Routes() {
			if !namesAnObject(r.Path) {
				continue
			}
			for _, path := range fill(r.Path, s.own, s.other, s.people) {
				a := b.request(r.Method, path, strings.NewReader(""))
				a.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				got := b.do(a)
				// The review sends on from a question that is no longer open.
				gone := got.status == http.StatusSeeOther && strings.HasPrefix(r.Path, "/revision/") && w != "buyer"
				if !gone && (got.status < 400 || got.status >= 500) {
					t.Errorf("%s %s as %s, an object of another: %d", r.Method, path, w, got.status)
				}
				if strings.Contains(strings.ToLower(got.body), s.other.mark) {
					t.Errorf("%s %s as %s shows %s", r.Method, path, w, s.other.mark)
				}
			}
		}
	}
	if after := s.audited(); after != before {
		t.Errorf("the other organisation's log went from %d to %d lines", before, after)
	}
}

// namesAnObject tells whether a path names an object beside the organisation; a
// year or a format is none.
func namesAnObject(path string) bool {
	n := strings.Count(path, ":") - strings.Count(path, ":annee") - strings.Count(path, ":quoi")
	return strings.Contains(path, "/:org") && n > 1
}

// audited counts the lines of the other organisation's log.
func (s *site) audited() int {
	s.t.Helper()
	list, err := s.desk.Store.AuditTrail(s.t.Context(), s.other.org, auditEverything)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(list)
}

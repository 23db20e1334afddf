package web

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
)

// things are the identifiers of a tenant's objects, by the part of an address
// that names them.
type things map[string]string

// objects gives a tenant's objects, with a decision of its own.
func (s *site) objects(of tenant) things {
	s.t.Helper()
	ctx, boss := s.t.Context(), desk.Console(of.mark)
	made, err := s.desk.Diagnostic(ctx, boss, of.org, of.diagnostic)
	if err != nil {
		s.t.Fatal(err)
	}
	out := things{"fichiers": of.upload, "grands-livres": of.ledger, "diagnostics": of.diagnostic}
	for i := range made.Value.Suppliers {
		x := &made.Value.Suppliers[i]
		if strings.Contains(x.Name, "Quincaillerie "+of.mark) {
			out["fournisseurs"] = x.Key
		}
	}
	page := s.as("advisor").get("/revision?acheteur=" + url.QueryEscape(string(of.org)))
	if m := regexp.MustCompile(`/revision/` + string(of.org) + `/([0-9a-zA-Z_-]+)`).FindStringSubmatch(page.body); m != nil {
		out["question"] = m[1]
	}
	kept, err := s.desk.Decide(ctx, boss, of.org, desk.Asked{Period: "2025"}, review.Decision{
		Kind: review.Match, Subject: review.Subject{Names: []string{"Quincaillerie " + of.mark + " enr."}}, Verdict: review.None, Reason: "essai " + of.mark,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	out["decisions"] = kept[0].ID
	if out["fournisseurs"] == "" {
		s.t.Fatal("no supplier bears the mark")
	}
	return out
}

// mixed are the addresses of a route under one's own organisation in which at
// least one object is another's.
func mixed(path string, org desk.OrgID, own, other things) []string {
	type form struct {
		path    string
		foreign bool
	}
	list, before := []form{{}}, ""
	for _, part := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		choices := []form{{path: part}}
		switch {
		case part == ":org":
			choices[0].path = string(org)
		case part == ":annee":
			choices[0].path = "2025"
		case part == ":quoi":
			choices = []form{{path: "pdf"}, {path: "classeur"}, {path: "json"}, {path: "conseil"}}
		case strings.HasPrefix(part, ":"):
			kind := before
			switch part {
			case ":decision":
				kind = "decisions"
			case ":question":
				kind = "question"
			}
			choices = nil
			for _, x := range []struct {
				of      things
				foreign bool
			}{{own, false}, {other, true}} {
				if id, ok := x.of[kind]; ok {
					// Keys of suppliers count from one in each diagnostic: the same key is one's own.
					choices = append(choices, form{id, x.foreign && id != own[kind]})
				} else { // a kind this test has none of: all there is
					for _, id := range slices.Sorted(maps.Values(x.of)) {
						choices = append(choices, form{id, x.foreign && !slices.Contains(slices.Collect(maps.Values(own)), id)})
					}
				}
			}
		}
		var next []form
		for _, l := range list {
			for _, c := range choices {
				next = append(next, form{l.path + "/" + url.PathEscape(c.path), l.foreign || c.foreign})
			}
		}
		list, before = next, part
	}
	var out []string
	for _, l := range list {
		if l.foreign {
			out = append(out, l.path)
		}
	}
	return out
}

// Identifiers of another organisation, put into addresses of one's own beside
// one's own identifiers, open nothing, tell nothing and change nothing: pages,
// answers, documents of every kind, streams.
func TestMixedIdentifiers(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	own, other := s.objects(s.own), s.objects(s.other)
	before := s.audited()
	tried := 0
	for _, who := range []string{"buyer", "advisor", "director", "administrator"} {
		b := s.as(who)
		for _, r := range s.server.Routes() {
			if !namesAnObject(r.Path) {
				continue
			}
			for _, path := range mixed(r.Path, s.own.org, own, other) {
				req := b.request(r.Method, path, strings.NewReader("verdict=none&raison=essai&suite=accepter&accord=oui"))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				a := b.do(req)
				tried++
				gone := a.status == http.StatusSeeOther && strings.HasPrefix(r.Path, "/revision/")
				if !gone && (a.status < 400 || a.status >= 500) {
					t.Errorf("%s %s as %s: %d", r.Method, path, who, a.status)
				}
				if strings.Contains(strings.ToLower(inside(a)), s.other.mark) {
					t.Errorf("%s %s as %s tells %s", r.Method, path, who, s.other.mark)
				}
			}
		}
	}
	if tried < 100 {
		t.Errorf("%d addresses tried: the test looks at little", tried)
	}
	if after := s.audited(); after != before {
		t.Errorf("the other organisation's log went from %d to %d lines", before, after)
	}
	if x, err := s.desk.Store.Decision(t.Context(), s.other.org, other["decisions"]); err != nil || !x.InForce() {
		t.Errorf("the other's decision was changed: %v", err)
	}
	// Keys in the query and in forms, too.
	b := s.as("buyer")
	at := "/o/" + string(s.own.org)
	for _, path := range []string{at + "/a-trancher/2025?cle=" + url.QueryEscape(other["fournisseurs"]), at + "/journal?quoi=decide+decision"} {
		if a := b.get(path); a.status >= 500 || strings.Contains(strings.ReplaceAll(a.body, `value="`+s.other.mark, ""), s.other.mark) {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := b.post(at+"/a-trancher/2025", url.Values{"cle": {other["fournisseurs"]}, "candidat": {"x"}, "verdict": {"none"}, "raison": {"essai"}}); a.status != http.StatusConflict {
		t.Errorf("an answer about another's payee: %d", a.status)
	}
}

// clock is what differs between two looks at one page.
var clock = regexp.MustCompile(`\b\d\d:\d\d\b`)

// What others do changes nothing that one sees: every page, list, choice of a
// filter, count, document and stream that can be reached is the same to the byte
// after another organisation brought its ledgers.
func TestNothingCountsTheOthers(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	own := "/o/" + string(s.own.org)
	for _, x := range []struct {
		who   string
		start []string
	}{
		{"buyer", []string{"/", own, own + "/diagnostics", own + "/diagnostics/" + s.own.diagnostic, own + "/diagnostics/" + s.own.diagnostic + "/fournisseurs", own + "/a-trancher/2025", "/compte", "/registre"}},
		{"nobody", []string{"/", "/registre", "/est-ce-une-ees", "/confidentialite"}},
		{"enterprise", []string{"/", "/mon-entreprise", "/registre"}},
	} {
		t.Run(x.who, func(t *testing.T) {
			b := s.as(x.who)
			look := func() map[string]string {
				seen := map[string]string{}
				b.crawl(400, func(path string, a answer) {
					if strings.Contains(path, "/journal") { // tells of the looks themselves
						return
					}
					seen[path] = clock.ReplaceAllString(inside(a), "00:00")
				}, x.start...)
				return seen
			}
			look() // what is made at the first look is made
			before := look()
			s.objects(s.tenant("zznouvelle" + x.who))
			after := look()
			for _, path := range slices.Sorted(maps.Keys(before)) {
				now, ok := after[path]
				if !ok {
					t.Errorf("%s is no longer reached", path)
				} else if now != before[path] {
					t.Errorf("%s changed: %s", path, difference(before[path], now))
				}
			}
			for path := range after {
				if _, ok := before[path]; !ok {
					t.Errorf("%s is reached now", path)
				}
			}
			t.Logf("%d addresses", len(before))
		})
	}
}

// difference is the place where two texts part.
func difference(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	from := max(0, n-60)
	return "…" + a[from:min(len(a), n+60)] + "… is now …" + b[from:min(len(b), n+60)] + "…"
}

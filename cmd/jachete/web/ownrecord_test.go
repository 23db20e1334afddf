package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store"
)

// listed is the identifier of an enterprise of the public registry.
func (s *site) listed(word string) string {
	s.t.Helper()
	p, err := s.desk.SearchRegistry(s.t.Context(), desk.RegistrySearch{Words: word})
	if err != nil || len(p.List) != 1 {
		s.t.Fatalf("%d enterprises with %q, %v", len(p.List), word, err)
	}
	return p.List[0].ID
}

// wait is the identifier of the only claim that waits.
func (s *site) wait() string {
	s.t.Helper()
	list, err := s.desk.Claims(s.t.Context(), desk.Console("essai"), store.ClaimAsked, "")
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%d claims wait, %v", len(list), err)
	}
	return list[0].ID
}

// seenIn is what the page of a proposal says it showed.
func seenIn(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`name="vu" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page does not say what it shows: %s", textOf(page))
	}
	return m[1]
}

// From the public page to an account, to a change of one's own record that an
// advisor accepts.
func TestEnterpriseClaimsItsRecordAndUpdatesIt(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	id := s.listed("zzgamma")
	nobody, advisor := s.browser(), s.as("advisor")
	if page := nobody.get("/registre/" + id); !strings.Contains(page.body, "/registre/"+id+"/demande") {
		t.Error("the public page does not lead to the claim")
	}
	ask := url.Values{"nom": {"Alix Essai"}, "courriel": {"Alix@zzgamma.invalid"}, "fonction": {"direction"}, "message": {`<script>alert("zzxss")</script>`}}
	if a := nobody.post("/registre/"+id+"/demande", ask); a.status != http.StatusOK || !strings.Contains(a.body, "alix@") && !strings.Contains(a.body, "Alix@") {
		t.Fatalf("claim: %d: %s", a.status, textOf(a.body))
	}
	for name, bad := range map[string]url.Values{"no address": {"nom": {"Alix Essai"}}, "no name": {"courriel": {"a@b.invalid"}}} {
		if a := nobody.post("/registre/"+id+"/demande", bad); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	page := advisor.get("/fiches/demandes")
	if !strings.Contains(page.body, "Alix Essai") || !strings.Contains(page.body, "du domaine de son site") {
		t.Errorf("the advisor's page: %s", textOf(page.body))
	}
	checkMarkup(t, "/fiches/demandes", page.body)
	if a := advisor.post("/fiches/demandes/"+s.wait(), url.Values{"suite": {"accepter"}}); a.status != http.StatusOK || !strings.Contains(a.body, "/invitation/") {
		t.Fatalf("accept: %d", a.status)
	}
	own := s.browser()
	if a := own.post(s.newestLink(), url.Values{"nom": {"Alix Essai"}, "mot-de-passe": {sitePassword}}); a.status != http.StatusSeeOther {
		t.Fatalf("open the account: %d", a.status)
	}
	if a := own.get("/"); a.header.Get("Location") != "/mon-entreprise" {
		t.Errorf("its first page is %q", a.header.Get("Location"))
	}
	page = own.get("/mon-entreprise")
	if page.status != http.StatusOK || !strings.Contains(page.body, "Zzgamma") || strings.Contains(page.body, "zznote") {
		t.Errorf("its own page, without the Pôle's note: %d: %s", page.status, textOf(page.body))
	}
	form := own.get("/mon-entreprise/modifier")
	if form.status != http.StatusOK || strings.Contains(form.body, `name="neq"`) || strings.Contains(form.body, `name="note"`) {
		t.Errorf("the form: %d", form.status)
	}
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(form.body)
	change := url.Values{
		"version": {version[1]}, "city": {"Léry"}, "serves": {"*"}, "phone": {"450 555-0123"}, "web": {"https://zzgamma.invalid"}, "mots": {"nous avons déménagé"},
		// What it may not change, though a hand-made form says so.
		"name": {"Autre nom légal"}, "neq": {"1199068280"}, "note": {"zzpris"}, "family": {"npo"}, "statut": {"recognised"},
	}
	if a := own.post("/mon-entreprise/modifier", change); a.header.Get("Location") != "/mon-entreprise" {
		t.Fatalf("propose: %d to %q: %s", a.status, a.header.Get("Location"), textOf(a.body))
	}
	if page := own.get("/mon-entreprise"); !strings.Contains(page.body, "relit votre proposition") || !strings.Contains(page.body, "Léry") {
		t.Errorf("what waits: %s", textOf(page.body))
	}
	if page := nobody.get("/registre/" + id); strings.Contains(page.body, "Léry") {
		t.Error("a proposal is public before it is accepted")
	}
	list := advisor.get("/fiches/candidates?sorte=own")
	at := regexp.MustCompile(`/fiches/candidates/[0-9a-f-]{36}`).FindString(list.body)
	if page := advisor.get(at); !strings.Contains(page.body, "Léry") || !strings.Contains(page.body, "nous avons déménagé") || strings.Contains(page.body, "Autre nom") || strings.Contains(page.body, "zzpris") {
		t.Errorf("the proposal: %s", textOf(page.body))
	}
	// What the enterprise changes meanwhile is not accepted unseen.
	seen := seenIn(t, advisor.get(at).body)
	if a := own.post("/mon-entreprise/modifier", change); a.header.Get("Location") != "/mon-entreprise" {
		t.Fatalf("propose again: %d", a.status)
	}
	if a := advisor.post(at, url.Values{"suite": {"accepter"}, "vu": {seen}}); a.status != http.StatusConflict {
		t.Fatalf("accept what changed since it was read: %d", a.status)
	}
	if a := advisor.post(at, url.Values{"suite": {"accepter"}, "vu": {seenIn(t, advisor.get(at).body)}}); a.status != http.StatusSeeOther {
		t.Fatalf("accept the proposal: %d", a.status)
	}
	r, _, err := s.desk.Record(t.Context(), id)
	if err != nil || r.City != "Léry" || r.Name() != "Coopérative Zzgamma du Fleuve" || r.NEQ != "" || r.Note != "zznote interne" || r.Family != "coop" || r.StandingOn("2026-01-05") != record.Recognised {
		t.Errorf("the record became %+v, %v", r, err)
	}
	if page := nobody.get("/registre/" + id); !strings.Contains(page.body, "Léry") {
		t.Error("what was accepted is not public")
	}
	if page := own.get("/mon-entreprise"); !strings.Contains(page.body, "Acceptée") {
		t.Errorf("the enterprise does not read what came of it: %s", textOf(page.body))
	}
}

// A proposal rests on the record that was looked at, can be withdrawn, and says
// something.
func TestOwnProposals(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	id := s.listed("zzgamma")
	b := s.as("enterprise")
	if page := b.get("/mon-entreprise"); page.status != http.StatusOK || !strings.Contains(page.body, "liée à aucune fiche") && !strings.Contains(page.body, "lié à aucune fiche") {
		t.Errorf("an account without a record: %d", page.status)
	}
	for _, path := range []string{"/mon-entreprise/modifier", "/mon-entreprise/retirer"} {
		if a := b.post(path, url.Values{"version": {"1"}}); a.status != http.StatusNotFound {
			t.Errorf("%s without a record: %d", path, a.status)
		}
	}
	if a := s.as("advisor").post("/fiches/"+id+"/comptes", url.Values{"courriel": {"ENTERPRISE@essai.invalid"}}); a.status != http.StatusSeeOther {
		t.Fatalf("link: %d", a.status)
	}
	if a := b.get("/mon-entreprise"); a.status != http.StatusSeeOther {
		t.Errorf("the session from before the link: %d", a.status)
	}
	b = s.as("enterprise")
	version := func() string {
		return regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(b.get("/mon-entreprise/modifier").body)[1]
	}
	same := url.Values{
		"version": {version()}, "city": {"Salaberry-de-Valleyfield"}, "mrc": {"Beauharnois-Salaberry"}, "serves": {"*"}, "categories": {s.desk.Policy.Categories[0].ID}, "web": {"https://zzgamma.invalid"},
		"contact_nom_0": {"Zzcontact Privé"}, "contact_courriel_0": {"prive@zzgamma.invalid"}, "contact_tel_0": {"450 555-0199"},
	}
	if a := b.post("/mon-entreprise/modifier", same); a.header.Get("Location") != "/mon-entreprise/modifier" {
		t.Errorf("nothing changed: %d to %q", a.status, a.header.Get("Location"))
	}
	same.Set("city", "Léry")
	same.Set("staff", "beaucoup")
	if a := b.post("/mon-entreprise/modifier", same); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a number that is none: %d", a.status)
	}
	same.Del("staff")
	stale := url.Values{}
	for k, v := range same {
		stale[k] = v
	}
	stale.Set("version", "99")
	if a := b.post("/mon-entreprise/modifier", stale); a.status != http.StatusConflict {
		t.Errorf("a record that changed since: %d", a.status)
	}
	for range 2 { // withdrawn, the same can be proposed again
		if a := b.post("/mon-entreprise/modifier", same); a.header.Get("Location") != "/mon-entreprise" {
			t.Fatalf("propose: %d", a.status)
		}
		if rows, _ := s.desk.Store.Candidates(t.Context(), store.CandidateFilter{Source: desk.OwnSource, State: store.Proposed}); len(rows) != 1 {
			t.Errorf("%d proposals wait", len(rows))
		}
		if a := b.post("/mon-entreprise/retirer", nil); a.status != http.StatusSeeOther {
			t.Errorf("withdraw: %d", a.status)
		}
	}
	for lang, words := range map[string]string{"en": "withdrawn by the enterprise", "fr": "retirée par l&#39;entreprise"} {
		if page := b.get("/mon-entreprise?lang=" + lang); !strings.Contains(page.body, words) && !strings.Contains(page.body, strings.ReplaceAll(words, "&#39;", "’")) {
			t.Errorf("%s, of one that was withdrawn: %s", lang, textOf(page.body))
		}
	}
	if a := b.post("/mon-entreprise/retirer", nil); a.status != http.StatusConflict {
		t.Errorf("withdraw what is not there: %d", a.status)
	}
	if r, _, err := s.desk.Record(t.Context(), id); err != nil || r.City == "Léry" {
		t.Errorf("the record changed by itself: %v", err)
	}
	people, err := s.desk.RecordAccounts(t.Context(), desk.Console("essai"), id)
	if err != nil || len(people.People) != 1 {
		t.Fatalf("accounts %+v, %v", people, err)
	}
	if a := s.as("advisor").post("/fiches/"+id+"/comptes/"+people.People[0].ID+"/delier", nil); a.status != http.StatusSeeOther {
		t.Errorf("unlink: %d", a.status)
	}
	if a := s.as("enterprise").get("/mon-entreprise/modifier"); a.status != http.StatusNotFound {
		t.Errorf("after it was unlinked: %d", a.status)
	}
}

// The account of another role does not become an enterprise's, a claim is
// answered once, and one that floods is slowed.
func TestClaimsAreAnswered(t *testing.T) {
	t.Parallel()
	s := furnish(t, func(c *Config) { c.Now, c.Limits = fixed, Limits{SignIns: 6} })
	id := s.listed("zzgamma")
	advisor := s.as("advisor")
	ask := func(email string) answer {
		return s.browser().post("/registre/"+id+"/demande", url.Values{"nom": {"Alix Essai"}, "courriel": {email}})
	}
	known, unknown := ask("buyer@essai.invalid"), ask("inconnu@essai.invalid")
	if known.status != http.StatusOK || strings.ReplaceAll(known.body, "buyer@", "inconnu@") != unknown.body {
		t.Error("the answer tells whether an address has an account")
	}
	list, err := s.desk.Claims(t.Context(), desk.Console("essai"), store.ClaimAsked, id)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d claims, %v", len(list), err)
	}
	for _, c := range list {
		if c.Email == "buyer@essai.invalid" {
			advisor.post("/fiches/demandes/"+c.ID, url.Values{"suite": {"accepter"}})
			if a := s.actor("buyer"); a.Role != desk.Buyer || a.Enterprise != "" {
				t.Errorf("the buyer became %+v", a)
			}
			if got, err := s.desk.Store.Claim(t.Context(), c.ID); err != nil || got.State != store.ClaimAsked {
				t.Errorf("the claim is %s, %v", got.State, err)
			}
		}
		advisor.post("/fiches/demandes/"+c.ID, url.Values{"suite": {"refuser"}})
		if got, _ := s.desk.Store.Claim(t.Context(), c.ID); got.State != store.ClaimAsked {
			t.Error("declined without a reason")
		}
		if a := advisor.post("/fiches/demandes/"+c.ID, url.Values{"suite": {"refuser"}, "raison": {"ne répond pas"}}); a.status != http.StatusSeeOther {
			t.Errorf("decline: %d", a.status)
		}
		if a := advisor.post("/fiches/demandes/"+c.ID, url.Values{"suite": {"accepter"}}); c.Email != "buyer@essai.invalid" && a.status != http.StatusConflict {
			t.Errorf("answered twice: %d", a.status)
		}
	}
	if a := ask("x@essai.invalid"); a.status != http.StatusOK {
		t.Errorf("a third: %d", a.status)
	}
	if a := s.browser().post("/registre/inconnue/demande", url.Values{"nom": {"Alix Essai"}, "courriel": {"a@essai.invalid"}}); a.status != http.StatusNotFound {
		t.Errorf("of a record that is not public: %d", a.status)
	}
	last := 0
	for range 8 {
		last = ask("y@essai.invalid").status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the twelfth claim of a minute: %d", last)
	}
}

package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// letters are what waits in the outbox.
func (s *site) letters() []desk.Letter {
	s.t.Helper()
	list, err := s.desk.Outbox(s.t.Context(), desk.Console("essai"))
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// toLatest follows what the administrator's outbox holds: the newest link.
func (s *site) newestLink() string {
	s.t.Helper()
	list := s.letters()
	if len(list) == 0 {
		s.t.Fatal("the outbox is empty")
	}
	u, err := url.Parse(regexp.MustCompile(`http\S+`).FindString(list[0].Text))
	if err != nil || !strings.HasPrefix(u.Path, "/invitation/") {
		s.t.Fatalf("no link in %q", list[0].Text)
	}
	return u.Path
}

func TestInvitationMakesAnAccountOnce(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	admin := s.as("administrator")
	a := admin.post("/admin/invitations", url.Values{"courriel": {"neuf@essai.invalid"}, "role": {"buyer"}, "organisation": {string(s.own.org)}})
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/admin/boite" {
		t.Fatalf("invite: %d to %s", a.status, a.header.Get("Location"))
	}
	link := s.newestLink()
	if page := admin.get("/admin/boite"); !strings.Contains(page.body, link) {
		t.Error("the outbox page does not show the link")
	}
	if !strings.Contains(s.log.String(), link) {
		t.Error("the log does not hold the link")
	}
	if page := admin.get("/admin/invitations"); !strings.Contains(page.body, "neuf@essai.invalid") || strings.Contains(page.body, link) {
		t.Error("the list of invitations lacks the address, or tells the link")
	}
	b := s.browser()
	if page := b.get(link); page.status != http.StatusOK || !strings.Contains(page.body, "neuf@essai.invalid") {
		t.Fatalf("the invitation's page: %d", page.status)
	}
	if a := b.post(link, url.Values{"nom": {"Neuve Personne"}, "mot-de-passe": {"court"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Neuve Personne") {
		t.Errorf("a short password: %d", a.status)
	}
	if a := b.post(link, url.Values{"nom": {"Neuve Personne"}, "mot-de-passe": {sitePassword}}); a.status != http.StatusSeeOther {
		t.Fatalf("accept: %d", a.status)
	}
	if a := b.get("/o/" + string(s.own.org)); a.status != http.StatusOK {
		t.Errorf("its own page: %d", a.status)
	}
	if a := b.get("/o/" + string(s.other.org)); a.status != http.StatusNotFound {
		t.Errorf("another's page: %d", a.status)
	}
	if a := s.browser().get(link); a.status != http.StatusNotFound {
		t.Errorf("the link a second time: %d", a.status)
	}
	if a := s.browser().post(link, url.Values{"nom": {"Voleur"}, "mot-de-passe": {sitePassword}}); a.status != http.StatusNotFound {
		t.Errorf("the link taken a second time: %d", a.status)
	}
}

// An invitation to an address that has an account would be a way into it.
func TestInvitationIsNoWayIntoAnAccount(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	a := s.as("administrator").post("/admin/invitations", url.Values{"courriel": {"Advisor@essai.invalid"}, "role": {"director"}})
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="Advisor@essai.invalid"`) || !strings.Contains(a.body, `value="director" selected`) {
		t.Errorf("refused with %d, what was typed is gone:\n%s", a.status, a.body)
	}
	if n := len(s.letters()); n != 0 {
		t.Errorf("%d messages for somebody with an account", n)
	}
	if _, err := s.desk.Invite(t.Context(), *s.actor("advisor"), "administrator@essai.invalid", "buyer", s.own.org); err == nil {
		t.Error("an advisor invites an administrator")
	}
}

func TestWithdrawnInvitationIsWorthless(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	admin := s.as("administrator")
	admin.post("/admin/invitations", url.Values{"courriel": {"neuf@essai.invalid"}, "role": {"advisor"}})
	link := s.newestLink()
	list, err := s.desk.WaitingInvitations(t.Context(), *s.actor("administrator"))
	if err != nil || len(list) != 1 {
		t.Fatalf("%d waiting, %v", len(list), err)
	}
	if a := admin.post("/admin/invitations/"+list[0].ID+"/retirer", nil); a.status != http.StatusSeeOther {
		t.Fatalf("withdraw: %d", a.status)
	}
	if a := s.browser().get(link); a.status != http.StatusNotFound {
		t.Errorf("a withdrawn link opens: %d", a.status)
	}
}

func TestRecoveryByTheAdministrator(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	secret := s.turnOnSecondFactor("buyer")

	old := s.asWithCode("buyer", secret)
	s.as("administrator").post("/admin/comptes/"+s.people["buyer"]+"/lien", nil)
	link := s.newestLink()
	b := s.browser()
	if page := b.get(link); !strings.Contains(page.body, "buyer@essai.invalid") || strings.Contains(page.body, `name="nom"`) {
		t.Error("the page of a recovery asks for a name, or does not say whose account it is")
	}
	if a := b.post(link, url.Values{"mot-de-passe": {"un-autre-mot-de-passe"}}); a.status != http.StatusSeeOther {
		t.Fatalf("recover: %d", a.status)
	}
	if a := old.get("/compte"); a.status != http.StatusSeeOther {
		t.Errorf("the old session goes on: %d", a.status)
	}
	if a := s.browser().post("/connexion", url.Values{"courriel": {"buyer@essai.invalid"}, "mot-de-passe": {"un-autre-mot-de-passe"}}); a.status != http.StatusSeeOther {
		t.Errorf("the new password, without a code: %d", a.status)
	}
	if a := s.actor("buyer"); a.Role != "buyer" || a.Org != s.own.org {
		t.Errorf("the account came back as %+v", a)
	}
}

// turnOnSecondFactor gives somebody a second factor and returns its secret.
func (s *site) turnOnSecondFactor(who string) string {
	s.t.Helper()
	a := s.actor(who)
	secret, _, err := s.desk.NewSecondFactor(s.t.Context(), *a)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.desk.KeepSecondFactor(s.t.Context(), *a, secret, s.code(secret)); err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// code is that of the next step of time: the one before may have served.
func (s *site) code(secret string) string {
	s.t.Helper()
	for range 30 {
		s.desk.Now() // a second each
	}
	code, err := totp.GenerateCode(secret, s.desk.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

func (s *site) asWithCode(who, secret string) *browser {
	s.t.Helper()
	b := s.browser()
	if a := b.post("/connexion", url.Values{"courriel": {who + "@essai.invalid"}, "mot-de-passe": {sitePassword}, "code": {s.code(secret)}}); a.status != http.StatusSeeOther {
		s.t.Fatalf("sign in with a code: %d", a.status)
	}
	return b
}

func TestSecondFactorInTheBrowser(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	page := b.get("/compte/verification")
	uri, err := url.Parse(strings.ReplaceAll(regexp.MustCompile(`otpauth://[^<]+`).FindString(page.body), "&amp;", "&"))
	if err != nil || uri.Query().Get("secret") == "" {
		t.Fatalf("no otpauth address on the page (%v)", err)
	}
	secret := uri.Query().Get("secret")
	if again := b.get("/compte/verification"); !strings.Contains(again.body, "secret="+secret) {
		t.Error("the page shows another secret at each look")
	}
	if png := b.get("/compte/verification/code.png"); png.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(png.body, "\x89PNG") {
		t.Error("no image of the code")
	}
	if a := b.post("/compte/verification", url.Values{"code": {"000000"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", a.status)
	}
	kept := b.post("/compte/verification", url.Values{"code": {s.code(secret)}})
	recovery := regexp.MustCompile(`<code>([A-Z2-9-]{19})</code>`).FindAllStringSubmatch(kept.body, -1)
	if kept.status != http.StatusOK || len(recovery) != 10 {
		t.Fatalf("the right code: %d with %d recovery codes", kept.status, len(recovery))
	}
	if page := b.get("/compte"); !strings.Contains(page.body, "10 codes de secours") || strings.Contains(page.body, recovery[0][1]) {
		t.Error("the account does not count its recovery codes, or shows them again")
	}
	if a := b.get("/compte"); a.status != http.StatusOK {
		t.Errorf("the session that turned it on: %d", a.status)
	}
	if a := s.browser().post("/connexion", url.Values{"courriel": {"buyer@essai.invalid"}, "mot-de-passe": {sitePassword}}); a.status != http.StatusUnauthorized || !strings.Contains(a.body, `name="code"`) {
		t.Errorf("the password alone: %d", a.status)
	}
	used := s.code(secret)
	form := url.Values{"courriel": {"buyer@essai.invalid"}, "mot-de-passe": {sitePassword}, "code": {used}}
	if first, second := s.browser().post("/connexion", form), s.browser().post("/connexion", form); first.status != http.StatusSeeOther || second.status != http.StatusUnauthorized {
		t.Errorf("a code twice: %d, then %d", first.status, second.status)
	}
	by := url.Values{"courriel": {"buyer@essai.invalid"}, "mot-de-passe": {sitePassword}, "code": {strings.ToLower(recovery[0][1])}}
	if first, second := s.browser().post("/connexion", by), s.browser().post("/connexion", by); first.status != http.StatusSeeOther || second.status != http.StatusUnauthorized {
		t.Errorf("a recovery code twice: %d, then %d", first.status, second.status)
	}
	if a := b.post("/compte/verification/secours", url.Values{"mot-de-passe-secours": {"faux-mot-de-passe"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("new codes with a wrong password: %d", a.status)
	}
	if a := b.post("/compte/verification/secours", url.Values{"mot-de-passe-secours": {sitePassword}}); a.status != http.StatusOK || strings.Contains(a.body, recovery[1][1]) {
		t.Errorf("new codes: %d", a.status)
	}
	by.Set("code", recovery[1][1])
	if a := s.browser().post("/connexion", by); a.status != http.StatusUnauthorized {
		t.Errorf("a code that was replaced: %d", a.status)
	}
	if a := b.post("/compte/verification/retirer", url.Values{"mot-de-passe-retirer": {"faux-mot-de-passe"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("turned off with a wrong password: %d", a.status)
	}
	if a := b.post("/compte/verification/retirer", url.Values{"mot-de-passe-retirer": {sitePassword}}); a.status != http.StatusSeeOther {
		t.Errorf("turned off: %d", a.status)
	}
}

func TestPasswordAndSessions(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]struct {
		path string
		form url.Values
	}{
		"password":   {"/compte/mot-de-passe", url.Values{"ancien": {sitePassword}, "nouveau": {"un-autre-mot-de-passe"}}},
		"everywhere": {"/compte/deconnexion-partout", url.Values{"mot-de-passe-partout": {sitePassword}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := furnish(t)
			here, there := s.as("buyer"), s.as("buyer")
			wrong := url.Values{}
			for k := range do.form {
				wrong.Set(k, "un-faux-mot-de-passe")
			}
			if a := here.post(do.path, wrong); a.status != http.StatusUnprocessableEntity {
				t.Errorf("with a wrong password: %d", a.status)
			}
			if a := there.get("/compte"); a.status != http.StatusOK {
				t.Errorf("a refused change ended a session: %d", a.status)
			}
			if a := here.post(do.path, do.form); a.status != http.StatusSeeOther {
				t.Fatalf("change: %d", a.status)
			}
			if a := here.get("/compte"); a.status != http.StatusOK {
				t.Errorf("the session that did it: %d", a.status)
			}
			if a := there.get("/compte"); a.status != http.StatusSeeOther {
				t.Errorf("the other session: %d", a.status)
			}
		})
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	b.post("/compte/nom", url.Values{"nom": {"  Une\u202e <b>Autre</b> "}})
	if page := b.get("/compte"); !strings.Contains(page.body, "Une &lt;b&gt;Autre&lt;/b&gt;") {
		t.Error("the new name is not shown, or not as it was written")
	}
	if a := b.post("/compte/nom", url.Values{"nom": {strings.Repeat("x", 81)}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a name of 81 characters: %d", a.status)
	}
}

func TestAdministratorDoesNotLockItselfOut(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	admin := s.as("administrator")
	me := s.people["administrator"]
	admin.post("/admin/comptes/"+me+"/fermer", nil)
	admin.post("/admin/comptes/"+me+"/role", url.Values{"role": {"director"}})
	if a := admin.get("/admin"); a.status != http.StatusOK {
		t.Errorf("after trying: %d", a.status)
	}
	admin.post("/admin/comptes/"+s.people["advisor"]+"/role", url.Values{"role": {"buyer"}, "organisation": {string(s.own.org)}})
	if a := s.actor("advisor"); a.Role != "buyer" || a.Org != s.own.org {
		t.Errorf("the advisor became %+v", a)
	}
	admin.post("/admin/comptes/"+s.people["buyer"]+"/fermer", nil)
	if a, err := s.desk.ActorOf(t.Context(), s.people["buyer"]); a != nil || err != nil {
		t.Errorf("a closed account is still %v (%v)", a, err)
	}
}

// Signing in, failing, and what the administrator does stand in the log; what is
// typed for nobody's address does not.
func TestAuditLogTells(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	s.browser().post("/connexion", url.Values{"courriel": {"buyer@essai.invalid"}, "mot-de-passe": {"faux"}})
	s.browser().post("/connexion", url.Values{"courriel": {"mon-mot-de-passe-secret"}, "mot-de-passe": {"faux"}})
	b := s.as("buyer")
	page := b.get("/o/" + string(s.own.org) + "/journal?lang=en")
	for _, want := range []string{"sign-in refused", "signed in", "imported a ledger", "uploaded a file", "made a diagnostic", s.own.mark + ".csv"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the log of the organisation lacks %q", want)
		}
	}
	if strings.Contains(page.body, "mon-mot-de-passe") || strings.Contains(s.as("administrator").get("/admin/journal").body, "mon-mot-de-passe") {
		t.Error("the log holds what was typed as an address")
	}
	only := b.get("/o/" + string(s.own.org) + "/journal?quoi=" + url.QueryEscape("import ledger"))
	if rows := strings.Count(only.body, "<tr>") - 1; rows != 1 {
		t.Errorf("%d rows of imports, want 1", rows)
	}
	if none := b.get("/o/" + string(s.own.org) + "/journal?au=2001-01-01"); strings.Contains(none.body, "<tbody>") {
		t.Error("lines before 2001")
	}
	kinds, err := s.desk.Store.AuditAll(t.Context(), auditEverything)
	if err != nil {
		t.Fatal(err)
	}
	c := &call{s: s.server, say: message.In(message.French)}
	for _, e := range kinds {
		if k := e.Action + " " + e.ObjectKind; c.deed(k) == k {
			t.Errorf("%q has no words: add journal.%s to the catalogue", k, strings.ReplaceAll(k, " ", "_"))
		}
	}
}

func TestHostileAddressesOfTheLog(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	for _, q := range []string{"page=-1", "page=999999999999999999999", "page=99999", "du=x", "au=9999-99-99", "quoi=" + url.QueryEscape("' OR 1=1 --"), "quoi=%00", "du=" + strings.Repeat("1", 3000)} {
		if a := b.get("/o/" + string(s.own.org) + "/journal?" + q); a.status != http.StatusOK || strings.Contains(strings.ToLower(a.body), s.other.mark) {
			t.Errorf("%.40s: %d", q, a.status)
		}
	}
}

func TestRetentionPages(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	admin := s.as("administrator")
	if a := admin.post("/admin/conservation", url.Values{"fichiers": {"12"}, "lignes": {"0"}, "comptes": {"24"}}); a.status != http.StatusSeeOther {
		t.Fatalf("set: %d", a.status)
	}
	if page := admin.get("/admin/conservation"); !strings.Contains(page.body, `name="fichiers" type="number" min="0" max="240" value="12"`) {
		t.Error("what was set is not shown")
	}
	admin.post("/admin/conservation", url.Values{"fichiers": {"-3"}})
	admin.post("/admin/conservation", url.Values{"fichiers": {"beaucoup"}})
	if k, err := s.desk.Keeping(t.Context()); err != nil || k.Files != 12 || k.Accounts != 24 {
		t.Errorf("after wrong numbers: %+v, %v", k, err)
	}
	if page := s.browser().get("/confidentialite"); !strings.Contains(page.body, "Après 24 mois") {
		t.Error("the page on privacy does not say for how long")
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.browser()
	b.get("/connexion")
	if a := b.get("/metrics"); a.status != http.StatusOK || !strings.Contains(a.body, `jachete_requests_total{method="GET",route="/connexion",status="200"}`) || !strings.Contains(a.body, "jachete_jobs 0") {
		t.Errorf("from this machine: %d", a.status)
	}
	if text := b.get("/metrics").body; strings.Contains(text, string(s.own.org)) || strings.Contains(text, "essai.invalid") {
		t.Error("the metrics name an organisation or a person")
	}
	for who, want := range map[string]int{"nobody": http.StatusNotFound, "buyer": http.StatusNotFound, "advisor": http.StatusNotFound, "administrator": http.StatusOK} {
		x := s.as(who)
		r := x.request(http.MethodGet, "/metrics", nil)
		r.Header.Set("X-Forwarded-For", "203.0.113.7") // through a proxy on this machine
		if a := x.do(r); a.status != want {
			t.Errorf("%s through a proxy: %d, want %d", who, a.status, want)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	if a := s.browser().get("/sante"); a.status != http.StatusOK || a.body != "ok\n" {
		t.Errorf("well: %d %q", a.status, a.body)
	}
	admin := s.as("administrator")
	if a := admin.get("/admin/sante?lang=en"); a.status != http.StatusOK || !strings.Contains(a.body, "No backup for a week") {
		t.Errorf("details: %d", a.status)
	}
	if err := s.desk.NoteBackup(t.Context(), *s.actor("administrator")); err != nil {
		t.Fatal(err)
	}
	if a := admin.get("/admin/sante"); strings.Contains(a.body, "No backup for a week") {
		t.Error("a backup that was noted is not seen")
	}
	if err := s.desk.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if a := s.browser().get("/sante"); a.status != http.StatusServiceUnavailable || strings.Contains(a.body, "sql") {
		t.Errorf("sick: %d %q", a.status, a.body)
	}
}

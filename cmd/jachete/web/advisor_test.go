package web

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jachete/diagnostic/demo"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
	"jachete/reports"
	"jachete/reports/workbook"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// poleSite is an installation with the demo's registry and one buyer with a ledger
// and a draft, seen by somebody of the Pôle.
type poleSite struct {
	t      *testing.T
	desk   *desk.Desk
	url    string
	client *http.Client
	org    desk.OrgID
	draft  string
}

func newPole(t *testing.T, role desk.Role) *poleSite {
	t.Helper()
	rules, err := policy.Default()
	must(t, err)
	c := storetest.SQLite(t)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	d, err := desk.New(desk.Config{
		Store: storetest.Open(t, c), Policy: rules, Program: "essai", Now: c.Now, NewID: c.NewID, Log: log, Work: t.TempDir(),
		Hash: desk.HashParams{Memory: 64, Iterations: 1}, Random: func(b []byte) error { clear(b); return nil },
	})
	must(t, err)
	u, _ := url.Parse("http://jachete.invalid")
	s, err := New(Config{Desk: d, Log: log, URL: u, Now: c.Now, Demo: true, Limits: Limits{Requests: 100000}})
	must(t, err)
	at := httptest.NewServer(s.Handler())
	t.Cleanup(at.Close)
	_, err = d.Store.AddUser(t.Context(), store.User{Email: DemoEmail(role), Name: "Camille Inventée", Roles: []desk.Role{role}}, "essai")
	must(t, err)
	jar, _ := cookiejar.New(nil)
	p := &poleSite{t: t, desk: d, url: at.URL, client: &http.Client{Jar: jar}}
	p.furnish()
	_, _ = p.get("/entrer/" + string(role))
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *poleSite) furnish() {
	p.t.Helper()
	ctx, boss := p.t.Context(), desk.Console("essai")
	data, err := demo.Make(3)
	must(p.t, err)
	var b bytes.Buffer
	must(p.t, data.WriteRegistry(&b))
	in, err := p.desk.PreviewRegistry(ctx, boss, "registre.xlsx", &b, intake.Options{RecognisedFrom: "2015-01-01"})
	must(p.t, err)
	_, err = p.desk.ImportRegistry(ctx, boss, in, "premier", true)
	must(p.t, err)
	o, err := p.desk.AddBuyer(ctx, boss, desk.NewBuyer{Name: "Ville de Beauharnois"})
	must(p.t, err)
	b.Reset()
	must(p.t, data.WriteLedger(&b))
	file := filepath.Join(p.t.TempDir(), "grand-livre.xlsx")
	must(p.t, os.WriteFile(file, b.Bytes(), 0o600))
	_, _, err = p.desk.Import(ctx, boss, o.ID, file, "", desk.Reading{SetAsideUnreadable: true}, desk.OnlyNew, func(string, int, int) {})
	must(p.t, err)
	m, err := p.desk.MakeDiagnostic(ctx, boss, o.ID, desk.Asked{Period: demo.Period}, nil)
	must(p.t, err)
	p.org, p.draft = o.ID, m.ID
}

func (p *poleSite) get(path string) (int, string) {
	p.t.Helper()
	r, err := p.client.Get(p.url + path)
	return p.read(r, err)
}

// post sends a form and follows the redirect.
func (p *poleSite) post(path string, pairs ...string) (int, string) {
	p.t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}
	r, err := p.client.PostForm(p.url+path, f)
	return p.read(r, err)
}

func (p *poleSite) read(r *http.Response, err error) (int, string) {
	p.t.Helper()
	must(p.t, err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	must(p.t, err)
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "&#39;", "'", "&#43;", "+")
	return r.StatusCode, plain.Replace(string(b))
}

// find gives the first match of a pattern's group in a page.
func (p *poleSite) find(page, pattern string) string {
	p.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		p.t.Fatalf("no %s in the page", pattern)
	}
	return m[1]
}

func (p *poleSite) shows(status int, page string, want int, texts ...string) {
	p.t.Helper()
	if status != want {
		p.t.Fatalf("status %d, want %d", status, want)
	}
	if strings.Contains(page, "‹") {
		p.t.Error("a text is missing: ", p.find(page, "(‹[^›]*›)"))
	}
	for _, s := range texts {
		if !strings.Contains(page, s) {
			p.t.Errorf("the page lacks %q", s)
		}
	}
}

func TestBoard(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	code, page := p.get("/tableau")
	p.shows(code, page, 200, "Ville de Beauharnois", "Brouillon", "/validation")
	code, page = p.get("/tableau?q=inconnue")
	p.shows(code, page, 200, "Aucun acheteur ne répond")
	code, page = p.get("/tableau?etat=draft&tri=name&lang=en")
	p.shows(code, page, 200, "Draft")
	code, page = p.post("/tableau/acheteur?lang=fr", "nom", "Ville de Beauharnois")
	p.shows(code, page, 422, "existe déjà")
	code, page = p.post("/tableau/acheteur", "nom", "Municipalité de Saint-Zotique")
	p.shows(code, page, 200, "Inviter une personne de : Municipalité de Saint-Zotique")
	to := p.find(page, `action="(/tableau/[^"]+/invitation)"`)
	code, page = p.post(to, "courriel", "pas un courriel")
	p.shows(code, page, 422)
	code, page = p.post(to, "courriel", "personne@exemple.invalid")
	p.shows(code, page, 200, "http://jachete.invalid/invitation/")
}

func TestReviewAcrossBuyers(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	code, page := p.get("/revision")
	p.shows(code, page, 200, "Ville de Beauharnois", "Commencer")
	card := p.find(page, `href="(/revision/[^"/]+/[0-9a-f]{16})"`)
	code, page = p.get(card)
	p.shows(code, page, 200, `data-key="s"`, `data-key="d"`, "Au grand livre", "Au registre")
	code, page = p.get(card + "?cherche=coop")
	p.shows(code, page, 200, "Entreprises au nom semblable")
	code, page = p.post(card, "verdict", "unsure", "portee", "buyer")
	p.shows(code, page, 422, "Dites pourquoi")
	code, page = p.post(card, "verdict", "different", "portee", "all", "raison", "vérifié au téléphone", "tous", "1")
	p.shows(code, page, 200, "gardée", "/annulation")
	undo := p.find(page, `action="(/revision/decisions/[^"]+/annulation)"`)
	if code, page = p.get("/revision/decisions"); !strings.Contains(page, "Tous les acheteurs") {
		t.Errorf("status %d: a decision for all buyers is not told so", code)
	}
	code, page = p.get(strings.TrimSuffix(undo, "/annulation"))
	p.shows(code, page, 200, "vérifié au téléphone", "Retirer cette décision")
	code, page = p.get(card) // settled: back to the queue
	p.shows(code, page, 200, "n'est plus ouverte")
	code, page = p.post(undo)
	p.shows(code, page, 200, "de nouveau ouverte")
	if code, _ = p.post(undo); code != 409 {
		t.Errorf("undone twice: %d", code)
	}
	if code, _ = p.get(card); code != 200 {
		t.Errorf("the question is not open again: %d", code)
	}
}

func TestValidation(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	base := "/o/" + string(p.org) + "/diagnostics/" + p.draft + "/validation"
	code, page := p.get(base)
	p.shows(code, page, 200, "Constats de la première page", "Valider ce diagnostic")
	category := p.find(page, `name="categorie" value="([^"]+)"`)
	edits := []string{
		"version", "0", "categorie", category, "masquer", category, "masquer_constat", "territory",
		"constat_fr_0", "Les achats de <b>plantes</b> pourraient changer.", "recommandation_fr_0", "Rencontrer l'atelier.",
	}
	code, page = p.post(base+"/apercu", edits...)
	p.shows(code, page, 200, "pas encore enregistrés", "Le Pôle note", "&lt;b&gt;plantes")
	code, page = p.post(base, edits...)
	p.shows(code, page, 200, "Vos changements", "Une recommandation masquée", "Version 1")
	if code, _ = p.post(base, edits...); code != 409 {
		t.Errorf("an edit of an older version: %d", code)
	}
	code, page = p.post(base+"/etat", "etat", "published")
	p.shows(code, page, 422)
	code, page = p.post(base+"/etat", "etat", "validated")
	p.shows(code, page, 200, "validé et figé", "Les mots sont figés", "Publier")
	m, err := p.desk.Diagnostic(t.Context(), desk.Console("essai"), p.org, p.draft)
	must(t, err)
	if e := m.Value.Editorial; e == nil || len(e.Findings) != 1 || len(e.Hidden) != 1 || e.Hidden[0] != category {
		t.Errorf("what is frozen: %+v", e)
	}
	for _, o := range m.Value.Advice.Opportunities {
		if o.Category == category {
			t.Error("the hidden recommendation is still there")
		}
	}
	for _, l := range message.Langs { // every figure is still where the documents say
		must(t, reports.PDF(io.Discard, m.Value, l))
		must(t, workbook.Write(io.Discard, m.Value, l))
	}
	code, page = p.post(base+"/etat", "etat", "reopened")
	p.shows(code, page, 422)
	code, page = p.post(base+"/etat", "etat", "reopened", "raison", "une erreur")
	p.shows(code, page, 200, "une erreur", "Rouvert")
	m, err = p.desk.Diagnostic(t.Context(), desk.Console("essai"), p.org, p.draft)
	must(t, err)
	if m.Value.Editorial != nil {
		t.Error("a reopened diagnostic is not what was measured")
	}
}

func TestPolicyPages(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	for _, f := range policy.Files() {
		code, page := p.get("/regles/" + strings.TrimSuffix(f, ".yaml"))
		p.shows(code, page, 200, f)
	}
	if code, _ := p.get("/regles/secret"); code != 404 {
		t.Errorf("an unknown file: %d", code)
	}
	rules, err := p.desk.Rules(t.Context())
	must(t, err)
	b, err := rules.Source("switches.yaml")
	must(t, err)
	at := "/regles/switches/modifier"
	bad := strings.Replace(string(b), "financial_coops: apart", "financial_coops: peut-etre", 1)
	code, page := p.post(at, "suite", "enregistrer", "contenu", bad, "date", "2026-01-01", "raison", "essai")
	p.shows(code, page, 422, "Il y a une erreur à la ligne", "peut-etre")
	good := strings.Replace(string(b), "financial_coops: apart", "financial_coops: count", 1)
	code, page = p.post(at, "suite", "apercu", "contenu", good, "date", "2026-01-01")
	p.shows(code, page, 200, "Effet sur les diagnostics", "Ville de Beauharnois")
	code, page = p.post(at, "suite", "enregistrer", "contenu", good, "date", "2026-01-01")
	p.shows(code, page, 422, "La raison manque")
	code, page = p.post(at, "suite", "enregistrer", "contenu", good, "date", "2026-01-01", "raison", "le CA a tranché")
	p.shows(code, page, 200, "version du Pôle", "le CA a tranché")
	code, page = p.post(at, "suite", "origine", "contenu", good, "date", "2026-01-02", "raison", "retour")
	p.shows(code, page, 200, "retour à l'origine")
	code, page = p.get("/regles/entetes")
	p.shows(code, page, 200, "Connue de")
	fp := p.find(page, `name="empreinte" value="([^"]+)"`)
	code, page = p.post("/regles/entetes", "empreinte", fp, "suite", "partager")
	p.shows(code, page, 200, "partagée avec tous")
	code, page = p.post("/regles/entetes", "empreinte", fp, "suite", "oublier", "partout", "1")
	p.shows(code, page, 200, "oubliée")
	if code, _ = p.post("/regles/entetes", "empreinte", fp, "suite", "oublier"); code != 404 {
		t.Errorf("forgotten twice: %d", code)
	}
}

func TestDirectorSeesTheRegionAndChangesNothing(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Director)
	code, page := p.get("/region")
	p.shows(code, page, 200, "Aucun diagnostic validé")
	must(t, p.desk.Move(t.Context(), desk.Console("essai"), p.org, p.draft, store.Validated, ""))
	code, page = p.get("/region")
	p.shows(code, page, 200, "La région, 2024", "1 sur 1", "protégé")
	code, page = p.get("/region/donnees.csv")
	p.shows(code, page, 200, "Moins de trois acheteurs")
	code, page = p.get("/tableau")
	p.shows(code, page, 200, "Ville de Beauharnois")
	for _, path := range []string{"/revision", "/fiches", "/tableau/acheteur", "/regles/rules/modifier", "/o/" + string(p.org) + "/diagnostics/" + p.draft + "/validation"} {
		if code, _ := p.get(path); code != 403 {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// The Pôle's choices are made by lists: the file keeps the rest as it was, and
// the effect is shown before anything is kept.
func TestPolicyChoices(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	at := "/regles/switches/modifier"
	code, page := p.get(at)
	p.shows(code, page, 200, `name="choix_financial_coops"`, `name="avant_public_control" value="exclude"`)
	rules, err := p.desk.Rules(t.Context())
	must(t, err)
	before, err := rules.Source("switches.yaml")
	must(t, err)
	form := []string{
		"contenu", string(before), "date", "2026-01-01", "raison", "le CA a tranché",
		"avant_financial_coops", "apart", "choix_financial_coops", "count", "avant_public_control", "exclude", "choix_public_control", "exclude", "choix_large_coops", "partout",
	}
	code, page = p.post(at, append(form, "suite", "apercu")...)
	p.shows(code, page, 200, "Effet sur les diagnostics", `name="avant_financial_coops" value="count"`, "le CA a tranché")
	if !strings.Contains(page, "adv-change") && !strings.Contains(page, "Aucun chiffre ne bouge") {
		t.Error("the preview shows neither a change nor that there is none")
	}
	rules, err = p.desk.Rules(t.Context())
	must(t, err)
	if got := rules.Switches.FinancialCoops; got != "apart" {
		t.Errorf("the preview put %q in force", got)
	}
	code, page = p.post(at, append(form, "suite", "enregistrer")...)
	p.shows(code, page, 200, "version du Pôle")
	rules, err = p.desk.Rules(t.Context())
	must(t, err)
	after, err := rules.Source("switches.yaml")
	must(t, err)
	want := strings.Replace(string(before), "financial_coops: apart", "financial_coops: count", 1)
	if string(after) != want || rules.Switches.FinancialCoops != "count" {
		t.Errorf("in force: %s", after)
	}
}

// The region's file says no more than its page: which buyers are missing is for
// the Pôle, and a protected amount is nowhere.
func TestRegionSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Director)
	must(t, p.desk.Move(t.Context(), desk.Console("essai"), p.org, p.draft, store.Validated, ""))
	_, err := p.desk.AddBuyer(t.Context(), desk.Console("essai"), desk.NewBuyer{Name: "Ville de Nulle-Part"})
	must(t, err)
	code, page := p.get("/region")
	p.shows(code, page, 200, "Municipalités", "1 sur 2", "Ce qui manque à 2024", "Ville de Nulle-Part", "aucun diagnostic de l'année")
	m, err := p.desk.Diagnostic(t.Context(), desk.Console("essai"), p.org, p.draft)
	must(t, err)
	amount := message.In(message.French).Dollars(m.Addressable)
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(amount)
	if strings.Contains(page, plain) {
		t.Errorf("the page shows the protected %s", plain)
	}
	if _, file := p.get("/region/donnees.csv"); strings.Contains(file, "Nulle-Part") || strings.Contains(file, m.Addressable.StringFixed(2)) {
		t.Errorf("the file says too much: %s", file)
	}
}

package web

import (
	"bytes"
	"encoding/json"
	"html"
	"mime/multipart"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/store"
)

// upload sends a file and follows the redirect.
func (p *poleSite) upload(path, field, name, content string) (int, string) {
	p.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile(field, name)
	must(p.t, err)
	_, err = f.Write([]byte(content))
	must(p.t, err)
	must(p.t, w.Close())
	r, err := p.client.Post(p.url+path, w.FormDataContentType(), &b)
	return p.read(r, err)
}

func TestRecordPages(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	code, page := p.get("/fiches?tri=complete")
	p.shows(code, page, 200, "fiches", "Complète à")
	code, page = p.post("/fiches/nouvelle", "name", "Atelier Zzinventé", "neq", "88", "staff", "beaucoup", "raison", "essai")
	p.shows(code, page, 422, "enregistrée", "beaucoup")
	code, page = p.post("/fiches/nouvelle", "name", "Atelier Zzinventé", "city", "Beauharnois", "family", "npo", "staff", "12", "capacity", "250 000",
		"serves", "*", "attestation_purpose", "statuts, art. 3", "validee_purpose", "1", "contact_nom_0", "Personne Inventée", "contact_courriel_0", "p@exemple.invalid", "raison", "nouvelle adhésion")
	p.shows(code, page, 200, "Atelier Zzinventé", "250 000 $", "validée par Camille Inventée", "nouvelle adhésion", "candidate")
	at := p.find(page, `href="(/fiches/[^"]+)/modifier"`)
	code, page = p.get(at + "/modifier")
	p.shows(code, page, 200, "Personne Inventée")
	version := p.find(page, `name="version" value="([0-9]+)"`)
	code, page = p.post(at+"/statut", "version", version, "statut", "recognised", "depuis", "2024-06-01", "raison", "CA de juin")
	p.shows(code, page, 200, "depuis le 1er juin 2024", "CA de juin")
	if code, _ = p.post(at+"/modifier", "version", version, "name", "Autre nom", "raison", "course"); code != 409 {
		t.Errorf("a change of an older version: %d", code)
	}
	version = p.find(page, `name="version" value="([0-9]+)"`)
	code, page = p.post(at+"/modifier", "version", version, "name", "Atelier Zzinventé", "city", "Léry", "family", "npo", "raison", "déménagement")
	p.shows(code, page, 200, "<del>Beauharnois</del>", "<ins>Léry</ins>", "déménagement")
	version = p.find(page, `name="version" value="([0-9]+)"`)
	code, page = p.post(at+"/statut/retrait", "version", version, "depuis", "2024-06-01", "raison", "erreur de saisie")
	p.shows(code, page, 200, "erreur de saisie", "Aucun : l'entreprise est candidate")
	code, page = p.get("/fiches?q=zzinvente&statut=candidate")
	p.shows(code, page, 200, "Atelier Zzinventé", "1 fiche")
	if code, _ = p.get("/fiches/inconnue"); code != 404 {
		t.Errorf("an unknown record: %d", code)
	}
}

func TestMergeAndEditions(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	for _, phone := range []string{"450 555-0101", "450 555-0102"} {
		_, found, err := p.desk.SaveRecord(t.Context(), desk.Console("essai"), record.Record{
			Names: []record.Name{{Text: "Buanderie Zzdouble", Kind: record.Legal}}, City: "Beauharnois", Phone: phone,
		}, "essai")
		if err != nil || record.Refused(found) {
			t.Fatal(err, found)
		}
	}
	code, page := p.get("/fiches/doublons")
	p.shows(code, page, 200, "Buanderie Zzdouble", "même nom, même ville")
	at := p.find(page, `href="(/fiches/doublons/[^"]+/[^"]+)"`)
	code, page = p.get(at)
	p.shows(code, page, 200, "choix_phone", "Inverser les rôles")
	code, page = p.post(at, "choix_phone", "duplicate")
	p.shows(code, page, 422, "La raison manque")
	code, page = p.post(at, "choix_phone", "duplicate", "raison", "même entreprise")
	p.shows(code, page, 200, "n'en font plus qu'une", "0102", "Fiches fusionnées dans celle-ci")
	undo := p.find(page, `action="(/fiches/[^"]+/separation)"`)
	code, page = p.get(strings.TrimSuffix(undo, "/separation"))
	p.shows(code, page, 200, "a été fusionnée", `action="`+undo+`"`, "Défaire la fusion")
	code, page = p.post(undo)
	p.shows(code, page, 200, "de nouveau distinctes", "Fusion défaite", "0102")
	code, page = p.get("/fiches/" + strings.Split(at, "/")[3])
	p.shows(code, page, 200, "0101", "Fusion défaite")
	if strings.Contains(page, "Fiches fusionnées") {
		t.Error("the record still says that it absorbed another")
	}
	if code, page = p.post(undo); code != 422 || !strings.Contains(html.UnescapeString(page), "pas de fusion") {
		t.Errorf("undone twice: %d", code)
	}
	code, page = p.get("/fiches/editions")
	p.shows(code, page, 200, "Entreprises reconnues")
	code, page = p.get("/fiches/export.csv?edition=1")
	p.shows(code, page, 200, "NEQ")
}

func TestImportWithPreviewAndUndo(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	book := "Nom;Ville;Forme juridique\nCoop Zzneuve;Beauharnois;Coopérative\n=HYPERLINK(\"x\");Léry;OBNL\n"
	code, page := p.upload("/fiches/import/televersement", "classeur", "pole.csv", book)
	p.shows(code, page, 200, "Ce que cet import changerait", "Coop Zzneuve", "+ nouvelle")
	form := []string{"cle", p.find(page, `name="cle" value="([^"]+)"`), "fichier", "pole.csv", "sauf_conflits", "1", "raison", "mise à jour"}
	head := p.find(page, `name="tete" value="([0-9]+)"`)
	if code, _ = p.post("/fiches/import/apercu", append(form, "tete", "1")...); code != 409 {
		t.Errorf("the registry changed since the preview: %d", code)
	}
	code, page = p.post("/fiches/import/apercu", append(form, "tete", head)...)
	p.shows(code, page, 200, "Import fait", "pole.csv")
	undo := p.find(page, `action="(/fiches/import/[^"]+/annulation)"`)
	code, page = p.post(undo)
	p.shows(code, page, 200, "Import annulé")
	code, page = p.get("/fiches?q=zzneuve")
	p.shows(code, page, 200, "Aucune fiche ne répond")
	for _, key := range []string{"org/" + string(p.org) + "/ab/abcd", "pole/../org/x", "../x"} {
		if code, _ = p.get("/fiches/import/apercu?fichier=a.csv&cle=" + key); code != 404 {
			t.Errorf("a file that is not the Pôle's, %q: %d", key, code)
		}
	}
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	p := newPole(t, desk.Advisor)
	ctx, boss := t.Context(), desk.Console("essai")
	v, _, err := p.desk.SaveRecord(ctx, boss, record.Record{Names: []record.Name{{Text: "Garderie Zzancienne", Kind: record.Legal}}, City: "Léry"}, "essai")
	must(t, err)
	moved := v.Record
	moved.City = "Châteauguay"
	list := []source.Proposal{
		{Key: "k1", Kind: source.AddressChange, Source: source.REQ, Record: v.Record.ID, Name: "Garderie Zzancienne", After: moved, Reason: source.Note{Key: "source.reason.address", Args: map[string]string{"city": "Châteauguay", "old": "Léry"}}},
		{Key: "k2", Kind: source.NewCandidate, Source: source.REQ, Record: "p1", Name: "OBNL Zznouvelle", Reason: source.Note{Key: "source.reason.candidate", Args: map[string]string{"source": "REQ"}}, After: record.Record{ID: "p1", Names: []record.Name{{Text: "OBNL Zznouvelle", Kind: record.Legal}}}},
		{Key: "k3", Kind: source.NewCandidate, Source: source.REQ, Record: "p2", Name: "OBNL Zzrefusée", Reason: source.Note{Key: "source.reason.candidate", Args: map[string]string{"source": "REQ"}}, After: record.Record{ID: "p2", Names: []record.Name{{Text: "OBNL Zzrefusée", Kind: record.Legal}}}},
	}
	done, err := p.desk.KeepProposals(ctx, boss, list)
	if err != nil || done.Added != 3 {
		t.Fatal(done, err)
	}
	list[1].After.ID, list[2].After.ID = "p8", "p9" // another reading draws other identifiers
	if done, err = p.desk.KeepProposals(ctx, boss, list); err != nil || done.Same != 3 {
		t.Fatalf("the same again: %+v, %v", done, err)
	}
	at := func(name string) string {
		rows, err := p.desk.Candidates(ctx, boss, store.CandidateFilter{})
		must(t, err)
		for _, r := range rows {
			if r.Name == name {
				if !json.Valid(r.Data) {
					t.Error("no JSON")
				}
				return "/fiches/candidates/" + r.ID
			}
		}
		t.Fatalf("no candidate %s", name)
		return ""
	}
	code, page := p.get("/fiches/candidates")
	p.shows(code, page, 200, "OBNL Zznouvelle", "3 propositions")
	code, page = p.get(at("Garderie Zzancienne"))
	p.shows(code, page, 200, "<del>Léry</del>", "<ins>Châteauguay</ins>")
	code, page = p.post(at("Garderie Zzancienne"), "suite", "accepter", "vu", seenIn(t, page))
	p.shows(code, page, 200, "écrit dans le registre", "Châteauguay")
	_, page = p.get(at("OBNL Zznouvelle"))
	code, page = p.post(at("OBNL Zznouvelle"), "suite", "accepter", "vu", seenIn(t, page))
	p.shows(code, page, 200, "OBNL Zznouvelle", "candidate")
	code, page = p.post(at("OBNL Zzrefusée"), "suite", "ecarter")
	p.shows(code, page, 422, "La raison manque")
	code, page = p.post(at("OBNL Zzrefusée"), "suite", "ecarter", "raison", "hors territoire")
	p.shows(code, page, 200, "écartée")
	if code, _ = p.post(at("OBNL Zzrefusée"), "suite", "accepter"); code != 409 {
		t.Errorf("accepted after it was dismissed: %d", code)
	}
	if strings.Contains(page, "Zzrefusée") {
		t.Error("what was dismissed is still to be looked at")
	}
	undo := p.find(page, `action="(/fiches/candidates/[^"]+/annulation)"`)
	code, page = p.get(strings.TrimSuffix(undo, "/annulation"))
	p.shows(code, page, 200, "hors territoire", "Remettre à regarder")
	code, page = p.post(undo)
	p.shows(code, page, 200, "de nouveau à regarder", "Accepter")
	if code, _ = p.post(undo); code != 409 {
		t.Errorf("taken back twice: %d", code)
	}
	if code, _ = p.post(at("OBNL Zznouvelle") + "/annulation"); code != 409 {
		t.Errorf("what was accepted is taken back: %d", code)
	}
}

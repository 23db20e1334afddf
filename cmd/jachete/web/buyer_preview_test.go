package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/templates/policy"
)

// part sends a form as htmx does and gives the part of the page.
func (h *house) part(path string, form url.Values, want int) string {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("HX-Request", "true")
	resp, err := h.c.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(resp, path, want)
}

const described = "Nom;Remarque;Date;Montant\nAlpha inc.;planches;2024-01-02;100,00\nBêta ltée;vis;2024-01-03;50,00\nGamma inc.;clous;2024-01-04;25,00\n"

// A change of a guess shows at once what comes of it, in the part of the page
// that it changes.
func TestPreviewOfAGuess(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, path := h.send(http.StatusOK, map[string][]byte{"a.csv": []byte(described)})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	page := h.get(path, http.StatusOK)
	if !strings.Contains(page, `hx-post="`+path+`/lecture"`) || !strings.Contains(page, `value="description" selected`) {
		t.Fatalf("read otherwise: %s", textOf(page))
	}
	seen := valueOf(page, "vu")
	part := h.part(path+"/lecture", url.Values{"colonne-B": {""}, "etait-B": {"description"}}, http.StatusOK)
	h.settle(id)
	for _, want := range []string{"Voici ce que j&#39;ai compris", "175,00", "Relu", `hx-swap-oob`, "aucune colonne ne contient", "Description"} {
		if !strings.Contains(part, want) {
			t.Errorf("the preview lacks %q: %s", want, textOf(part))
		}
	}
	if strings.Contains(part, "<html") || strings.Contains(part, `value="description" selected`) {
		t.Error("the preview is a whole page, or does not hold the choice")
	}
	if now := valueOf(part, "vu"); now == "" || now == seen {
		t.Error("what would be confirmed is what was seen before the choice")
	}
	h.post(path+"/confirmer", url.Values{"vu": {seen}}, http.StatusConflict)
	u, err := h.desk.Upload(t.Context(), desk.Console("essai"), h.org, id)
	if err != nil || len(u.Reading.Columns) != 1 || u.Reading.Columns[ledger.Description] != ledger.NoColumn {
		t.Errorf("decided %v, %v; want that none is the description", u.Reading.Columns, err)
	}
	// A choice taken back is forgotten; it says nothing of the field.
	h.part(path+"/lecture", url.Values{"colonne-B": {"account"}, "etait-B": {""}}, http.StatusOK)
	h.settle(id)
	h.part(path+"/lecture", url.Values{"colonne-B": {""}, "etait-B": {"account"}}, http.StatusOK)
	h.settle(id)
	if u, err = h.desk.Upload(t.Context(), desk.Console("essai"), h.org, id); err != nil || len(u.Reading.Columns) != 1 {
		t.Errorf("decided %v, %v; want the description alone", u.Reading.Columns, err)
	}
	// The meaning given to a column again takes the word back.
	part = h.part(path+"/lecture", url.Values{"colonne-B": {"description"}, "etait-B": {""}}, http.StatusOK)
	h.settle(id)
	if strings.Contains(part, "aucune colonne ne contient") || !strings.Contains(part, `value="description" selected`) {
		t.Errorf("not taken back: %s", textOf(part))
	}
}

// A choice that cannot be is told in the part, beside what was understood; one
// that stops the reading can be forgotten.
func TestPreviewOfAWrongChoice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, path := h.send(http.StatusOK, map[string][]byte{"a.csv": []byte(described)})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	part := h.part(path+"/lecture", url.Values{"entete": {"abc"}}, http.StatusOK)
	if !strings.Contains(part, "n&#39;est pas un numéro de ligne") || !strings.Contains(part, "175,00") {
		t.Errorf("told: %s", textOf(part))
	}
	h.part(path+"/lecture", url.Values{"colonne-D": {""}, "etait-D": {"amount"}}, http.StatusOK)
	for { // the job's row is all there is to watch
		if j, err := h.desk.Job(t.Context(), desk.Console("essai"), h.org, id); err != nil || j.Over() {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	page := h.get(path, http.StatusUnprocessableEntity)
	if !strings.Contains(page, "Aucune colonne de montant") || strings.Contains(page, "--column") || !strings.Contains(page, "Oublier mes choix") {
		t.Errorf("without an amount: %s", textOf(page))
	}
	h.post(path+"/lecture", nil, http.StatusOK)
	h.settle(id)
	if page := h.get(path, http.StatusOK); !strings.Contains(page, "175,00") || !strings.Contains(page, `id="importer"`) {
		t.Errorf("the choices are not forgotten: %s", textOf(page))
	}
}

// The page of an error leads back to the form it answers.
func TestBackFromAnError(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for from, want := range map[string]string{
		h.url + h.at("/televersement"):           h.at("/televersement"),
		"https://ailleurs.invalid/televersement": "",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+h.at("/cible"), strings.NewReader("annee=x&cible=x"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Referer", from)
		resp, err := h.c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		page := h.read(resp, "/cible", http.StatusUnprocessableEntity)
		if got := strings.Contains(page, "Revenir à la page d&#39;avant"); got != (want != "") || !strings.Contains(page, `href="`+want) {
			t.Errorf("from %s: back offered %v, want %q", from, got, want)
		}
	}
}

// What the advisor hid, reworded and added is what the buyer reads once the
// diagnostic is validated.
func TestResultShowsTheAdvisorsWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	id := result[strings.LastIndexByte(result, '/')+1:]
	console := desk.Console("essai")
	m, err := h.desk.Diagnostic(t.Context(), console, h.org, id)
	if err != nil || len(m.Value.Advice.Opportunities) < 2 {
		t.Fatalf("%v: too few opportunities", err)
	}
	hidden, reworded := m.Value.Advice.Opportunities[0], m.Value.Advice.Opportunities[1]
	before := h.get(result, http.StatusOK)
	words := diagnostic.Edits{
		Opportunities: []diagnostic.OpportunityEdit{
			{Category: hidden.Category, Hidden: true},
			{Category: reworded.Category, Title: policy.Text{Fr: "Un titre du Pôle"}, FirstStep: policy.Text{Fr: "Un premier pas du Pôle."}},
		},
		Recommendations: []policy.Text{{Fr: "Rencontrer l'atelier en <b>mars</b>."}},
		Findings:        []policy.Text{{Fr: "Un constat du Pôle."}},
	}
	if err := h.desk.SaveEdits(t.Context(), console, h.org, id, 0, words); err != nil {
		t.Fatal(err)
	}
	if h.get(result, http.StatusOK) != before {
		t.Error("words that are not validated are shown")
	}
	if err := h.desk.Move(t.Context(), console, h.org, id, store.Validated, ""); err != nil {
		t.Fatal(err)
	}
	page := h.get(result, http.StatusOK)
	for _, want := range []string{"Un titre du Pôle", "Un premier pas du Pôle.", "revu par le Pôle", "Recommandations du Pôle", "&lt;b&gt;mars", "Un constat du Pôle."} {
		if !strings.Contains(page, want) {
			t.Errorf("the buyer does not read %q", want)
		}
	}
	if link := "hors=oui&amp;categorie=" + hidden.Category + `">`; !strings.Contains(before, link) || strings.Contains(page, `<dd class="num"><a href="`+result+"/fournisseurs?"+link) {
		t.Errorf("the hidden opportunity %s is shown, or was not before", hidden.Category)
	}
}

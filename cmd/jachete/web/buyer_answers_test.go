package web

import (
	"bufio"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
)

func auditOf(action string) store.AuditFilter { return store.AuditFilter{Action: action} }

// An answer is kept, moves the share, and is taken back.
func TestAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.imported()
	here := h.at("/a-trancher/2024")
	page := h.get(here, http.StatusOK)
	first := valueOf(page, "cle")
	form := url.Values{"cle": {first}, "candidat": {valueOf(page, "candidat")}}
	with := func(k, v string) url.Values {
		f := url.Values{k: {v}}
		for n := range form {
			f[n] = form[n]
		}
		return f
	}
	h.post(here, url.Values{"cle": {first}, "candidat": {"other"}, "verdict": {"same"}}, http.StatusConflict)
	h.post(here, with("verdict", "unsure"), http.StatusUnprocessableEntity) // it must say why
	h.post(here, with("verdict", "perhaps"), http.StatusUnprocessableEntity)
	after := h.post(here, with("verdict", "same"), http.StatusOK)
	undo := regexp.MustCompile(`action="(/o/[^"]*/decisions/[^"]*)"`).FindStringSubmatch(after)
	if undo == nil {
		t.Fatalf("nothing to take back: %s", textOf(after))
	}
	if valueOf(after, "cle") == first {
		t.Error("the question comes again")
	}
	if shareOfPage(after) == shareOfPage(page) {
		t.Errorf("the share stays %s", shareOfPage(page))
	}
	overview := h.get(h.at(""), http.StatusOK)
	if !strings.Contains(overview, "à mettre à jour") {
		t.Errorf("the diagnostic is not told to be behind: %s", textOf(overview))
	}
	back := h.post(strings.ReplaceAll(undo[1], "&amp;", "&"), nil, http.StatusOK)
	if shareOfPage(back) != shareOfPage(page) || valueOf(back, "cle") != first {
		t.Errorf("taken back: share %s, question %s", shareOfPage(back), valueOf(back, "cle"))
	}
}

func shareOfPage(page string) string {
	m := regexp.MustCompile(`part confirmée</dt><dd class="num">([^<]*)<`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}

// A contested class is kept with its reason and shown in the next diagnostic.
func TestContestClass(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	list := h.get(result+"/fournisseurs?classe=assurances", http.StatusOK)
	supplier := regexp.MustCompile(regexp.QuoteMeta(result) + `/fournisseurs/S\d+`).FindString(list)
	if supplier == "" {
		t.Fatalf("no supplier of the class: %s", textOf(list))
	}
	h.post(supplier+"/classe", url.Values{"classe": {"achat"}}, http.StatusUnprocessableEntity)
	h.post(supplier+"/classe", url.Values{"classe": {"nothing"}, "raison": {"x"}}, http.StatusBadRequest)
	page := h.post(supplier+"/classe", url.Values{"classe": {"achat"}, "raison": {"courtier choisi par appel d'offres"}}, http.StatusOK)
	if !strings.Contains(page, "retenue") {
		t.Errorf("not kept: %s", textOf(page))
	}
	h.post(h.at("/annees"), url.Values{"annee": {"2024"}}, http.StatusOK)
	h.settle(string(h.org) + "/2024")
	made, err := h.desk.Diagnostics(t.Context(), desk.Console("essai"), h.org)
	if err != nil || len(made) != 2 {
		t.Fatalf("%d diagnostics, %v", len(made), err)
	}
	if !made[0].Addressable.GreaterThan(made[1].Addressable) {
		t.Error("the contested money is not addressable in the new diagnostic")
	}
	if old := h.get(result, http.StatusOK); !strings.Contains(old, "Un diagnostic plus récent existe") {
		t.Error("the former diagnostic does not say that it is the former")
	}
}

// Validation is asked for once; a target is set; an import is undone.
func TestStepsOfABuyer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	page := h.post(result+"/demande", nil, http.StatusOK)
	if !strings.Contains(page, "validation demandée") || strings.Contains(page, `id="demander"`) {
		t.Errorf("asked: %s", textOf(page))
	}
	h.post(h.at("/cible"), url.Values{"annee": {"2024"}, "cible": {"beaucoup"}}, http.StatusUnprocessableEntity)
	page = h.post(h.at("/cible"), url.Values{"annee": {"2024"}, "cible": {"7,5 %"}}, http.StatusOK)
	if !strings.Contains(page, "7,5") {
		t.Errorf("target: %s", textOf(page))
	}
	ledger := regexp.MustCompile(regexp.QuoteMeta(h.at("")) + `/grands-livres/[0-9a-f-]+`).FindString(h.get(h.at(""), http.StatusOK))
	effect := h.get(ledger, http.StatusOK)
	if !strings.Contains(effect, "un diagnostic s&#39;en sert") {
		t.Errorf("the effect is not told: %s", textOf(effect))
	}
	page = h.post(ledger+"/annuler", nil, http.StatusOK)
	if !strings.Contains(page, "importation annulée") {
		t.Errorf("undone: %s", textOf(page))
	}
	h.post(ledger+"/annuler", nil, http.StatusConflict)
}

// A stream tells the end of work, and of work that ended before it was asked.
func TestStream(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, path := h.send(http.StatusOK, map[string][]byte{"a.csv": []byte("Fournisseur;Montant\nAlpha;5,00\nBêta;6,00\n")})
	resp, err := h.c.Get(h.url + path + "/flux")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("content type %q", got)
	}
	last := ""
	for s := bufio.NewScanner(resp.Body); s.Scan(); {
		if e, ok := strings.CutPrefix(s.Text(), "event: "); ok {
			last = e
		}
	}
	if last != "done" {
		t.Errorf("the stream ends with %q", last)
	}
}

// Nobody meets what belongs to another organisation, on any page of these.
func TestForeignOrganisation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	other, err := h.desk.AddBuyer(t.Context(), desk.Console("essai"), desk.NewBuyer{Name: "Ville de Trois-Bouleaux", MRC: "Roussillon", Regime: "LCV"})
	if err != nil {
		t.Fatal(err)
	}
	stranger := h.account("ailleurs@exemple.invalid", desk.Buyer, other.ID)
	for _, r := range h.srv.Routes() {
		if !strings.HasPrefix(r.Path, "/o/:org") {
			continue
		}
		// Its own organisation with the other's object, and the other's organisation.
		object := result[strings.LastIndexByte(result, '/')+1:]
		for _, org := range []string{string(h.org), string(other.ID)} {
			path := strings.NewReplacer(":org", org, ":id", object, ":annee", "2024", ":cle", "S00001", ":quoi", "pdf").Replace(r.Path)
			if !strings.Contains(r.Path, ":id") && !strings.Contains(r.Path, ":annee") && org == string(other.ID) {
				continue // its own page
			}
			req, err := http.NewRequestWithContext(t.Context(), r.Method, h.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := stranger.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode < 400 {
				t.Errorf("%s %s: %s", r.Method, path, resp.Status)
			}
		}
	}
}

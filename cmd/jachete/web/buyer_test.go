package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/demo"
	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// clean fails for a page that shows a gap of ours.
func (h *house) clean(path, page string) {
	h.t.Helper()
	for _, bad := range []string{"‹", "ZgotmplZ", "%!", " style=", "onclick", "<nil>", "{n}"} {
		if i := strings.Index(page, bad); i >= 0 {
			h.t.Errorf("%s holds %q: %s", path, bad, page[max(0, i-80):min(len(page), i+80)])
		}
	}
	if strings.Count(page, "<h1") != 1 {
		h.t.Errorf("%s has %d headings of the first level", path, strings.Count(page, "<h1"))
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			h.t.Errorf("%s has two elements %q", path, m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`<label[^>]* for="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			h.t.Errorf("%s: a label for %q, which is not there", path, m[1])
		}
	}
}

// The whole way of a buyer, page after page, in both languages.
func TestBuyerFlow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	empty := h.get(h.at(""), http.StatusOK)
	if !strings.Contains(empty, "Commencez par déposer") {
		t.Errorf("empty overview: %s", textOf(empty))
	}
	result := h.imported()
	supplier := regexp.MustCompile(regexp.QuoteMeta(result) + `/fournisseurs/S\d+`).FindString(h.get(result+"/fournisseurs", http.StatusOK))
	ledger := regexp.MustCompile(regexp.QuoteMeta(h.at("")) + `/grands-livres/[0-9a-f-]+`).FindString(h.get(h.at(""), http.StatusOK))
	if supplier == "" || ledger == "" {
		t.Fatalf("supplier %q, ledger %q", supplier, ledger)
	}
	for _, p := range []string{
		h.at(""), result, result + "/fournisseurs", result + "/fournisseurs?q=aube&page=9", supplier, ledger, h.at("/a-trancher/2024"),
		h.at("/a-trancher/2024?cherche=coop"), h.at("/diagnostics"), h.at("/televersement"), h.at("/annees/2024"),
	} {
		for _, lang := range []string{"fr", "en"} {
			u, _ := url.Parse(p)
			q := u.Query()
			q.Set("lang", lang)
			u.RawQuery = q.Encode()
			h.clean(u.String(), h.get(u.String(), http.StatusOK))
		}
	}
	for _, p := range []string{h.at("/diagnostics/x"), result + "/fournisseurs/S99999", h.at("/fichiers/x"), h.at("/grands-livres/x"), h.at("/annees/1999"), result + "/telecharger/exe", h.at("/fichiers/x/flux")} {
		h.get(p, http.StatusNotFound)
	}
}

// What was understood balances, can be changed, and is what is confirmed.
func TestUnderstanding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, path := h.send(http.StatusOK, map[string][]byte{"paiements.xlsx": h.ledger()})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	total := h.data.Truth.Total
	page := h.get(path+"?controle="+url.QueryEscape(message.In(message.French).Money(total)), http.StatusOK)
	h.clean(path, page)
	for _, want := range []string{"Tout est compté, au cent près", "C'est le même au cent près", `name="colonne-B"`, "masquées par des pseudonymes"} {
		if !strings.Contains(page, strings.ReplaceAll(want, "'", "&#39;")) {
			t.Errorf("no %q: %s", want, textOf(page))
		}
	}
	off := h.get(path+"?controle="+total.Add(decimal.New(1, -2)).String(), http.StatusOK)
	if !strings.Contains(off, "un écart de 0,01") {
		t.Error("a cent of difference is not told")
	}
	for _, l := range h.data.Ledger.Lines {
		if l.Person && strings.Contains(page, l.Supplier) {
			t.Fatal("the page names a natural person")
		}
	}
	if page := h.post(path+"/confirmer", url.Values{"vu": {"something else"}}, http.StatusConflict); !strings.Contains(page, "passé avant vous") {
		t.Errorf("confirmed unseen: %s", textOf(page))
	}
	h.post(path+"/lecture", url.Values{"entete": {"abc"}}, http.StatusUnprocessableEntity)
	h.post(path+"/lecture", url.Values{"feuille": {demo.SheetFirst}, "base": {"ttc"}}, http.StatusOK)
	h.settle(id)
	page = h.get(path, http.StatusOK)
	if strings.Contains(page, demo.SheetSecond+"</h3>") || !strings.Contains(page, "toutes taxes comprises") {
		t.Errorf("the choices did not hold: %s", textOf(page))
	}
}

// A column keeps what was found unless a person says otherwise.
func TestColumnsThatArePersonsChoice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	csv := "Nom;Remarque;Montant;Autre\nAlpha inc.;x;100,00;7,00\nBêta ltée;y;50,00;8,00\nGamma inc.;z;25,00;9,00\n"
	_, path := h.send(http.StatusOK, map[string][]byte{"a.csv": []byte(csv)})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	page := h.get(path, http.StatusOK)
	if !strings.Contains(page, "175,00") {
		t.Fatalf("read otherwise: %s", textOf(page))
	}
	h.post(path+"/lecture", url.Values{"colonne-A": {"supplier"}, "etait-A": {"supplier"}, "colonne-D": {"amount"}, "etait-D": {""}}, http.StatusOK)
	h.settle(id)
	if page := h.get(path, http.StatusOK); !strings.Contains(page, "24,00") {
		t.Errorf("column D is not the amount: %s", textOf(page))
	}
	u, err := h.desk.Upload(t.Context(), desk.Console("essai"), h.org, id)
	if err != nil || len(u.Reading.Columns) != 1 {
		t.Errorf("decided %v, %v; want the amount alone", u.Reading.Columns, err)
	}
}

// The same file again, several files, an archive, and what is no ledger.
func TestDrop(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := []byte("Fournisseur;Date;Montant\nAlpha inc.;2024-01-05;100,00\nBêta inc.;2024-02-05;10,00\n")
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, content := range map[string]string{"dossier/b.csv": "Fournisseur;Montant\nGamma;5,00\nDelta;6,00\n", "__MACOSX/._b.csv": "x", "dossier/c.csv": "Fournisseur;Montant\nZeta;5,00\nEta;7,00\n"} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, content)
	}
	z.Close()
	page, path := h.send(http.StatusOK, map[string][]byte{"a.csv": a, "tout.zip": archive.Bytes()})
	if path != h.at("") || !strings.Contains(page, "3 fichiers reçus") {
		t.Errorf("at %s: %s", path, textOf(page))
	}
	page, _ = h.send(http.StatusUnprocessableEntity, map[string][]byte{"encore.csv": a, "vide.csv": nil})
	if !strings.Contains(page, "déjà ici") || !strings.Contains(page, "Personne d&#39;essai") || !strings.Contains(page, "vide") {
		t.Errorf("the same file again: %s", textOf(page))
	}
	h.clean("televersement", page)
	if list, _ := h.desk.Uploads(t.Context(), desk.Console("essai"), h.org); len(list) != 3 {
		t.Errorf("%d uploads, want 3", len(list))
	}
}

// Every list behind a figure sums to that figure.
func TestListsSumToTheirFigures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	list, err := h.desk.Diagnostics(t.Context(), desk.Console("essai"), h.org)
	if err != nil {
		t.Fatal(err)
	}
	made, err := h.desk.Diagnostic(t.Context(), desk.Console("essai"), h.org, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	say := message.In(message.French).For(made.Value.Currency)
	m := &made.Value.Measures
	want := map[string]decimal.Decimal{
		"": m.Total.Dollars, "?classe=achat": m.Addressable.Dollars, "?statut=confirmed&compte=oui": m.Confirmed.Dollars,
		"?statut=confirmed&compte=oui&lieu=inside": m.InTerritory.Dollars,
	}
	for _, k := range m.SetAside {
		want["?classe="+k.Class] = k.Dollars
	}
	for _, k := range m.Categories {
		id := k.Category
		if id == "" {
			id = noCategory
		}
		want["?categorie="+id] = k.Dollars
	}
	for _, o := range made.Value.Advice.Opportunities {
		want["?hors=oui&categorie="+o.Category] = o.Outside
	}
	for q, dollars := range want {
		page := h.get(result+"/fournisseurs"+q, http.StatusOK)
		if !strings.Contains(page, ", "+say.Money(dollars)+" (") {
			t.Errorf("%s: not %s: %s", q, say.Money(dollars), textOf(page))
		}
	}
}

// The documents are those of the frozen value, and it is noted who took them.
func TestDocuments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	for what, head := range map[string]string{"pdf": "%PDF-", "classeur": "PK", "conseil": "PK", "json": "{"} {
		if body := h.get(result+"/telecharger/"+what, http.StatusOK); !strings.HasPrefix(body, head) {
			t.Errorf("%s begins with %q", what, body[:min(8, len(body))])
		}
	}
	ledger := regexp.MustCompile(regexp.QuoteMeta(h.at("")) + `/grands-livres/[0-9a-f-]+`).FindString(h.get(h.at(""), http.StatusOK))
	if body := h.get(ledger+"/marque", http.StatusOK); !strings.HasPrefix(body, "PK") {
		t.Error("the marked ledger is no workbook")
	}
	pole := h.account("conseil@exemple.invalid", desk.Advisor, "")
	h.as(pole, ledger+"/marque", http.StatusNotFound) // it names natural persons
	h.as(pole, result, http.StatusOK)
	resp, err := h.c.Get(h.url + result + "/telecharger/pdf")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if d := resp.Header.Get("Content-Disposition"); !strings.Contains(d, "diagnostic-ville-de-sainte-amelie-des-rapides-2024.pdf") {
		t.Errorf("disposition %q", d)
	}
	trail, err := h.desk.Store.AuditTrail(t.Context(), h.org, auditOf("download"))
	if err != nil || len(trail) != 6 {
		t.Errorf("%d downloads in the audit log, %v; want 6", len(trail), err)
	}
}

// An amount that does not parse is told, keeps the import back until it is
// accepted, and never shows as green.
func TestUnreadableAmount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, path := h.send(http.StatusOK, map[string][]byte{"a.csv": []byte("Fournisseur;Date;Montant\nAlpha inc.;2024-01-05;100,00\nBêta inc.;2024-02-05;10,00\nGamma;2024-02-06;beaucoup\n")})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	page := h.get(path, http.StatusOK)
	if strings.Contains(page, "balance good") || strings.Contains(page, `id="importer"`) || !strings.Contains(page, `name="illisibles"`) {
		t.Errorf("offered as it is: %s", textOf(page))
	}
	h.post(path+"/confirmer", url.Values{"vu": {valueOf(page, "vu")}}, http.StatusUnprocessableEntity)
	h.post(path+"/lecture", url.Values{"illisibles": {"oui"}}, http.StatusOK)
	h.settle(id)
	page = h.get(path, http.StatusOK)
	if !strings.Contains(page, `id="importer"`) {
		t.Fatalf("accepted, and not offered: %s", textOf(page))
	}
	h.post(path+"/confirmer", url.Values{"vu": {valueOf(page, "vu")}}, http.StatusOK)
	h.settle(id)
}

// A later export of the same days shows what is new, changed and gone, and asks.
func TestOverlap(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	bring := func(text string, extra url.Values) (page, path string) {
		_, path = h.send(http.StatusOK, map[string][]byte{"achats.csv": []byte("Fournisseur;Date;Facture;Montant\n" + text)})
		id := path[strings.LastIndexByte(path, '/')+1:]
		h.settle(id)
		page = h.get(path, http.StatusOK)
		form := url.Values{"vu": {valueOf(page, "vu")}}
		for k, v := range extra {
			form[k] = v
		}
		h.post(path+"/confirmer", form, http.StatusOK)
		h.settle(id)
		return page, path
	}
	first := "Alpha inc.;2024-01-05;F1;100,00\nBêta inc.;2024-02-05;F2;10,00\nGamma inc.;2024-02-09;F3;20,00\n"
	bring(first, nil)
	page, path := bring(first+"Delta inc.;2024-02-07;F4;7,00\n", url.Values{"choix": {"new"}})
	for _, want := range []string{"3 lignes identiques", "une nouvelle", "aucune disparue", `value="replace"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q: %s", want, textOf(page))
		}
	}
	if done := h.get(path, http.StatusOK); !strings.Contains(done, "7,00") {
		t.Errorf("more than the new line was taken: %s", textOf(done))
	}
	again, _ := h.send(http.StatusUnprocessableEntity, map[string][]byte{"autre-nom.csv": []byte("Fournisseur;Date;Facture;Montant\n" + first)})
	if !strings.Contains(again, "Personne d&#39;essai") || !strings.Contains(again, "achats.csv") {
		t.Errorf("the same file again: %s", textOf(again))
	}
}

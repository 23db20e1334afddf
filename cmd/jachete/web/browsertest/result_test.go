package browsertest_test

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
	"jachete/templates/testkit"
)

// The buyer's way, by the keyboard: a ledger, its diagnostic, a class contested,
// a question answered, the diagnostic brought up to date, validation asked for,
// documents taken along. The documents say what the page says.
func TestBuyer(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	b.See("Sainte-Amélie-des-Rapides")
	b.Visit("acheteur")
	home := b.Path()
	bring(b, home, of2022(t))
	b.Find("#importer")
	b.Follow("#importer")
	b.Find(`.tag.good, [data-progress]`)
	b.Wait(`main .plainlist .tag.good`)
	b.Visit("acheteur-importe")
	b.Follow(`main .plainlist a.primary`)
	b.Find(".figure-big, [data-progress]")
	b.Visit("acheteur-resultat")
	result := b.Path()
	if !strings.Contains(result, "/diagnostics/") {
		t.Fatalf("the year leads to %s", result)
	}

	b.Follow(`#cascade a[href*="classe="]`)
	b.Find("#filtrer")
	b.Follow(`main tbody a[href*="/fournisseurs/"]`)
	b.Visit("acheteur-fournisseur")
	b.Choose("#classe", b.ValueOf(`#classe option:not(:checked)`))
	b.Fill("#raison", "Ce sont des achats")
	b.Follow("#contester button")
	b.Visit("acheteur-conteste")
	b.Go(result)
	b.Follow("#refaire")
	b.Find(".figure-big, [data-progress]")
	b.Wait(".figure-big")
	b.Go(home + "/annees/2022")
	if b.Path() == result {
		t.Error("the class that was contested makes no new diagnostic")
	}
	result = b.Path()

	b.Follow("#trancher")
	b.Visit("acheteur-question")
	first := b.TextOf("#question .big")
	b.Key("n")
	b.Find(".note form button") // it can be undone
	b.Visit("acheteur-repondu")
	b.Follow(".note form button")
	b.See(first)
	b.Go(result)
	documents(t, b)
	b.Follow("#demander")
	if b.Has("#demander") {
		t.Error("validation can be asked for twice")
	}
	b.Visit("acheteur-demande")
}

// documents takes every document of a result page along and looks into them.
func documents(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	result := b.Path()
	share := flat(b.TextOf(".share .figure-big"))
	read := func(path string) []byte {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	pdf := b.Download(`#documents a[href$="/pdf"]`)
	if !bytes.HasPrefix(read(pdf), []byte("%PDF-")) {
		t.Errorf("%s is no PDF", filepath.Base(pdf))
	}
	text, err := exec.Command(testkit.Tool(t, "pdftotext"), "-f", "1", "-l", "2", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if share == "" || !strings.Contains(flat(string(text)), share) {
		t.Errorf("the page says %q, the PDF does not: %.500s", share, text)
	}
	members := map[string]string{"classeur": "xl/workbook.xml", "conseil": ".odt"}
	for what, member := range members {
		path := b.Download(`#documents a[href$="/` + what + `"]`)
		body := read(path)
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		found := false
		for _, m := range z.File {
			found = found || strings.HasSuffix(m.Name, member)
		}
		if !found {
			t.Errorf("%s holds no %s", filepath.Base(path), member)
		}
	}
	if body := read(b.Download(`#documents a[href$="/json"]`)); !bytes.HasPrefix(body, []byte("{")) {
		t.Errorf("no JSON: %.80s", body)
	}
	if b.Path() != result {
		t.Errorf("the downloads leave the page for %s", b.Path())
	}
}

// flat makes every space the same.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// The years that were made stay in the history; a year stands beside the one
// before it.
func TestBuyerYears(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	home := b.Path()
	b.Follow(`main a[href$="/diagnostics"]`)
	b.Visit("acheteur-annees")
	if n := b.Count("main tbody tr"); n != 2 {
		t.Errorf("%d diagnostics in the history, not 2", n)
	}
	b.Follow(`main tbody tr:first-child a`)
	before, now := b.TextOf("#comparaison > .table thead th:nth-child(2)"), b.TextOf("#comparaison > .table thead th:nth-child(3)")
	if before != "2023" || now != "2024" {
		t.Errorf("the comparison is of %q and %q", before, now)
	}
	b.Fill("#part-visee", "12,5")
	b.Follow("#fixer-cible button")
	b.See("12,5 %")
	b.Go(home)
	b.See("Cible : 12,50 %")
}

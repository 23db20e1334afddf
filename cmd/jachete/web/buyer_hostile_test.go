package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
)

// What a hostile ledger says is shown, and does nothing.
func TestHostileLedger(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	names := []string{
		`<script>alert(1)</script> inc.`, `"><img src=x onerror=alert(1)> ltée`, `=HYPERLINK("http://exemple.invalid";"clic")`, "Alpha \u202egnp.exe\u202c inc.",
		"Bêta\x1b[31m inc.", "Gamma 🐌 inc.", "{{.Actor}} inc.", strings.Repeat("Zêta ", 2000), `'; DROP TABLE lines;-- inc.`,
	}
	var b strings.Builder
	b.WriteString("Fournisseur\tDate\tDescription\tMontant\n")
	for _, n := range names {
		b.WriteString(strings.ReplaceAll(n, `"`, `""`) + "\t2024-03-05\t" + `<b onmouseover=alert(1)>x</b>` + "\t1000,00\n")
	}
	_, path := h.send(http.StatusOK, map[string][]byte{"<script>x<.tsv": []byte(b.String())})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	page := h.get(path, http.StatusOK)
	unharmed(t, path, page)
	if !strings.Contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Fatalf("the name is not shown as it is: %s", textOf(page))
	}
	h.post(path+"/confirmer", url.Values{"vu": {valueOf(page, "vu")}}, http.StatusOK)
	h.settle(id)
	h.settle(string(h.org) + "/2024")
	list, err := h.desk.Diagnostics(t.Context(), desk.Console("essai"), h.org)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d diagnostics, %v", len(list), err)
	}
	result := h.at("/diagnostics/" + list[0].ID)
	suppliers := h.get(result+"/fournisseurs", http.StatusOK)
	paths := []string{h.at(""), result, result + "/fournisseurs?q=" + url.QueryEscape(`"><script>alert(1)</script>`), h.at("/a-trancher/2024"), h.at("/a-trancher/2024?cherche=%3Cscript%3E")}
	paths = append(paths, regexp.MustCompile(regexp.QuoteMeta(result)+`/fournisseurs/S\d+`).FindAllString(suppliers, -1)...)
	if len(paths) < 10 {
		t.Fatalf("%d pages", len(paths))
	}
	for _, p := range paths {
		unharmed(t, p, h.get(p, http.StatusOK))
	}
	for _, what := range []string{"pdf", "classeur", "conseil", "json"} {
		h.get(result+"/telecharger/"+what, http.StatusOK)
	}
}

func unharmed(t *testing.T, path, page string) {
	t.Helper()
	for _, bad := range []string{"<script>alert", "<img src=x", "<b onmouseover", "\u202e", "\x00", "\x1b"} {
		if i := strings.Index(page, bad); i >= 0 {
			t.Errorf("%s holds %q: %s", path, bad, page[max(0, i-60):min(len(page), i+60)])
		}
	}
}

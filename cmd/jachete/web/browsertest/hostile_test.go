package browsertest_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
)

// payees that would do something where they are shown, if they could.
func hostile() []string {
	return []string{
		`<script>alert("zzx")</script> inc.`, `"><img src=x onerror=alert('zzx')> ltée`, `'><svg onload=alert('zzx')> senc`, `=HYPERLINK("http://zzx.invalid";"zzx")`,
		`</title></textarea></script><script>alert("zzx")</script>`, `javascript:alert('zzx')`, "Alpha \u202egnp.exe zzbidi", "Bêta \x1b[31m\x07 zzcontrol", "Gamma 🐌 zzemoji",
		"{{.Actor}} ${alert('zzx')} zzgabarit", strings.Repeat("Zêta", 2500),
	}
}

// A hostile ledger, registry and file name do nothing on any page that a link
// leads to, for the buyer and for the Pôle: no script runs, none is tried that
// the policy must stop, and no page grows wider than its screen.
func TestHostileLedger(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	ctx := context.Background()
	var lines []line
	for i, n := range hostile() {
		if i < 9 { // some resemble an enterprise of the registry: they are asked about
			r := record.Record{Names: []record.Name{{Text: n + " Ondemarine", Kind: record.Legal}}, Family: "coop", City: n, MRC: "Beauharnois-Salaberry", Statuses: []record.Status{{Standing: record.Recognised}}, Note: n}
			if _, _, err := s.Desk.SaveRecord(ctx, desk.Console(n), r, n); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line{n + " Ondemarin", "2022-05-06", n, "4000,00"})
		}
		lines = append(lines, line{n, "2022-05-05", n, "7000,00"})
	}
	b := s.Browser(t)
	b.Enter("buyer")
	home := b.Path()
	for i := range lines {
		for _, f := range []*string{&lines[i].payee, &lines[i].text} {
			*f = `"` + strings.ReplaceAll(*f, `"`, `""`) + `"`
		}
	}
	bring(b, home, written(t, `<img src=x onerror=alert('zzx')>.tsv`, lines...))
	b.Find("#importer")
	b.See("<script>")
	b.Axe()
	file := b.Path()
	b.Follow("#importer")
	b.Wait(`main .plainlist .tag.good`)
	seen := 0
	look := func(at string) {
		t.Helper()
		b.Go(at)
		if !b.Ran(`/zzx|zzbidi|zzcontrol|zzemoji|Zêta/.test(document.documentElement.innerHTML)`) {
			return
		}
		seen++
		b.Fits()
		if b.Ran(`[...document.querySelectorAll("script")].some(e => !e.src) || document.querySelector("[onerror], [onload], [onmouseover]") !== null`) {
			t.Errorf("%s holds a script of the ledger", at)
		}
		if b.Ran(`[...document.querySelectorAll("a[href], form[action]")].some(e => /^(javascript|data):/i.test(e.getAttribute("href") || e.getAttribute("action") || ""))`) {
			t.Errorf("%s holds a link that is a script", at)
		}
		if b.Ran(`/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]/.test(document.documentElement.outerHTML)`) {
			t.Errorf("%s shows a control character", at)
		}
	}
	said := url.QueryEscape("Alpha \u202egnp.exe zzbidi \x1b \"><script>alert(1)</script>")
	for _, at := range []string{file, "/registre?mots=" + said, home + "/a-trancher/2022?cherche=" + said, home + "/fichiers/" + said, "/connexion?vers=" + said} {
		look(at)
	}
	for _, role := range []string{"buyer", "advisor", ""} {
		c, err := load.Enter(ctx, s.URL, role)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := c.Crawl(ctx, "/", 300)
		if err != nil {
			t.Fatal(err)
		}
		if role == "" {
			b.Follow(signOut)
		} else {
			b.Enter(role)
		}
		shapes := map[string]int{}
		for _, p := range pages {
			if shapes[p.Pattern]++; shapes[p.Pattern] <= 2 {
				look(p.Path)
			}
		}
	}
	if seen < 25 {
		t.Errorf("only %d pages show something of the hostile ledger", seen)
	}
	t.Logf("%d pages show it", seen)
}

package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Retention on the page: what is set, what would go, and, once it is asked for,
// what is gone; the buyer reads in its log that it went.
func TestRetentionEndToEnd(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	admin, own := s.as("administrator"), "/o/"+string(s.own.org)
	set := url.Values{"fichiers": {"12"}, "lignes": {"24"}, "comptes": {"36"}}
	if a := admin.post("/admin/conservation", set); a.status != http.StatusSeeOther {
		t.Fatalf("set: %d", a.status)
	}
	page := admin.get("/admin/conservation")
	if strings.Contains(page.body, `action="/admin/conservation/executer"`) || !strings.Contains(page.body, "jamais") && !strings.Contains(page.body, "Jamais") {
		t.Errorf("today nothing goes: %s", textOf(page.body))
	}
	now := s.desk.Now
	s.desk.Now = func() time.Time { return now().AddDate(2, 1, 0) }
	page = admin.get("/admin/conservation")
	for _, want := range []string{s.own.mark + ".csv", s.other.mark + ".csv", s.own.mark + "-2026.csv", `action="/admin/conservation/executer"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("what would go does not say %s: %s", want, textOf(page.body))
		}
	}
	lines := func() int {
		n, err := s.desk.Store.CountLines(t.Context(), s.own.org, store.LineFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return n.Lines
	}
	if lines() == 0 {
		t.Fatal("a look took the lines away")
	}
	if a := admin.post("/admin/conservation/executer", nil); a.status != http.StatusSeeOther || lines() != 0 {
		t.Errorf("run: %d, %d lines left", a.status, lines())
	}
	if page = admin.get("/admin/conservation"); strings.Contains(page.body, s.own.mark) || !strings.Contains(page.body, "Exécutée la dernière fois") {
		t.Errorf("after it: %s", textOf(page.body))
	}
	if page = s.as("buyer").get(own + "/journal"); !strings.Contains(page.body, "conservation") || strings.Contains(page.body, s.other.mark) {
		t.Errorf("the buyer's log: %s", textOf(page.body))
	}
	// Diagnostics are frozen: they stay.
	if a := s.as("buyer").get(own + "/diagnostics/" + s.own.diagnostic); a.status != http.StatusOK {
		t.Errorf("the diagnostic: %d", a.status)
	}
	for _, who := range []string{"buyer", "advisor", "director", "enterprise"} {
		if a := s.as(who).post("/admin/conservation/executer", nil); a.status != http.StatusForbidden {
			t.Errorf("%s runs it: %d", who, a.status)
		}
	}
}

// The page of the installation says whether it is backed up and well.
func TestStateOfTheInstallation(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	admin := s.as("administrator")
	page := admin.get("/admin/sante")
	before := textOf(page.body)
	if page.status != http.StatusOK || !regexp.MustCompile(`(?i)sauvegarde`).MatchString(page.body) {
		t.Fatalf("%d: %s", page.status, before)
	}
	if err := s.desk.NoteBackup(t.Context(), desk.Console("essai")); err != nil {
		t.Fatal(err)
	}
	if after := textOf(admin.get("/admin/sante").body); after == before {
		t.Error("a backup changes nothing on the page")
	}
}

// Every deed that the log may hold is told in words, in both languages.
func TestDeedsHaveWords(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	patterns := []*regexp.Regexp{
		regexp.MustCompile(`\.(?:audit|NoteView)\(ctx, [^,]+, [^,]+, "(\w+)", "(\w+)"`),
		regexp.MustCompile(`Action: "(\w+)", ObjectKind: "(\w+)"`),
		regexp.MustCompile(`\.change\(ctx, a, [\w.]+, "(\w+)"()`),
	}
	for _, folder := range []string{"../../../diagnostic/desk", "../../../diagnostic/store", "."} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no source in %s", folder)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			for _, p := range patterns {
				for _, m := range p.FindAllStringSubmatch(string(text), -1) {
					met[m[1]+"_"+or(m[2], "user")] = true
				}
			}
		}
	}
	for k := range met {
		for _, lang := range message.Langs {
			if !message.In(lang).Has("journal." + k) {
				t.Errorf("journal.%s says nothing in %s", k, lang)
			}
		}
	}
	if len(met) < 30 {
		t.Errorf("%d deeds found: the test looks at little", len(met))
	}
}

package ledger

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jachete/templates/message"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

// TestEveryMessageIsThere looks in the code of this room for every key it
// names and asks for it in both languages.
func TestEveryMessageIsThere(t *testing.T) {
	t.Parallel()
	root := testkit.Root(t)
	key := regexp.MustCompile(`"((?:ledger|file)\.[a-z_]+)"`)
	seen := 0
	for _, pattern := range []string{"diagnostic/ledger/*.go", "diagnostic/ledger/mark/*.go", "diagnostic/ledger/sheet/*.go"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range key.FindAllStringSubmatch(string(b), -1) {
				seen++
				for _, l := range message.Langs {
					p := message.In(l)
					if text := p.What(message.NewFault(m[1], message.Place{})); strings.HasPrefix(text, "‹") && !p.Has(m[1]) {
						t.Errorf("%s: %s has no message (%s)", filepath.Base(f), m[1], l)
					}
				}
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d keys were found: the test looks in the wrong place", seen)
	}
	w, err := compile(headers(t))
	if err != nil {
		t.Fatal(err)
	}
	p := message.In(message.French)
	for _, f := range w.fields {
		if !p.Has("ledger.field." + string(f.field)) {
			t.Errorf("the field %s has no name", f.field)
		}
	}
	for _, r := range []Reason{TitleRow, HeaderRow, RepeatedHeader, BlankRow, SubtotalRow, TotalRow, GroupRow, NoteRow, NoAmount, BadAmount, NoSupplier, OtherCurrency, BalanceRow, SummaryRow} {
		if !p.Has("ledger.reason." + string(r)) {
			t.Errorf("the reason %s has no name", r)
		}
	}
}

// TestEveryFaultSaysAll asks of every fault the reading of a ledger can end in,
// or warn of, what, why and what to do in both languages, and that the code says
// where: no fault is made with an empty place.
func TestEveryFaultSaysAll(t *testing.T) {
	t.Parallel()
	root := testkit.Root(t)
	call := regexp.MustCompile(`(?s)(?:NewFault|warn|warnGroup|fault)\(\s*"((?:ledger|file|mark)\.[a-z_]+)"\s*(,\s*message\.Place\{\})?`)
	seen := map[string]bool{}
	for _, dir := range []string{"diagnostic/ledger", "cmd/jachete"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range call.FindAllStringSubmatch(string(b), -1) {
				seen[m[1]] = true
				if m[2] != "" {
					t.Errorf("%s: %s does not say where", filepath.Base(path), m[1])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) < 45 {
		t.Errorf("only %d faults were found: the test looks in the wrong place", len(seen))
	}
	for key := range seen {
		for _, l := range message.Langs {
			text := message.In(l).Fault(message.NewFault(key, message.Place{File: "achats.xlsx", Sheet: "Feuil1", Cell: "C14"}))
			lines := strings.Split(text, "\n")
			if len(lines) != 4 || !strings.Contains(lines[1], "achats.xlsx, Feuil1!C14") {
				t.Errorf("%s (%s) lacks what, where, why or what to do:\n%s", key, l, text)
				continue
			}
			for _, line := range lines {
				if _, said, _ := strings.Cut(line, ":"); len(strings.TrimSpace(said)) < 5 && len(line) < 12 {
					t.Errorf("%s (%s) says nothing in %q", key, l, line)
				}
			}
		}
	}
}

// TestSynonymsAreFolded keeps synonyms that could never match out of the policy.
func TestSynonymsAreFolded(t *testing.T) {
	t.Parallel()
	for _, h := range headers(t) {
		for _, list := range [][]string{h.Synonyms, h.Contains, h.Not} {
			for _, s := range list {
				if got := foldHeader(s); got != s || s == "" {
					t.Errorf("%s %s: %q folds to %q", h.For, h.Field, s, got)
				}
			}
		}
	}
}

func TestPolicyWithoutHeaders(t *testing.T) {
	t.Parallel()
	if _, err := compile([]policy.HeaderField{{Field: "supplier", For: "ledger"}}); err == nil {
		t.Error("a policy without a word for amounts was accepted")
	}
}

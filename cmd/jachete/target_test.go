package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTargetPercent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"5": "5", "5,5": "5.5", "2.25 %": "2.25", "100": "100", "5\u00a0%": "5", "0,01": "0.01"} {
		got, err := targetPercent(in)
		if err != nil || !got.Valid || got.Decimal.String() != want {
			t.Errorf("%q gives %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"0", "-1", "101", "cinq", "5.125", "1e2", "5 %%", "%", "0,00", "100.01"} {
		if got, err := targetPercent(in); err == nil {
			t.Errorf("%q gives %v", in, got)
		}
	}
	if got, err := targetPercent(""); err != nil || got.Valid {
		t.Errorf("no target gives %v, %v", got, err)
	}
}

// The plan is told, in both languages, and changes the number of the run.
func TestTargetOfTheDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	runDemo(t, dir)
	base := []string{"diagnose", filepath.Join(dir, "grand-livre-fictif.xlsx"), "--registry", filepath.Join(dir, "registre-fictif.csv"), "--mrc", "Roussillon", "--json", filepath.Join(dir, "d.json")}
	number := func(out string) string {
		_, n, _ := strings.Cut(out, "-")
		return n
	}
	plain, errOut, code := command(t, base...)
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	for _, tt := range []struct{ target, lang, want string }{
		{"5", "fr", "pour atteindre 5,00\u00a0%"},
		{"1", "fr", "atteint déjà la cible"},
		{"90", "fr", "il manquerait encore"},
		{"5", "en", "is missing to reach 5.00%"},
	} {
		out, errOut, code := command(t, append([]string{"--lang", tt.lang}, append(base, "--target", tt.target)...)...)
		if code != exitDone || !strings.Contains(out, tt.want) {
			t.Errorf("--target %s: exit %d\n%s%s", tt.target, code, out, errOut)
		}
		if number(out) == number(plain) {
			t.Errorf("--target %s: the number of the run is that of a run without a target", tt.target)
		}
	}
	if _, errOut, code := command(t, append(base, "--target", "beaucoup")...); code != exitRefused || !strings.Contains(errOut, "beaucoup") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}

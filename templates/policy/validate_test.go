package policy_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jachete/templates/policy"
)

// Each file of the corpus ends with the policy file it stands for and the
// beginning of the message it must give.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.bad.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("corpus of %d files, %v", len(files), err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".bad.yaml"), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			_, tail, ok := strings.Cut(string(b), "# file: ")
			name, want, ok2 := strings.Cut(tail, "\n# error: ")
			if !ok || !ok2 {
				t.Fatal("the file does not say what it stands for")
			}
			want = strings.TrimSpace(want)
			err = loadOver(t, name, b)
			var file *policy.FileError
			if !errors.As(err, &file) {
				t.Fatalf("error %v is not a *policy.FileError", err)
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if file.Line == 0 {
				t.Errorf("no line in %v", err)
			}
		})
	}
}

func loadOver(t *testing.T, name string, b []byte) error {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := policy.Load(dir)
	return err
}

func TestLoadDirectory(t *testing.T) {
	t.Parallel()
	if _, err := policy.Load(t.TempDir()); err == nil {
		t.Error("an empty directory is accepted")
	}
	if err := loadOver(t, "rule.yaml", []byte("[]\n")); err == nil || !strings.Contains(err.Error(), "rule.yaml: not a file of the policy") {
		t.Errorf("unknown file: %v", err)
	}
	dir := t.TempDir()
	mine := "financial_coops: count\nlarge_coops: apart\npublic_control: exclude\n"
	if err := os.WriteFile(filepath.Join(dir, "switches.yaml"), []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	base := embedded(t)
	if p.Switches.FinancialCoops != "count" || len(p.Rules) != len(base.Rules) {
		t.Errorf("the file of the directory must replace the embedded one alone: %+v", p.Switches)
	}
	if p.Version != base.Version+"+local" || p.Digest == base.Digest {
		t.Errorf("version %q digest %q do not tell a local policy", p.Version, p.Digest)
	}
}

func embedded(t *testing.T) *policy.Policy {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

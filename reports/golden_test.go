package reports_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic"
	"jachete/templates/message"
)

var update = flag.Bool("update", false, "write the golden texts anew")

// TestGolden holds the text of whole documents: what changes in them is seen
// in a review. `go test ./reports -run Golden -update` writes them anew.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*diagnostic.Diagnostic{"ordinary": ordinary(), "empty": {}} {
		for _, l := range message.Langs {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				t.Parallel()
				var b strings.Builder
				for i, p := range words(d, l) {
					if i > 0 {
						b.WriteString("\n\f\n")
					}
					b.WriteString(fold(seal.ReplaceAllString(p, "SEAL"), 100))
				}
				b.WriteString("\n")
				file := filepath.Join("testdata", name+"."+string(l)+".txt")
				if *update {
					if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// seal is the digest of all that is attached: it changes with every new field.
var seal = regexp.MustCompile(`\b[0-9A-F]{4}(-[0-9A-F]{4}){3}\b`)

// fold breaks a text into lines of about n runes.
func fold(s string, n int) string {
	var b strings.Builder
	at := 0
	for _, w := range strings.Fields(s) {
		if at > 0 && at+len([]rune(w)) > n {
			b.WriteString("\n")
			at = 0
		} else if at > 0 {
			b.WriteString(" ")
			at++
		}
		b.WriteString(w)
		at += len([]rune(w))
	}
	return b.String()
}

package web

import (
	"io/fs"
	"os"
	"regexp"
	"testing"

	"jachete/templates/message"
	"jachete/templates/testkit"
)

// Every text a page asks for is in the catalogue.
func TestTextsOfPagesExist(t *testing.T) {
	t.Parallel()
	say := message.In(message.French)
	asks := regexp.MustCompile(`\(?\b[tn] "([a-z0-9_.]+)"`)
	root := os.DirFS(testkit.Root(t))
	names, err := fs.Glob(root, "templates/pages/html/*.html")
	if err != nil || len(names) < 3 {
		t.Fatalf("found %d pages, %v", len(names), err)
	}
	for _, n := range names {
		b, err := fs.ReadFile(root, n)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asks.FindAllStringSubmatch(string(b), -1) {
			if !say.Has(m[1]) {
				t.Errorf("%s asks for %q, which the catalogue lacks", n, m[1])
			}
		}
	}
}

package reports_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"jachete/diagnostic"
	"jachete/reports"
	"jachete/reports/page/pagetest"
	"jachete/scoring/share"
	"jachete/templates/message"
)

func pack(t *testing.T, d *diagnostic.Diagnostic, l message.Lang) map[string][]byte {
	t.Helper()
	docs, err := reports.CouncilPack(d, l)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, doc := range docs {
		var b bytes.Buffer
		if err := doc.Write(&b); err != nil {
			t.Fatal(err)
		}
		out[doc.Name] = b.Bytes()
	}
	return out
}

func TestCouncilPackOfEverySample(t *testing.T) {
	t.Parallel()
	plain := regexp.MustCompile(`[^\s] [:;!?»%$]|« |'`)
	for name, d := range samples() {
		for _, l := range message.Langs {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				t.Parallel()
				files := pack(t, d, l)
				if len(files) != 5 {
					t.Fatalf("%d files", len(files))
				}
				for n, b := range files {
					switch {
					case strings.HasSuffix(n, ".pdf"):
						onePage(t, b)
					case strings.HasSuffix(n, ".txt"):
						s := string(b)
						if i := strings.IndexAny(s, "‹{\ufdd0"); i >= 0 && name != "hostile" {
							t.Errorf("%s: a sentence is not filled: %.40q", n, s[i:])
						}
						if m := plain.FindString(s); l == message.French && m != "" && name != "hostile" {
							t.Errorf("%s: spaces: %q", n, m)
						}
						if strings.Contains(n, "bulletin") {
							if w := wordCount(s); w < 80 || w > 175 {
								t.Errorf("%s: %d words\n%s", n, w, s)
							}
						}
					}
				}
			})
		}
	}
}

func onePage(t *testing.T, pdf []byte) {
	t.Helper()
	res, err := pagetest.Check(pdf)
	if err != nil {
		t.Fatal(err)
	}
	if res.Pages != 1 {
		t.Errorf("the summary takes %d pages", res.Pages)
	}
	for _, f := range res.Faults {
		t.Error(f)
	}
	api.DisableConfigDir()
	if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
		t.Error(err)
	}
}

func wordCount(s string) int {
	n := 0
	for _, w := range strings.Fields(s) {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

func TestBulletinIsAbout150Words(t *testing.T) {
	t.Parallel()
	for l, file := range map[message.Lang]string{message.French: "texte-bulletin.txt", message.English: "bulletin-text.txt"} {
		if n := wordCount(string(pack(t, ordinary(), l)[file])); n < 130 || n > 160 {
			t.Errorf("%s: %d words", l, n)
		}
	}
}

// TestCouncilPackSaysTheFigures and nothing else: the numbers come from the
// figures, no supplier outside the sector is named, every step is conditional.
func TestCouncilPackSaysTheFigures(t *testing.T) {
	t.Parallel()
	d := ordinary()
	d.Suppliers = append(d.Suppliers, diagnostic.Supplier{Key: "s0999", Name: "Constructions Bidon inc.", Addressable: dec("900000"), Standing: share.None})
	f := d.Figure("share.confirmed.of_addressable")
	f.Value.Decimal = dec("77.77")
	files := pack(t, d, message.French)
	for _, n := range []string{"projet-resolution.txt", "texte-bulletin.txt"} {
		s := string(files[n])
		if !strings.Contains(s, "77,77\u00a0%") {
			t.Errorf("%s: the share is not the figure's", n)
		}
		if strings.Contains(s, "Bidon") || strings.Contains(s, "C12") {
			t.Errorf("%s: a supplier or a cell is named", n)
		}
		for _, e := range enterpriseNames {
			if strings.Contains(s, e) {
				t.Errorf("%s names %s", n, e)
			}
		}
		if !strings.Contains(s, "pourraient être invitées") && !strings.Contains(s, "sous réserve des règles applicables") {
			t.Errorf("%s: not conditional", n)
		}
		for _, bad := range []string{"doit acheter", "s’engage à acheter", "000 $ et", "100 000", "25 000"} {
			if strings.Contains(strings.ReplaceAll(s, "\u202f", " "), bad) {
				t.Errorf("%s says %q", n, bad)
			}
		}
	}
	if !strings.Contains(string(files["projet-resolution.txt"]), "n’est pas un avis juridique") {
		t.Error("no legal notice")
	}
}

func TestCouncilPackNil(t *testing.T) {
	t.Parallel()
	if _, err := reports.CouncilPack(nil, message.French); err == nil {
		t.Error("nothing to print and no error")
	}
}

package odt_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"jachete/reports/odt"
	"jachete/templates/testkit"
)

func sample() odt.Doc {
	return odt.Doc{Title: "Essai & <fin>", Lang: "fr-CA", Paras: []odt.Para{
		{Style: odt.Title, Text: "Un titre"},
		{Style: odt.Heading, Text: "Une partie"},
		{Style: odt.Text, Text: "Du texte : 1\u202f234,56\u00a0$ </text:p> \x00 fin."},
		{Style: odt.Item, Text: "premier"},
		{Style: odt.Item, Text: "second"},
		{Style: odt.Small, Text: "Une note."},
	}}
}

func written(t *testing.T, d odt.Doc) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := odt.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestShape(t *testing.T) {
	t.Parallel()
	b := written(t, sample())
	if !bytes.Equal(b, written(t, sample())) {
		t.Error("written twice, the bytes differ")
	}
	if !bytes.Contains(b[:100], []byte("mimetypeapplication/vnd.oasis.opendocument.text")) {
		t.Error("the type does not stand first and plain")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File[1:] {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(r)
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := odt.Plain(&b, sample()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "\n\n–\u00a0premier\n–\u00a0second\n\nUne note.\n") {
		t.Errorf("%q", b.String())
	}
}

// TestOfficeReadsIt: LibreOffice opens the file and finds every paragraph.
func TestOfficeReadsIt(t *testing.T) {
	office := testkit.Tool(t, "soffice")
	dir := t.TempDir()
	convert := func(name string, b []byte, to, want string) (string, bool) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", dir, file)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		got, err := os.ReadFile(filepath.Join(dir, want))
		return string(got), err == nil
	}
	got, ok := convert("essai.odt", written(t, sample()), "txt:Text (encoded):UTF8", "essai.txt")
	if !ok {
		if _, writer := convert("mot.txt", []byte("mot"), "odt", "mot.odt"); !writer && os.Getenv("JACHETE_REQUIRE_TOOLS") == "" {
			t.Skip("skipped: LibreOffice is here without Writer")
		}
		t.Fatal("LibreOffice does not open the file")
	}
	for _, w := range []string{"Un titre", "Une partie", "1\u202f234,56\u00a0$ </text:p>", "–\u00a0second", "Une note."} {
		if !strings.Contains(got, w) {
			t.Errorf("no %q in %q", w, got)
		}
	}
}

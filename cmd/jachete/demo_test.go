package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"jachete/templates/testkit"
)

// runDemo makes the demo in a folder and returns what it said.
func runDemo(t *testing.T, dir string, more ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	args := append([]string{"demo", "--out", dir}, more...)
	if code := run(context.Background(), args, &out, &errOut); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, errOut.String())
	}
	return out.String()
}

func TestDemoWritesTheThreeDocumentsAndSaysWhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	said := runDemo(t, dir)
	for _, f := range []string{"diagnostic.pdf", "diagnostic.xlsx", "diagnostic.json"} {
		st, err := os.Stat(filepath.Join(dir, f))
		if err != nil || st.Size() < 10000 {
			t.Errorf("%s: %v", f, err)
		}
		if !strings.Contains(said, filepath.Join(dir, f)) {
			t.Errorf("the demo does not say where %s is:\n%s", f, said)
		}
	}
}

// The same inputs give the same bytes, whatever the language of the first run,
// the number of processors or the folder.
func TestDemoIsReproducible(t *testing.T) {
	t.Parallel()
	a, b := t.TempDir(), t.TempDir()
	runDemo(t, a)
	runDemo(t, b)
	list, err := os.ReadDir(a)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 9 {
		t.Errorf("%d files, want 9", len(list))
	}
	for _, e := range list {
		x, errX := os.ReadFile(filepath.Join(a, e.Name()))
		y, errY := os.ReadFile(filepath.Join(b, e.Name()))
		if errX != nil || errY != nil || !bytes.Equal(x, y) {
			t.Errorf("%s differs between two runs (%v %v)", e.Name(), errX, errY)
		}
	}
}

func TestDemoJSONObeysItsSchema(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	runDemo(t, dir, "--lang", "en")
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(testkit.Root(t), "docs", "schema", "diagnostic-1.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "diagnostic.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	v, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Error(err)
	}
	var head struct{ Schema string }
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &head); err != nil || head.Schema != "jachete.diagnostic/1" {
		t.Errorf("schema %q, %v", head.Schema, err)
	}
}

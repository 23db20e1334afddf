package diagnostic

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	"github.com/shopspring/decimal"

	"jachete/templates/testkit"
)

var update = flag.Bool("update", false, "write the schema of the JSON anew")

// The schema in docs/ is made from the types, so it cannot lie; when a type
// changes this test asks for a new schema, and for a new version when a field
// changed its meaning or went away.
func TestSchemaIsTheOneOfTheTypes(t *testing.T) {
	t.Parallel()
	r := &jsonschema.Reflector{
		ExpandedStruct: true,
		Anonymous:      true,
		Mapper: func(rt reflect.Type) *jsonschema.Schema {
			const pattern = `^-?[0-9]+(\.[0-9]+)?$`
			switch rt {
			case reflect.TypeFor[decimal.Decimal]():
				return &jsonschema.Schema{Type: "string", Pattern: pattern}
			case reflect.TypeFor[decimal.NullDecimal]():
				return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Pattern: pattern}, {Type: "null"}}}
			}
			return nil
		},
	}
	root := testkit.Root(t)
	if err := os.Chdir(root); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"diagnostic", "diagnostic/advice", "diagnostic/ledger", "scoring/match", "scoring/share", "templates/message", "templates/policy"} {
		if err := r.AddGoComments("jachete", "./"+dir); err != nil {
			t.Fatal(err)
		}
	}
	s := r.Reflect(&Diagnostic{})
	s.ID = jsonschema.ID(SchemaVersion)
	s.Title = "Diagnostic"
	for i := range reflect.TypeFor[Diagnostic]().NumField() { // what may be missing is null
		f := reflect.TypeFor[Diagnostic]().Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if p, ok := s.Properties.Get(key); ok && f.Type.Kind() == reflect.Pointer {
			s.Properties.Set(key, &jsonschema.Schema{OneOf: []*jsonschema.Schema{p, {Type: "null"}}, Description: p.Description})
		}
	}
	got, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(nullableLists(t, got), '\n')
	file := filepath.Join(root, "docs", "schema", "diagnostic-1.schema.json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not the schema of the types: go test ./diagnostic -run Schema -update", file)
	}
}

// nullableLists lets every list and map be null, which is how Go writes an
// empty one.
func nullableLists(t *testing.T, in []byte) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(in, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if x["type"] == "array" {
				x["type"] = []any{"array", "null"}
			}
			if x["type"] == "object" && x["additionalProperties"] != false {
				x["type"] = []any{"object", "null"}
			}
			for _, e := range x {
				walk(e)
			}
		case []any:
			for _, e := range x {
				walk(e)
			}
		}
	}
	walk(v)
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

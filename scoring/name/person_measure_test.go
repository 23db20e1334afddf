package name_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"jachete/templates/testkit"
)

// Names of enterprises, read from public registers, that would be masked as
// natural persons: counts only, no name is printed.
//
//	go test ./scoring/name -run TestFewEnterprisesAreMasked -v
func TestFewEnterprisesAreMasked(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for _, set := range []struct {
		path   string
		number string  // column that only an enterprise fills, "" = every name counts
		most   float64 // percent
	}{
		{"names/uk_social_economy/registry.csv", "", 0.5},
		{"names/qc_seao/registry.csv", "", 0.8},
		{"names/qc_mauricie/registry.csv", "", 0.1},
		{"names/ca_ccc/registry.csv", "", 0.9},
		{"names/uk_coops/registry.csv", "", 0.1},
		{"names/qc_montreal_unlabelled.csv", "", 11}, // holds natural persons too
		{"e2e/wakefield_suppliers.csv", "company_no", 1},
	} {
		f, err := os.Open(testkit.Shared(t, filepath.FromSlash(set.path)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		_ = f.Close() // read only
		at, number := 0, -1
		for i, h := range rows[0] {
			switch h {
			case "name":
				at = i
			case set.number:
				number = i
			}
		}
		masked, all := 0, 0
		for _, r := range rows[1:] {
			if number >= 0 && r[number] == "" {
				continue
			}
			all++
			if tb.Person(r[at]) {
				masked++
			}
		}
		share := 100 * float64(masked) / float64(all)
		t.Logf("%s: %d of %d names masked (%.2f %%)", set.path, masked, all, share)
		if share > set.most {
			t.Errorf("%s: %.2f %% of the names are masked, at most %.1f %% expected", set.path, share, set.most)
		}
	}
}

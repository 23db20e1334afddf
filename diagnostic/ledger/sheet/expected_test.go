package sheet

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/templates/testkit"
)

// TestExpectedText compares what we read of delimited texts with the cells that
// their collections state beside them, as JSON: none may differ but for blanks at
// the ends, which we take off.
func TestExpectedText(t *testing.T) {
	t.Parallel()
	root := testkit.Shared(t, "corpus")
	files := 0
	for _, dir := range []string{"csv-spectrum/csvs", "csv-test-data/csv"} {
		paths, err := filepath.Glob(filepath.Join(root, dir, "*.csv"))
		must(t, err)
		for _, path := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".csv")
			stated, err := os.ReadFile(filepath.Join(root, filepath.Dir(dir), "json", name+".json"))
			if os.IsNotExist(err) {
				continue // broken on purpose: nothing is expected of it
			}
			must(t, err)
			got, err := grid(path)
			if err != nil && strings.Trim(string(stated), " \n[]\",") != "" {
				t.Errorf("%s: %v", path, err) // a file of blanks alone is refused
				continue
			}
			want, header := expected(t, stated)
			files++
			var texts []string
			for at, c := range got {
				row := refRow(strings.TrimPrefix(at, "!"))
				if header && row == 1 {
					continue // objects have no order: their names are the header
				}
				texts = append(texts, fmt.Sprintf("%d %s", row, c.Text))
			}
			slices.Sort(texts)
			if d := cmp.Diff(want, texts); d != "" {
				t.Errorf("%s: %s", path, d)
			}
		}
	}
	if files < 25 {
		t.Errorf("only %d files state their cells", files)
	}
}

// expected reads a list of rows, which are lists, or objects under a header: the
// texts that are not blank, each with its row.
func expected(t *testing.T, stated []byte) (texts []string, header bool) {
	t.Helper()
	add := func(row int, s string) {
		if s = strings.ReplaceAll(trim(s), "\r\n", "\n"); s != "" { // git changed them in the text
			texts = append(texts, strconv.Itoa(row)+" "+s)
		}
	}
	var lists [][]string
	if json.Unmarshal(stated, &lists) == nil && len(lists) > 0 {
		for i, list := range lists {
			for _, s := range list {
				add(i+1, s)
			}
		}
	} else {
		var objects []map[string]string
		must(t, json.Unmarshal(stated, &objects))
		header = true
		for i, o := range objects {
			for _, s := range o {
				add(i+2, s)
			}
		}
	}
	slices.Sort(texts)
	return texts, header
}

// TestExpectedWorkbooks compares workbooks with the text that their own
// collection made of their first sheet.
func TestExpectedWorkbooks(t *testing.T) {
	t.Parallel()
	root := testkit.Shared(t, "corpus")
	files, cells, differ := 0, 0, 0
	for _, dir := range []string{"roo/test/files", "messytables/horror"} {
		paths, err := filepath.Glob(filepath.Join(root, dir, "*.csv"))
		must(t, err)
		for _, path := range paths {
			text, err := grid(path)
			if err != nil {
				continue
			}
			for _, ext := range []string{".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"} {
				other := strings.TrimSuffix(path, ".csv") + ext
				if _, err := os.Stat(other); err != nil {
					continue
				}
				book, err := firstSheet(other)
				must(t, err)
				files++
				shown := 0
				for at, want := range text {
					cells++
					if got := book[at]; !sameShown(got, want.Text) {
						differ++
						if shown++; shown <= 4 {
							t.Logf("%s %s: %q, stated %q", filepath.Base(other), at, got.Text, want.Text)
						}
					}
				}
			}
		}
	}
	t.Logf("%d workbooks, %d cells stated, %d differ", files, cells, differ)
	if files < 20 || differ*1000 > cells {
		t.Errorf("%d workbooks; %d of %d cells differ, more than one in a thousand", files, differ, cells)
	}
}

// firstSheet reads the first sheet by "!address".
func firstSheet(path string) (map[string]Cell, error) {
	b, err := Open(path, Options{})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	g := map[string]Cell{}
	for r, err := range b.Rows(b.Sheets()[0].Name) {
		if err != nil {
			return nil, err
		}
		for c, cell := range r.Cells {
			g["!"+Letter(c)+strconv.Itoa(r.N)] = cell
		}
	}
	return g, nil
}

// sameShown allows for how a program shows what a cell holds: decimals, the case
// of TRUE, a day without or with its time.
func sameShown(c Cell, shown string) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if strings.EqualFold(plain(c.Text), plain(shown)) {
		return true
	}
	if c.Kind == Number {
		x, _ := strconv.ParseFloat(c.Text, 64)
		y, err := strconv.ParseFloat(shown, 64)
		return err == nil && x-y < 1e-9*max(1, x, -x) && y-x < 1e-9*max(1, x, -x)
	}
	return c.Kind == Date && len(shown) >= 10 && strings.HasPrefix(c.Text, shown[:10])
}

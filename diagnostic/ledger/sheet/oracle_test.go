package sheet

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jachete/templates/testkit"
)

// TestLikeLibreOffice compares, cell by cell, what we read of the corpus with
// what LibreOffice makes of it: it writes each file as .xlsx, which is then
// read. Few cells differ, most of them formulas that it computes anew.
func TestLikeLibreOffice(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("skipped: takes half a minute")
	}
	soffice := testkit.Tool(t, "soffice")
	root := testkit.Shared(t, "corpus")
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", out}
	var from []string
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		ext := filepath.Ext(path)
		switch ext {
		case ".xls", ".ods", ".xlsb", ".html":
		default:
			return nil
		}
		if info, err := d.Info(); err != nil || info.Size() > 1<<20 {
			return err // LibreOffice would take half a minute
		}
		if _, err := grid(path); err != nil {
			t.Logf("left out: %v", err) // made to take a program down, or encrypted
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if ext == ".html" {
			ext = ".xls" // so that it opens as a sheet, not as a letter
		}
		copied := filepath.Join(dir, fmt.Sprintf("%03d%s", len(from), ext))
		from = append(from, path)
		args = append(args, copied)
		return os.WriteFile(copied, data, 0o600)
	})
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	if text, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
		t.Skipf("skipped: soffice: %v %s", err, text)
	}
	type score struct{ files, cells, differ int }
	scores := map[string]score{}
	for i, path := range from {
		rel, _ := filepath.Rel(root, path)
		theirs, err := grid(filepath.Join(out, fmt.Sprintf("%03d.xlsx", i)))
		if err != nil {
			t.Logf("LibreOffice does not open %s", rel)
			continue
		}
		ours, err := grid(path)
		must(t, err)
		ext := filepath.Ext(path)
		if ext == ".html" { // text around the tables stands elsewhere there
			theirs, ours = byRow(theirs), byRow(ours)
		}
		differ := differences(t, rel, ours, theirs)
		s := scores[ext]
		scores[ext] = score{s.files + 1, s.cells + len(theirs), s.differ + differ}
	}
	for _, ext := range []string{".xls", ".ods", ".xlsb", ".html"} {
		s := scores[ext]
		t.Logf("%s: %d files, %d cells or rows, %d differ", ext, s.files, s.cells, s.differ)
		most := s.cells/1000 + 8
		if ext == ".html" {
			most = s.cells / 20
		}
		if s.cells == 0 || s.differ > most {
			t.Errorf("%s: %d of %d differ, more than %d", ext, s.differ, s.cells, most)
		}
	}
}

// differences counts the cells that differ and shows the first ones.
func differences(t *testing.T, name string, ours, theirs map[string]Cell) (n int) {
	t.Helper()
	tell := func(at string, a, b Cell) {
		if n++; n <= 6 {
			t.Logf("%s %s: %q, LibreOffice %q", name, at, fmt.Sprint(a), fmt.Sprint(b))
		}
	}
	for at, want := range theirs {
		if got := ours[at]; !alike(got, want) {
			tell(at, got, want)
		}
	}
	for at, got := range ours {
		if _, ok := theirs[at]; !ok && got.Text != "" {
			tell(at, got, Cell{})
		}
	}
	return n
}

// byRow gives the texts of rows instead of the cells.
func byRow(g map[string]Cell) map[string]Cell {
	joined := map[string][]string{}
	for at, c := range g {
		sheet, ref, _ := strings.Cut(at, "!")
		row := fmt.Sprintf("%s!%08d", sheet, refRow(ref))
		joined[row] = append(joined[row], fmt.Sprintf("%04d %s", refColumn([]byte(ref)), strings.TrimLeft(strings.Join(strings.Fields(c.Text), " "), "0")))
	}
	texts := map[string]Cell{}
	for _, list := range joined {
		if len(list) > 1 {
			slices.Sort(list)
			texts[strings.Join(list, " | ")] = Cell{"there", Text}
		}
	}
	return texts
}

// grid reads all cells of all sheets by "sheet!address".
func grid(path string) (map[string]Cell, error) {
	b, err := Open(path, Options{Limits: Limits{Columns: 20_000}})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	g := map[string]Cell{}
	for _, s := range b.Sheets() {
		name := s.Name
		if len(b.Sheets()) == 1 {
			name = "" // programs differ on what to call it
		}
		for r, err := range b.Rows(s.Name) {
			if err != nil {
				return nil, err
			}
			for c, cell := range r.Cells {
				if cell.Kind != Blank {
					g[name+"!"+Letter(c)+strconv.Itoa(r.N)] = cell
				}
			}
		}
	}
	return g, nil
}

// alike allows for what another program may write otherwise without changing
// what the cell says: the last bit of a float, or the ends of lines.
func alike(a, b Cell) bool {
	if a.Text == b.Text && (a.Kind == b.Kind || a.Text == "") {
		return true
	}
	if a.Kind == Number && b.Kind == Number {
		x, _ := strconv.ParseFloat(a.Text, 64)
		y, _ := strconv.ParseFloat(b.Text, 64)
		return x-y < 1e-12*max(1, x, -x) && y-x < 1e-12*max(1, x, -x)
	}
	if a.Kind == Error && b.Kind == Error {
		return true // it has other errors
	}
	if a.Kind == Bool && b.Kind == Number {
		return (a.Text == "TRUE") == (b.Text == "1")
	}
	if a.Kind == Text && b.Kind == Number { // LibreOffice guesses numbers in a page
		x, err := strconv.ParseFloat(strings.ReplaceAll(a.Text, ",", ""), 64)
		y, _ := strconv.ParseFloat(b.Text, 64)
		return err == nil && x == y
	}
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return a.Kind == b.Kind && plain(a.Text) == plain(b.Text)
}

// TestSameContentInEveryFormat compares the files of the corpus that hold the
// same sheets in several formats.
func TestSameContentInEveryFormat(t *testing.T) {
	t.Parallel()
	root := testkit.Shared(t, "corpus")
	groups := map[string][]string{}
	must(t, filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch ext := strings.ToLower(filepath.Ext(path)); ext {
		case ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb":
			base := strings.TrimSuffix(strings.TrimSuffix(path, filepath.Ext(path)), "-"+ext[1:])
			groups[base] = append(groups[base], path)
		}
		return nil
	}))
	var bases []string
	for base, list := range groups {
		if len(list) > 1 {
			bases = append(bases, base)
		}
	}
	slices.Sort(bases)
	pairs, same, cells, differ := 0, 0, 0, 0
	for _, base := range bases {
		var first map[string]Cell
		var firstName string
		for _, path := range groups[base] {
			g, err := grid(path)
			if err != nil {
				continue
			}
			if first == nil {
				first, firstName = g, filepath.Base(path)
				continue
			}
			pairs++
			cells += len(first)
			n := differences(t, firstName+" "+filepath.Base(path), first, g)
			if n == 0 {
				same++
			}
			differ += n
		}
	}
	t.Logf("%d pairs, %d the same, %d cells, %d differ", pairs, same, cells, differ)
	if same < 110 { // the others do not hold the same, whatever their names say
		t.Errorf("%d of %d pairs are the same, fewer than 110", same, pairs)
	}
}

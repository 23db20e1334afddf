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

// likeLibreOffice compares, cell by cell, what we read of files with what
// LibreOffice makes of them: it writes each as .xlsx, which is then read.
func likeLibreOffice(t *testing.T, exts ...string) {
	t.Helper()
	soffice := testkit.Tool(t, "soffice")
	root := testkit.Shared(t, "corpus")
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", out}
	from := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, ext := range exts {
			if strings.EqualFold(filepath.Ext(path), ext) {
				if info, err := d.Info(); err != nil || info.Size() > 1<<20 {
					return err // LibreOffice would take half a minute
				}
				if _, err := grid(path); err != nil {
					t.Logf("left out: %v", err)
					continue // made to take a program down, or encrypted
				}
				name := fmt.Sprintf("%03d", len(from))
				data, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				from[name] = path
				as := ext
				if ext == ".html" {
					as = ".xls" // so that it opens as a sheet, not as a letter
				}
				args = append(args, filepath.Join(dir, name+as))
				return os.WriteFile(filepath.Join(dir, name+as), data, 0o600)
			}
		}
		return nil
	})
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if text, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
		t.Skipf("skipped: soffice: %v %s", err, text)
	}
	rows := exts[0] == ".html" // text around the tables stands elsewhere there
	files, cells, differ := 0, 0, 0
	for i := range len(from) {
		name := fmt.Sprintf("%03d", i)
		rel, _ := filepath.Rel(root, from[name])
		theirs, err := grid(filepath.Join(out, name+".xlsx"))
		if err != nil {
			t.Logf("LibreOffice does not open %s", rel)
			continue
		}
		ours, err := grid(from[name])
		if err != nil {
			t.Logf("%s: LibreOffice opens it, we do not: %v", rel, err)
			continue
		}
		files++
		if rows {
			theirs, ours = byRow(theirs), byRow(ours)
		}
		shown := 0
		tell := func(at, a, b string) {
			differ++
			if shown++; shown <= 6 {
				t.Logf("%s %s: %q, LibreOffice %q", rel, at, a, b)
			}
		}
		for at, want := range theirs {
			cells++
			if got := ours[at]; !alike(got, want) {
				tell(at, fmt.Sprint(got), fmt.Sprint(want))
			}
		}
		for at, got := range ours {
			if _, ok := theirs[at]; !ok && got.Text != "" {
				tell(at, fmt.Sprint(got), "")
			}
		}
	}
	t.Logf("%d files, %d cells, %d differ", files, cells, differ)
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
	if a.Kind == Text && b.Kind == Number { // LibreOffice guesses numbers in a page
		x, err := strconv.ParseFloat(strings.ReplaceAll(a.Text, ",", ""), 64)
		y, _ := strconv.ParseFloat(b.Text, 64)
		return err == nil && x == y
	}
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return a.Kind == b.Kind && plain(a.Text) == plain(b.Text)
}

func TestXLSLikeLibreOffice(t *testing.T) {
	t.Parallel()
	likeLibreOffice(t, ".xls")
}

func TestODSLikeLibreOffice(t *testing.T) {
	t.Parallel()
	likeLibreOffice(t, ".ods")
}

func TestXLSBLikeLibreOffice(t *testing.T) {
	t.Parallel()
	likeLibreOffice(t, ".xlsb")
}

func TestHTMLLikeLibreOffice(t *testing.T) {
	t.Parallel()
	likeLibreOffice(t, ".html")
}

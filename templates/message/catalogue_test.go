package message

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jachete/templates/testkit"
)

var placeholder = regexp.MustCompile(`\{[a-z_0-9]+\}`)

// everyText calls check for each wording of the catalogue.
func everyText(t *testing.T, check func(key string, fr, en string)) {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	pair := func(key string, e entry) {
		check(key, e.Fr.Other, e.En.Other)
		if e.Fr.One != "" || e.En.One != "" {
			check(key+" (one)", e.Fr.One, e.En.One)
		}
	}
	for k, e := range c.texts {
		pair(k, e)
	}
	for k, f := range c.faults {
		pair(k+" what", f.What)
		pair(k+" why", f.Why)
		pair(k+" do", f.Do)
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	everyText(t, func(key, fr, en string) {
		if strings.TrimSpace(fr) == "" || strings.TrimSpace(en) == "" {
			t.Errorf("%s: a language is missing: fr %q, en %q", key, fr, en)
		}
		if strings.Contains(key, "(one)") {
			return // "une ligne" may do without the number
		}
		if f, e := holes(fr), holes(en); !slices.Equal(f, e) {
			t.Errorf("%s: French fills %v, English fills %v", key, f, e)
		}
	})
}

// holes lists the placeholders; one that ends in _fr or _en holds a value
// written in that language and counts as the same.
func holes(s string) []string {
	h := placeholder.FindAllString(s, -1)
	for i := range h {
		h[i] = strings.NewReplacer("_fr}", "}", "_en}", "}").Replace(h[i])
	}
	slices.Sort(h)
	return slices.Compact(h)
}

// An ordinary blank before a colon or inside guillemets may end a line there.
var looseBlank = regexp.MustCompile(`[^\s] [:;!?%»$](\s|$)|« `)

func TestFrenchTypography(t *testing.T) {
	t.Parallel()
	everyText(t, func(key, fr, _ string) {
		if m := looseBlank.FindString(fr); m != "" {
			t.Errorf("%s: an ordinary blank stands where a no-break one must: %q in %q", key, m, fr)
		}
	})
}

// Every key that the code names must be in the catalogue.
func TestKeysOfTheCodeExist(t *testing.T) {
	t.Parallel()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	root := testkit.Root(t)
	used := 0
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			lit, ok := call.Args[0].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			key, err := strconv.Unquote(lit.Value)
			if err != nil {
				return true
			}
			var found bool
			switch calleeName(call) {
			case "NewFault":
				_, found = c.faults[key]
			case "T", "N":
				if !strings.Contains(key, ".") {
					return true
				}
				_, found = c.texts[key]
			default:
				return true
			}
			used++
			if !found {
				t.Errorf("%s: no message %q", set.Position(call.Pos()), key)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if used < 50 {
		t.Errorf("found only %d keys in the code: the search is broken", used)
	}
}

func calleeName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

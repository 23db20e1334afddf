package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"jachete/templates/testkit"
)

// Every command quoted in the README and in docs/ is run: a line that begins
// with "$ " in a block marked console. The commands of one page run in order
// in one empty folder. `go test` is what is running already.
func TestCommandsOfTheDocs(t *testing.T) {
	root, demoDir := testkit.Root(t), t.TempDir()
	pages := []string{filepath.Join(root, "README.md")}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(p string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".md") {
			pages = append(pages, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	made := sync.OnceValue(func() fs.FS {
		dir := filepath.Join(demoDir, "jachete-demo")
		runDemo(t, dir)
		return os.DirFS(dir)
	})
	for _, page := range pages {
		rel, _ := filepath.Rel(root, page)
		t.Run(filepath.ToSlash(rel), func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, line := range consoleCommands(t, page) {
				args, ok := commandArgs(line)
				if !ok {
					t.Errorf("a command this test does not know: %s", line)
				}
				if args == nil {
					continue
				}
				if len(args) == 1 && args[0] == "demo" { // the same to the byte everywhere
					if err := os.CopyFS("jachete-demo", made()); err != nil {
						t.Fatal(err)
					}
					ran++
					continue
				}
				if strings.Join(args, " ") == "serve --demo" {
					visitDemo(t)
					ran++
					continue
				}
				var out, errOut bytes.Buffer
				if code := run(context.Background(), args, &out, &errOut); code != exitDone {
					t.Errorf("%s: exit code %d\n%s", line, code, errOut.String())
				}
				ran++
			}
		})
	}
	if ran < 3 {
		t.Errorf("only %d commands found in the docs", ran)
	}
}

func consoleCommands(t *testing.T, page string) []string {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	inside := false
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			inside = line == "```console"
			continue
		}
		if c, ok := strings.CutPrefix(line, "$ "); ok && inside {
			commands = append(commands, c)
		}
	}
	return commands
}

var word = regexp.MustCompile(`"[^"]*"|\S+`)

// commandArgs gives the program's arguments; nil for a command that the test
// run stands for.
func commandArgs(line string) (args []string, ok bool) {
	if line == "go test ./..." {
		return nil, true
	}
	rest, ok := strings.CutPrefix(line, "go run ./cmd/jachete ")
	if !ok {
		if rest, ok = strings.CutPrefix(line, "jachete "); !ok {
			return nil, false
		}
	}
	for _, w := range word.FindAllString(rest, -1) {
		args = append(args, strings.Trim(w, `"`))
	}
	return args, true
}

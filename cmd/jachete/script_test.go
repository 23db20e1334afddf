package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"jachete": main})
}

// Scripts run the real program; testdata/script/*.txtar are the cases.
//
//	exits N jachete ARGS...   runs it and wants exit code N
//	same FILE FILE            wants the same bytes (cmp says nothing of binary files)
//	appends FILE TEXT         adds text at the end of a file
//	nothing-left              wants no document and no temporary file here
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:   filepath.Join("testdata", "script"),
		Setup: workbooks,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":        exits,
			"nothing-left": nothingLeft,
			"appends":      appends,
			"same":         same,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits N program args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func nothingLeft(ts *testscript.TestScript, _ bool, _ []string) {
	list, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	for _, e := range list {
		n := e.Name()
		if strings.HasPrefix(n, "diagnostic.") || strings.HasSuffix(n, ".part") {
			ts.Fatalf("%s was left behind", n)
		}
	}
}

// workbooks makes what a text archive cannot hold.
func workbooks(e *testscript.Env) error {
	save := func(name string, opt excelize.Options, fill func(*excelize.File) error) error {
		f := excelize.NewFile()
		defer f.Close()
		if fill != nil {
			if err := fill(f); err != nil {
				return err
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b, opt); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(e.WorkDir, name), b.Bytes(), 0o644)
	}
	rows := func(f *excelize.File) error {
		for i, r := range [][]any{{"Fournisseur", "Montant"}, {"Atelier du Lac", 12.5}} {
			if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &r); err != nil {
				return err
			}
		}
		return nil
	}
	if err := save("encrypted.xlsx", excelize.Options{Password: "secret"}, rows); err != nil {
		return err
	}
	return save("blank.xlsx", excelize.Options{}, nil)
}

func appends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: appends file text")
	}
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteString(args[1])
	ts.Check(errors.Join(err, f.Close()))
}

func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same file file")
	}
	a, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	b, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	if bytes.Equal(a, b) == neg {
		ts.Fatalf("%s and %s: same bytes: %v", args[0], args[1], neg)
	}
}

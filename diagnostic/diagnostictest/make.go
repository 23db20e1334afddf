// Package diagnostictest makes diagnostics from texts written in a test, with
// the embedded policy and the published parameters. Only tests import it.
package diagnostictest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"jachete/diagnostic"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// Request asks for the diagnostic of a ledger and a registry, both comma-separated
// texts, which it saves in a folder of the test. Changes are made to it last.
func Request(t testing.TB, ledger, registry string, change ...func(*diagnostic.Request)) diagnostic.Request {
	t.Helper()
	dir := t.TempDir()
	save := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	q := Asked(t)
	q.Ledgers, q.Registry = []string{save("achats.csv", ledger)}, save("registre.csv", registry)
	for _, f := range change {
		f(&q)
	}
	return q
}

// Asked is a request that still needs its files.
func Asked(t testing.TB) diagnostic.Request {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	return diagnostic.Request{Policy: p, Params: params, Program: "test"}
}

// Make makes a diagnostic that must succeed.
func Make(t testing.TB, q diagnostic.Request) *diagnostic.Diagnostic {
	t.Helper()
	d, err := diagnostic.Diagnose(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"jachete/diagnostic"
	"jachete/diagnostic/demo"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// demoSeed makes the bundled data; a fixed one, so that everybody's demo is
// the same to the byte.
const demoSeed = 2024

// demoCmd makes the ledger and the registry of an invented town and diagnoses
// them: the same job as diagnose, on data that anyone may show.
type demoCmd struct {
	Out string `help:"${help_demo_out}" default:"jachete-demo" placeholder:"DIR"`
}

func (c *demoCmd) Run(e *env) error {
	p, err := policy.Default()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return message.NewFault("output.unwritable", message.Place{File: c.Out}, "error", cause(err))
	}
	data, err := demo.Make(demoSeed)
	if err != nil {
		return fmt.Errorf("make demo data: %w", err)
	}
	in := func(name string) string { return filepath.Join(c.Out, name) }
	ledgerFile, registryFile := in("grand-livre-fictif.xlsx"), in("registre-fictif.csv")
	var inputs outputs
	defer inputs.drop()
	for _, f := range []struct {
		path  string
		write func(io.Writer) error
	}{{ledgerFile, data.WriteLedger}, {registryFile, data.WriteRegistry}} {
		if err := inputs.add(f.path, f.write); err != nil {
			return err
		}
	}
	if err := inputs.commit(); err != nil {
		return err
	}
	fmt.Fprintln(e.out, e.say.T("demo.intro", "ledger", ledgerFile, "registry", registryFile))
	return e.diagnose(diagnostic.Request{
		Ledgers: []string{ledgerFile}, Registry: registryFile, Buyer: demo.Buyer, MRC: demo.MRC, Period: demo.Period, Policy: p,
	}, files{pdf: in("diagnostic.pdf"), workbook: in("diagnostic.xlsx"), json: in("diagnostic.json")})
}

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/demo"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// demoSeed makes the bundled data; a fixed one, so that everybody's demo is
// the same to the byte. demoYears is how many years before the ledger's are
// diagnosed first, and demoTarget the share that the demo plans for.
const (
	demoSeed   = 2024
	demoYears  = 2
	demoTarget = "7"
)

// demoCmd makes the ledgers and the registry of an invented town and diagnoses
// them, year after year: the same job as diagnose, on data that anyone may show.
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
	q := diagnostic.Request{Registry: filepath.Join(c.Out, "registre-fictif.csv"), Buyer: demo.Buyer, MRC: demo.MRC, Policy: p}
	if err := writeAll(q.Registry, data.WriteRegistry); err != nil {
		return err
	}
	for years := demoYears; years > 0; years-- {
		before, err := data.Before(years)
		if err != nil {
			return fmt.Errorf("make demo data: %w", err)
		}
		if q, err = c.year(q, before, "-"+strconv.Itoa(before.Year)); err != nil {
			return err
		}
		json := filepath.Join(c.Out, "diagnostic-"+strconv.Itoa(before.Year)+".json")
		if _, err := e.make(q, files{json: json}); err != nil {
			return err
		}
		if q.Previous, err = earlier(json); err != nil {
			return err
		}
	}
	if q, err = c.year(q, data, ""); err != nil {
		return err
	}
	fmt.Fprintln(e.out, e.say.T("demo.intro", "ledger", q.Ledgers[0], "registry", q.Registry, "n", strconv.Itoa(demoYears)))
	q.Target = decimal.NewNullDecimal(decimal.RequireFromString(demoTarget))
	in := func(name string) string { return filepath.Join(c.Out, name) }
	return e.diagnose(q, files{pdf: in("diagnostic.pdf"), workbook: in("diagnostic.xlsx"), json: in("diagnostic.json")})
}

// year writes the ledger of a year and asks for its diagnostic.
func (c *demoCmd) year(q diagnostic.Request, data *demo.Data, suffix string) (diagnostic.Request, error) {
	file := filepath.Join(c.Out, "grand-livre-fictif"+suffix+".xlsx")
	q.Ledgers, q.Period = []string{file}, strconv.Itoa(data.Year)
	return q, writeAll(file, data.WriteLedger)
}

// writeAll writes one file, whole or not at all.
func writeAll(path string, write func(io.Writer) error) error {
	var o outputs
	defer o.drop()
	if err := o.add(path, write); err != nil {
		return err
	}
	return o.commit()
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/reports"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// verifyCmd tells whether a printed diagnostic is what it says it is: exit code
// 0 when everything agrees, 1 when something does not, 3 when the file is no
// diagnostic.
type verifyCmd struct {
	File     string   `arg:"" name:"pdf" help:"${help_verify_pdf}"`
	Ledgers  []string `arg:"" optional:"" name:"ledger" help:"${help_verify_ledger}"`
	Registry string   `help:"${help_verify_registry}" placeholder:"FILE"`
	Policy   string   `help:"${help_diagnose_policy}" placeholder:"DIR"`
	Previous string   `help:"${help_diagnose_previous}" placeholder:"FILE"`

	Background string `help:"${help_match_background}" placeholder:"FILE"`
	Decisions  string `help:"${help_diagnose_decisions}" placeholder:"FILE"`

	Buyer string `help:"${help_place_buyer}" placeholder:"NAME"`

	readingFlags
	storedFlags
}

// errDisagrees says that a document does not hold; what does not has been
// printed already.
var errDisagrees = errors.New("the document does not hold")

// maxDocument is the largest file that verify reads, bytes.
const maxDocument = 1 << 30

func (c *verifyCmd) Run(e *env) error {
	if c.named() != (c.Buyer != "") {
		return usageError("verify.buyer")
	}
	if (len(c.Ledgers) > 0) != (c.Registry != "") {
		return message.NewFault("verify.inputs", message.Place{})
	}
	b, err := readAll(c.File)
	if err != nil {
		return err
	}
	var d *diagnostic.Diagnostic
	var ok bool
	if bytes.HasPrefix(bytes.TrimLeft(b, " \r\n\t\ufeff"), []byte("{")) {
		d, ok, err = e.proveJSON(b)
	} else {
		d, ok, err = e.provePDF(b)
	}
	if err != nil {
		e.log.Info("not a diagnostic", "file", c.File, "error", err)
		return message.NewFault("verify.not_ours", message.Place{File: filepath.Base(c.File)})
	}
	if len(c.Ledgers) > 0 {
		same, err := c.again(e, d)
		if err != nil {
			return err
		}
		ok = ok && same
	}
	if c.named() {
		same, err := c.kept(e, d)
		if err != nil {
			return err
		}
		ok = ok && same
	}
	if !ok {
		fmt.Fprintln(e.out, e.say.T("verify.bad"))
		return errDisagrees
	}
	fmt.Fprintln(e.out, e.say.T("verify.good"))
	if len(c.Ledgers) == 0 && !c.named() {
		fmt.Fprintln(e.out, e.say.T("verify.how"))
	}
	return nil
}

func readAll(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	if len(b) > maxDocument {
		return nil, message.NewFault("verify.not_ours", message.Place{File: filepath.Base(path)})
	}
	return b, nil
}

// tell prints one finding, good or bad.
func (e *env) tell(good bool, key string, args ...string) bool {
	if !good {
		key += ".bad"
	}
	fmt.Fprintln(e.out, e.say.T(key, args...))
	return good
}

func (e *env) proveJSON(b []byte) (*diagnostic.Diagnostic, bool, error) {
	d, err := diagnostic.ReadJSON(bytes.NewReader(b))
	if err != nil {
		return nil, false, err
	}
	return d, e.tell(d.RunNumber() == d.Run.Number, "verify.number", "number", d.Run.Number, "derived", d.RunNumber()), nil
}

func (e *env) provePDF(b []byte) (*diagnostic.Diagnostic, bool, error) {
	p, err := reports.Prove(b, version)
	if err != nil {
		return nil, false, err
	}
	d := p.Diagnostic
	e.tell(p.Number, "verify.number", "number", d.Run.Number, "derived", d.RunNumber())
	if p.Rewritten {
		e.tell(false, "verify.pages.rewritten")
		return d, false, nil
	}
	e.tell(p.NumberPrinted, "verify.printed", "number", d.Run.Number)
	e.tell(p.SealPrinted, "verify.seal")
	if p.SameProgram {
		e.tell(p.Pages, "verify.pages")
	} else {
		fmt.Fprintln(e.out, e.say.T("verify.pages.other", "program", d.Run.Program, "this", version))
	}
	return d, p.Holds(), nil
}

// again makes the diagnostic anew from its inputs and compares every figure.
func (c *verifyCmd) again(e *env, d *diagnostic.Diagnostic) (bool, error) {
	q, err := c.request(e, d)
	if err != nil {
		return false, err
	}
	bar := e.progress()
	q.Progress = bar.step
	now, err := diagnostic.Diagnose(e.ctx, q)
	bar.done()
	if err != nil {
		return false, err
	}
	same, inputs := e.compare(d, now, "verify.figures")
	if same && now.Run.Number != d.Run.Number {
		fmt.Fprintln(e.out, e.say.T("verify.othernumber", "number", now.Run.Number))
	}
	return same && inputs, nil
}

// compare tells every input and every figure that two diagnostics do not share.
func (e *env) compare(d, now *diagnostic.Diagnostic, key string) (figures, inputs bool) {
	diffs := diagnostic.Differences(d, now)
	for _, in := range diffs.Inputs {
		fmt.Fprintln(e.out, e.say.T("verify.input", "file", in))
	}
	for i, f := range diffs.Figures {
		if i == 20 {
			fmt.Fprintln(e.out, e.say.N("verify.figures.more", len(diffs.Figures)-i))
			break
		}
		label := f.ID
		if g := now.Figure(f.ID); g != nil {
			label = now.Label(g, e.say)
		} else if g := d.Figure(f.ID); g != nil {
			label = d.Label(g, e.say)
		}
		fmt.Fprintln(e.out, e.say.T("verify.figure", "label", label, "before", e.orNone(f.Before), "now", e.orNone(f.Now)))
	}
	return e.tell(len(diffs.Figures) == 0, key, "n", e.say.Count(len(d.Figures))), len(diffs.Inputs) == 0
}

// kept compares a document with the diagnostic of the same run that an
// installation holds of a buyer, to the last figure.
func (c *verifyCmd) kept(e *env, d *diagnostic.Diagnostic) (ok bool, err error) {
	err = c.storedFlags.place(c.Policy).with(e, func(k *desk.Desk) error {
		o, err := k.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return err
		}
		list, err := k.Diagnostics(e.ctx, console(), o.ID)
		if err != nil {
			return err
		}
		for _, row := range list {
			if row.Run != d.Run.Number {
				continue
			}
			m, err := k.Diagnostic(e.ctx, console(), o.ID, row.ID)
			if err != nil {
				return err
			}
			e.tell(true, "verify.kept", "number", row.Run, "buyer", plain(o.Name), "state", e.say.T("buyer.state_"+string(row.State)))
			figures, inputs := e.compare(d, m.Value, "verify.kept_figures")
			ok = figures && inputs
			return nil
		}
		e.tell(false, "verify.kept", "number", d.Run.Number, "buyer", plain(o.Name))
		return nil
	})
	return ok, err
}

func (e *env) orNone(s string) string {
	if s == "" {
		return e.say.T("workbook.no_value")
	}
	return s
}

// request is what the diagnostic was asked for, over the inputs given. Reading
// options on the command line replace those that the diagnostic states.
func (c *verifyCmd) request(e *env, d *diagnostic.Diagnostic) (diagnostic.Request, error) {
	q := d.Again()
	reading, err := c.options(e)
	if err != nil {
		return q, err
	}
	if c.given() {
		reading.Basis = q.Reading.Basis
		q.Reading = reading
	}
	if q.Policy, err = policy.Load(c.Policy); err != nil {
		return q, err
	}
	if q.Params, err = match.DefaultParams(q.Policy.Names); err != nil {
		return q, fmt.Errorf("prepare matcher: %w", err)
	}
	if q.Previous, err = earlier(c.Previous); err != nil {
		return q, err
	}
	q.Ledgers, q.Registry, q.Background, q.Program = c.Ledgers, c.Registry, c.Background, version
	return q, e.goBy(&q, c.Decisions)
}

package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/registry/source/cra"
	"jachete/diagnostic/registry/source/req"
	"jachete/diagnostic/registry/source/req/reqtest"
	"jachete/diagnostic/registry/source/seao"
	"jachete/templates/message"
	"jachete/templates/policy"
)

type registryCmd struct {
	Import   registryImportCmd `cmd:"" help:"${help_registry_import}"`
	List     registryListCmd   `cmd:"" help:"${help_registry_list}"`
	Show     registryShowCmd   `cmd:"" help:"${help_registry_show}"`
	Export   registryExportCmd `cmd:"" help:"${help_registry_export}"`
	Undo     registryUndoCmd   `cmd:"" help:"${help_registry_undo}"`
	Propose  proposeCmd        `cmd:"" help:"${help_registry_propose}"`
	Generate generateREQCmd    `cmd:"" name:"generate-req" hidden:"" help:"${help_registry_generate}"`
}

// proposeCmd compares a registry file with official sources. It changes
// nothing: the store-backed commands accept or refuse.
type proposeCmd struct {
	Registry string   `help:"${help_registry_registry}" required:"" placeholder:"FILE"`
	REQ      string   `name:"req" help:"${help_registry_req}" placeholder:"ZIP"`
	CRA      string   `name:"cra" help:"${help_registry_cra}" placeholder:"FILE"`
	SEAO     []string `name:"seao" help:"${help_registry_seao}" placeholder:"FILE" sep:"none"`
	Out      string   `help:"${help_registry_out}" short:"o" placeholder:"FILE"`
	Totals   string   `help:"${help_registry_totals}" placeholder:"FILE"`
	On       string   `help:"${help_registry_on}" placeholder:"DATE"`
	Policy   string   `help:"${help_match_policy}" placeholder:"DIR"`
}

// Run prints counts per kind and writes the list.
func (c *proposeCmd) Run(e *env) error {
	if c.REQ == "" && c.CRA == "" && len(c.SEAO) == 0 {
		return message.NewFault("source.nothing", message.Place{})
	}
	if _, err := time.Parse(time.DateOnly, c.On); c.On != "" && err != nil {
		return message.NewFault("source.date", message.Place{}, "value", plain(c.On))
	}
	if err := distinct(append([]string{c.Registry, c.REQ, c.CRA}, c.SEAO...), []string{c.Out, c.Totals}); err != nil {
		return err
	}
	rules, err := policy.Load(c.Policy)
	if err != nil {
		return err
	}
	ed, err := registry.Read(e.ctx, c.Registry, rules.Headers, registry.Options{Categories: rules.Categories})
	if err != nil {
		return err
	}
	records := source.Records(ed)
	said, contracts, err := c.read(e, rules, records)
	if err != nil {
		return err
	}
	n := 0
	result, err := source.Propose(records, said, source.Options{
		Sources: rules.Sources, Territory: rules.Territory, Names: rules.Names, On: c.On, Say: e.say,
		NewID: func() string { n++; return fmt.Sprintf("p%d", n) },
	})
	if err != nil {
		return err
	}
	var out outputs
	defer out.drop()
	if err := out.add(c.Out, func(w io.Writer) error { return source.WriteCSV(w, result, &rules.Sources, e.say) }); err != nil {
		return err
	}
	if err := out.add(c.Totals, func(w io.Writer) error { return e.writeTotals(w, contracts, rules) }); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	e.printProposals(result, said, rules)
	return nil
}

// read reads every source named, the register first.
func (c *proposeCmd) read(e *env, rules *policy.Policy, records []record.Record) (said []*source.Extract, contracts *seao.Said, err error) {
	if c.REQ != "" {
		x, err := req.Open(e.ctx, c.REQ, req.Options{Sources: rules.Sources.REQ, Territory: rules.Territory, Follow: source.Follow(records)})
		if err != nil {
			return nil, nil, err
		}
		said = append(said, x)
	}
	if c.CRA != "" {
		x, err := cra.Read(e.ctx, c.CRA, cra.Options{Sources: rules.Sources.CRA, Territory: rules.Territory, Follow: source.FollowBN(records)})
		if err != nil {
			return nil, nil, err
		}
		said = append(said, x)
	}
	if len(c.SEAO) > 0 {
		keep, err := source.Keeper(records, rules.Names)
		if err != nil {
			return nil, nil, err
		}
		files, shut, err := openAll(c.SEAO)
		defer shut()
		if err != nil {
			return nil, nil, err
		}
		if contracts, err = seao.Read(e.ctx, files, seao.Options{Territory: rules.Territory, Keep: keep}); err != nil {
			return nil, nil, err
		}
		said = append(said, &contracts.Extract)
	}
	return said, contracts, nil
}

func openAll(paths []string) (files []seao.File, shut func(), err error) {
	var open []*os.File
	shut = func() {
		for _, f := range open {
			_ = f.Close() // read only
		}
	}
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return nil, shut, err
		}
		open = append(open, f)
		files = append(files, seao.File{Name: filepath.Base(p), R: f})
	}
	return files, shut, nil
}

func (e *env) printProposals(r *source.Result, said []*source.Extract, rules *policy.Policy) {
	for _, x := range said {
		for _, c := range x.Counts {
			if what, ok := strings.CutPrefix(c.What, "read."); ok {
				fmt.Fprintln(e.err, e.say.N("source.read", c.N, "what", plain(what)))
			} else {
				fmt.Fprintln(e.err, e.say.T("source.count", "n", e.say.Count(c.N), "what", e.say.T("source.count."+c.What)))
			}
		}
		for _, w := range x.Warnings {
			fmt.Fprintln(e.err, e.say.T("match.warning", "text", plain(e.say.What(w)), "where", plain(w.Place.String())))
		}
	}
	if len(r.Proposals) == 0 {
		fmt.Fprintln(e.out, e.say.T("source.none"))
	} else {
		fmt.Fprintln(e.out, e.say.T("source.summary"))
		for _, k := range source.Kinds() {
			if n := r.Count(k); n > 0 {
				fmt.Fprintln(e.out, e.say.T("source.total", "n", e.say.Count(n), "kind", e.say.T("source.kind."+string(k))))
			}
		}
		if r.Count(source.NewCandidate) > 0 {
			fmt.Fprintln(e.out, e.say.T("source.candidates_note"))
		}
	}
	var absent []string
	for _, a := range r.Absent {
		absent = append(absent, plain(a.Key))
	}
	if n := len(absent); n > 0 {
		fmt.Fprintln(e.out, e.say.N("source.absent", n, "list", strings.Join(absent[:min(n, 10)], ", ")))
	}
	if r.Nameless > 0 {
		fmt.Fprintln(e.out, e.say.N("source.nameless", r.Nameless))
	}
	for _, x := range said {
		fmt.Fprintln(e.out, e.say.T("source.notice", "text", source.OriginOf(&rules.Sources, x.Source).Attribution.In(string(e.lang))))
	}
}

// writeTotals writes what was awarded to each supplier of the registry.
func (e *env) writeTotals(w io.Writer, said *seao.Said, rules *policy.Policy) error {
	out := csv.NewWriter(w)
	var head []string
	for _, c := range []string{"neq", "name", "awards", "awarded", "municipal", "contracts", "joint", "other", "notice"} {
		head = append(head, e.say.T("source.column."+c))
	}
	if err := out.Write(head); err != nil {
		return err
	}
	if said != nil {
		for _, t := range said.Totals {
			row := []string{t.NEQ, inert(t.Name), strconv.Itoa(t.Awards), t.Awarded.StringFixed(2), t.Municipal.StringFixed(2), t.Contracts.StringFixed(2), strconv.Itoa(t.Joint), strconv.Itoa(t.Other), rules.Sources.SEAO.Attribution.In(string(e.lang))}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// generateREQCmd writes an invented file of the shape of the register's.
type generateREQCmd struct {
	Out         string `arg:"" name:"zip"`
	Enterprises int    `default:"2726312"`
	Seed        uint64 `default:"1"`
	Level       int    `default:"6"`
}

// Run writes the file and says what is in it.
func (c *generateREQCmd) Run(e *env) error {
	var sum reqtest.Summary
	err := e.writeOut(c.Out, func(w io.Writer) (err error) {
		sum, err = reqtest.Write(w, reqtest.Options{Enterprises: c.Enterprises, Seed: c.Seed, Level: c.Level})
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range slices.Sorted(slices.Values(reqtest.Order)) {
		fmt.Fprintf(e.out, "%s %d\n", m, sum.Bytes[m])
	}
	_, err = fmt.Fprintf(e.out, "%d %d %d %d\n", sum.Enterprises, sum.Names, sum.Sites, sum.Candidates)
	return err
}

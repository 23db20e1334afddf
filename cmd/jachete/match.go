package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// matchCmd looks names up in a registry.
type matchCmd struct {
	Registry   string `help:"${help_match_registry}" required:"" placeholder:"FILE"`
	Queries    string `arg:"" help:"${help_match_queries}" name:"queries"`
	Out        string `help:"${help_match_out}" short:"o" placeholder:"FILE"`
	Top        int    `help:"${help_match_top}" default:"1"`
	Background string `help:"${help_match_background}" placeholder:"FILE"`
	Policy     string `help:"${help_match_policy}" placeholder:"DIR"`

	passwordFlag
}

// Run writes one row a query (see docs/match.md).
func (c *matchCmd) Run(e *env) error {
	if err := distinct([]string{c.Registry, c.Queries, c.Background}, []string{c.Out}); err != nil {
		return err
	}
	password, err := c.password(e)
	if err != nil {
		return err
	}
	x, err := e.openIndex(c.Registry, c.Background, c.Policy, password)
	if err != nil {
		return err
	}
	queries, err := readQueries(e.ctx, c.Queries, password, false)
	if err != nil {
		return err
	}
	return e.writeOut(c.Out, func(w io.Writer) error {
		out := csv.NewWriter(w)
		if err := out.Write([]string{"row", "name", "id", "match_name", "probability", "verdict", "evidence"}); err != nil {
			return err
		}
		for i := range queries {
			if i%256 == 0 && e.ctx.Err() != nil {
				return e.ctx.Err()
			}
			if err := writeVerdict(out, &queries[i], x.Resolve(queries[i].Supplier), c.Top); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
}

func writeVerdict(out *csv.Writer, q *query, v match.Verdict, top int) error {
	row := strconv.Itoa(q.row)
	p := func(f float64) string { return strconv.FormatFloat(f, 'f', 4, 64) }
	if len(v.Candidates) == 0 {
		return out.Write([]string{row, inert(q.Supplier.Name), "", "", p(v.Probability), string(v.Outcome), inert(v.Reason)})
	}
	for i := range v.Candidates {
		c := &v.Candidates[i]
		if i >= max(top, 1) {
			break
		}
		err := out.Write([]string{row, inert(q.Supplier.Name), inert(c.ID), inert(c.Name), p(c.Probability), string(v.Outcome), inert(evidenceText(v, c))})
		if err != nil {
			return err
		}
	}
	return nil
}

// evidenceText writes the pieces on one line: "shared +6.2 [pavage maska];
// left_entry -1.1 [estrie]".
func evidenceText(v match.Verdict, c *match.Candidate) string {
	var parts []string
	if v.Reason != "" {
		parts = append(parts, v.Reason)
	}
	for _, ev := range c.Evidence {
		s := fmt.Sprintf("%s %+.1f", ev.Family, ev.Bits)
		switch {
		case ev.Left != "" && ev.Right != "" && ev.Left != ev.Right:
			s += " [" + ev.Left + " ~ " + ev.Right + "]"
		case ev.Left != "" || ev.Right != "":
			s += " [" + ev.Left + strings.TrimPrefix(ev.Right, ev.Left) + "]"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "; ")
}

// inert keeps a spreadsheet from running a cell as a formula: an apostrophe is
// put before the signs that begin one, and control characters become blanks.
func inert(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if t := strings.TrimLeft(s, " \u00a0"); t != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}

// openIndex reads a registry and builds its index, with that of a general
// register behind it when one is named.
func (e *env) openIndex(path, background, policyDir, password string) (*match.Index, error) {
	p, err := policy.Load(policyDir)
	if err != nil {
		return nil, err
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		return nil, err
	}
	open := func(path string) (*match.Index, error) {
		ed, err := registry.Read(e.ctx, path, p.Headers, registry.Options{Categories: p.Categories, Sheet: sheet.Options{Password: password}})
		if err != nil {
			return nil, err
		}
		for _, w := range ed.Warnings {
			fmt.Fprintln(e.err, e.say.T("match.warning", "text", plain(e.say.What(w)), "where", plain(w.Place.String())))
		}
		return match.New(ed.MatchEntries(), params)
	}
	x, err := open(path)
	if err != nil || background == "" {
		return x, err
	}
	bg, err := open(background)
	if err != nil {
		return nil, err
	}
	return x.WithBackground(bg), nil
}

// writeOut writes one file, or the standard output when path is "".
func (e *env) writeOut(path string, write func(io.Writer) error) error {
	if path == "" {
		return write(e.out)
	}
	var out outputs
	defer out.drop()
	if err := out.add(path, write); err != nil {
		return err
	}
	return out.commit()
}

package source

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"jachete/templates/message"
	"jachete/templates/policy"
)

// WriteCSV writes the list for a person to work through in a spreadsheet: one
// row a proposal, in order, each with the source's own notice, so that it stays
// with rows that are copied elsewhere. In French the separator is a semicolon,
// as spreadsheets expect it there. No cell can run as a formula.
func WriteCSV(w io.Writer, r *Result, sources *policy.Sources, say message.Printer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma = ','
	if say.Lang == message.French {
		out.Comma = ';'
	}
	columns := []string{"rank", "kind", "score", "why", "name", "record", "neq", "charity", "form", "city", "postal", "mrc", "reason", "evidence", "source", "key", "notice"}
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = say.T("source.column." + c)
	}
	if err := out.Write(head); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	lang := string(say.Lang)
	for i := range r.Proposals {
		p := &r.Proposals[i]
		row := []string{
			strconv.Itoa(i + 1), say.T("source.kind." + string(p.Kind)), "", why(p, say), p.Name, p.Record, p.After.NEQ, p.After.Charity, p.After.LegalForm,
			p.After.City, p.After.Postal, p.After.MRC, p.Reason.In(say), evidence(p, say), "", p.Key, "",
		}
		if p.Kind == NewCandidate {
			row[2], row[5] = strconv.Itoa(p.Score), ""
		}
		var names, notices []string
		for _, s := range sourcesOf(p) {
			o := OriginOf(sources, s)
			names, notices = append(names, o.Name.In(lang)), append(notices, o.Attribution.In(lang))
		}
		row[14], row[16] = strings.Join(names, " + "), strings.Join(notices, " ")
		for j := range row {
			if j != 0 && j != 2 { // our own numbers, which may be negative
				row[j] = inert(row[j])
			}
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write the list: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

// sourcesOf lists the sources behind a proposal, its own first.
func sourcesOf(p *Proposal) []string {
	list := []string{p.Source}
	for _, e := range p.Evidence {
		if e.Source != "" && !slices.Contains(list, e.Source) {
			list = append(list, e.Source)
		}
	}
	return list
}

// why writes the signals with their weights: "+30 coopérative, -30 club".
func why(p *Proposal, say message.Printer) string {
	var parts []string
	for _, s := range p.Signals {
		text := s.Fr
		if say.Lang == message.English {
			text = s.En
		}
		parts = append(parts, fmt.Sprintf("%s (%+d)", text, s.Weight))
	}
	return strings.Join(parts, ", ")
}

func evidence(p *Proposal, say message.Printer) string {
	var parts []string
	for _, e := range p.Evidence {
		s := say.T("source.says", "what", say.T("source.what."+e.What), "value", e.Says)
		if e.Has != "" {
			s += " " + say.T("source.has", "value", e.Has)
		}
		if e.Source != "" {
			s += " [" + strings.ToUpper(e.Source) + "]"
		}
		parts = append(parts, s)
	}
	if n := len(p.Evidence); n > 0 && p.Evidence[0].Where != "" {
		parts = append(parts, p.Evidence[0].Where)
	}
	return strings.Join(parts, " | ")
}

// inert keeps a spreadsheet from running a cell as a formula.
func inert(s string) string {
	s = strings.Map(func(r rune) rune {
		if control(r) {
			return ' '
		}
		return r
	}, s)
	if t := strings.TrimLeft(s, " \u00a0"); t != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}

func control(r rune) bool { return r < ' ' || r == 0x7f }

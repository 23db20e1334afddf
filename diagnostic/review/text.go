package review

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jachete/scoring/match"
	"jachete/templates/message"
)

// header begins a file of decisions; the number is the version of the format.
const header = "# jachete decisions 1"

// Write writes decisions as a text that a person reads and edits: one block a
// decision, one "key: value" a line, blocks apart by an empty line. A value
// that holds a sign that does not show, a quotation mark at its head or blanks
// at its ends stands between quotation marks with Go's escapes (\n, \u202e), so
// that nothing in it can pass for another line. [Parse] reads back the same
// decisions.
func Write(w io.Writer, decisions []Decision) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, header)
	fmt.Fprintln(b, "# One block a decision. Lines that begin with # are notes. See docs/review.md.")
	for i := range decisions {
		writeBlock(b, &decisions[i])
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write decisions: %w", err)
	}
	return nil
}

func writeBlock(w io.Writer, d *Decision) {
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %s: %s\n", key, quoted(value))
		}
	}
	when := func(key string, t time.Time) {
		if !t.IsZero() {
			line(key, t.UTC().Format(time.RFC3339Nano))
		}
	}
	fmt.Fprintf(w, "\ndecision: %s\n", quoted(d.ID))
	for _, n := range d.Subject.Names {
		fmt.Fprintf(w, "  name: %s\n", quoted(n))
	}
	line("neq", d.Subject.NEQ)
	line("bn", d.Subject.BN)
	line("city", d.Subject.City)
	line("kind", string(d.Kind))
	line("verdict", string(d.Verdict))
	line("enterprise", d.Enterprise)
	line("enterprise_name", d.EnterpriseName)
	line("enterprise_neq", d.EnterpriseNEQ)
	line("class", d.Class)
	line("account", d.Account)
	line("reason", d.Reason)
	line("author", d.Author)
	when("at", d.At)
	line("buyer", d.Buyer)
	line("scope", string(d.Scope))
	line("rules", d.Rules)
	for _, e := range d.Evidence {
		fmt.Fprintf(w, "  evidence: %s %s %s %s %s\n", strconv.Quote(e.Family), strconv.Quote(e.Kind),
			strconv.FormatFloat(e.Bits, 'g', -1, 64), strconv.Quote(e.Left), strconv.Quote(e.Right))
	}
	line("reversed_by", d.ReversedBy)
	when("reversed_at", d.ReversedAt)
	line("reversed_reason", d.ReversedOn)
}

// quoted writes a value so that it stays on its line.
func quoted(s string) string {
	plain := s != "" && s[0] != '"' && strings.TrimSpace(s) == s && utf8.ValidString(s)
	for _, r := range s {
		plain = plain && strconv.IsPrint(r) && !unicode.Is(unicode.Mn, r)
	}
	if plain {
		return s
	}
	return strconv.Quote(s)
}

// Limits of a file of decisions.
const (
	maxLine      = 1 << 16 // bytes
	maxDecisions = 200_000
)

// Parse reads a file of decisions written by [Write] or by hand. A block may
// leave out what a hand does not know: the identifier, the author and the time
// come back empty and are the caller's to fill; kind is match unless a class is
// given, scope is buyer. What cannot be read is a *message.Fault that gives the
// line; all such lines are told together.
func Parse(r io.Reader, file string) ([]Decision, error) {
	p := &parser{file: file}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 4096), maxLine)
	for s.Scan() {
		p.n++
		text := strings.TrimSuffix(s.Text(), "\r")
		if p.n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
			if v, ok := strings.CutPrefix(text, "# jachete decisions "); !ok || strings.TrimSpace(v) != "1" {
				return nil, p.fault("header", text)
			}
			continue
		}
		p.line(text)
		if len(p.list) > maxDecisions {
			return nil, p.fault("many", strconv.Itoa(maxDecisions))
		}
	}
	if err := s.Err(); err != nil {
		p.n++
		return nil, p.fault("line", strconv.Itoa(maxLine))
	}
	if p.n == 0 {
		return nil, p.fault("header", "")
	}
	p.close()
	if len(p.faults) > 0 {
		f := p.faults[0]
		f.Also = p.faults[1:]
		return nil, f
	}
	return p.list, nil
}

// parser gathers decisions line by line.
type parser struct {
	file   string
	n      int // line, 1-based
	began  int // line where the block began
	open   bool
	bad    bool // the block has a fault already
	set    map[string]bool
	list   []Decision
	faults []*message.Fault
}

// most faults that are told at once.
const mostFaults = 20

func (p *parser) fault(problem, value string) *message.Fault {
	if r := []rune(value); len(r) > 80 {
		value = string(r[:80]) + "…"
	}
	return message.NewFault("review.file."+problem, message.Place{File: p.file}, "line", strconv.Itoa(p.n), "value", value)
}

func (p *parser) refuse(problem, value string) {
	p.bad = true
	if len(p.faults) < mostFaults {
		p.faults = append(p.faults, p.fault(problem, value))
	}
}

func (p *parser) line(text string) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || strings.HasPrefix(trimmed, "#") {
		return
	}
	key, raw, ok := strings.Cut(trimmed, ":")
	if !ok {
		p.refuse("no_key", trimmed)
		return
	}
	key, raw = strings.TrimSpace(key), strings.TrimSpace(raw)
	if key == "decision" {
		p.close()
		p.open, p.bad, p.began, p.set = true, false, p.n, map[string]bool{}
		p.list = append(p.list, Decision{})
	} else if !p.open {
		p.refuse("outside", trimmed)
		return
	}
	d := &p.list[len(p.list)-1]
	if key == "evidence" {
		e, err := evidence(raw)
		if err != nil {
			p.refuse("evidence", raw)
			return
		}
		d.Evidence = append(d.Evidence, e)
		return
	}
	value := raw
	if strings.HasPrefix(raw, `"`) {
		var err error
		if value, err = strconv.Unquote(raw); err != nil {
			p.refuse("quotes", raw)
			return
		}
	}
	if key != "name" && p.set[key] {
		p.refuse("twice", key)
		return
	}
	p.set[key] = true
	p.put(d, key, value)
}

func (p *parser) put(d *Decision, key, value string) {
	texts := map[string]*string{
		"decision": &d.ID, "neq": &d.Subject.NEQ, "bn": &d.Subject.BN, "city": &d.Subject.City, "enterprise": &d.Enterprise,
		"enterprise_name": &d.EnterpriseName, "enterprise_neq": &d.EnterpriseNEQ, "class": &d.Class, "account": &d.Account,
		"reason": &d.Reason, "author": &d.Author, "buyer": &d.Buyer, "rules": &d.Rules, "reversed_by": &d.ReversedBy, "reversed_reason": &d.ReversedOn,
	}
	times := map[string]*time.Time{"at": &d.At, "reversed_at": &d.ReversedAt}
	switch {
	case key == "name":
		d.Subject.Names = append(d.Subject.Names, value)
	case texts[key] != nil:
		*texts[key] = value
	case times[key] != nil:
		t, err := moment(value)
		if err != nil {
			p.refuse("time", value)
			return
		}
		*times[key] = t
	case key == "kind":
		d.Kind = Kind(value)
	case key == "verdict":
		d.Verdict = Verdict(value)
	case key == "scope":
		d.Scope = Scope(value)
	default:
		p.refuse("key", key)
	}
}

// moment reads a time, or a civil date written by hand.
func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, fmt.Errorf("parse time: %w", err)
	}
	return t.UTC(), nil
}

// evidence reads "family" "kind" bits "left" "right".
func evidence(s string) (match.Evidence, error) {
	var e match.Evidence
	var err error
	text := func(to *string) {
		if err != nil {
			return
		}
		var q string
		s = strings.TrimSpace(s)
		if q, err = strconv.QuotedPrefix(s); err == nil {
			*to, err = strconv.Unquote(q)
			s = s[len(q):]
		}
	}
	text(&e.Family)
	text(&e.Kind)
	number, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	s = rest
	if err == nil {
		e.Bits, err = strconv.ParseFloat(number, 64)
	}
	text(&e.Left)
	text(&e.Right)
	if err != nil || strings.TrimSpace(s) != "" || e.Bits != e.Bits {
		return e, fmt.Errorf("read evidence: %q", s)
	}
	return e, nil
}

// close ends a block and checks it.
func (p *parser) close() {
	if !p.open {
		return
	}
	p.open = false
	if p.bad {
		return
	}
	d := &p.list[len(p.list)-1]
	if d.Kind == "" {
		d.Kind = Match
		if d.Class != "" && d.Verdict == "" {
			d.Kind = Class
		}
	}
	if d.Scope == "" {
		d.Scope = ThisBuyer
	}
	if f := d.Validate(); f != nil {
		at := p.n
		p.n = p.began
		p.refuse(strings.TrimPrefix(f.Key, "review.file."), d.ID)
		p.n = at
	}
}

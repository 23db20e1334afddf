// Package message is the voice of jachete: every sentence a user reads, in
// French and in English, and the way numbers, dates and amounts are written in
// each language.
//
// The sentences are data (catalogue/*.yaml), one entry an idea, both languages
// side by side, so that a translator sees what is missing. Code names entries
// by key and hands over values; it never glues sentences together. Several
// files may hold entries; a key may stand in one of them only.
//
// The package knows nothing of ledgers or shares. Start with [Printer].
package message

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// Lang is a language a user can choose.
type Lang string

// The languages of the product: French first, English complete.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// Langs lists the languages in the order of the product.
var Langs = []Lang{French, English}

//go:embed catalogue/*.yaml
var files embed.FS

// text is one entry in one language. A plain entry has Other only; an entry
// that counts has forms for none (Zero, optional) and one as well.
type text struct {
	Zero  string `yaml:"zero"`
	One   string `yaml:"one"`
	Other string `yaml:"other"`
}

func (t *text) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err == nil {
		t.Other = s
		return nil
	}
	type plain text
	return unmarshal((*plain)(t))
}

type entry struct {
	Fr text `yaml:"fr"`
	En text `yaml:"en"`
}

func (e entry) in(l Lang) text {
	if l == English {
		return e.En
	}
	return e.Fr
}

// noBreak puts a no-break space where French typography wants one and a
// translator typed an ordinary blank, so that no line ends there.
var noBreak = strings.NewReplacer(
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", " %", "\u00a0%", " $", "\u00a0$",
	" »", "\u00a0»", "« ", "«\u00a0",
)

// bare is a semicolon that a translator typed without its blank.
var bare = regexp.MustCompile(`([\p{L}\d}»)….%$]);( |$)`)

// typeset sets the French of an entry.
func (e entry) typeset() entry {
	for _, s := range []*string{&e.Fr.Zero, &e.Fr.One, &e.Fr.Other} {
		*s = bare.ReplaceAllString(noBreak.Replace(*s), "$1\u00a0;$2")
	}
	return e
}

type faultEntry struct {
	What entry `yaml:"what"`
	Why  entry `yaml:"why"`
	Do   entry `yaml:"do"`
}

func (e faultEntry) typeset() faultEntry {
	return faultEntry{What: e.What.typeset(), Why: e.Why.typeset(), Do: e.Do.typeset()}
}

type catalogueFile struct {
	Texts  map[string]entry      `yaml:"texts"`
	Faults map[string]faultEntry `yaml:"faults"`
	// OnPage is what a page says of a fault instead, where its cause or its remedy
	// speaks of the command line; an empty part says the same.
	OnPage map[string]faultEntry `yaml:"on_page"`
}

type catalogue struct {
	texts  map[string]entry
	faults map[string]faultEntry
	onPage map[string]faultEntry
}

// load reads the embedded catalogue once. The catalogue is part of the
// program: a broken one is a bug, found by the first test that runs.
var load = sync.OnceValues(func() (*catalogue, error) {
	c := &catalogue{texts: map[string]entry{}, faults: map[string]faultEntry{}, onPage: map[string]faultEntry{}}
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list message files: %w", err)
	}
	sort.Strings(names)
	for _, n := range names {
		b, err := files.ReadFile(n)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", n, err)
		}
		var f catalogueFile
		if err := yaml.UnmarshalWithOptions(b, &f, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("parse %s: %w", n, err)
		}
		for k, e := range f.Texts {
			if _, twice := c.texts[k]; twice {
				return nil, fmt.Errorf("%s: text %q stands twice", n, k)
			}
			c.texts[k] = e.typeset()
		}
		for k, e := range f.Faults {
			if _, twice := c.faults[k]; twice {
				return nil, fmt.Errorf("%s: fault %q stands twice", n, k)
			}
			c.faults[k] = e.typeset()
		}
		for k, e := range f.OnPage {
			if _, twice := c.onPage[k]; twice {
				return nil, fmt.Errorf("%s: page of fault %q stands twice", n, k)
			}
			c.onPage[k] = e.typeset()
		}
	}
	return c, nil
})

// A Printer writes for one reader: in one language.
type Printer struct {
	Lang Lang
	// Currency is the ISO code of the money written, "" for Canadian dollars.
	Currency string
	cat      *catalogue
	page     bool
}

// OnPage returns the printer for pages: what a fault asks to be done is done
// there, not by options of a command.
func (p Printer) OnPage() Printer {
	p.page = true
	return p
}

// For returns the printer that writes money in a currency (ISO code).
func (p Printer) For(currency string) Printer {
	p.Currency = currency
	return p
}

// In returns the printer of a language. It panics if the embedded catalogue
// does not parse, which no released program can meet.
func In(l Lang) Printer {
	c, err := load()
	if err != nil {
		panic(err)
	}
	return Printer{Lang: l, cat: c}
}

// T returns the text of key with each {name} replaced by its value; args are
// name, value pairs. A missing key gives the key between ‹ › so that it is
// seen; a test keeps that from happening.
func (p Printer) T(key string, args ...string) string {
	e, ok := p.cat.texts[key]
	if !ok {
		return "‹" + key + "›"
	}
	return fill(e.in(p.Lang).Other, args)
}

// Has tells whether the catalogue holds a text under key.
func (p Printer) Has(key string) bool {
	_, ok := p.cat.texts[key]
	return ok
}

// N returns the form of key that agrees with n: zero, one or other. In French
// 0 and 1 are singular; an entry may give its own wording for zero. {n} is
// filled with the count as the language writes it.
func (p Printer) N(key string, n int, args ...string) string {
	e, ok := p.cat.texts[key]
	if !ok {
		return "‹" + key + "›"
	}
	t := e.in(p.Lang)
	form := t.Other
	switch {
	case n == 0 && t.Zero != "":
		form = t.Zero
	case t.One != "" && (n == 1 || n == -1 || (n == 0 && p.Lang == French)):
		form = t.One
	}
	return fill(form, append(args, "n", p.Count(n)))
}

// fill replaces in one pass, so a value that holds braces (every value may
// come from an uploaded file) is never read as a placeholder.
func fill(s string, args []string) string {
	if len(args) < 2 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+args[i]+"}", args[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Fault writes a fault for a user: what, where, why, what to do, a line each,
// and the same for the faults that came with it.
func (p Printer) Fault(f *Fault) string {
	var b strings.Builder
	p.fault(&b, f)
	for _, a := range f.Also {
		b.WriteString("\n\n")
		p.fault(&b, a)
	}
	return b.String()
}

func (p Printer) fault(b *strings.Builder, f *Fault) {
	args := f.shown()
	e, ok := p.faultOf(f.Key)
	if !ok {
		b.WriteString("‹" + f.Error() + "›")
		return
	}
	line := func(label, s string) {
		if s == "" {
			return
		}
		b.WriteString("\n  ")
		b.WriteString(p.T(label))
		b.WriteString(s)
	}
	b.WriteString(fill(e.What.in(p.Lang).Other, args))
	line("fault.where", f.Place.String())
	line("fault.why", fill(e.Why.in(p.Lang).Other, args))
	line("fault.do", fill(e.Do.in(p.Lang).Other, args))
}

// What gives only the first sentence of a fault, for lists.
func (p Printer) What(f *Fault) string {
	return p.part(f, func(e faultEntry) entry { return e.What })
}

// Why gives only the cause of a fault.
func (p Printer) Why(f *Fault) string { return p.part(f, func(e faultEntry) entry { return e.Why }) }

// Do gives only what can be done about a fault.
func (p Printer) Do(f *Fault) string { return p.part(f, func(e faultEntry) entry { return e.Do }) }

// faultOf is what is said of a fault where the printer's reader is.
func (p Printer) faultOf(key string) (faultEntry, bool) {
	e, ok := p.cat.faults[key]
	if !p.page || !ok {
		return e, ok
	}
	there := p.cat.onPage[key]
	for _, x := range []struct{ said, instead *entry }{{&e.What, &there.What}, {&e.Why, &there.Why}, {&e.Do, &there.Do}} {
		if x.instead.Fr.Other != "" {
			*x.said = *x.instead
		}
	}
	return e, true
}

func (p Printer) part(f *Fault, of func(faultEntry) entry) string {
	e, ok := p.faultOf(f.Key)
	if !ok {
		return "‹" + f.Key + "›"
	}
	return fill(of(e).in(p.Lang).Other, f.shown())
}

// Keys lists the keys of the texts that begin with prefix, sorted.
func (p Printer) Keys(prefix string) []string {
	var keys []string
	for k := range p.cat.texts {
		if strings.HasPrefix(k, prefix) {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	return keys
}

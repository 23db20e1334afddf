package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// categoriesCmd measures how the purchase lines of ledgers find their category,
// by file: by account, by words, or not at all. Without a registry nothing is
// found by activity. It prints no supplier and no description.
type categoriesCmd struct {
	Ledgers []string `arg:"" name:"ledger" help:"${help_categories_ledger}"`
	Policy  string   `help:"${help_diagnose_policy}" placeholder:"DIR"`
	JSON    bool     `name:"json" help:"${help_categories_json}"`
}

// covered is the coverage of one file.
type covered struct {
	File  string               `json:"file"`
	Parts []share.CoveragePart `json:"parts"`
}

func (c *categoriesCmd) Run(e *env) error {
	p, err := policy.Load(c.Policy)
	if err != nil {
		return err
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		return fmt.Errorf("prepare names: %w", err)
	}
	classes, err := share.NewClassifier(p)
	if err != nil {
		return fmt.Errorf("compile class rules: %w", err)
	}
	categories, err := share.NewCategoriser(p)
	if err != nil {
		return fmt.Errorf("compile categories: %w", err)
	}
	var all []covered
	for _, file := range c.Ledgers {
		led, err := ledger.Read(e.ctx, []string{file}, p.Headers, ledger.Options{Lenient: true})
		if err != nil {
			return err
		}
		lines := make([]share.Line, led.Lines.Len())
		for i, l := range led.Lines.All() {
			in := share.CategoryInput{Account: l.Account, FoldedText: name.Fold(l.Description), FoldedName: name.Fold(l.Supplier)}
			if strings.IndexFunc(l.Account, unicode.IsLetter) >= 0 {
				in.FoldedAccount = name.Fold(l.Account)
			}
			class := classes.Class(share.ClassInput{
				FoldedName: in.FoldedName, Account: l.Account, FoldedText: in.FoldedText, Person: params.Tables.Person(l.Supplier),
			})
			found := categories.Category(in)
			lines[i] = share.Line{Supplier: -1, Amount: l.Amount, Class: class.Class, Category: found.Category, By: found.By}
		}
		all = append(all, covered{filepath.Base(file), share.Coverage(lines, 0, p.Classes)})
	}
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(all)
	}
	return e.coverage(all)
}

// coverage prints a row a file: percent of purchase lines and of dollars.
func (e *env) coverage(all []covered) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := []string{e.say.T("categories.file"), e.say.T("categories.lines")}
	for _, by := range []string{"account", "activity", "keyword", "none"} {
		head = append(head, e.say.T("categories."+by))
	}
	fmt.Fprintln(w, strings.Join(head, "\t")+"\t")
	for _, f := range all {
		n := 0
		for _, p := range f.Parts {
			n += p.Lines
		}
		row := []string{f.File, e.say.Count(n)}
		for _, p := range f.Parts {
			row = append(row, e.oneDecimal(p.OfLines)+" / "+e.oneDecimal(p.OfDollars))
		}
		fmt.Fprintln(w, strings.Join(row, "\t")+"\t")
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write coverage: %w", err)
	}
	fmt.Fprintln(e.out, e.say.T("categories.note"))
	return nil
}

func (e *env) oneDecimal(v decimal.NullDecimal) string {
	if !v.Valid {
		return e.say.T("workbook.no_value")
	}
	return e.say.Percent(v.Decimal, 1)
}

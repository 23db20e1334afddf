package diagnostic

import (
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// What is kept of a text says the same to the rules, and no name.
func TestMaskBookKeepsWhatRulesAskAbout(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	clues, err := share.NewClues(p)
	if err != nil {
		t.Fatal(err)
	}
	tables := testMasker(t).tables
	line := func(supplier, text, account string) ledger.Line {
		return ledger.Line{Supplier: supplier, Description: text, Account: account, Invoice: "F1", City: "Mercier", Postal: "J6R 1A1", Amount: decimal.NewFromInt(1)}
	}
	book := &ledger.Ledger{Tables: make([]ledger.Table, 1), Lines: ledger.LinesOf([]ledger.Line{
		line("ZZYX, Julie", "Remboursement de taxes, 12 rue des Inventés", "02-110-00-310"),
		line("ZZYX, Julie", "Julie Zzyx", ""),
		line("Quincaillerie Boisvert-Lac inc.", "Repas Julie Zzyx réunion", "Salaires"),
		line("Quincaillerie Boisvert-Lac inc.", "Julie Zzyx - don", "Julie Caron"),
	})}
	if n := MaskBook(book, tables, KeyedPseudonym([]byte("clé")), clues); n != 1 {
		t.Errorf("%d persons", n)
	}
	want := []struct{ text, account string }{
		{"remboursement de taxes x", "02-110-00-310"}, {"", ""}, {"Repas […] réunion", "Salaires"}, {redaction, redaction},
	}
	for i, l := range book.Lines.All() {
		if l.Description != want[i].text || l.Account != want[i].account {
			t.Errorf("line %d: %q, %q; want %q, %q", i, l.Description, l.Account, want[i].text, want[i].account)
		}
		if l.Person && (l.Invoice != "" || l.City != "" || l.Postal != "" || l.Supplier == "ZZYX, Julie") {
			t.Errorf("line %d tells who it is: %+v", i, l)
		}
	}
}

package diagnostic

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/scoring/match"
	"jachete/scoring/share"
	"jachete/templates/message"
)

// The names of this file are invented.
func small() *Diagnostic {
	d := &Diagnostic{
		Schema: SchemaVersion, Run: Run{Program: "1", PolicyVersion: "p", Inputs: []Input{{"ledger", "a.csv", "00"}}},
		Buyer: Buyer{Name: "Ville d'Essai"}, Period: Period{Asked: "2024", From: "2024-01-01", To: "2024-12-31"},
		Tables: []ledger.Table{{File: "a.csv", Columns: []ledger.Column{{Field: "supplier", Letter: "A"}}}},
		Suppliers: []Supplier{
			{Key: "S00001", Name: "Pavage Secret inc.", Standing: share.None, NEQ: "1111111111"},
			{
				Key: "S00002", Name: "Coop Peut-être", Standing: share.Open, City: "Longval", Counted: decimal.NewFromInt(7),
				Verdict: match.Verdict{Outcome: match.Possible, Candidates: []match.Candidate{{ID: "E1", Name: "Coop Peut-être bien"}, {ID: "E2", Name: "Autre coop"}}},
			},
			{Key: "S00003", Name: "Atelier Sûr", Standing: share.Confirmed, City: "Longval"},
		},
		Open:     []OpenQuestion{{Supplier: 1, Hinges: decimal.RequireFromString("7.00")}},
		Lines:    []Line{{Supplier: 0, Description: "asphalte secret", Amount: decimal.RequireFromString("10.50")}},
		Asides:   []ledger.Aside{{Text: "note secrète"}},
		Warnings: []*message.Fault{message.NewFault("period.undated", message.Place{File: "a.csv"}, "n", "3")},
	}
	d.Measures.Concentration.Top = []share.SupplierRank{{Supplier: 0}, {Supplier: 2}}
	d.Run.Number = runNumber(d)
	d.Figures = figures(d)
	return d
}

func written(t *testing.T, d *Diagnostic) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAbridgeLeavesOutWhatDoesNotCirculate(t *testing.T) {
	t.Parallel()
	d := small()
	whole := written(t, d)
	a := d.Abridge()
	s := strings.ToLower(written(t, a))
	for _, secret := range []string{"pavage", "secr", "1111111111", "asphalte", "autre coop"} {
		if !strings.Contains(strings.ToLower(whole), secret) {
			t.Fatalf("%q is not in the whole diagnostic", secret)
		}
		if strings.Contains(s, secret) {
			t.Errorf("%q circulates", secret)
		}
	}
	if got := a.Suppliers[a.Open[0].Supplier].Name; got != "Coop Peut-être" {
		t.Errorf("the question leads to %q", got)
	}
	if got := []int{a.Measures.Concentration.Top[0].Supplier, a.Measures.Concentration.Top[1].Supplier}; !cmp.Equal(got, []int{-1, 1}) {
		t.Errorf("ranks lead to %v", got)
	}
	if written(t, a.Abridge()) != written(t, a) {
		t.Error("abridged twice, it changes")
	}
	if written(t, d) != whole {
		t.Error("abridging changed the diagnostic")
	}
	if a.RunNumber() != d.Run.Number {
		t.Error("the run number changes")
	}
}

func TestReadJSONGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, d := range []*Diagnostic{small(), small().Abridge(), {Schema: SchemaVersion}} {
		want := written(t, d)
		back, err := ReadJSON(strings.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, written(t, back)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSealSeesEveryChange(t *testing.T) {
	t.Parallel()
	seal := func(d *Diagnostic) string {
		s, err := d.Seal()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	d := small()
	want := seal(d)
	if seal(d.Abridge()) != want {
		t.Error("the abridged diagnostic has another seal")
	}
	for name, change := range map[string]func(*Diagnostic){
		"a figure":   func(d *Diagnostic) { d.Figures[0].Value.Decimal = decimal.NewFromInt(1) },
		"a name":     func(d *Diagnostic) { d.Suppliers[2].Name = "Autre" },
		"the digest": func(d *Diagnostic) { d.Run.Inputs[0].Digest = "01" },
	} {
		d := small()
		change(d)
		if seal(d) == want {
			t.Errorf("%s changed and the seal did not", name)
		}
	}
}

func TestReadJSONRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "null", "[]", "{}", `{"schema":"jachete.diagnostic/2"}`, `{"schema":"jachete.diagnostic/1","lines":[{"supplier":3}]}`,
		`{"schema":"jachete.diagnostic/1","open":[{"supplier":-2}]}`, `{"schema":"jachete.diagnostic/1","warnings":[null]}`,
	} {
		if _, err := ReadJSON(strings.NewReader(s)); !errors.Is(err, ErrSchema) {
			t.Errorf("%s: %v", s, err)
		}
	}
}

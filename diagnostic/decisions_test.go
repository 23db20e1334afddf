package diagnostic_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

func settings(t testing.TB) (*policy.Policy, match.Params) {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	return p, params
}

func remember(t testing.TB, tables *name.Tables, list ...review.Decision) *review.Memory {
	t.Helper()
	m, err := review.NewMemory(list, "", nil, tables)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func decide(id string, v review.Verdict, enterprise, payee string) review.Decision {
	return review.Decision{
		ID: id, Scope: review.ThisBuyer, Kind: review.Match, Verdict: v, Enterprise: enterprise, Reason: "r", Author: "conseillère",
		At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Subject: review.Subject{Names: []string{payee}},
	}
}

// settled diagnoses a small ledger with decisions.
func settled(t *testing.T, ledgerText string, list ...review.Decision) *diagnostic.Diagnostic {
	t.Helper()
	return mustDiagnose(t, ledgerText, func(q *diagnostic.Request) { q.Memory = remember(t, q.Params.Tables, list...) })
}

func payee(t *testing.T, d *diagnostic.Diagnostic, called string) *diagnostic.Supplier {
	t.Helper()
	for i := range d.Suppliers {
		if d.Suppliers[i].Name == called {
			return &d.Suppliers[i]
		}
	}
	t.Fatalf("no supplier %q", called)
	return nil
}

func TestDecisionsSettleSuppliers(t *testing.T) {
	t.Parallel()
	text := "Date,Fournisseur,NEQ,Montant\n2024-03-14,Coopérative Zéphyrine,,1\n2024-03-20,Coopérative Zéphyrine,,10\n2024-04-01,Quartz Traiteur du Sud,,100\n" +
		"2024-04-01,Jardins XYZ,1140000010,1000\n2024-04-02,Pavage Untel inc.,,10000\n"
	before := mustDiagnose(t, text)
	if before.Run.Decisions.Digest != "" || before.Measures.Confirmed.Dollars.String() != "1010" {
		t.Fatalf("without decisions: %+v, confirmed %s", before.Run.Decisions, before.Measures.Confirmed.Dollars)
	}
	d := settled(
		t, text,
		decide("d1", review.Same, "E2", "QUARTZ TRAITEUR DU SUD"),
		decide("d2", review.Different, "E1", "Coopérative Zéphyrine"),
		decide("d3", review.Propose, "C7", "Pavage Untel inc."),
		decide("d4", review.Same, "E2", "Jardins XYZ"), // the number says E4
	)
	s := payee(t, d, "Quartz Traiteur du Sud")
	if s.Standing != share.Confirmed || s.By != "decision" || s.Enterprise == nil || s.Enterprise.ID != "E2" || s.Decision == nil || s.Decision.ID != "d1" || s.Decision.On != "2026-03-01" {
		t.Errorf("same: %+v", s)
	}
	if s := payee(t, d, "Coopérative Zéphyrine"); s.Standing != share.None || s.By != "decision" || s.Decision.Verdict != "different" {
		t.Errorf("different: %+v", s)
	}
	if s := payee(t, d, "Pavage Untel inc."); s.Standing != share.None || s.Decision.Enterprise != "C7" {
		t.Errorf("propose: %+v", s)
	}
	if s := payee(t, d, "Jardins XYZ"); s.Standing != share.Open || s.Verdict.Reason != review.ReasonNumber {
		t.Errorf("against the number: %+v", s)
	}
	if d.Measures.Confirmed.Dollars.String() != "100" {
		t.Errorf("confirmed %s", d.Measures.Confirmed.Dollars)
	}
	if n := len(d.DecidedBy("d2")); n != 1 || len(d.DecidedBy("d9")) != 0 {
		t.Errorf("d2 touches %d suppliers", n)
	}
	card := d.Run.Decisions
	if card.Count != 4 || card.Applied != 4 || card.Blocked != 1 || card.Digest == "" {
		t.Errorf("card %+v", card)
	}
	if d.Run.Number == before.Run.Number {
		t.Error("decisions do not change the run number")
	}
	warned := false
	for _, w := range d.Warnings {
		warned = warned || w.Key == "review.blocked" && w.Args["n"] == "1"
	}
	if !warned {
		t.Error("nobody is told of the decision that could not be applied")
	}
	var b bytes.Buffer
	if err := d.Abridge().WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "conseillère") || !strings.Contains(b.String(), `"d1"`) {
		t.Error("what circulates names who decided, or hides that somebody did")
	}
}

// A decided match counts only when the enterprise was recognised, like any.
func TestDecidedMatchesKeepRecognition(t *testing.T) {
	t.Parallel()
	d := settled(t, "Date,Fournisseur,Montant\n2024-03-14,Ménage Z. Sud,1\n2024-03-20,Ménage Z. Sud,10\n2024-07-02,Ménage Z. Sud,100\n", decide("d1", review.Same, "E1", "Ménage Z. Sud"))
	if d.Measures.Confirmed.Dollars.String() != "10" || d.Measures.NotRecognisedYet.Dollars.String() != "101" {
		t.Errorf("confirmed %s, not recognised %s", d.Measures.Confirmed.Dollars, d.Measures.NotRecognisedYet.Dollars)
	}
}

func TestClassDecisionsApply(t *testing.T) {
	t.Parallel()
	text := "Fournisseur,Compte,Montant\nFondation Obélienne,02-701-00-447,500\nFondation Obélienne,02-130-00-999,40\nPavage Untel inc.,02-320-00-521,1000\n"
	general, limited := decide("d1", "", "", "Fondation Obélienne"), decide("d2", "", "", "Fondation Obélienne")
	general.Kind, general.Class = review.Class, "aide_financiere"
	limited.Kind, limited.Class, limited.Account = review.Class, "achat", "02-130-00-999"
	unknown := decide("d3", "", "", "Pavage Untel inc.")
	unknown.Kind, unknown.Class = review.Class, "classe_disparue"
	d := settled(t, text, general, limited, unknown)
	s := payee(t, d, "Fondation Obélienne")
	if s.Grants.String() != "500" || s.Addressable.String() != "40" || s.Rule != "decision:d1" || s.ClassDecision == nil || s.ClassDecision.Verdict != "aide_financiere" {
		t.Errorf("%+v", s)
	}
	if s := payee(t, d, "Pavage Untel inc."); s.Addressable.String() != "1000" || s.ClassDecision != nil {
		t.Errorf("a class that the policy does not have: %+v", s)
	}
}

// A natural person stays masked and is never asked about, whatever was decided.
func TestPersonsStayMasked(t *testing.T) {
	t.Parallel()
	text := "Fournisseur,Montant\nGuy Tremblay,5000\nAtelier Quartzine,10\n"
	for _, v := range []review.Verdict{review.Same, review.None, review.Unsure} {
		d := settled(t, text, decide("d1", v, "E2", "Guy Tremblay"))
		var b bytes.Buffer
		if err := d.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "Tremblay") {
			t.Errorf("%s: the name shows", v)
		}
		p, params := settings(t)
		for _, it := range diagnostic.Questions(d, p, params.Tables).Items {
			if strings.HasPrefix(it.Subject.Names[0], "P-") {
				t.Errorf("%s: a person is asked about", v)
			}
		}
	}
}

// A registry and a ledger handed in are used as they are, and not changed.
func TestEditionAndBookHandedIn(t *testing.T) {
	t.Parallel()
	p, params := settings(t)
	edition := &registry.Edition{File: "édition 3", Digest: "abc", Entries: []registry.Entry{{ID: "E1", Name: "Atelier Quartzine"}}}
	book := &ledger.Ledger{
		Tables: []ledger.Table{{File: "achats", Digest: "def", Totals: []ledger.PrintedTotal{{Label: "Guy Tremblay"}}}},
		Lines:  ledger.LinesOf([]ledger.Line{{Row: 2, Supplier: "Atelier Quartzine", Amount: decimal.NewFromInt(10)}}),
	}
	d, err := diagnostic.Diagnose(context.Background(), diagnostic.Request{Edition: edition, Book: book, MRC: "Roussillon", Policy: p, Params: params})
	if err != nil {
		t.Fatal(err)
	}
	if d.Measures.Confirmed.Dollars.String() != "10" || len(d.Run.Inputs) != 2 || d.Run.Inputs[0].Digest != "def" || d.Run.Inputs[1].Digest != "abc" {
		t.Errorf("confirmed %s, inputs %+v", d.Measures.Confirmed.Dollars, d.Run.Inputs)
	}
	if book.Tables[0].Totals[0].Label != "Guy Tremblay" {
		t.Error("the ledger handed in was changed")
	}
}

// Reviewing can only shrink the band: whatever is answered to the questions
// asked, in whatever order, the confirmed value never falls, the ceiling never
// rises, and what is asked afterwards is less.
func TestReviewingOnlyShrinksTheBand(t *testing.T) {
	t.Parallel()
	p, params := settings(t)
	words := []string{"Quartzine", "Balombre", "Sud"}
	sorts := []string{"Atelier", "Coopérative", "Ressourcerie", "Jardins", ""}
	dates := []string{"", "2024-03-01", "2024-06-01"}
	asked := 0
	rapid.Check(t, func(rt *rapid.T) {
		pick := func(list []string) string { return rapid.SampledFrom(list).Draw(rt, "pick") }
		edition := others()
		for i := range rapid.IntRange(2, 8).Draw(rt, "entries") {
			e := registry.Entry{ID: fmt.Sprintf("E%d", i), Name: strings.TrimSpace(pick(sorts) + " " + pick(words) + " " + pick(words)), From: pick(dates)}
			if e.From == "" {
				e.To = pick(dates)
			}
			edition.Entries = append(edition.Entries, e)
		}
		book := &ledger.Ledger{Tables: []ledger.Table{{File: "f"}}}
		var lines []ledger.Line
		for i := range rapid.IntRange(1, 25).Draw(rt, "lines") {
			lines = append(lines, ledger.Line{
				Row: i + 2, Supplier: pick(words) + " " + pick(words), Amount: decimal.NewFromInt(rapid.Int64Range(-400, 1000).Draw(rt, "amount")),
				Date: time.Date(2024, time.Month(rapid.IntRange(1, 12).Draw(rt, "month")), 1, 0, 0, 0, 0, time.UTC),
			})
		}
		book.Lines = ledger.LinesOf(lines)
		prepared, err := diagnostic.Prepare(context.Background(), diagnostic.Request{Edition: edition, Book: book, MRC: "Roussillon", Policy: p, Params: params})
		if err != nil {
			rt.Fatal(err)
		}
		var list []review.Decision
		last, err := prepared.Diagnose(nil)
		if err != nil {
			rt.Fatal(err)
		}
		for step := 0; step < 40; step++ {
			q := prepared.Questions(last)
			sum := decimal.Zero
			for _, x := range q.Matches {
				sum = sum.Add(x.Hinges)
			}
			if !sum.Equal(q.Band) {
				rt.Fatalf("the questions are worth %s, the band %s", sum, q.Band)
			}
			if q.NotLookedAt() == 0 {
				return
			}
			asked++
			x := &q.Matches[rapid.IntRange(0, q.NotLookedAt()-1).Draw(rt, "question")]
			v := rapid.SampledFrom(review.Verdicts()).Draw(rt, "verdict")
			for _, s := range q.Subjects(x, rapid.Bool().Draw(rt, "all")) {
				d := decide(fmt.Sprintf("d%03d", len(list)), v, x.Candidate.ID, s.Names[0])
				d.Subject = s
				d.At = d.At.Add(time.Duration(len(list)) * time.Second)
				if v == review.None || v == review.Propose || v == review.Unsure {
					d.Enterprise = ""
				}
				if c := review.Check(list, d, review.World{Tables: params.Tables}); c != nil {
					rt.Fatalf("an answer to an open question is refused: %v", c.Fault())
				}
				list = append(list, d)
			}
			next, err := prepared.Diagnose(remember(t, params.Tables, list...))
			if err != nil {
				rt.Fatal(err)
			}
			a, b := &last.Measures, &next.Measures
			if b.Confirmed.Dollars.LessThan(a.Confirmed.Dollars) || b.Ceiling.Dollars.GreaterThan(a.Ceiling.Dollars) {
				rt.Fatalf("%s about %v: confirmed %s → %s, ceiling %s → %s", v, x.Candidate.Name,
					a.Confirmed.Dollars, b.Confirmed.Dollars, a.Ceiling.Dollars, b.Ceiling.Dollars)
			}
			if b.Confirmed.Dollars.GreaterThan(b.Probable.Dollars) || b.Probable.Dollars.GreaterThan(b.Ceiling.Dollars) || !a.Addressable.Dollars.Equal(b.Addressable.Dollars) {
				rt.Fatal("the three values are out of order, or the denominator moved")
			}
			last = next
		}
		rt.Fatal("the questions never end")
	})
	if asked < 10 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// The next best candidate may have been recognised when the best was not: the
// ceiling holds what either could make count.
func TestCeilingHoldsWhatAnyAnswerCouldCount(t *testing.T) {
	t.Parallel()
	p, params := settings(t)
	edition := others()
	edition.Entries = append(edition.Entries,
		registry.Entry{ID: "E1", Name: "Atelier Quartzine Balombre", From: "2024-06-01"}, registry.Entry{ID: "E2", Name: "Atelier Quartzine Obélia"})
	line := func(month time.Month, dollars int64) ledger.Line {
		return ledger.Line{Supplier: "Atelier Quartzine", Amount: decimal.NewFromInt(dollars), Date: time.Date(2024, month, 2, 0, 0, 0, 0, time.UTC)}
	}
	book := &ledger.Ledger{Tables: []ledger.Table{{File: "f"}}, Lines: ledger.LinesOf([]ledger.Line{line(1, 100), line(7, 10)})}
	prepared, err := diagnostic.Prepare(context.Background(), diagnostic.Request{Edition: edition, Book: book, MRC: "Roussillon", Policy: p, Params: params})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		list    []review.Decision
		ceiling string
	}{
		{nil, "110"},
		{[]review.Decision{decide("1", review.Different, "E1", "Atelier Quartzine")}, "110"},
		{[]review.Decision{decide("1", review.Different, "E2", "Atelier Quartzine")}, "10"},
		{[]review.Decision{decide("1", review.Same, "E1", "Atelier Quartzine")}, "10"},
		{[]review.Decision{decide("1", review.Same, "E2", "Atelier Quartzine")}, "110"},
	} {
		d, err := prepared.Diagnose(remember(t, params.Tables, c.list...))
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Measures.Ceiling.Dollars.String(); got != c.ceiling {
			t.Errorf("%v: ceiling %s, want %s (candidates %+v)", c.list, got, c.ceiling, d.Suppliers[0].Verdict.Candidates)
		}
	}
}

// others is a registry of enterprises that share nothing with those of a test,
// so that a word of theirs is rare.
func others() *registry.Edition {
	e := &registry.Edition{}
	for i, w := range strings.Fields("Abrazine Bélouve Cordavie Drévane Estulie Fradonne Grivelle Houdarie Istrane Jolivane Kerzine Loustine Mirvanie Novarelle") {
		e.Entries = append(e.Entries, registry.Entry{ID: fmt.Sprintf("X%d", i), Name: "Coopérative " + w})
	}
	return e
}

// A class is doubted when a purchase looks like help, and when an enterprise of
// the registry was set aside by its account alone; a decision ends the doubt.
func TestClassDoubts(t *testing.T) {
	t.Parallel()
	text := "Fournisseur,Compte,Description,Montant\n" +
		"Fondation Obélienne,,,5000.00\n" + // a non-profit, in round sums
		"Club Estulie,,Soutien au tournoi,812.37\n" + // its text speaks of help
		"Fondation Drévane,,,5012.34\n" + // not round
		"Pavage Untel inc.,,,9000.00\n" + // no non-profit
		"Atelier Quartzine,02-320-00-141,Repas,75.00\n" // set aside by its account
	p, params := settings(t)
	doubts := func(d *diagnostic.Diagnostic) string {
		var b strings.Builder
		q := diagnostic.Questions(d, p, params.Tables)
		for _, x := range q.Classes {
			b.WriteString(q.Items[x.Items[0]].Subject.Names[0] + ":" + x.Doubt + " ")
		}
		return b.String()
	}
	if got, want := doubts(mustDiagnose(t, text)), "Fondation Obélienne:grant Club Estulie:support Atelier Quartzine:aside "; got != want {
		t.Errorf("doubts %q, want %q", got, want)
	}
	settledClass := decide("d1", "", "", "Fondation Obélienne")
	settledClass.Kind, settledClass.Class = review.Class, "achat"
	if got := doubts(settled(t, text, settledClass)); strings.Contains(got, "Obélienne") {
		t.Errorf("still doubted: %q", got)
	}
}

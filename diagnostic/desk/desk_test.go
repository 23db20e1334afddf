package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// registry and ledgers of an invented town: two enterprises, one look-alike, a
// natural person, a grant.
const (
	registryFile = "No;Nom;NEQ;Forme juridique;Ville;Catégories;Reconnue depuis\n" +
		"E1;Ressourcerie Clairombre;1199068280;OBNL;Beauharnois;Mobilier et ébénisterie;2020-01-01\n" +
		"E2;Traiteur Verdoline coop de solidarité;1198303233;Coopérative de solidarité;Châteauguay;Traiteur et événementiel;2020-01-01\n"
	header = "Date;Fournisseur;Description;Montant\n"
	year23 = header +
		"2023-02-01;Ressourcerie Clairombre;Chaises;1 000,00\n" +
		"2023-03-01;Traiteur Verdoline;Dîner;2 000,00\n" +
		"2023-04-01;Quincaillerie Boisvert-Lac inc.;Clous;3 000,00\n" +
		"2023-05-01;TREMBLAY, GINETTE;Remboursement de taxes;400,00\n"
	year24 = header +
		"2024-02-01;Ressourcerie Clairombre;Chaises;1 500,00\n" +
		"2024-03-01;TRAITEUR VERDOLINE;Dîner;2 500,00\n" +
		"2024-04-01;Quincaillerie Boisvert-Lac inc.;Clous;3 500,00\n"
)

// office is a desk on a store of its own, with a registry and a buyer.
type office struct {
	*desk.Desk
	t       testing.TB
	dir     string
	advisor desk.Actor
	buyer   desk.Actor
	org     desk.OrgID
}

func open(t testing.TB, s *store.Store) *office {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	n := byte(0)
	d, err := desk.New(desk.Config{
		Store: s, Policy: p, Program: "essai", Now: storetest.Clock(), NewID: storetest.IDs(), Log: slog.New(slog.DiscardHandler),
		Random: func(b []byte) error {
			for i := range b {
				n++
				b[i] = n
			}
			return nil
		},
		Work: t.TempDir(), Hash: desk.HashParams{Memory: 64, Iterations: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{Desk: d, t: t, dir: t.TempDir(), advisor: desk.Actor{User: "u-conseil", Name: "Conseil", Role: desk.Advisor}}
	in, err := d.PreviewRegistry(t.Context(), o.advisor, "registre.csv", strings.NewReader(registryFile), intake.Options{OwnWords: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ImportRegistry(t.Context(), o.advisor, in, "premier registre", false); err != nil {
		t.Fatal(err)
	}
	org, err := d.AddBuyer(t.Context(), o.advisor, desk.NewBuyer{Name: "Ville de Châteauguay"})
	if err != nil {
		t.Fatal(err)
	}
	o.org, o.buyer = org.ID, desk.Actor{User: "u-achat", Name: "Achat", Role: desk.Buyer, Org: org.ID}
	return o
}

func (o *office) file(name, text string) string {
	o.t.Helper()
	p := filepath.Join(o.dir, name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) bring(name, text string, choice desk.Choice) (store.Ledger, error) {
	o.t.Helper()
	row, _, err := o.Import(o.t.Context(), o.buyer, o.org, o.file(name, text), "", desk.Reading{}, choice, nil)
	return row, err
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func faultKey(err error) string {
	var f *message.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return fmt.Sprint(err)
}

// What is stored is measured as the file is, on both databases.
func TestStoredIsMeasuredAsTheFileIs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := open(t, s)
		_, err := o.bring("2024.csv", year24, "")
		o.must(err)
		made, err := o.MakeDiagnostic(t.Context(), o.buyer, o.org, desk.Asked{Period: "2024"}, nil)
		o.must(err)
		p, err := policy.Default()
		o.must(err)
		params, err := match.DefaultParams(p.Names)
		o.must(err)
		direct, err := diagnostic.Diagnose(t.Context(), diagnostic.Request{
			Ledgers: []string{o.file("2024.csv", year24)}, Registry: o.file("r.csv", registryFile), Buyer: "Ville de Châteauguay", Period: "2024", Policy: p, Params: params,
		})
		o.must(err)
		for name, pair := range map[string][2]decimal.Decimal{
			"total":       {made.Value.Measures.Total.Dollars, direct.Measures.Total.Dollars},
			"addressable": {made.Value.Measures.Addressable.Dollars, direct.Measures.Addressable.Dollars},
			"confirmed":   {made.Value.Measures.Confirmed.Dollars, direct.Measures.Confirmed.Dollars},
			"ceiling":     {made.Value.Measures.Ceiling.Dollars, direct.Measures.Ceiling.Dollars},
		} {
			if !pair[0].Equal(pair[1]) {
				t.Errorf("%s: %s from the store, %s from the file", name, pair[0], pair[1])
			}
		}
		if made.State != store.Draft || made.Edition != 1 || !made.Total.Equal(decimal.NewFromInt(7500)) {
			t.Errorf("kept %+v", made.Diagnostic)
		}
		// The edition it cites gives the same again, whatever became of the registry.
		recs, err := o.Records(t.Context())
		o.must(err)
		r := recs[0]
		r.Note, r.City = "déménagée", "Mercier"
		_, _, err = o.SaveRecord(t.Context(), o.advisor, r, "déménagement")
		o.must(err)
		again, err := o.MakeDiagnostic(t.Context(), o.buyer, o.org, desk.Asked{Period: "2024", Edition: 1}, nil)
		o.must(err)
		if again.Run != made.Run || again.Digest != made.Digest {
			t.Errorf("run %s became %s on the same edition", made.Run, again.Run)
		}
		later, err := o.MakeDiagnostic(t.Context(), o.buyer, o.org, desk.Asked{Period: "2024"}, nil)
		o.must(err)
		if later.Edition != 2 || later.Run == made.Run {
			t.Errorf("edition %d, run %s", later.Edition, later.Run)
		}
	})
}

// No name of a natural person reaches the database; the same person bears the
// same pseudonym in every ledger.
func TestPersonsAreMaskedAtImport(t *testing.T) {
	t.Parallel()
	cfg := storetest.SQLite(t)
	o := open(t, storetest.Open(t, cfg))
	_, err := o.bring("2023.csv", year23, "")
	o.must(err)
	_, err = o.bring("2024.csv", year24+"2024-06-01;Ginette Tremblay;Taxes de GINETTE TREMBLAY;10,00\n2024-07-01;TREMBLAY, GINETTE;Taxes;20,00\n", "")
	o.must(err)
	names := map[string]bool{}
	o.must(o.Store.EachLine(t.Context(), o.org, store.LineFilter{}, func(l store.StoredLine) error {
		if l.Person {
			names[l.Supplier] = true
		}
		if s := strings.ToLower(l.Supplier + l.Description); strings.Contains(s, "ginette") {
			t.Errorf("line %d of %s names a person", l.N, l.Ledger)
		}
		return nil
	}))
	if len(names) == 0 || len(names) > 2 {
		t.Errorf("pseudonyms %v", names)
	}
	b, err := os.ReadFile(strings.TrimPrefix(cfg.Database, "sqlite:"))
	o.must(err)
	wal, _ := os.ReadFile(strings.TrimPrefix(cfg.Database, "sqlite:") + "-wal")
	if bytes.Contains(bytes.ToLower(append(b, wal...)), []byte("ginette")) {
		t.Error("the database names a person")
	}
}

func TestSameFileAndOverlap(t *testing.T) {
	t.Parallel()
	more := year24 + "2024-09-01;Quincaillerie Boisvert-Lac inc.;Vis;50,00\n"
	sum := func(o *office) string {
		c, err := o.Store.CountLines(t.Context(), o.org, store.LineFilter{})
		o.must(err)
		return fmt.Sprintf("%d lines, %s", c.Lines, c.Total)
	}
	for choice, want := range map[desk.Choice]string{
		"": "import.overlap", desk.OnlyNew: "4 lines, 7550", desk.Replace: "4 lines, 7550", desk.All: "7 lines, 15050",
	} {
		t.Run("choice "+string(choice), func(t *testing.T) {
			t.Parallel()
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			_, err := o.bring("2024.csv", year24, "")
			o.must(err)
			if _, err := o.bring("autre-nom.csv", year24, desk.All); faultKey(err) != "import.same_file" {
				t.Errorf("the same file again: %v", err)
			}
			_, err = o.bring("2024b.csv", more, choice)
			if choice == "" {
				if faultKey(err) != want {
					t.Errorf("got %v", err)
				}
				if got := sum(o); got != "3 lines, 7500" {
					t.Errorf("something was stored: %s", got)
				}
				return
			}
			o.must(err)
			if got := sum(o); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			made, err := o.MakeDiagnostic(t.Context(), o.buyer, o.org, desk.Asked{Period: "2024"}, nil)
			o.must(err)
			b := made.Value.Balance
			aside := 0
			for _, n := range b.RowsSetAside {
				aside += n
			}
			if b.RowsRead != b.RowsKept+aside || !b.SumRead.Equal(b.SumKept.Add(b.SumSetAside)) || !b.SumKept.Equal(made.Total) {
				t.Errorf("balance %+v", b)
			}
		})
	}
}

// An answer given on one year settles the next; a reversal says what it touches.
func TestDecisionsAreRemembered(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	_, err := o.bring("2023.csv", year23, "")
	o.must(err)
	asked := desk.Asked{Period: "2023"}
	before, err := o.Look(ctx, o.buyer, o.org, asked)
	o.must(err)
	recs, err := o.Records(ctx)
	o.must(err)
	caterer := recs[0].ID
	for _, r := range recs {
		if r.NEQ == "1198303233" {
			caterer = r.ID
		}
	}
	kept, err := o.Decide(ctx, o.buyer, o.org, asked, review.Decision{
		Kind: review.Match, Subject: review.Subject{Names: []string{"Quincaillerie Boisvert-Lac inc."}}, Verdict: review.Same, Enterprise: caterer, Scope: review.AllBuyers, Reason: "même établissement",
	})
	o.must(err)
	if kept[0].Scope != review.Asked {
		t.Errorf("a buyer decided for all: %s", kept[0].Scope)
	}
	after, err := o.Look(ctx, o.buyer, o.org, asked)
	o.must(err)
	if got := after.Measures.Confirmed.Dollars.Sub(before.Measures.Confirmed.Dollars); !got.Equal(decimal.NewFromInt(3000)) {
		t.Errorf("confirmed rose by %s", got)
	}
	made, err := o.MakeDiagnostic(ctx, o.buyer, o.org, asked, nil)
	o.must(err)
	_, err = o.bring("2024.csv", strings.ReplaceAll(year24, "Quincaillerie Boisvert-Lac inc.", "QUINCAILLERIE BOISVERT LAC INC"), "")
	o.must(err)
	next, err := o.Look(ctx, o.buyer, o.org, desk.Asked{Period: "2024"})
	o.must(err)
	settled := false
	for i := range next.Suppliers {
		s := &next.Suppliers[i]
		settled = settled || s.Decision != nil && s.Decision.ID == kept[0].ID && s.Counted.Equal(decimal.NewFromInt(3500))
	}
	if !settled {
		t.Error("the next year does not remember")
	}
	// The opposite is refused while the first holds.
	_, err = o.Decide(ctx, o.buyer, o.org, asked, review.Decision{
		Kind: review.Match, Subject: review.Subject{Names: []string{"QUINCAILLERIE BOISVERT-LAC, INC"}}, Verdict: review.None, Reason: "non",
	})
	if !strings.HasPrefix(faultKey(err), "review.conflict.") {
		t.Errorf("contradiction: %v", err)
	}
	// Another buyer knows nothing of it until the Pôle agrees.
	other, err := o.AddBuyer(ctx, o.advisor, desk.NewBuyer{Name: "Ville de Mercier"})
	o.must(err)
	theirs := desk.Actor{User: "u2", Role: desk.Buyer, Org: other.ID}
	_, _, err = o.Import(ctx, theirs, other.ID, o.file("m.csv", year24), "", desk.Reading{}, "", nil)
	o.must(err)
	share := func() decimal.Decimal {
		v, err := o.Look(ctx, theirs, other.ID, desk.Asked{Period: "2024"})
		o.must(err)
		return v.Measures.Confirmed.Dollars
	}
	alone := share()
	o.must(o.Agree(ctx, o.advisor, kept[0].ID, true, ""))
	if got := share().Sub(alone); !got.Equal(decimal.NewFromInt(3500)) {
		t.Errorf("shared, it gives %s more", got)
	}
	touched, err := o.Reverse(ctx, o.advisor, o.org, kept[0].ID, "erreur")
	o.must(err)
	if len(touched) != 1 || touched[0].ID != made.ID {
		t.Errorf("touched %v", touched)
	}
	if v, err := o.Look(ctx, o.buyer, o.org, asked); err != nil || !v.Measures.Confirmed.Dollars.Equal(before.Measures.Confirmed.Dollars) {
		t.Errorf("after the reversal: %v", err)
	}
}

func TestSittingAtTheReview(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	_, err := o.bring("2024.csv", year24+"2024-10-01;Clairombre Ressources;Tables;900,00\n", "")
	o.must(err)
	s, err := o.Sit(t.Context(), o.buyer, o.org, desk.Asked{Period: "2024"})
	o.must(err)
	start := s.Standing()
	o.must(s.Decide(t.Context(), []review.Decision{{
		Kind: review.Match, Subject: review.Subject{Names: []string{"Clairombre Ressources"}}, Verdict: review.None, Reason: "autre entreprise",
	}}))
	if got := s.Standing(); got.Decided != start.Decided+1 || got.Ceiling.Dollars.GreaterThan(start.Ceiling.Dollars) {
		t.Errorf("standing %+v after %+v", got, start)
	}
	undone, err := s.Undo(t.Context())
	o.must(err)
	if len(undone) != 1 || s.Standing().Decided != start.Decided || !s.Standing().Ceiling.Dollars.Equal(start.Ceiling.Dollars) {
		t.Errorf("undone %v, standing %+v", undone, s.Standing())
	}
	if again, err := s.Undo(t.Context()); err != nil || again != nil {
		t.Errorf("undid %v, %v", again, err)
	}
}

// Who may not see an organisation does not learn that it exists.
func TestActors(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	row, err := o.bring("2024.csv", year24, "")
	o.must(err)
	made, err := o.MakeDiagnostic(ctx, o.buyer, o.org, desk.Asked{Period: "2024"}, nil)
	o.must(err)
	stranger := desk.Actor{User: "u9", Role: desk.Buyer, Org: "ailleurs"}
	director := desk.Actor{User: "u8", Role: desk.Director}
	enterprise := desk.Actor{User: "u7", Role: desk.Enterprise, Enterprise: "E1"}
	tries := map[string]func(a desk.Actor) error{
		"look":    func(a desk.Actor) error { _, err := o.Look(ctx, a, o.org, desk.Asked{Period: "2024"}); return err },
		"see":     func(a desk.Actor) error { _, err := o.Diagnostic(ctx, a, o.org, made.ID); return err },
		"list":    func(a desk.Actor) error { _, err := o.Ledgers(ctx, a, o.org); return err },
		"undo":    func(a desk.Actor) error { _, err := o.UndoLedger(ctx, a, o.org, row.ID, "x"); return err },
		"decide":  func(a desk.Actor) error { _, err := o.Decide(ctx, a, o.org, desk.Asked{Period: "2024"}); return err },
		"target":  func(a desk.Actor) error { return o.SetTarget(ctx, a, o.org, 2026, decimal.NewFromInt(5)) },
		"publish": func(a desk.Actor) error { return o.Move(ctx, a, o.org, made.ID, store.Validated, "") },
	}
	for name, try := range tries {
		for who, a := range map[string]desk.Actor{"stranger": stranger, "enterprise": enterprise} {
			if err := try(a); !errors.Is(err, desk.ErrNotFound) {
				t.Errorf("%s, %s: %v", who, name, err)
			}
		}
	}
	for name, want := range map[string]error{"look": nil, "see": nil, "undo": desk.ErrDenied, "decide": desk.ErrDenied, "target": desk.ErrDenied, "publish": desk.ErrDenied} {
		if err := tries[name](director); !errors.Is(err, want) {
			t.Errorf("director, %s: %v", name, err)
		}
	}
	if err := tries["publish"](o.buyer); !errors.Is(err, desk.ErrDenied) {
		t.Errorf("a buyer validates its own: %v", err)
	}
	board, err := o.Board(ctx, stranger)
	o.must(err)
	if len(board) != 0 {
		t.Errorf("a stranger's board has %d buyers", len(board))
	}
}

func TestLifeOfADiagnostic(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	_, err := o.bring("2024.csv", year24, "")
	o.must(err)
	made, err := o.MakeDiagnostic(ctx, o.buyer, o.org, desk.Asked{Period: "2024"}, nil)
	o.must(err)
	o.must(o.AskValidation(ctx, o.buyer, o.org, made.ID))
	board, err := o.Board(ctx, o.advisor)
	o.must(err)
	if len(board) != 1 || !board[0].Asked || board[0].Lines != 3 {
		t.Errorf("board %+v", board)
	}
	if err := o.Move(ctx, o.advisor, o.org, made.ID, store.Published, ""); faultKey(err) != "desk.state" {
		t.Errorf("published without validation: %v", err)
	}
	o.must(o.Move(ctx, o.advisor, o.org, made.ID, store.Validated, ""))
	o.must(o.Move(ctx, o.advisor, o.org, made.ID, store.Published, ""))
	if err := o.Move(ctx, o.advisor, o.org, made.ID, store.Reopened, ""); faultKey(err) != "desk.reason" {
		t.Errorf("reopened without a reason: %v", err)
	}
	o.must(o.Move(ctx, o.advisor, o.org, made.ID, store.Reopened, "une facture manquait"))
	states, err := o.States(ctx, o.buyer, o.org, made.ID)
	o.must(err)
	if last := states[len(states)-1]; last.State != store.Reopened || last.Reason != "une facture manquait" || last.Author != o.advisor.User {
		t.Errorf("last step %+v", last)
	}
	got, err := o.Diagnostic(ctx, o.buyer, o.org, made.ID)
	o.must(err)
	if got.Value.RunNumber() != made.Run {
		t.Error("the frozen value changed")
	}
}

// The browser's way: received, understood, confirmed, imported by workers.
func TestUploadByWorkers(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { o.Run(ctx, 0); close(over) }()
	defer func() { stop(); <-over }()
	wait := func(object string) {
		t.Helper()
		for {
			j, err := o.Job(t.Context(), o.buyer, o.org, object)
			o.must(err)
			if j.Over() {
				if j.Fault != nil {
					t.Fatalf("%s: %v", object, j.Fault)
				}
				return
			}
		}
	}
	up, err := o.Receive(t.Context(), o.buyer, o.org, `C:\achats\..\2024.csv`, strings.NewReader(year24), desk.Reading{})
	o.must(err)
	wait(up.ID)
	u, err := o.Upload(t.Context(), o.buyer, o.org, up.ID)
	o.must(err)
	if u.File != "2024.csv" || u.Understood == nil || !u.Understood.Balanced() || u.Understood.First != "2024-02-01" || len(u.Understood.Tables) != 1 {
		t.Fatalf("understood %+v", u.Understood)
	}
	var supplier []string
	for _, c := range u.Understood.Tables[0].Samples {
		if c.Field == ledger.Supplier {
			supplier = c.Values
		}
	}
	if len(supplier) != 3 {
		t.Errorf("samples %v", supplier)
	}
	o.must(o.ReadAgain(t.Context(), o.buyer, o.org, up.ID, desk.Reading{Basis: ledger.WithTaxes}))
	wait(up.ID)
	o.must(o.Confirm(t.Context(), o.buyer, o.org, up.ID, ""))
	wait(up.ID)
	if u, err = o.Upload(t.Context(), o.buyer, o.org, up.ID); err != nil || u.State != store.UploadImported {
		t.Fatalf("upload %+v, %v", u, err)
	}
	o.must(o.Diagnose(t.Context(), o.buyer, o.org, desk.Asked{Period: "2024"}))
	wait(string(o.org) + "/2024")
	list, err := o.Diagnostics(t.Context(), o.buyer, o.org)
	o.must(err)
	if len(list) != 1 || !list[0].Total.Equal(decimal.NewFromInt(7500)) {
		t.Errorf("diagnostics %+v", list)
	}
	if _, err := o.Receive(t.Context(), o.buyer, o.org, "encore.csv", strings.NewReader(year24), desk.Reading{}); faultKey(err) != "import.same_file" {
		t.Errorf("the same file again: %v", err)
	}
	bad, err := o.Receive(t.Context(), o.buyer, o.org, "image.xlsx", strings.NewReader("%PDF-1.7 pas un classeur"), desk.Reading{})
	o.must(err)
	for {
		j, err := o.Job(t.Context(), o.buyer, o.org, bad.ID)
		o.must(err)
		if j.Over() {
			break
		}
	}
	if u, err = o.Upload(t.Context(), o.buyer, o.org, bad.ID); err != nil || u.State != store.UploadRefused || u.Fault == nil {
		t.Errorf("a PDF: %+v, %v", u, err)
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	admin := desk.Actor{User: "u0", Role: desk.Administrator}
	if _, err := o.Invite(ctx, o.buyer, "x@exemple.test", desk.Advisor, ""); !errors.Is(err, desk.ErrDenied) {
		t.Errorf("a buyer invites: %v", err)
	}
	secret, err := o.Invite(ctx, admin, "Personne@Exemple.test", desk.Buyer, o.org)
	o.must(err)
	if _, err := o.Accept(ctx, secret, "Personne Inventée", "court"); faultKey(err) != "account.password" {
		t.Errorf("a short password: %v", err)
	}
	a, err := o.Accept(ctx, secret, "Personne Inventée", "quatre mots qui durent")
	o.must(err)
	if a.Role != desk.Buyer || a.Org != o.org {
		t.Errorf("actor %+v", a)
	}
	if _, err := o.Accept(ctx, secret, "Autre", "quatre mots qui durent"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("an invitation used twice: %v", err)
	}
	if _, err := o.SignIn(ctx, "personne@exemple.test", "quatre mots qui durent", ""); err != nil {
		t.Errorf("sign in: %v", err)
	}
	for _, who := range []string{"personne@exemple.test", "nul@exemple.test"} {
		if _, err := o.SignIn(ctx, who, "autre chose entièrement", ""); !errors.Is(err, desk.ErrSignIn) {
			t.Errorf("%s: %v", who, err)
		}
	}
	o.must(o.ChangePassword(ctx, *a, "quatre mots qui durent", "cinq mots qui durent encore"))
	if _, err := o.SignIn(ctx, "personne@exemple.test", "quatre mots qui durent", ""); !errors.Is(err, desk.ErrSignIn) {
		t.Errorf("the old password: %v", err)
	}
}

func TestPolicyFilesOfThePole(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	rules, err := o.Rules(ctx)
	o.must(err)
	src, err := rules.Source("switches.yaml")
	o.must(err)
	var wrong *policy.FileError
	if err := o.SetPolicyFile(ctx, o.advisor, "switches.yaml", "financial_coops: [", "2026-01-01", "essai"); !errors.As(err, &wrong) || wrong.Line == 0 {
		t.Errorf("a broken file: %v", err)
	}
	if err := o.SetPolicyFile(ctx, o.buyer, "switches.yaml", string(src), "2026-01-01", "essai"); !errors.Is(err, desk.ErrDenied) {
		t.Errorf("a buyer: %v", err)
	}
	changed := string(src) + "\n# du Pôle\n"
	o.must(o.SetPolicyFile(ctx, o.advisor, "switches.yaml", changed, "2000-01-01", "essai"))
	now, err := o.Rules(ctx)
	o.must(err)
	if now.Digest == rules.Digest || !strings.HasSuffix(now.Version, "+local") {
		t.Errorf("version %s", now.Version)
	}
	o.must(o.SetPolicyFile(ctx, o.advisor, "switches.yaml", "", "2000-01-02", "retour"))
	if back, err := o.Rules(ctx); err != nil || back.Digest != rules.Digest {
		t.Errorf("back: %v", err)
	}
}

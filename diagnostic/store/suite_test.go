package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// exact compares stored values: money by value, times by instant, no lists as
// empty lists.
var exact = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmpopts.EquateEmpty(),
}

func buyer(t testing.TB, s *store.Store, name string) store.OrgID {
	t.Helper()
	o, err := s.AddOrganisation(t.Context(), store.Organisation{
		Name: name, MRC: "Les Essais", Regime: "CM", Municipality: "99001", Population: 4321, CreatedBy: "u1",
	})
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// lines makes n lines of invented payees; seed makes their amounts differ.
func lines(n, seed int) []ledger.Line {
	list := make([]ledger.Line, n)
	for i := range list {
		l := ledger.Line{
			Row: i + 2, Supplier: fmt.Sprintf("Atelier Inventé n° %d", i%7), Amount: decimal.New(int64(i*37+seed), -2),
			AmountCell: fmt.Sprintf("F%d", i+2), Date: time.Date(2025, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC),
			Description: `tab	"quote" 'apos' \back?slash` + "\nline", Invoice: fmt.Sprintf("A-%d", i), City: "Ville-Essai",
		}
		if i%7 == 3 {
			l.NEQ = "1199999990"
			l.Phone, l.Domain, l.Registered = "4505550199", "essai.example", "A1234"
		}
		list[i] = l
	}
	return list
}

func book(n, seed int) *ledger.Ledger {
	l := &ledger.Ledger{
		Tables: []ledger.Table{{File: "essai.csv", Format: "csv", Fingerprint: "f1", Columns: []ledger.Column{{Field: ledger.Amount, Letter: "F"}}}},
		Lines:  ledger.LinesOf(lines(n, seed)), Basis: ledger.WithTaxes, Currency: "CAD",
		Asides: []ledger.Aside{{Row: 1, Reason: ledger.HeaderRow, Text: "Fournisseur"}},
	}
	l.Balance = ledger.Balance{RowsRead: n + 1, RowsKept: n, RowsSetAside: map[ledger.Reason]int{ledger.HeaderRow: 1}}
	edit(l, func(lines []ledger.Line) {
		for i := range lines {
			lines[i].Person = i%7 == 5
		}
	})
	for _, x := range l.Lines.All() {
		l.Balance.SumKept = l.Balance.SumKept.Add(x.Amount)
	}
	l.Balance.SumRead = l.Balance.SumKept
	return l
}

// packed compares lines however they are held.
var packed = cmp.Transformer("lines", func(l ledger.Lines) []ledger.Line { return l.Slice() })

// edit changes the lines of a ledger.
func edit(l *ledger.Ledger, f func(lines []ledger.Line)) {
	list := l.Lines.Slice()
	f(list)
	l.Lines = ledger.LinesOf(list)
}

func importOne(t testing.TB, s *store.Store, org store.OrgID, digest string, l *ledger.Ledger) store.Ledger {
	t.Helper()
	card, err := s.ImportLedger(t.Context(), org, store.LedgerImport{
		File: "essai.csv", Digest: digest, Ledger: l, Author: "u1",
		Profile: &ledger.Profile{Schema: ledger.ProfileSchema, Tables: []ledger.TableProfile{{Fingerprint: "f1", Format: "csv"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func TestLedgerComesBackAsItWasRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		org := buyer(t, s, "Municipalité d'Essai")
		in := book(1234, 5)
		edit(in, func(lines []ledger.Line) {
			lines[0].Amount = decimal.RequireFromString("-1234567.891234")
			lines[1].Date = time.Time{}
		})
		card := importOne(t, s, org, "d1", in)
		out, err := s.LoadLedger(t.Context(), org, card.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(in, out, exact, packed); d != "" {
			t.Errorf("a ledger changed in the store (-in +out):\n%s", d)
		}
		got, err := s.Ledger(t.Context(), org, card.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(card, got, exact, cmpopts.IgnoreFields(store.Ledger{}, "BaseModel")); d != "" {
			t.Errorf("its card changed (-in +out):\n%s", d)
		}
		count, err := s.CountLines(t.Context(), org, store.LineFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if count.Lines != 1234 || !count.Total.Equal(card.Total) {
			t.Errorf("lines count %d %s, card says %d %s", count.Lines, count.Total, card.Lines, card.Total)
		}
		_, err = s.ImportLedger(t.Context(), org, store.LedgerImport{File: "encore.csv", Digest: "d1", Ledger: in, Author: "u2"})
		var twice *store.ConflictError
		if !errors.As(err, &twice) || twice.By != "u1" || twice.Name != "essai.csv" || !twice.At.Equal(card.ImportedAt) {
			t.Errorf("the same file again: %v", err)
		}
	})
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

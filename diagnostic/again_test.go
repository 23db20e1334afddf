package diagnostic

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/ledger"
)

func TestReadingIsReadBack(t *testing.T) {
	t.Parallel()
	for _, o := range []ledger.Options{
		{},
		{Sheet: "Paiements; juin", HeaderRow: -1, Basis: ledger.WithTaxes, Encoding: "windows-1252", Delimiter: "\t", DateOrder: "dmy", Currency: "CAD"},
		{Columns: map[ledger.Field]string{"supplier": "C", "amount": "Montant; net = dû"}, HeaderRow: 3},
	} {
		got := undecided(decided(&o))
		if d := cmp.Diff(decided(&o), decided(&got)); d != "" {
			t.Error(d)
		}
	}
}

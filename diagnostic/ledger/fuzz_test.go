package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"jachete/templates/message"
)

// FuzzRead gives any bytes to Read: a ledger that balances or a fault.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"Fournisseur;Date;Montant\nAtelier Nord;2024-03-05;1 234,56 $\nTotal;;1 234,56 $\n",
		"Supplier,Debit,Credit\nBois Fou,10,\nBois Fou,,5\n",
		"Atelier Nord inc.,12.50\nBois Fou ltée,13.75\nCuir Fin inc.,9.25\n",
		"Supplier,Net,VAT,Gross\nA b,1,2,3\n,,,\nTotal,1,2,3\n",
		"Fournisseur;Montant\nA;\n;1\n;2\n;3\nTotal;6\n",
	} {
		f.Add([]byte(s))
	}
	hs := headers(f)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "x.csv")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, lenient := range []bool{true, false} {
			_, err := Read(context.Background(), []string{path}, hs, Options{Lenient: lenient, Limits: Limits{Columns: 100, Rows: 10_000}})
			var fault *message.Fault
			if err != nil && !errors.As(err, &fault) {
				t.Fatal(err)
			}
		}
	})
}

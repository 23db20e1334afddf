package intake_test

import (
	"context"
	"errors"
	"testing"

	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// Whatever a file holds, it is read or refused with a fault, and what would be
// applied passes the checks of a record.
func FuzzWorkbook(f *testing.F) {
	for _, s := range []string{
		"ID,Nom,NEQ\n1,Coop,1140000010\n",
		"Nom,Statuts au registre,Attestations,Contacts\nCoop,\"2024-01-01 : reconnue (a; b)\",mission [2024-01-01; x] y,a | b | c@d.e\n",
		"Nom,Capacité annuelle,Effectif,Depuis,Jusqu'au,Statut\nCoop,1e9 $,-1,2024,2023,reconnue\n",
		"Nom;Ville\n'=1+1;\x00\n",
		"Nom,Anciens noms\nX,Y [2010-01-01..]; [..]\n",
	} {
		f.Add([]byte(s))
	}
	a := entry("a", "Coop", "Léry", "1140000010")
	f.Fuzz(func(t *testing.T, b []byte) {
		opt := options(t)
		opt.OwnWords = true
		table, err := intake.Read(context.Background(), write(t, t.TempDir(), string(b)), opt)
		if err != nil {
			var fault *message.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		p := intake.Compare(table, []record.Record{a}, opt)
		_ = p.Text(message.In(message.French))
		for _, v := range p.Apply(stamp, ids()) {
			if record.Refused(v.Record.Check(nil)) {
				t.Fatalf("a refused record would be kept: %+v", v.Record)
			}
		}
	})
}

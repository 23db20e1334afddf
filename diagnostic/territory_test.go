package diagnostic_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// elsewhere is the ground of another Pôle, wholly invented: it states neither
// designations nor regimes, which hold for all Québec.
const elsewhere = `name: "Pays-des-Brumes"
source: "essai, tout est inventé"
own_fsa: [G9Z]
shared_fsa: [G8Z]
fsa:
  - {prefix: G9Z, municipalities: ["99001"]}
mrcs:
  - {code: "990", name: "Les Brumes"}
  - {code: "991", name: "L'Envers-des-Brumes"}
municipalities:
  - {code: "99001", name: "Brumeville", designation: V, mrc: "990", population: 1200}
  - {code: "99002", name: "Saint-Brumeux", designation: M, mrc: "990", population: 300, homonym: true}
  - {code: "99101", name: "L'Envers", designation: CT, mrc: "991", population: 80}
apart:
  - {code: "99801", name: "Île-aux-Brumes"}
`

// another Pôle's territory laid over with --policy changes who the buyer is,
// under which law it buys, and which enterprises are of the territory: no code.
func TestAnotherTerritory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "territory.yaml"), []byte(elsewhere), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	registry := filepath.Join(dir, "registre.csv")
	text := `id,nom,ville,code postal,mrc
E1,Coopérative Zéphyrine,,G9Z 1A1,
E2,Atelier Quartzine,L'Envers,G8Z 1A1,
E3,Ressourcerie Balombre,Châteauguay,J6J 1A1,
E4,Les Jardins Obélia,Saint-Brumeux,,
E5,Kiosque Mirabelline,Île-aux-Brumes,G9Z 1A1,
`
	if err := os.WriteFile(registry, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ledger := `Fournisseur,Date,Description,Montant
Coopérative Zéphyrine,2024-03-05,Ménage,100
Atelier Quartzine,2024-03-05,Repas,20
Ressourcerie Balombre,2024-03-05,Meubles,3
Les Jardins Obélia,2024-03-05,Fleurs,0.40
Kiosque Mirabelline,2024-03-05,Repas,0.05
`
	d := mustDiagnose(t, ledger, func(q *diagnostic.Request) {
		q.Policy, q.Registry, q.MRC, q.Buyer = p, registry, "", "Ville de Brumeville"
	})
	if d.Buyer.MRC != "Les Brumes" || d.Buyer.Regime != "LCV" {
		t.Errorf("buyer %+v", d.Buyer)
	}
	if want := decimal.RequireFromString("123.45"); !d.Measures.Confirmed.Dollars.Equal(want) {
		t.Errorf("confirmed %s, want %s", d.Measures.Confirmed.Dollars, want)
	}
	want := map[string]share.Place{"E1": share.Inside, "E2": share.Inside, "E3": share.Outside, "E4": share.Unknown, "E5": share.Outside}
	for i := range d.Suppliers {
		e := d.Suppliers[i].Enterprise
		if e == nil {
			t.Fatalf("%s is not matched", d.Suppliers[i].Name)
		}
		if e.Place != want[e.ID] {
			t.Errorf("%s is %s, want %s", e.ID, e.Place, want[e.ID])
		}
	}
	byMRC := map[string]string{}
	for _, m := range d.MRCs {
		byMRC[m.Name] = m.Dollars.String()
	}
	if len(byMRC) != 2 || byMRC["Les Brumes"] != "100" || byMRC["L'Envers-des-Brumes"] != "20" {
		t.Errorf("by MRC: %v", byMRC)
	}
	if d.Run.PolicyVersion == "" || d.Territory.Name != "Pays-des-Brumes" {
		t.Errorf("territory %q, policy %q", d.Territory.Name, d.Run.PolicyVersion)
	}
}

// Recognised, suspended, recognised again, as the export of the living registry
// writes it: a purchase counts only on a day of recognition, an undated one when
// the period has such a day; a candidate never does.
func TestRecognitionByStretches(t *testing.T) {
	t.Parallel()
	registry := filepath.Join(t.TempDir(), "registre.csv")
	text := `ID,Nom,Ville,Statuts au registre
E1,Coopérative Zéphyrine,Châteauguay,"2023-01-01 : reconnue; 2024-02-01 : suspendue (dossier incomplet; à revoir); 2024-04-01 : reconnue"
E2,Atelier Quartzine,Candiac,2023-01-01 : candidate
`
	if err := os.WriteFile(registry, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	with := func(period string) func(*diagnostic.Request) {
		return func(q *diagnostic.Request) { q.Registry, q.Period = registry, period }
	}
	dated := `Fournisseur,Date,Description,Montant
Coopérative Zéphyrine,2022-12-31,Ménage,1
Coopérative Zéphyrine,2024-01-31,Ménage,10
Coopérative Zéphyrine,2024-02-01,Ménage,100
Coopérative Zéphyrine,2024-03-31,Ménage,1000
Coopérative Zéphyrine,2024-04-01,Ménage,10000
Atelier Quartzine,2024-04-01,Repas,100000
`
	d := mustDiagnose(t, dated, with(""))
	if want := decimal.NewFromInt(10010); !d.Measures.Confirmed.Dollars.Equal(want) || !d.Measures.Ceiling.Dollars.Equal(want) {
		t.Errorf("confirmed %s, ceiling %s, want %s", d.Measures.Confirmed.Dollars, d.Measures.Ceiling.Dollars, want)
	}
	undated := "Fournisseur,Description,Montant\nCoopérative Zéphyrine,Ménage,700\nAutre Fournisseur inc.,Divers,5\n"
	for period, want := range map[string]int64{"2024-02..2024-03": 0, "2024-02..2024-04": 700, "2024-01..2024-03": 700} {
		d := mustDiagnose(t, undated, with(period))
		if !d.Measures.Confirmed.Dollars.Equal(decimal.NewFromInt(want)) {
			t.Errorf("%s: confirmed %s, want %d", period, d.Measures.Confirmed.Dollars, want)
		}
	}
}

package page

import (
	"os"
	"testing"

	"jachete/templates/message"
)

func TestSmoke(t *testing.T) {
	d := New(Meta{Title: "Essai é", Lang: message.French, Left: "jachete", Right: "Ville", Foot: "pied", PageOf: func(a, b int) string { return "page" }})
	d.Title("Diagnostic", "2,31\u00a0%"+Cite("C12")+" de vos dépenses adressables vont à l’économie sociale")
	d.Lead("Une phrase d’introduction.")
	d.Heading(2, "Partie")
	d.Para("Un paragraphe avec 12\u202f345\u00a0$" + Cite("C4") + " et du " + Strong("gras") + ", puis bien assez de texte pour aller à la ligne suivante sans couper un nombre.")
	d.List([]string{"un", "deux"}, true)
	d.Numbers([]Number{{"12\u202f345\u00a0$" + Cite("C1"), "Dépenses totales"}, {"9", "Fournisseurs"}})
	var rows []Row
	for range 60 {
		rows = append(rows, Row{Cells: []string{"Entretien ménager", "1\u202f234,50\u00a0$" + Cite("C33"), "12"}})
	}
	d.Table(Table{Caption: "Tableau", Cols: []Col{{Title: "Catégorie"}, {Title: "Montant", Kind: Numbers}, {Title: "Lignes", Kind: Numbers}}, Rows: rows})
	d.Callout("Avis", "Ceci n’est pas un avis juridique.")
	b, ss, err := d.render()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(ss), len(b))
	os.WriteFile("/tmp/smoke.pdf", b, 0o644)
}

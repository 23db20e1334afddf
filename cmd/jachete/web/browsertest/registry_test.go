package browsertest_test

import (
	"context"
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
)

// An advisor searches the registry, changes a record with a reason, and finds
// the change in its history; what cannot be is refused and told at its field.
func TestRecordEdited(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Follow(`nav a[href="/fiches"]`)
	b.Visit("fiches")
	b.Fill("#q", "clairombre")
	b.Key("\r")
	b.Follow(`main tbody a[href^="/fiches/"]`)
	b.See("Ressourcerie Clairombre")
	b.Visit("fiche")
	page := b.Path()
	b.Follow(`a[href$="/modifier"]`)
	b.Visit("fiche-modifier")
	b.Fill("#staff", "une douzaine")
	b.Fill("#raison", "Essai d'un nombre en mots")
	b.Follow(`main form .card button.primary`)
	b.Find(`[role=alert] a[href="#staff"]`)
	if b.Count(`#staff[aria-invalid=true]`) != 1 {
		t.Error("the refused number is not told at its field")
	}
	b.Visit("fiche-refusee")
	b.Go(page + "/modifier")
	b.Fill("#phone", "450 555-0142")
	b.Fill("#raison", "Nouveau numéro, vu sur leur site")
	b.Follow(`main form .card button.primary`)
	if b.Path() != page {
		t.Errorf("after the change: %s", b.Path())
	}
	last := flat(b.TextOf("ol.adv-history > li"))
	for _, want := range []string{"Bruno Verboisin", "Nouveau numéro, vu sur leur site", "450 555-0142"} {
		if !strings.Contains(last, want) {
			t.Errorf("the last change does not say %q: %s", want, last)
		}
	}
	if n := b.Count("ol.adv-history > li:first-child dt"); n != 1 {
		t.Errorf("%d fields are said to change, not one: %s", n, last)
	}
	b.Open(`details:has(#statut) summary`)
	b.Choose("#statut", "suspended")
	b.Fill("#raison", "En attente de ses états financiers")
	b.Follow(`form[action$="/statut"] button`)
	b.See("En attente de ses états financiers")
	b.Visit("fiche-suspendue")
	b.Open(`details:has(form[action$="/retrait"]) summary`)
	b.Fill(`form[action$="/retrait"] [name=raison]`, "Erreur de fiche")
	b.Follow(`form[action$="/retrait"] button`)
	b.See("Erreur de fiche")
}

// What an official source proposes is accepted or dismissed, and no longer waits.
func TestCandidates(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	var list []source.Proposal
	for _, n := range []string{"Coopérative Ondemarine", "Atelier Feuilledargent"} {
		list = append(list, source.Proposal{
			Key: n, Kind: source.NewCandidate, Source: "req", Of: n, Name: n,
			Evidence: []source.Evidence{{What: "legal_name", Says: n, Where: "essai.csv:2"}, {What: "city", Says: "Beauharnois"}},
			After: record.Record{
				Names: []record.Name{{Text: n, Kind: record.Legal}}, Family: "coop", LegalForm: "Coopérative", City: "Beauharnois", MRC: "Beauharnois-Salaberry",
				Statuses: []record.Status{{Standing: record.Candidate}},
			},
		})
	}
	if _, err := s.Desk.KeepProposals(context.Background(), desk.Console("essai"), list); err != nil {
		t.Fatal(err)
	}
	b := s.Browser(t)
	b.Enter("advisor")
	b.Go("/fiches/candidates?sorte=candidate")
	b.See("Ondemarine")
	b.Visit("candidates")
	before := b.Count("main tbody tr")
	link := func(name string) string {
		return b.Where(`main tbody a`, name)
	}
	b.Follow(link("Ondemarine"))
	b.Visit("candidate")
	b.Fill("#raison-a", "Membre depuis peu")
	b.Follow(`[name=suite][value=accepter]`)
	b.Visit("candidate-acceptee")
	b.Go("/fiches?q=ondemarine")
	b.See("Coopérative Ondemarine")
	b.Go("/fiches/candidates?sorte=candidate")
	b.Follow(link("Feuilledargent"))
	b.Fill("#raison-e", "Entreprise privée")
	b.Follow(`[name=suite][value=ecarter]`)
	b.Go("/fiches/candidates?sorte=candidate")
	if n := b.Count("main tbody tr"); n != before-2 {
		t.Errorf("%d proposals wait, %d did before", n, before)
	}
	b.Go("/fiches/candidates?sorte=candidate&etat=dismissed")
	b.Follow(link("Feuilledargent"))
	b.See("Entreprise privée")
	b.Visit("candidate-ecartee")
}

// Two records of one enterprise become one, field by field.
func TestDuplicatesMerged(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	for _, r := range []record.Record{
		{Names: []record.Name{{Text: "Coopérative Ondemarine", Kind: record.Legal}}, Family: "coop", City: "Beauharnois", MRC: "Beauharnois-Salaberry", Phone: "450 555-0101"},
		{Names: []record.Name{{Text: "COOPERATIVE ONDEMARINE", Kind: record.Legal}}, Family: "coop", City: "Beauharnois", MRC: "Beauharnois-Salaberry", Phone: "450 555-0202"},
	} {
		if _, found, err := s.Desk.SaveRecord(context.Background(), desk.Console("essai"), r, "essai"); err != nil || record.Refused(found) {
			t.Fatalf("save record: %v %v", err, found)
		}
	}
	b := s.Browser(t)
	b.Enter("advisor")
	b.Go("/fiches/doublons")
	b.Visit("doublons")
	b.Follow(`a[aria-label*="Ondemarine" i]`)
	b.Visit("fusion")
	b.Choose("#contenu [name=choix_phone]", b.Other("#contenu [name=choix_phone]"))
	b.Fill("#raison", "La même, saisie deux fois")
	b.Follow("main form .card button.primary")
	b.Visit("fusionnee")
	b.Go("/fiches?q=ondemarine")
	if n := b.Count("main tbody tr"); n != 1 {
		t.Errorf("%d records are left, not one", n)
	}
	b.Go("/fiches/doublons")
	if strings.Contains(strings.ToLower(b.TextOf("main")), "ondemarine") {
		t.Error("the merged pair is still proposed")
	}
}

// A workbook of the Pôle is looked at before it is imported, and the import is
// undone.
func TestRegistryImported(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Go("/fiches/import")
	b.Bring("#classeur", file(t, "ajouts.csv", []byte("Nom;Ville;Forme juridique\r\nCoopérative Ondemarine;Beauharnois;Coopérative\r\n")))
	b.Follow("main form.card button.primary")
	b.See("Coopérative Ondemarine")
	b.Visit("fiches-apercu")
	b.Fill("#raison", "Une de plus")
	b.Follow(`form[action="/fiches/import/apercu"] button.primary`)
	b.Go("/fiches?q=ondemarine")
	b.See("Coopérative Ondemarine")
	b.Go("/fiches/import")
	b.Visit("fiches-import")
	b.Open(`details:has(form[action$="/annulation"]) summary`)
	b.Fill(`form[action$="/annulation"] [name=raison]`, "Mauvais classeur")
	b.Follow(`form[action$="/annulation"] button`)
	b.Go("/fiches?q=ondemarine")
	if b.Has("main tbody a") {
		t.Error("the record of the undone import is still there")
	}
}

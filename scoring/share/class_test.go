package share

import (
	"testing"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

func classifier(t testing.TB) (*Classifier, *policy.Policy) {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewClassifier(p)
	if err != nil {
		t.Fatal(err)
	}
	return c, p
}

// case of a rule: name, account, text, person (p:) as one line gives them.
type ruleCase struct {
	name, account, text string
	person              bool
}

func n(name string) ruleCase           { return ruleCase{name: name} }
func na(name, account string) ruleCase { return ruleCase{name: name, account: account} }
func nt(name, text string) ruleCase    { return ruleCase{name: name, text: text} }
func pt(name, text string) ruleCase    { return ruleCase{name: name, text: text, person: true} }

// Every rule of the policy has cases it must take and cases it must leave.
// Public bodies are real; every other name is invented.
var ruleCases = map[string]struct{ take, leave []ruleCase }{
	"das_quebec": {
		[]ruleCase{n("Revenu Québec"), n("MINISTRE DU REVENU DU QUEBEC"), n("Agence du revenu du Québec"), n("Retraite Québec"), n("C.N.E.S.S.T. (CNESST)"), n("RAMQ"), n("Commission des normes, de l'équité, de la santé")},
		[]ruleCase{n("Les Revenus Boréals inc."), n("Agence du revenu du Canada"), n("MRQ-Nord Transport"), n("Québec Revenu-Plus Placements")},
	},
	"das_canada": {
		[]ruleCase{n("Receveur général du Canada"), n("RECEVEUR GENERAL"), n("Agence du revenu du Canada"), n("ARC"), n("ARC - DAS"), n("Receiver General for Canada")},
		[]ruleCase{n("Groupe Arc-en-Terre"), n("Arc Soudure des Rapides inc."), n("Les Entreprises de l'Arc inc."), n("Revenu Québec"), n("Arcand Plomberie")},
	},
	"retraite_noms": {
		[]ruleCase{n("RREM"), n("RREMQ"), n("Régime de retraite des employés"), n("Desjardins Sécurité financière"), n("SSQ Assurance"), n("Beneva vie"), n("Fonds de solidarité FTQ"), n("Fondaction"), n("iA Groupe financier"), n("REER collectif")},
		[]ruleCase{n("Résidence La Retraite paisible"), n("Coop d'habitation Fonds de solidarité FTQ Logement"), n("Imprimerie Rremar"), n("Beneva"), n("Fondactions Plus inc."), n("Immeubles Manuvie-Boréal"), n("SSQ assurances générales")},
	},
	"syndicats_noms": {
		[]ruleCase{n("Syndicat canadien de la fonction publique"), n("SCFP section locale 9999"), n("CSN"), n("Syndicat des cols bleus regroupés"), n("Teamsters Québec"), n("Fraternité des pompiers")},
		[]ruleCase{n("Syndicat des copropriétaires Le Rivage"), n("Synd. de copr. Le Rivage"), n("Syndicat de copr. Le Rivage"), n("Syndicat de l'U.P.A. des Rapides"), n("Syndicat des producteurs de légumes"), n("Syndicat d'initiative des Rapides"), n("Café Fraternité"), n("Club Syndical des Rapides")},
	},
	"paie_noms": {
		[]ruleCase{n("PAIE"), n("Paie 12"), n("VOIR PAIE"), n("Salaires nets"), n("Petite caisse"), n("Dépôt paie")},
		[]ruleCase{n("Paiement Express inc."), n("Paie-Maître Logiciels inc."), n("Boutique La Petite Caisse"), n("Salaison des Rapides"), n("Service de paie Boréal")},
	},
	"permis_ministre_finances": {
		[]ruleCase{nt("Ministre des Finances", "Certificat d'autorisation environnement"), nt("MINISTRE DES FINANCES", "Permis d'alcool fête")},
		[]ruleCase{nt("Ministre des Finances", "Services de police 1er versement"), nt("Quincaillerie Bellerive", "Permis d'alcool")},
	},
	"police_noms": {
		[]ruleCase{n("Sûreté du Québec"), n("S.Q."), n("MINISTRE DE LA SECURITE PUBLIQ"), n("Ministère de la Sécurité publique"), n("Ministre des Finances"), n("Régie intermunicipale de police de Roussillon")},
		[]ruleCase{n("Sûreté Bellerive gardiennage inc."), n("SQP Technologies"), n("Sécurité publique Bellerive")},
	},
	"mrc_noms": {
		[]ruleCase{n("MRC de Roussillon"), n("M.R.C. de Vaudreuil-Soulanges"), n("La MRC du Haut-Saint-Laurent"), n("MRC BEAUHARNOIS-SALABERRY"), n("Municipalité régionale de comté de Roussillon")},
		[]ruleCase{n("MRC Construction inc."), n("Excavation MRC ltée"), n("Transport adapté de la MRC Boréale"), n("Marc Bellerive électricien"), n("Groupe MRC")},
	},
	"supramunicipal_noms": {
		[]ruleCase{n("Communauté métropolitaine de Montréal"), n("CMM"), n("ARTM"), n("EXO"), n("Exo - Réseau de transport"), n("Régie intermunicipale d'incendie"), n("Régie d'assainissement des eaux")},
		[]ruleCase{n("Exo Toiture inc."), n("Exotique Fleurs"), n("CMM Usinage"), n("Ébénisterie Exosphère"), n("La Régie du bâtiment")},
	},
	"municipalites_noms": {
		[]ruleCase{n("Ville de Châteauguay"), n("VILLE DE MERCIER"), n("Municipalité de Sainte-Martine"), n("Canton de Dundee"), n("City of Ottawa"), n("Village de Pointe-des-Cascades")},
		[]ruleCase{n("Ville en vert coop"), n("Le Village des Aubaines inc."), n("Centre-ville de Quincaillerie"), n("Village de Noël Bellerive inc."), n("Villeneuve et fils")},
	},
	"habitation_noms": {
		[]ruleCase{n("Office municipal d'habitation de Châteauguay"), n("Office régional d'habitation"), n("OMH de Mercier"), n("O.M.H. Salaberry")},
		[]ruleCase{n("Coopérative d'habitation Le Ruisseau"), n("Office du tourisme des Rapides"), n("Ohm Électrique inc.")},
	},
	"scolaire_noms": {
		[]ruleCase{n("Centre de services scolaire des Trois-Lacs"), n("Commission scolaire New Frontiers"), n("CSS des Grandes-Seigneuries"), n("Lester-B.-Pearson School Board"), n("Remise TPS")},
		[]ruleCase{n("CSS Peinture inc."), n("Autobus scolaires Bellerive"), n("Papeterie scolaire des Rapides")},
	},
	"gouvernement_noms": {
		[]ruleCase{n("Ministre de l'Environnement"), n("Ministère du Transport"), n("Gouvernement du Québec"), n("SAAQ"), n("Société de l'assurance automobile du Québec"), n("Registre foncier du Québec"), n("CISSS de la Montérégie-Ouest"), n("Tribunal administratif du travail")},
		[]ruleCase{n("Ministère jeunesse Bellerive"), n("Les Registres Boréals"), n("Cissoko Traiteur"), n("Tribune Le Rapide")},
	},
	"justice_noms": {
		[]ruleCase{n("Bellerive Huissiers de justice"), n("Huissier Rapides inc."), n("Greffe de la Cour du Québec"), n("Cour municipale commune")},
		[]ruleCase{n("Greffage d'arbres Boréal"), n("La Cour arrière paysagiste"), n("Jurassique Jouets")},
	},
	"dette_noms": {
		[]ruleCase{n("Financière Banque Nationale"), n("Banque Royale du Canada"), n("Valeurs mobilières Desjardins"), n("Services d'administration fiduciaire"), n("BMO"), n("RBC Banque Royale")},
		[]ruleCase{n("Banque alimentaire des Rapides"), n("La Banque à pitons"), n("RBC Béton"), n("Financière Bellerive")},
	},
	"caisse_noms": {
		[]ruleCase{na("Caisse Desjardins des Rapides", "02-921-00-840"), n("CAISSE POPULAIRE DES RAPIDES"), n("Caisse d'économie Boréale")},
		[]ruleCase{na("Caisse d'économie Boréale", "02-130-00-419"), n("Caisses enregistreuses Bellerive"), n("Desjardins Excavation")},
	},
	"dette_textes": {
		[]ruleCase{nt("Fiducie Bellerive", "Remboursement de capital règl. 210"), nt("X", "Intérêts sur la dette"), nt("X", "Frais bancaires mars")},
		[]ruleCase{nt("X", "Remboursement de repas"), nt("X", "Panneau d'intérêt local"), nt("X", "Capitale des livres")},
	},
	"utilites_noms": {
		[]ruleCase{n("Hydro-Québec"), n("HYDRO QUEBEC"), n("Énergir, s.e.c."), n("Gaz Métro"), n("Gaz Métropolitain")},
		[]ruleCase{n("Hydro-Météo inc."), n("Fondation Hydro-Québec"), n("Club social des retraités d'Hydro-Québec"), n("Hydro Jardins Québécois"), n("Énergie Bellerive"), n("Gaz Bellerive propane")},
	},
	"telecom_noms": {
		[]ruleCase{n("Bell Canada"), n("BELL MOBILITE INC."), n("Bell"), n("Vidéotron ltée"), n("Telus"), n("Rogers Sans-fil"), n("Cogeco Connexion"), n("Postes Canada"), n("Société canadienne des postes")},
		[]ruleCase{n("Bell, Bruno"), n("Bell & Fils Excavation"), n("Les Jardins Bellerive"), n("Rogers Boréal, notaire"), n("Bell Média radio"), n("Cogeco Diffusion"), n("Télusson Audio"), n("Campbell Bois")},
	},
	"assurances_noms": {
		[]ruleCase{n("FAMQ"), n("Fonds d'assurance des municipalités du Québec"), n("MMQ"), n("BFL Canada risques et assurances"), n("Intact Compagnie d'assurance"), n("Promutuel Rive-Sud"), n("FQM Assurances")},
		[]ruleCase{n("Intact Rénovation"), n("Mutuelle d'entraide Boréale"), n("BFLy Design"), n("Fonds d'aide Boréal")},
	},
	"assurances_courtiers": {
		[]ruleCase{n("Courtiers d'assurances Bellerive inc."), na("Assurance Boréale", "02-190-00-421"), n("Rapides Insurance Brokers")},
		[]ruleCase{na("Assurance qualité Bellerive", "02-412-00-411"), na("Assurance Boréale", "02-130-00-454"), n("Assurément Propre inc."), n("Association boréale pour l'assurance des locataires")},
	},
	"adhesions_noms": {
		[]ruleCase{n("Union des municipalités du Québec"), n("UMQ"), n("FQM"), n("Association des directeurs municipaux du Québec"), n("COMAQ"), n("COMBEQ"), n("Québec municipal"), n("Réseau BIBLIO Montérégie"), n("Ordre des urbanistes du Québec")},
		[]ruleCase{n("Association des gens d'affaires des Rapides"), n("FQM Assurances"), n("Réseau Bibliothèque Boréale"), n("Corporation Boréale")},
	},
	"croix_rouge": {
		[]ruleCase{n("Croix-Rouge canadienne"), n("LA CROIX ROUGE, DIVISION QUEBEC")},
		[]ruleCase{n("Croix Bleue"), n("Croisière Rouge-Gorge")},
	},
	"remboursements_noms": {
		[]ruleCase{n("Remboursement taxes divers"), n("TROP-PERCU"), n("Dépôt de garantie"), n("Contribuables divers")},
		[]ruleCase{n("Dépôt Boréal Conteneurs"), n("Citoyens du monde coop"), n("Citoyens de la Rive boréale"), n("Garantie Bellerive")},
	},
	"remboursements_textes": {
		[]ruleCase{nt("Construction Bellerive", "Remboursement dépôt permis"), nt("Y", "Remb. de taxes 2024"), nt("Y", "Trop-perçu mutation"), nt("Y", "Libération du dépôt")},
		[]ruleCase{nt("Y", "Remboursement de repas"), nt("Y", "Camp de jour – animation"), nt("Y", "Permis logiciel annuel")},
	},
	"personnes_usagers": {
		[]ruleCase{pt("LAVERDURE, ODILE", "Inscription cours de natation"), pt("X", "Licence chien"), pt("X", "Compteur d'eau")},
		[]ruleCase{nt("École de danse Boréale", "Inscription gala"), pt("X", "Déplacement avril")},
	},
	"taxes_textes": {
		[]ruleCase{nt("X", "Remise TPS mars"), nt("X", "Taxes scolaires 2024")},
		[]ruleCase{nt("X", "Fournitures taxes incluses"), nt("X", "Transport scolaire")},
	},
	"aide_textes": {
		[]ruleCase{nt("Le Grenier Boréal", "Subvention 2024"), nt("X", "Aide financière – fête nationale"), nt("X", "Commandite tournoi"), nt("X", "Don"), nt("X", "Versement de la subvention annuelle")},
		[]ruleCase{nt("X", "Demande de subvention PRIMEAU"), nt("X", "Honoraires, rédaction d'une demande de subvention"), nt("X", "Données cartographiques"), nt("X", "Conseils aide financière")},
	},
	"aide_organismes": {
		[]ruleCase{nt("Club de l'âge d'or Boréal", "Contribution annuelle"), nt("Fabrique Sainte-Amélie", "Entente de soutien"), nt("Banque alimentaire Boréale", "Participation financière")},
		[]ruleCase{nt("Quincaillerie Bellerive", "Contribution annuelle"), nt("Club de golf Boréal", "Location de salle"), nt("Association Béton ltée", "Contribution")},
	},
	"personnes_depenses": {
		[]ruleCase{pt("LAVERDURE, ODILE", "Remb. dépenses"), pt("X", "Frais de déplacement"), pt("X", "Kilométrage avril"), pt("X", "Bottes de sécurité")},
		[]ruleCase{nt("Chaussures Boréales", "Bottes de sécurité"), pt("X", "Animation heure du conte")},
	},
	"objet_aide": {
		[]ruleCase{na("Le Grenier Boréal", "02-702-20-970"), na("X", "02-590-00-965")},
		[]ruleCase{na("X", "02-130-00-970-A"), na("X", "55-130-00-970"), na("X", "02-130-00-419")},
	},
	"objet_remuneration": {
		[]ruleCase{na("X", "02-130-00-141"), na("X", "0211000131")},
		[]ruleCase{na("X", "02-130-00-411"), na("X", "01-130-00-141")},
	},
	"objet_cotisations": {
		[]ruleCase{na("X", "02-130-00-222"), na("X", "02 130 00 282")},
		[]ruleCase{na("X", "02-130-00-322")},
	},
	"objet_police": {
		[]ruleCase{na("X", "02-210-00-441")},
		[]ruleCase{na("X", "02-210-00-443")},
	},
	"objet_assurances": {
		[]ruleCase{na("X", "02-190-00-421")},
		[]ruleCase{na("X", "02-190-00-412")},
	},
	"objet_electricite": {
		[]ruleCase{na("X", "02-340-00-681")},
		[]ruleCase{na("X", "02-340-00-631")},
	},
	"objet_dette": {
		[]ruleCase{na("X", "02-921-00-840")},
		[]ruleCase{na("X", "02-921-00-740")},
	},
	"objet_quotes_parts": {
		[]ruleCase{na("X", "02-610-00-951")},
		[]ruleCase{na("X", "02-610-00-941")},
	},
	"objet_autres": {
		[]ruleCase{na("X", "02-190-00-991")},
		[]ruleCase{na("X", "02-190-00-919")},
	},
	"personnes_seules": {
		[]ruleCase{pt("LAVERDURE, ODILE", ""), {name: "X", person: true, account: "02-701-20-699"}},
		[]ruleCase{n("Laverdure et Odile inc."), {name: "X", person: true, account: "02-702-20-419"}},
	},
}

func TestRules(t *testing.T) {
	t.Parallel()
	c, p := classifier(t)
	classes := map[string]string{}
	for _, r := range p.Rules {
		classes[r.ID] = r.Class
		cases, ok := ruleCases[r.ID]
		if !ok || len(cases.take) == 0 || len(cases.leave) == 0 {
			t.Errorf("rule %s has no cases", r.ID)
		}
	}
	for id, cases := range ruleCases {
		if classes[id] == "" {
			t.Errorf("cases for a rule that is not there: %s", id)
		}
		for _, k := range cases.take {
			if got := k.class(c); got.Rule != id || got.Class != classes[id] {
				t.Errorf("%s must take %+v, taken by %+v", id, k, got)
			}
		}
		for _, k := range cases.leave {
			if got := k.class(c); got.Rule == id {
				t.Errorf("%s must leave %+v", id, k)
			}
		}
	}
}

func (k ruleCase) class(c *Classifier) Classed {
	return c.Class(ClassInput{
		FoldedName: name.Fold(k.name), Account: k.account, FoldedText: name.Fold(k.text),
		Person: k.person, Date: "2024-05-06",
	})
}

// Names that look like a payee to set aside and are ordinary purchases.
func TestOrdinaryPurchases(t *testing.T) {
	t.Parallel()
	c, _ := classifier(t)
	for _, s := range []string{
		"Bell, Bruno & associés", "Groupe Arc-Boutant inc.", "Paiement Boréal", "Donnacona Béton", "Donato Traiteur",
		"Mercier Électrique ltée", "Excavation M.R.C. inc.", "Coop de solidarité Le Relais Boréal", "Les Services Exotec inc.",
		"Ministry Café", "Télécommunications Boréales", "Les Gaz de l'Est", "Syndic Bellerive Comptables", "Caissons Bellerive",
		"Entretien ménager Boréal", "9999-0012 Québec inc.", "Ressourcerie des Rapides", "Centre de la petite enfance Les Étourneaux",
		"Villages-Relais Communications", "Intactique Conseil", "Arcade Loisirs", "Saqué Peinture", "Le Don de vie massothérapie",
	} {
		if got := (ruleCase{name: s}).class(c); got.Class != policy.DefaultClass || got.Rule != "" || got.By != "" {
			t.Errorf("%q is set aside: %+v", s, got)
		}
	}
}

func TestRuleMeaning(t *testing.T) {
	t.Parallel()
	rules := func(list ...policy.Rule) *Classifier {
		c, err := NewClassifier(&policy.Policy{Rules: list})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	base := policy.Rule{ID: "r", Class: "k", Names: []string{`\bboreal\b`}, From: "2024-01-01"}
	with := func(f func(*policy.Rule)) policy.Rule { r := base; f(&r); return r }
	tests := []struct {
		about string
		c     *Classifier
		in    ClassInput
		want  Signal // "" = the rule does not fire
	}{
		{"by name", rules(base), ClassInput{FoldedName: "le boreal"}, ByName},
		{"whole words", rules(base), ClassInput{FoldedName: "borealis"}, ""},
		{"before its date", rules(base), ClassInput{FoldedName: "boreal", Date: "2023-12-31"}, ""},
		{"on its first day", rules(base), ClassInput{FoldedName: "boreal", Date: "2024-01-01"}, ByName},
		{"after its end", rules(with(func(r *policy.Rule) { r.To = "2024-06-30" })), ClassInput{FoldedName: "boreal", Date: "2024-07-01"}, ""},
		{"an ended rule does not take a line without date", rules(with(func(r *policy.Rule) { r.To = "2024-06-30" })), ClassInput{FoldedName: "boreal"}, ""},
		{"veto", rules(with(func(r *policy.Rule) { r.NotNames = []string{`\binc$`} })), ClassInput{FoldedName: "boreal inc"}, ""},
		{"account instead of name", rules(with(func(r *policy.Rule) { r.Accounts = []string{"44"} })), ClassInput{FoldedName: "x", Account: "02-130-00-441"}, ByAccount},
		{"confirm: both", rules(with(func(r *policy.Rule) { r.Accounts, r.Confirm = []string{"44"}, true })), ClassInput{FoldedName: "boreal", Account: "02-130-00-441"}, ByName},
		{"confirm: the account disagrees", rules(with(func(r *policy.Rule) { r.Accounts, r.Confirm = []string{"44"}, true })), ClassInput{FoldedName: "boreal", Account: "02-130-00-411"}, ""},
		{"confirm: no account to agree", rules(with(func(r *policy.Rule) { r.Accounts, r.Confirm = []string{"44"}, true })), ClassInput{FoldedName: "boreal", Account: "55-000"}, ByName},
		{"confirm: account alone is not enough", rules(with(func(r *policy.Rule) { r.Accounts, r.Confirm = []string{"44"}, true })), ClassInput{FoldedName: "x", Account: "02-130-00-441"}, ""},
		{"text asked too", rules(with(func(r *policy.Rule) { r.Texts = []string{`\bdon\b`} })), ClassInput{FoldedName: "boreal", FoldedText: "achat"}, ""},
		{"text given", rules(with(func(r *policy.Rule) { r.Texts = []string{`\bdon\b`} })), ClassInput{FoldedName: "boreal", FoldedText: "un don"}, ByName},
		{"text vetoed", rules(with(func(r *policy.Rule) { r.NotTexts = []string{`\bsang\b`} })), ClassInput{FoldedName: "boreal", FoldedText: "don de sang"}, ""},
		{"text alone", rules(policy.Rule{ID: "r", Class: "k", Texts: []string{`\bdon\b`}, From: "2024-01-01"}), ClassInput{FoldedText: "don"}, ByText},
		{"person asked", rules(with(func(r *policy.Rule) { r.Person = true })), ClassInput{FoldedName: "boreal"}, ""},
		{"person alone", rules(policy.Rule{ID: "r", Class: "k", Person: true, From: "2024-01-01"}), ClassInput{Person: true}, ByPerson},
		{"account vetoes", rules(with(func(r *policy.Rule) { r.NotAccounts = []string{"41"} })), ClassInput{FoldedName: "boreal", Account: "02-130-00-419"}, ""},
	}
	for _, tt := range tests {
		got := tt.c.Class(tt.in)
		want := Classed{Class: policy.DefaultClass}
		if tt.want != "" {
			want = Classed{Class: "k", Rule: "r", By: tt.want}
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", tt.about, got, want)
		}
	}
	// The smaller priority decides, then the order of the file.
	c := rules(
		with(func(r *policy.Rule) { r.ID, r.Priority = "late", 20 }),
		with(func(r *policy.Rule) { r.ID, r.Priority = "first", 10 }),
		with(func(r *policy.Rule) { r.ID, r.Priority = "second", 10 }),
	)
	if got := c.Class(ClassInput{FoldedName: "boreal"}); got.Rule != "first" {
		t.Errorf("rule %s decides", got.Rule)
	}
	if _, err := NewClassifier(&policy.Policy{Rules: []policy.Rule{{ID: "bad", Names: []string{"("}}}}); err == nil {
		t.Error("a broken pattern is accepted")
	}
}

func BenchmarkPayee(b *testing.B) {
	c, _ := classifier(b)
	names := []string{"entretien menager boreal inc", "receveur general du canada", "les jardins bellerive et fils ltee"}
	for b.Loop() {
		for _, s := range names {
			c.Payee(s, false)
		}
	}
}

func BenchmarkClassLine(b *testing.B) {
	c, _ := classifier(b)
	p := c.Payee("entretien menager boreal inc", false)
	for b.Loop() {
		p.Class("02-130-00-495", "entretien menager de l hotel de ville mars 2024", "2024-03-31")
	}
}

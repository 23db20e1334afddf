package demo

import "strings"

// place is a town of the registry with a postal code of its own prefix.
type place struct{ city, postal, mrc, where string }

// places by key: towns of the five MRC, and of elsewhere.
var places = map[string]place{
	"valleyfield":  {"Salaberry-de-Valleyfield", "J6S 4X9", "Beauharnois-Salaberry", "inside"},
	"valleyfield2": {"Salaberry-de-Valleyfield", "J6T 2B7", "Beauharnois-Salaberry", "inside"},
	"beauharnois":  {"Beauharnois", "J6N 1T5", "Beauharnois-Salaberry", "inside"},
	"martine":      {"Sainte-Martine", "J0S 1V0", "Beauharnois-Salaberry", "inside"},
	"huntingdon":   {"Huntingdon", "J0S 1H0", "Le Haut-Saint-Laurent", "inside"},
	"ormstown":     {"Ormstown", "J0S 1K0", "Le Haut-Saint-Laurent", "inside"},
	"remi":         {"Saint-Rémi", "J0L 2L0", "Les Jardins-de-Napierville", "inside"},
	"napierville":  {"Napierville", "J0J 1L0", "Les Jardins-de-Napierville", "inside"},
	"chateauguay":  {"Châteauguay", "J6J 3P2", "Roussillon", "inside"},
	"mercier":      {"Mercier", "J6R 2N4", "Roussillon", "inside"},
	"constant":     {"Saint-Constant", "J5A 1E3", "Roussillon", "inside"},
	"prairie":      {"La Prairie", "J5R 4T8", "Roussillon", "inside"},
	"vaudreuil":    {"Vaudreuil-Dorion", "J7V 8P6", "Vaudreuil-Soulanges", "inside"},
	"lazare":       {"Saint-Lazare", "J7T 2A1", "Vaudreuil-Soulanges", "inside"},
	"rigaud":       {"Rigaud", "J0P 1P0", "Vaudreuil-Soulanges", "inside"},
	"coteaux":      {"Les Coteaux", "J7X 1A2", "Vaudreuil-Soulanges", "inside"},
	"montreal":     {"Montréal", "H2K 3R4", "", "outside"},
	"longueuil":    {"Longueuil", "J4K 2M6", "", "outside"},
	"sherbrooke":   {"Sherbrooke", "J1H 5G3", "", "outside"},
	// A homonym: Saint-Isidore of the Beauce, not of Roussillon.
	"isidore": {"Saint-Isidore", "G0S 2S0", "", "outside"},
	"none":    {"", "", "", "unknown"},
}

// serves by key: who an enterprise serves.
var serves = map[string]string{
	"bs": "Beauharnois-Salaberry", "hsl": "Le Haut-Saint-Laurent", "jn": "Les Jardins-de-Napierville",
	"rou": "Roussillon", "vs": "Vaudreuil-Soulanges", "*": "*",
}

// The legal forms of the registry, by key.
var forms = map[string]string{
	"npo": "OBNL", "sol": "Coopérative de solidarité", "trav": "Coopérative de travail",
	"prod": "Coopérative de producteurs", "cons": "Coopérative de consommateurs", "mut": "Mutuelle", "fin": "Coopérative de services financiers",
}

// roll is the registry, invented: name ; other names ; form ; place ; categories
// ; served ; from ; to ; yearly capacity ; yearly revenue, dollars, either
// or both empty. The made-up words in the names exist nowhere else.
const roll = `
Ressourcerie Clairombre;La Trouvaille Clairombre;npo;valleyfield;reemploi|matieres_residuelles|mobilier;bs|hsl;2018-04-01;;80000;
Coopérative de solidarité Les Jardins Verdoline;Jardins Verdoline;sol;martine;amenagement_paysager;bs|rou|hsl;2019-01-01;;120000;90000
Coop de travail Ménage Aubelune;Aubelune Entretien;trav;valleyfield2;entretien_menager|buanderie;bs|vs;2020-05-01;;;900000
Les Ateliers Merisolière;Merisolière;npo;beauharnois;menuiserie_metal|mobilier|sous_traitance;bs|rou;2016-01-01;;;
Traiteur Tournebroche solidaire;Tournebroche;npo;valleyfield;traiteur|aliments;bs|hsl|vs;2017-09-01;;60000;
Imprimerie communautaire Plumaciel;Plumaciel;npo;chateauguay;imprimerie|communications;*;2015-01-01;;20000;180000
Atelier de couture Brodelune;Brodelune;npo;huntingdon;vetements|buanderie;hsl|bs;2021-02-01;;;140000
Coopérative de solidarité en informatique Octobranche;Octobranche;sol;vaudreuil;informatique_services|informatique_materiel;*;2019-06-01;;;
Technobœuf Réemploi informatique;;npo;mercier;informatique_materiel|reemploi;rou|bs;2018-01-01;;120000;
Transport collectif Rapidelle;Rapidelle;npo;ormstown;transport_collectif;hsl|bs;2014-01-01;;250000;260000
Corporation culturelle Lunargent;Salle Lunargent;npo;valleyfield;culture|hebergement;bs;2012-01-01;;;600000
Festival des Quenouillères;;npo;beauharnois;culture|loisirs;bs;2016-01-01;;;
Maison de la famille Sourcellin;;npo;martine;loisirs|formation|services_communautaires;bs|rou;2013-01-01;;30000;
Service d'aide à domicile Troisrangs;Aide Troisrangs;sol;huntingdon;services_communautaires|entretien_menager;hsl|bs;2011-01-01;;60000;90000
Camp nature Castorel;Castorel;npo;rigaud;loisirs|hebergement;vs|bs;2015-01-01;;;260000
Groupe-conseil coopératif Cormelune;Cormelune conseil;trav;montreal;services_conseils|formation;*;2018-01-01;;;
Coopérative de solidarité Médiation Rivardoise;;sol;sherbrooke;services_conseils;*;2019-01-01;;150000;
Déchiquetage Feuillantin;Feuillantin;npo;constant;dechiquetage|sous_traitance;rou|bs|vs;2017-01-01;;80000;180000
Les Serres Pommeraude;Serres Pommeraude;sol;remi;amenagement_paysager|aliments;jn|rou|bs;2024-06-01;;;600000
Refuge animalier Talvert;;npo;vaudreuil;services_animaliers;vs|bs;2016-01-01;;;
Buanderie d'insertion Boisdoré;;npo;longueuil;buanderie|entretien_menager;rou|bs;2015-01-01;;45000;
Signalisation Hérondelle;;trav;isidore;securite;*;2020-01-01;;30000;180000
Vélo-atelier Sablonnette;;npo;valleyfield;loisirs;bs;2019-01-01;2023-12-31;;900000
Traductions coopératives Noyerac;;trav;none;traduction;*;2018-01-01;;;
Caisse d'économie solidaire Roselinière;;fin;valleyfield;comptabilite;*;2010-01-01;;45000;
Média communautaire La Voix d'Épilobelle;La Voix d'Épilobelle;npo;beauharnois;communications;bs|hsl;2014-01-01;;45000;90000
Coopérative de travail Ormebleu arboriculture;Ormebleu;trav;ormstown;amenagement_paysager;hsl|bs|jn;2018-03-01;;;90000
Ébénisterie sociale Grandefougère;Grandefougère;npo;napierville;mobilier|menuiserie_metal;jn|rou|bs;2017-01-01;;;
Cuisine collective Chaumerive;;npo;chateauguay;traiteur|aliments|formation;rou;2013-01-01;;60000;
Entreprise adaptée Vertaval;Vertaval;npo;constant;entretien_menager|sous_traitance;rou|bs|vs;2009-01-01;;60000;180000
Entretien solidaire Bleuvet;;sol;vaudreuil;entretien_menager;vs|bs;2019-01-01;;;180000
Écomatériaux Brisequenouille;;npo;valleyfield2;reemploi|materiaux;bs;2021-01-01;;;
Coopérative de solidarité Guimauvert;;sol;lazare;traiteur;vs;2018-01-01;;80000;
Les Loisirs Tremblerive;;npo;martine;loisirs;bs;2012-01-01;;120000;260000
Formation Lanternelle;Lanternelle;npo;prairie;formation;rou|bs|jn;2016-01-01;;;260000
Atelier Métal-Insertion Fergisol;Fergisol;npo;beauharnois;menuiserie_metal|batiments;bs|rou;2014-01-01;;;
Coopérative de services Maisonlune;;sol;coteaux;services_communautaires|entretien_menager;vs;2010-01-01;;45000;
Collectif Graphique Encrelune;Encrelune;trav;valleyfield;imprimerie|communications|informatique_services;bs|vs|hsl;2020-01-01;;60000;600000
Archives vivantes Parchemine;;npo;huntingdon;dechiquetage|culture;hsl|bs;2018-01-01;;;320000
Peinture et rénovation Cobaltine;;trav;chateauguay;batiments;rou|bs;2019-01-01;;;
Coopérative de solidarité Nordilande;;sol;rigaud;transport_collectif;vs;2016-01-01;;20000;
Théâtre ambulant Rideaubleu;;npo;vaudreuil;culture;*;2013-01-01;;120000;600000
Boulangerie d'insertion Miedorée;Miedorée;npo;valleyfield;aliments|traiteur;bs;2018-01-01;;;180000
Potager urbain Ramelette;;npo;mercier;amenagement_paysager|aliments|formation;rou|bs;2021-04-01;;;
Patrouille citoyenne Veilleciel;;npo;chateauguay;securite;rou|bs;2017-01-01;;45000;
Auberge coopérative Hautmuret;;sol;ormstown;hebergement|traiteur;hsl|bs;2015-01-01;;80000;140000
Musée paysan Terrevieille;;npo;remi;culture|hebergement;jn;2011-01-01;;;450000
Coopérative forestière Sapinelle;;prod;huntingdon;amenagement_paysager|materiaux;hsl|bs;2012-01-01;;;
Emballages solidaires Cartonnelle;;npo;constant;sous_traitance;*;2014-01-01;;80000;
Halte-garderie Grimpelune;;npo;beauharnois;loisirs;bs;2012-01-01;;20000;450000
Coopérative de solidarité Voltarivel;;sol;longueuil;informatique_services;*;2021-01-01;;;140000
Atelier de réparation Clochevis;9999-1044 Québec inc.;npo;valleyfield;vehicules|reemploi;bs;2022-01-01;;;
Messagerie à vélo Pédalonde;;trav;montreal;messagerie;*;2020-01-01;;80000;
Animation jeunesse Zigomarelle;;npo;prairie;loisirs|culture;rou|jn|bs;2018-01-01;;120000;320000
Coopérative des producteurs Maraîchel;;prod;remi;aliments;jn|rou|bs;2010-01-01;;;900000
Mutuelle d'entraide Solivarde;;mut;chateauguay;formation;*;2012-01-01;;;
Cafétéria solidaire Louchebleue;;npo;valleyfield2;traiteur|aliments;bs|vs;2019-01-01;;120000;
Radio coopérative Ondetalle;;sol;huntingdon;communications;hsl|bs;2013-01-01;;45000;900000
Uniformes Filaventure;Filaventure;npo;longueuil;vetements;*;2018-01-01;;;900000
Centre d'action communautaire Ruchombre;;npo;coteaux;services_communautaires|formation;vs|bs;2009-01-01;;;
Coopérative de travail Pixelande;;trav;sherbrooke;informatique_services|communications;*;2021-01-01;;45000;
Mobilier urbain Bancsolive;Bancsolive;npo;napierville;mobilier;*;2019-01-01;;20000;320000
Écocentre coopératif Tripalette;;sol;rigaud;matieres_residuelles|reemploi;vs|bs;2017-01-01;;;90000
Jardins de rue Capucinelle;;npo;valleyfield;amenagement_paysager;bs;2022-05-01;;;
Services linguistiques Accentrive;;trav;vaudreuil;traduction;*;2020-01-01;;120000;
Ludothèque Pionlune;;npo;martine;loisirs|bibliotheque;bs;2016-01-01;;150000;90000
Librairie coopérative Folioverre;;sol;valleyfield;bibliotheque|fournitures_bureau;bs|hsl|vs;2014-01-01;;;600000
Papeterie sociale Agrafine;;npo;mercier;fournitures_bureau|produits_entretien;rou|bs|jn;2018-01-01;;;
Produits ménagers Savonelle;;trav;beauharnois;produits_entretien;*;2021-01-01;;120000;
Accompagnement Passeronde;;npo;chateauguay;services_communautaires|transport_collectif;rou;2012-01-01;;150000;90000
Coopérative funéraire Sérénivale;;cons;valleyfield;services_communautaires;bs;2008-01-01;;;900000
Coopérative d'habitation Le Toit Mansarde-Bleue;;cons;chateauguay;hebergement;rou;2005-01-01;;;
`

// registry reads the roll and gives each enterprise a NEQ that passes the check.
func (g *generator) registry() []Enterprise {
	var out []Enterprise
	for _, l := range strings.Split(strings.TrimSpace(roll), "\n") {
		f := strings.Split(l, ";")
		at := places[f[3]]
		e := Enterprise{
			Name: f[0], NEQ: g.neq(), Form: forms[f[2]], City: at.city, Postal: at.postal, MRC: at.mrc,
			Categories: strings.Split(f[4], "|"), From: f[6], To: f[7], Place: at.where, Apart: f[2] == "fin",
		}
		if f[8] != "" {
			e.Capacity = int64(number(f[8]))
		}
		if f[9] != "" {
			e.Revenue = int64(number(f[9]))
		}
		if f[1] != "" {
			e.OtherNames = strings.Split(f[1], "|")
		}
		for _, s := range strings.Split(f[5], "|") {
			e.Serves = append(e.Serves, serves[s])
		}
		out = append(out, e)
	}
	return out
}

// neq makes an enterprise number that none has: prefix 11, then a 9, which no
// number read so far has in third place; the last eight digits pass the Luhn
// test.
func (g *generator) neq() string {
	body := "9" + digits(g.r.IntN(1_000_000), 6)
	sum := 0
	for i, c := range body {
		d := int(c - '0')
		if i%2 == 0 { // every second digit from the right of the eight
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return "11" + body + digits((10-sum%10)%10, 1)
}

// digits writes n on width digits.
func digits(n, width int) string {
	s := ""
	for ; width > 0; width-- {
		s = string(rune('0'+n%10)) + s
		n /= 10
	}
	return s
}

package reqtest

// Invented words. No name made of them is meant to be anyone's.
var (
	trades     = []string{"Pavage", "Boulangerie", "Menuiserie", "Gestion", "Transport", "Services", "Placements", "Immeubles", "Rénovation", "Clinique", "Atelier", "Ferme", "Garage", "Conseil", "Distribution", "Excavation", "Toitures", "Plomberie", "Électricité", "Design"}
	bodies     = []string{"Association", "Club", "Centre", "Fondation", "Comité", "Corporation", "Maison", "Regroupement", "Société", "Cercle", "Syndicat des employés", "Fabrique", "Centre de la petite enfance", "Ressourcerie", "Coup de pouce", "Club de l'âge d'or", "Les amis"}
	coops      = []string{"Coopérative de solidarité", "Coopérative de travail", "Coopérative d'habitation", "Coopérative agricole", "Coopérative funéraire"}
	invented   = []string{"Valbrume", "Korival", "Du Ponceau", "Merivex", "Orlanne", "Tamarac", "Belmire", "Sorvante", "Lisandre", "Quartène", "Brisandal", "Nordevin", "Cardouel", "Estrevan", "Miravoche", "Polantier", "Ruisselon", "Verdalie", "Ombrelac", "Jalvert", "Côte-Brune", "Pré-Clair", "Haute-Aune", "Grand-Orme"}
	qualifiers = []string{"du Nord", "de la Rive", "des Érables", "du Vieux-Moulin", "de l'Est", "du Lac Rond", "des Trois-Ormes", "du Parc", "de la Falaise", "des Sources", "et Fils", "Plus", "International", "Québec"}
	streets    = []string{"rue Principale", "boul. du Havre", "rang Saint-Elme", "av. des Pins-Gris", "ch. de la Rivière", "rue de l'Église", "route 555", "montée du Four"}
	activities = []string{"Location de locaux et d'immeubles", "Services de consultation en gestion", "Entretien ménager commercial", "Activités de loisir", "Construction résidentielle", "Vente au détail", "Services administratifs", "Transport de marchandises", "Récupération et réemploi", "Aide à domicile"}
	// Cities outside the five MRC, with a postal prefix that is theirs.
	elsewhere = []place{{"Montréal", "H2K"}, {"Québec", "G1R"}, {"Laval", "H7N"}, {"Gatineau", "J8X"}, {"Longueuil", "J4H"}, {"Sherbrooke", "J1H"}, {"Saguenay", "G7H"}, {"Lévis", "G6V"}, {"Trois-Rivières", "G9A"}, {"Rimouski", "G5L"}, {"Saint-Isidore", "G0S"}, {"Marieville", "J3M"}, {"Granby", "J2G"}}
	inside    = []place{{"Salaberry-de-Valleyfield", "J6S"}, {"Châteauguay", "J6J"}, {"Vaudreuil-Dorion", "J7V"}, {"Saint-Constant", "J5A"}, {"La Prairie", "J5R"}, {"Saint-Rémi", "J0L"}, {"Huntingdon", "J0S"}, {"Beauharnois", "J6N"}, {"Rigaud", "J0P"}, {"Mercier", "J6R"}}
)

type place struct{ city, prefix string }

package demo

// sector is what the town pays to enterprises of the registry: word of its
// name ; lines a year ; median dollars ; account ; descriptions ; spellings.
// A spelling begins with n (the line holds the NEQ), = (same name but for case,
// accents and legal form) or ~ (only judgement can tie it).
const sector = `
Clairombre;14;990;02-452-00-446;Tri et valorisation d'encombrants|Collecte de textiles;=Ressourcerie Clairombre|nRESSOURCERIE CLAIROMBRE (VALLE
Verdoline;26;1390;02-701-50-499;Entretien des plates-bandes|Aménagement paysager, parc des Rapides|Plantation de vivaces;=Coopérative de solidarité Les Jardins Verdoline|nCOOPERATIVE DE SOLIDARITE LES |=Jardins Verdoline
Aubelune;26;1520;02-130-00-495;Entretien ménager, hôtel de ville|Entretien ménager, bibliothèque;=Coop de travail Ménage Aubelune|nCOOP TRAVAIL MENAGE AUBELUNE
Merisolière;10;1190;02-701-50-699;Fabrication de bacs à fleurs|Bancs de parc;=Les Ateliers Merisolière inc.|=LES ATELIERS MERISOLIERE
Tournebroche;20;430;02-110-00-493;Buffet, séance de consultation|Boîtes à lunch, élections;=TRAITEUR TOURNEBROCHE SOLIDAIRE|=Traiteur Tournebroche solidaire
Tournebroche;4;320;02-702-20-493;Cocktail des bénévoles;~Tournebr. trait. solid.
Plumaciel;16;630;02-190-00-349;Impression du bulletin municipal|Dépliants;=Imprimerie communautaire Plumaciel|nIMPR. COMMUNAUT. PLUMACIEL
Octobranche;12;1450;02-130-00-414;Soutien informatique|Hébergement web;nCoop solidarité informatique Octobranche|=Coopérative de solidarité en informatique Octobranche
Rapidelle;12;1720;02-370-00-499;Transport adapté;=Transport collectif Rapidelle
Lunargent;8;1250;02-702-20-499;Spectacle, série estivale|Location de salle;=Corporation culturelle Lunargent
Castorel;3;3040;02-701-50-499;Camp de jour nature;=Camp nature Castorel
Cormelune;4;3700;02-610-00-419;Planification stratégique;=GROUPE-CONSEIL COOPERATIF CORMELUNE
Rivardoise;2;2570;02-610-00-419;Médiation citoyenne;nCoop. Médiation Rivardoise
Feuillantin;6;220;02-140-00-499;Destruction de documents;=Déchiquetage Feuillantin
Pommeraude;14;990;02-701-50-499;Fleurs annuelles|Paniers suspendus;=Les Serres Pommeraude|=LES SERRES POMMERAUDE INC.
Talvert;12;960;02-290-00-499;Contrôle animalier;=Refuge animalier Talvert
Hérondelle;3;1190;02-350-00-499;Signalisation routière temporaire;=Signalisation Hérondelle
Sablonnette;2;400;02-701-50-499;Entretien de vélos en libre-service;=Vélo-atelier Sablonnette
Noyerac;3;300;02-190-00-499;Traduction du bulletin;=Traductions coopératives Noyerac
Roselinière;12;260;02-130-00-419;Services financiers, dépôt direct;=Caisse d'économie solidaire Roselinière
Épilobelle;6;370;02-140-00-341;Avis publics à la radio;=Média communautaire La Voix d'Épilobelle
Ormebleu;7;1780;02-701-50-499;Élagage et abattage d'arbres;nORMEBLEU ARBO.|=Coopérative de travail Ormebleu arboriculture
Grandefougère;2;2710;02-702-30-699;Mobilier sur mesure, bibliothèque;=Ébénisterie sociale Grandefougère
Chaumerive;4;340;02-701-30-493;Repas des bénévoles;~Cuis. coll. Chaumerive
Vertaval;6;1390;02-320-00-495;Nettoyage, garage municipal;~VERTAVAL E.A.
Encrelune;5;490;02-190-00-349;Infographie;~Encrelune graph.
Tremblerive;3;820;02-701-50-499;Animation, fête des voisins;~LOIS. TREMBLERIVE
Lanternelle;5;610;02-160-00-454;Formation en secourisme;=FORMATION LANTERNELLE INC.
Fergisol;3;2180;02-701-20-522;Soudure de garde-corps;=Atelier Métal-Insertion Fergisol
Folioverre;16;280;02-702-30-499;Livres pour la bibliothèque;=Librairie coopérative Folioverre
Agrafine;8;180;02-130-00-670;Fournitures de bureau;=Papeterie sociale Agrafine
`

// sectorGrants are grants to enterprises of the registry: not purchases.
const sectorGrants = `
Lunargent;2;6000;02-702-20-970;Subvention de fonctionnement;=Corporation culturelle Lunargent
Sourcellin;2;9000;02-590-00-970;Aide financière annuelle;=MAISON DE LA FAMILLE SOURCELLIN
Quenouillères;1;8500;02-702-20-970;Commandite, édition 2024;=Festival des Quenouillères
Ruchombre;2;3500;02-590-00-970;Subvention, popote;=Centre d'action communautaire Ruchombre
`

// private is what the town buys elsewhere: name ; lines ; median dollars ;
// account ; descriptions. All invented.
const private = `
Pavages Montclairval inc.;12;78000;22-320-00-721;Décompte progressif, réfection de la rue du Bac|Décompte progressif, rang Sud
Construction Grandpierre-Ouellon ltée;8;138000;22-413-00-721;Décompte progressif, usine de filtration
Services sanitaires Rochevert inc.;24;24000;02-451-10-446;Collecte des ordures|Collecte sélective|Collecte des matières organiques
Centre de tri Valorivage inc.;12;5100;02-452-10-446;Traitement des matières recyclables
Déneigement Brisebise-Larouette inc.;10;27000;02-330-00-443;Déneigement, versement du contrat
Excavation P. Terrelune & Fils inc.;34;3900;02-320-00-521;Réparation d'aqueduc|Excavation, fossés
Groupe Génivalois experts-conseils inc.;24;4900;02-320-00-411;Plans et devis|Surveillance de chantier
Laboratoires Analytiva inc.;52;390;02-413-00-411;Analyses d'eau potable
Étude Morvanneau avocats s.e.n.c.r.l.;22;1900;02-140-00-412;Honoraires juridiques
Comptables Chiffrandeau s.e.n.c.r.l.;4;7900;02-130-00-413;Audit des états financiers
Logiciels Municipia-Sol inc.;20;3300;02-130-00-414;Licence annuelle|Soutien logiciel
Réseautik Solutions TI inc.;36;1250;02-130-00-414;Soutien informatique|Cybersécurité
Pétroles Norvalin inc.;60;2300;02-320-00-631;Diesel|Essence
Quincaillerie Bellerivage;190;115;02-701-20-629;Quincaillerie|Matériaux divers
Matériaux Gravelin inc.;70;1150;02-320-00-621;Pierre concassée|Gravier
Sels Hivernautes inc.;14;6900;02-330-00-629;Sel de déglaçage
Produits chimiques Oxalia inc.;26;1900;02-412-00-635;Hypochlorite|Alun
Pièces d'auto Pistonnard;170;130;02-320-00-649;Pièces
Pneus Roulavant inc.;36;560;02-320-00-525;Pneus
Camions Tractovalle inc.;2;92000;22-320-00-724;Achat de camion
Mécanique Bielloux enr.;60;720;02-320-00-525;Réparation de camion
Location Équipalou inc.;56;480;02-320-00-516;Location d'équipement|Location de nacelle
Uniformes Cravantin inc.;28;690;02-220-00-650;Uniformes
Équipements incendie Flamarrêt inc.;18;1800;02-220-00-650;Habits de combat
Entretien Net-Éclat Boréalis inc.;36;3200;02-701-20-495;Entretien ménager, aréna|Entretien ménager, centre communautaire
Imprimeries Rotovalin inc.;30;1500;02-190-00-499;Impression de dépliants|Impression du calendrier
Journal Le Rapide de l'Est inc.;40;560;02-140-00-341;Avis public
Sécurité Gardovigil inc.;24;2700;02-290-00-451;Agents de sécurité, aréna
Traiteur Fourchettine inc.;44;470;02-110-00-493;Buffet|Repas, formation des pompiers
Marché Épicéa-Lavigne inc.;120;88;02-701-30-610;Aliments, camp de jour
Paysagiste Gazonnière inc.;34;2600;02-701-50-499;Tonte de gazon|Aménagement paysager
Électricité Ampérion inc.;64;980;02-701-20-522;Travaux électriques
Plomberie Tuyaurin inc.;58;690;02-701-20-522;Plomberie
Autobus Navettal inc.;22;830;02-701-50-499;Autobus nolisé, camp de jour
Sonorisation Décibelline inc.;16;1700;02-702-20-499;Spectacle, fête nationale
Meubles Assisial inc.;12;1900;02-190-00-699;Mobilier de bureau
Informatique Écranval inc.;18;1700;02-190-00-699;Ordinateurs portables
Consultants Stratégia-Nord inc.;16;4800;02-610-00-419;Étude de positionnement
Évaluateurs Cadastrin s.e.n.c.;12;8900;02-150-00-419;Évaluation foncière
Formation Compétancia inc.;30;580;02-160-00-454;Formation des pompiers
Hôtel Vallonbleu;34;240;02-110-00-310;Hébergement, congrès
Refuge Canin Patteval inc.;12;1300;02-290-00-499;Fourrière
9999-1043 Québec inc.;12;2100;02-320-00-521;Nivelage de fossés
9999-1034 Québec inc.;9;1400;02-320-00-521;Transport de terre
Donatelle Café-Boutique;11;95;02-110-00-493;Café et viennoiseries
Paiement Rapide TPV inc.;12;210;02-130-00-499;Terminal de paiement
Bellavance & Arcadin, arpenteurs-géomètres;9;1600;02-610-00-411;Arpentage
`

// strangers resemble an enterprise of the registry and are none of it: name ;
// lines ; median ; account ; descriptions.
const strangers = `
Papeterie Agrafeau Bureau inc.;110;165;02-130-00-670;Fournitures de bureau
Excavation Verdolin inc.;9;1900;02-320-00-521;Excavation
Aubelaine Entretien inc.;11;1300;02-701-20-495;Entretien ménager, chalet des patineurs
Groupe Clairambre ltée;7;900;02-451-10-446;Location de conteneur
Toitures Merisoli inc.;5;4200;02-701-20-522;Réparation de toiture
Imprimerie Plumacelle inc.;8;640;02-190-00-499;Impression de cartes d'affaires
Transport Rapidel inc.;12;880;02-320-00-621;Transport de gravier
Garage Lunargens & Fils;10;540;02-320-00-525;Réparation de véhicule
Camping Castorelle inc.;2;750;02-701-50-499;Location de salle
Traiteur Tournebrie inc.;9;510;02-110-00-493;Buffet
Jardinerie Pommereau ltée;8;430;02-701-50-629;Terreau
`

// public are payees set aside: class ; name ; lines ; dollars ; account ;
// descriptions. Real public bodies, and invented private ones.
const public = `
das_provinciales;Revenu Québec;26;30000;55-138-10-000;Remise DAS, période|Remise RRQ, FSS et RQAP
das_provinciales;CNESST;4;9000;55-138-40-000;Versement périodique
das_federales;Receveur général du Canada;26;19500;55-138-20-000;Remise DAS, période
retraite_avantages;RREM;26;11500;55-138-60-000;Cotisations au régime
retraite_avantages;Desjardins Sécurité financière;12;14500;55-138-70-000;Assurance collective
retraite_avantages;Fonds de solidarité FTQ;26;1700;55-138-80-000;Cotisations volontaires
syndicats;Syndicat canadien de la fonction publique;26;1650;55-138-90-000;Cotisations syndicales
syndicats;Syndicat des pompiers et pompières du Québec;12;640;55-138-91-000;Cotisations syndicales
paie_employes_elus;PAIE;26;950;55-131-00-000;Redressement de paie
police;Sûreté du Québec;1;410000;02-210-00-441;Services de police, 1er versement
police;MINISTRE DES FINANCES;1;410000;02-210-00-441;Services de police, 2e versement
police;MINISTRE DE LA SECURITE PUBLIQ;3;750;02-210-00-499;Vérification d'antécédents
quotes_parts;MRC de Beauharnois-Salaberry;6;78000;02-610-00-951;Quote-part
quotes_parts;Régie intermunicipale d'assainissement des Rapides;4;38000;02-414-00-951;Quote-part
quotes_parts;exo;12;5200;02-370-00-951;Contribution au transport collectif
quotes_parts;Ville de Salaberry-de-Valleyfield;3;8100;02-220-00-499;Entente d'entraide incendie
gouvernement;SAAQ;6;2300;02-320-00-499;Immatriculation de la flotte
gouvernement;Registre foncier du Québec;12;85;02-150-00-499;Consultations
gouvernement;Ministère de l'Environnement;2;1500;02-413-00-499;Redevance
habitation_publique;Office municipal d'habitation des Rapides;4;9800;02-520-00-499;Participation au déficit
dette_banques;Financière Banque Nationale inc.;6;95000;02-921-00-840;Intérêts sur la dette|Remboursement de capital
dette_banques;CAISSE DESJARDINS DES RAPIDES;12;3900;02-921-00-840;Intérêts, marge de crédit
utilites;Hydro-Québec;300;1150;02-340-00-681;Électricité
utilites;HYDRO-QUEBEC;60;2400;02-701-20-681;Électricité, aréna
utilites;Énergir, s.e.c.;40;720;02-701-20-682;Gaz naturel
poste_telecom;Bell Canada;60;290;02-130-00-331;Lignes téléphoniques
poste_telecom;BELL MOBILITE INC.;12;1650;02-130-00-331;Cellulaires
poste_telecom;Vidéotron ltée;24;180;02-130-00-335;Internet
poste_telecom;Société canadienne des postes;14;850;02-130-00-321;Affranchissement
assurances;Fonds d'assurance des municipalités du Québec;2;88000;02-190-00-421;Prime annuelle
assurances;Courtiers d'assurances Parapluie-Nord inc.;4;2600;02-190-00-429;Assurance accident pompiers
adhesions;Union des municipalités du Québec;2;6400;02-110-00-494;Adhésion
adhesions;Association des directeurs municipaux du Québec;3;690;02-130-00-494;Adhésion
adhesions;COMBEQ;2;410;02-610-00-494;Adhésion
adhesions;Réseau BIBLIO de la Montérégie;2;9700;02-702-30-494;Services de réseau
justice;Tribuneau Huissiers de justice inc.;14;220;02-140-00-499;Signification
taxes_permis;Centre de services scolaire de la Vallée-des-Tisserands;3;2900;02-701-20-499;Taxes scolaires
aide_financiere;Croix-Rouge canadienne;1;3100;02-230-00-499;Entente, services aux sinistrés
aide_financiere;Club de l'âge d'or des Rapides;4;900;02-701-20-970;Subvention
aide_financiere;Club de soccer Les Torrents;3;2400;02-701-50-970;Subvention, équipement
aide_financiere;Maison des jeunes L'Embâcle;4;6800;02-701-20-970;Aide financière annuelle
aide_financiere;Fabrique de Sainte-Amélie;2;1500;02-702-20-970;Aide financière, chauffage
aide_financiere;Société d'histoire du Vieux-Bac;2;2100;02-702-20-970;Subvention
aide_financiere;Association de hockey mineur des Rapides;3;3900;02-701-30-970;Subvention de glace
aide_financiere;Comptoir alimentaire du Bac;4;2700;02-590-00-970;Subvention
aide_financiere;Tournoi de golf du maire;1;500;02-110-00-499;Commandite
aide_financiere;École secondaire du Vieux-Moulin;2;400;02-110-00-499;Bourses étudiantes
`

// The invented persons: every surname is made up or unusual, no pair is meant.
var (
	surnames = []string{
		"BELLEPINE", "GRANDRUISSEAU", "VERTBOISIN", "LARIVOIRE", "MONTCALMIN", "DESORMEAUX-ROY", "BOISCLAIRIN", "TOUCHELUNE", "RIVEBASSE", "SAINTONGEOIS",
		"COTEFROIDE", "BRINDAMOURET", "FONTCLAIRE", "MALEPARTIN", "GRAVELUNE", "PREFONTAINEAU", "OUELLONVILLE", "TERREBRUNE", "LACHAPELLIN", "HAUTPRE",
		"NOIRMONTIN", "PASQUELIN", "CHANTERIVE", "DUROCHERON", "VALMONTEL", "BEAULUNE", "CORMIERAN", "LESAPIN-VERT", "MIREPAIN", "TOURVILLON",
	}
	givens = []string{
		"ODILE", "BRUNO", "SYLVIE", "MARTIN", "JOSEE", "ALAIN", "NATHALIE", "ERIC", "MANON", "SERGE", "CAROLINE", "PATRICK", "LOUISE", "DANIEL", "ISABELLE", "FRANCOIS",
	}
)

// The small suppliers: trades and made-up names are crossed.
const trades = `
Atelier d'usinage;640;02-320-00-526;Usinage de pièce
Clôtures;1100;02-701-50-522;Réparation de clôture
Serrurerie;160;02-701-20-522;Serrurerie
Vitrerie;380;02-701-20-522;Vitrerie
Peinture;900;02-701-20-522;Peinture
Extermination;210;02-701-20-499;Extermination
Fleuriste;75;02-110-00-499;Fleurs
Équipements sportifs;420;02-701-50-699;Équipements sportifs
Librairie;240;02-702-30-499;Livres
Animation;310;02-701-50-499;Animation
Toilettes mobiles;260;02-701-50-517;Location de toilettes
Signalisation;570;02-350-00-629;Panneaux de signalisation
Hydraulique;690;02-320-00-526;Pièces
Soudure;540;02-320-00-526;Soudure
Restaurant;85;02-220-00-310;Repas
Fournitures d'aqueduc;980;02-413-00-629;Tuyaux et raccords
Remorquage;190;02-320-00-525;Remorquage
Communications radio;760;02-220-00-499;Réparation de radios
Graphisme;480;02-190-00-349;Graphisme
Arpentage;1250;02-610-00-411;Arpentage
`

var coined = []string{
	"Belvaltin", "Dorvignac", "Trémontel", "Larouvière", "Grand-Héronval", "Sauvagin", "Pontcarrel", "Mirandeau", "Tréviseau", "Bois-Francœur",
	"Cap-aux-Loutres", "Vieux-Quai", "Deux-Clochers", "Pointe-Sèche", "Mont-Calvaire", "Valcartin", "Roquemontel", "Lanoraie-Sud", "Frontenelle", "Bonsecourt",
}

var suffixes = []string{" inc.", " ltée", " enr.", "", " & Fils inc."}

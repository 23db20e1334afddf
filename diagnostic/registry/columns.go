package registry

import (
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// Fields of a registry, the names under which [Edition.Columns] and the
// policy's header table know them.
const (
	fieldID         = "id"
	fieldName       = "name"
	fieldOtherNames = "other_names"
	fieldNEQ        = "neq"
	fieldBN         = "bn"
	fieldQST        = "qst"
	fieldCharity    = "charity"
	fieldRegistered = "registered_no"
	fieldPhone      = "phone"
	fieldEmail      = "email"
	fieldSite       = "site"
	fieldForm       = "legal_form"
	fieldCity       = "city"
	fieldPostal     = "postal"
	fieldMRC        = "mrc"
	fieldCategories = "categories"
	fieldServes     = "serves"
	fieldFrom       = "from"
	fieldTo         = "to"
	fieldCapacity   = "capacity"
	fieldRevenue    = "revenue"
	fieldStatuses   = "statuses"
)

// known is what a header may be called whatever the policy says, folded, the
// surest first. The policy's own synonyms come on top.
var known = []struct {
	field    string
	synonyms []string
}{
	{fieldID, []string{"id", "identifiant", "identifier", "no", "numero", "no fiche", "fiche", "code", "ref", "reference", "cle", "key", "entity id"}},
	{fieldName, []string{"name", "nom", "nom legal", "legal name", "nom de l entreprise", "nom entreprise", "nomentreprise", "entreprise", "enterprise", "raison sociale", "denomination", "denomination sociale", "nom de l organisme", "nom organisme", "organisme", "organisation", "organization", "company", "company name", "nom officiel", "nom de l organisation", "nom de la cooperative", "registered name", "true name", "ees"}},
	{fieldOtherNames, []string{"other names", "other name", "autres noms", "autre nom", "autre s nom s", "noms utilises", "nom usuel", "nom d usage", "nom commercial", "noms commerciaux", "trade name", "trade names", "trading name", "trading names", "operating name", "operating names", "alias", "aliases", "brand", "marque", "enseigne", "anciens noms", "ancien nom", "former names", "former name", "nom anglais", "nom en anglais", "sigle", "acronyme", "acronym"}},
	{fieldNEQ, []string{"neq", "no neq", "numero neq", "numero d entreprise du quebec", "numero d entreprise", "no d entreprise", "quebec enterprise number", "enterprise number"}},
	{fieldBN, []string{"bn", "ne", "numero d entreprise federal", "business number", "tps", "gst", "no tps", "numero tps", "gst number", "no de tps", "numero de tps", "tps gst"}},
	{fieldCharity, []string{"charity number", "numero de bienfaisance", "no de bienfaisance", "registered charity number"}},
	{fieldRegistered, []string{"registered number", "company number", "numero d enregistrement", "no d enregistrement", "autre numero"}},
	{fieldPhone, []string{"telephone", "tel", "phone", "phone number", "no de telephone", "numero de telephone"}},
	{fieldEmail, []string{"courriel", "email", "e mail", "adresse courriel"}},
	{fieldSite, []string{"site web", "site internet", "website", "url"}},
	{fieldQST, []string{"tvq", "qst", "no tvq", "numero tvq", "numero de tvq", "no de tvq", "qst number"}},
	{fieldForm, []string{"legal form", "forme juridique", "forme legale", "statut juridique", "type juridique", "forme", "type d entreprise", "type d organisation", "type d organisme"}},
	{fieldCity, []string{"city", "ville", "municipalite", "localite", "town", "municipality"}},
	{fieldPostal, []string{"postal code", "code postal", "postal", "codepostal", "zip", "postcode", "cp"}},
	{fieldMRC, []string{"mrc", "territoire", "region", "county", "mrc du siege"}},
	{fieldCategories, []string{"categories", "category", "categorie", "categorie s", "offre", "offer", "activites", "activite", "activity", "activities", "secteur", "secteurs", "secteur d activite", "secteurs d activite", "produits et services", "services offerts", "domaine"}},
	{fieldServes, []string{"serves", "territory served", "territoire desservi", "territoires desservis", "mrc desservies", "mrc desservie", "dessert", "zone desservie", "rayon d action", "area served"}},
	{fieldFrom, []string{"from", "valid from", "valide du", "valide depuis", "depuis", "reconnu depuis", "reconnue depuis", "reconnu le", "reconnue le", "date de reconnaissance", "date d admission", "admis le", "admise le", "member since", "membre depuis", "du", "debut", "date de debut", "start", "start date", "recognised from"}},
	{fieldTo, []string{"to", "valid to", "valid until", "valide au", "valide jusqu au", "jusqu au", "reconnu jusqu au", "reconnue jusqu au", "fin", "date de fin", "retire le", "retiree le", "au", "end", "end date", "until", "recognised to"}},
	{fieldStatuses, []string{"statuts au registre", "statut au registre", "registry standings", "registry standing", "historique des statuts", "history of standing"}},
	{fieldCapacity, []string{"capacite annuelle", "capacite", "capacite annuelle en dollars", "capacite declaree", "capacite maximale", "capacite disponible", "annual capacity", "yearly capacity", "capacity", "stated capacity", "capacity dollars"}},
	{fieldRevenue, []string{"chiffre d affaires", "chiffre d affaires annuel", "chiffre d affaire", "ca annuel", "revenus annuels", "revenu annuel", "revenus", "revenu", "ventes annuelles", "revenue", "annual revenue", "yearly revenue", "turnover", "annual turnover", "income", "sales"}},
}

// policyFields maps names the policy may use for a field onto ours.
var policyFields = map[string]string{
	"postal_code": fieldPostal, "territory_served": fieldServes, "territory": fieldServes, "valid_from": fieldFrom, "valid_to": fieldTo,
	"other_name": fieldOtherNames, "aliases": fieldOtherNames, "category": fieldCategories, "form": fieldForm,
}

// columns says which column holds which field.
type columns struct {
	at     map[string]int
	header map[string]string
	row    int // 1-based row of the headers
}

// synonyms gives for each folded header the field it names; contains are
// looked for when no synonym is equal.
type synonyms struct {
	equal    map[string]string
	contains []containing
}

type containing struct {
	field string
	words []string
	not   []string
}

func compile(headers []policy.HeaderField) synonyms {
	s := synonyms{equal: map[string]string{}}
	for _, h := range headers {
		if h.For != "registry" {
			continue
		}
		field := h.Field
		if f, ok := policyFields[field]; ok {
			field = f
		}
		for _, w := range h.Synonyms {
			s.equal[name.Fold(w)] = field
		}
		if len(h.Contains) > 0 {
			s.contains = append(s.contains, containing{field, folded(h.Contains), folded(h.Not)})
		}
	}
	for _, k := range known {
		for _, w := range k.synonyms {
			if _, taken := s.equal[w]; !taken {
				s.equal[w] = k.field
			}
		}
	}
	return s
}

func folded(list []string) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = name.Fold(w)
	}
	return out
}

func (s *synonyms) field(header string) string {
	f := name.Fold(header)
	if f == "" || len(f) > 80 {
		return ""
	}
	if field, ok := s.equal[f]; ok {
		return field
	}
	padded := " " + f + " "
	has := func(w string) bool { return w != "" && strings.Contains(padded, " "+w+" ") }
	for _, c := range s.contains {
		if slices.ContainsFunc(c.words, has) && !slices.ContainsFunc(c.not, has) {
			return c.field
		}
	}
	return ""
}

// read recognises the headers of one row. The first column of a field counts.
func (s *synonyms) read(r sheet.Row) columns {
	c := columns{at: map[string]int{}, header: map[string]string{}, row: r.N}
	for i, cell := range r.Cells {
		if cell.Kind != sheet.Text {
			continue
		}
		f := s.field(cell.Text)
		if f == "" {
			continue
		}
		if _, taken := c.at[f]; !taken {
			c.at[f], c.header[f] = i, cell.Text
		}
	}
	return c
}

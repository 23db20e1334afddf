// Package policy holds the rules of the trade as data: what is set aside, what
// a category is, what a header may be called, what the law allows, where the
// territory lies. Each rule has an identifier, an effective date and a source.
//
// The rules are YAML files beside this one, embedded in the binary; a Pôle can
// lay its own over them with --policy DIR (a file there replaces the embedded
// one of the same name). Loading checks everything and refuses unknown keys,
// naming file and line. Nothing here decides anything: `scoring` and
// `diagnostic` are handed these values.
//
// Read first: [Policy], then the YAML files.
package policy

// Text is a wording in the two languages.
type Text struct {
	Fr string `yaml:"fr" json:"fr"`
	En string `yaml:"en" json:"en"`
}

// In returns the wording in lang ("fr" or "en").
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.En
	}
	return t.Fr
}

// Policy is one coherent set of rules. A diagnostic stores Version and Digest.
type Policy struct {
	// Version is the date of the set, "2026-11-23", with "+local" when a
	// directory was laid over the embedded files.
	Version string
	// Digest is the SHA-256 of every file in force, in hexadecimal.
	Digest string
	// Replaced are the files that a directory laid over the embedded ones.
	Replaced   []string
	sources    map[string][]byte // every file in force
	Classes    []Class
	Rules      []Rule
	Categories []Category
	Headers    []HeaderField
	Levers     []Lever
	Thresholds []Threshold
	Advice     []AdviceRule
	Territory  Territory
	Switches   Switches
	Names      Names
	Sources    Sources
	Places     Places
	Contacts   Contacts
	Doubts     Doubts
}

// Kind tells what a class of spend does to the denominators.
type Kind string

// A purchase counts in the addressable denominator; money set aside does not;
// a grant (aide financière) does not either and is shown on its own.
const (
	Purchase Kind = "purchase"
	SetAside Kind = "set_aside"
	Grant    Kind = "grant"
)

// Class is one class of spend: "achat", "das_federales", "aide_financiere"...
type Class struct {
	ID   string `yaml:"id" json:"id"`
	Kind Kind   `yaml:"kind" json:"kind"`
	Name Text   `yaml:"name" json:"name"`
	// Reason is the sentence printed beside the amount: why it is set aside.
	Reason Text `yaml:"reason" json:"reason"`
}

// Mark is how sure a fact of the policy is: V verified, M measured,
// S second-hand, R recalled. S and R are never printed as facts.
type Mark string

// Rule puts lines into a class. A rule fires when one of its Names matches the
// folded supplier name or one of its Accounts matches the account's object
// code, and when, if stated, one of Texts matches the folded description and
// the supplier is a person. A rule that states neither Names nor Accounts asks
// for its Texts or Person alone. NotNames, NotAccounts and NotTexts veto.
// Rules are tried in order of Priority (smaller first), then in file order; the
// first that fires decides.
type Rule struct {
	ID       string   `yaml:"id" json:"id"`
	Class    string   `yaml:"class" json:"class"`
	Priority int      `yaml:"priority" json:"priority"`
	Names    []string `yaml:"names" json:"names,omitempty"`         // regular expressions on the folded name
	NotNames []string `yaml:"not_names" json:"not_names,omitempty"` // vetoes
	Accounts []string `yaml:"accounts" json:"accounts,omitempty"`   // object code prefixes: "1", "441", "96"
	Texts    []string `yaml:"texts" json:"texts,omitempty"`         // regular expressions on the folded description
	// NotAccounts and NotTexts veto like NotNames.
	NotAccounts []string `yaml:"not_accounts" json:"not_accounts,omitempty"`
	NotTexts    []string `yaml:"not_texts" json:"not_texts,omitempty"`
	// Confirm asks that names and accounts agree whenever the line has an
	// account: a name alone is then not enough.
	Confirm bool `yaml:"confirm" json:"confirm,omitempty"`
	// Person asks that the supplier be a natural person by its name.
	Person bool   `yaml:"person" json:"person,omitempty"`
	From   string `yaml:"from" json:"from"` // effective, "2024-01-01"
	To     string `yaml:"to" json:"to,omitempty"`
	Source string `yaml:"source" json:"source"`
	Mark   Mark   `yaml:"mark" json:"mark"`
}

// Category is something a municipality buys.
type Category struct {
	ID       string   `yaml:"id" json:"id"`
	Name     Text     `yaml:"name" json:"name"`
	Accounts []string `yaml:"accounts" json:"accounts,omitempty"` // object code prefixes
	Keywords []string `yaml:"keywords" json:"keywords,omitempty"` // folded words or phrases, French and English
	SEAO     []string `yaml:"seao" json:"seao,omitempty"`
	UNSPSC   []string `yaml:"unspsc" json:"unspsc,omitempty"`
	// Supply is goods, services, works or mixed: the lever depends on it.
	Supply string `yaml:"supply" json:"supply"`
	// Residual is true for residual materials (collection, sorting, reuse): the
	// law's exemption for non-profits leaves them out.
	Residual bool   `yaml:"residual" json:"residual,omitempty"`
	Source   string `yaml:"source" json:"source"`
}

// HeaderField lists what a column may be called in a ledger or a registry.
type HeaderField struct {
	Field    string   `yaml:"field"` // "supplier", "amount", ...
	For      string   `yaml:"for"`   // "ledger" or "registry"
	Synonyms []string `yaml:"synonyms"`
	// Contains are folded words that make a header likely when it equals no synonym.
	Contains []string `yaml:"contains"`
	Not      []string `yaml:"not"`
}

// Lever is one thing the law lets a buyer do, as a dated fact.
type Lever struct {
	ID      string   `yaml:"id" json:"id"`
	Regimes []string `yaml:"regimes" json:"regimes"` // LCV, CM, LCOP
	Article Article  `yaml:"article" json:"article"`
	Supply  []string `yaml:"supply" json:"supply"` // goods, services, works
	// Forms are the legal families of the enterprise it speaks of: npo,
	// coop_solidarity, coop, mutual, any.
	Forms []string `yaml:"forms" json:"forms"`
	// Only, when stated, are the categories it speaks of; Except those it never
	// speaks of.
	Only   []string `yaml:"only" json:"only,omitempty"`
	Except []string `yaml:"except" json:"except,omitempty"`
	// Bands, when stated, are the sizes of contract it speaks of: small, middle,
	// large.
	Bands   []string `yaml:"bands" json:"bands,omitempty"`
	Wording Text     `yaml:"wording" json:"wording"` // conditional
	From    string   `yaml:"from" json:"from"`
	To      string   `yaml:"to" json:"to,omitempty"`
	Source  string   `yaml:"source" json:"source"`
	Status  string   `yaml:"status" json:"status"` // verified, to_verify
	Mark    Mark     `yaml:"mark" json:"mark"`
}

// Article is the article of each regime's law that the lever rests on.
type Article struct {
	LCV  string `yaml:"lcv" json:"lcv,omitempty"`
	CM   string `yaml:"cm" json:"cm,omitempty"`
	LCOP string `yaml:"lcop" json:"lcop,omitempty"`
}

// AdviceRule says when an opportunity is drawn and which levers it may cite.
type AdviceRule struct {
	ID string `yaml:"id" json:"id"`
	// When is a condition over the [Facts] of the category, "" = always:
	// "able >= 2 and contract == 'small'". See [CompileCondition].
	When         string   `yaml:"when" json:"when,omitempty"`
	MinDollars   string   `yaml:"min_dollars" json:"min_dollars"` // decimal, dollars a period
	MinAble      int      `yaml:"min_able" json:"min_able"`       // able enterprises at least
	MaxAble      int      `yaml:"max_able" json:"max_able"`       // 0: no limit
	Supply       []string `yaml:"supply" json:"supply"`
	Levers       []string `yaml:"levers" json:"levers"` // in the order to try
	Title        Text     `yaml:"title" json:"title"`
	FirstStep    Text     `yaml:"first_step" json:"first_step"`
	Priority     int      `yaml:"priority" json:"priority"`
	Effort       string   `yaml:"effort" json:"effort"`           // low, medium, high: of the buyer's people
	LeadMonths   int      `yaml:"lead_months" json:"lead_months"` // to begin before the likely renewal, 0–11
	From         string   `yaml:"from" json:"from"`
	Source       string   `yaml:"source" json:"source"`
	ShareOfSpend string   `yaml:"share_of_spend" json:"share_of_spend"` // decimal percent of the category taken as reachable in the what-if
}

// Territory is the Pôle's own ground.
type Territory struct {
	Name           string         `yaml:"name" json:"name"`
	MRCs           []MRC          `yaml:"mrcs" json:"mrcs"`
	Municipalities []Municipality `yaml:"municipalities" json:"municipalities"`
	// OwnFSA are postal prefixes found nowhere else; SharedFSA need the city.
	OwnFSA    []string `yaml:"own_fsa" json:"own_fsa"`
	SharedFSA []string `yaml:"shared_fsa" json:"shared_fsa"`
	// FSA are the municipalities that postal prefixes mainly serve.
	FSA []FSA `yaml:"fsa" json:"fsa,omitempty"`
	// Apart are places inside the area but in no MRC.
	Apart []Apart `yaml:"apart" json:"apart,omitempty"`
	// Designations say what law governs the contracts of each sort of
	// municipality; MRCRegime that of an MRC. A local file that leaves them out
	// has the embedded ones.
	Designations []Designation `yaml:"designations" json:"designations,omitempty"`
	MRCRegime    string        `yaml:"mrc_regime" json:"mrc_regime,omitempty"`
	Source       string        `yaml:"source" json:"source"`
}

// FSA is a postal prefix and the codes of the municipalities it mainly serves.
type FSA struct {
	Prefix         string   `yaml:"prefix" json:"prefix"`
	Municipalities []string `yaml:"municipalities" json:"municipalities"`
}

// Apart is a place that belongs to no MRC.
type Apart struct {
	Code    string   `yaml:"code" json:"code"`
	Name    string   `yaml:"name" json:"name"`
	Aliases []string `yaml:"aliases" json:"aliases,omitempty"`
}

// Designation is a sort of municipality: its code in the directory of
// municipalities, the regime of its contracts (LCV, CM), and the folded words
// with which its name begins ("ville", then "de").
type Designation struct {
	Code   string   `yaml:"code" json:"code"`
	Name   Text     `yaml:"name" json:"name"`
	Regime string   `yaml:"regime" json:"regime"`
	Words  []string `yaml:"words" json:"words"`
}

// MRC is a regional county municipality.
type MRC struct {
	Code string `yaml:"code" json:"code"`
	Name string `yaml:"name" json:"name"`
}

// Municipality is one of the territory; Designation is the code of one of
// [Territory.Designations].
type Municipality struct {
	Code        string `yaml:"code" json:"code"`
	Name        string `yaml:"name" json:"name"`
	Designation string `yaml:"designation" json:"designation"`
	MRC         string `yaml:"mrc" json:"mrc"`
	Population  int    `yaml:"population" json:"population"`
	CMM         bool   `yaml:"cmm" json:"cmm,omitempty"`
	// Homonym: another municipality of Québec has this very name, so the name
	// without a postal code does not say where it is.
	Homonym bool `yaml:"homonym" json:"homonym,omitempty"`
	// Aliases are other names in daily use: "Valleyfield".
	Aliases []string `yaml:"aliases" json:"aliases,omitempty"`
}

// Switches are the questions the Pôle must decide; the choice is printed.
// Each is "count", "apart" (shown apart, not in the headline share) or "exclude".
type Switches struct {
	FinancialCoops string `yaml:"financial_coops" json:"financial_coops"`
	LargeCoops     string `yaml:"large_coops" json:"large_coops"`
	PublicControl  string `yaml:"public_control" json:"public_control"`
	// Folded name patterns that tell the families apart.
	FinancialPatterns []string `yaml:"financial_patterns" json:"financial_patterns"`
	LargePatterns     []string `yaml:"large_patterns" json:"large_patterns"`
	PublicPatterns    []string `yaml:"public_patterns" json:"public_patterns"`
}

// Names are the tables by which names are read.
type Names struct {
	// LegalForms: folded suffix or phrase → family (inc, npo, coop, sec, ...).
	LegalForms []LegalForm `yaml:"legal_forms"`
	// Abbreviations: folded token → what it stands for.
	Abbreviations map[string]string `yaml:"abbreviations"`
	StopWords     []string          `yaml:"stop_words"`
	// AliasMarks introduce another name: "f.a.s.n.", "o/a", "division de".
	AliasMarks []string `yaml:"alias_marks"`
	// GivenNames are folded first names, to recognise natural persons.
	GivenNames []string `yaml:"given_names"`
	// Titles introduce a natural person: "m", "mme", "dr".
	Titles []string `yaml:"titles"`
	// EnterpriseWords make a name that of an enterprise, whatever else is in it.
	EnterpriseWords []string `yaml:"enterprise_words"`
	// PublicPlaces are words after which a person's name is that of a place:
	// "rue", "parc", "ecole".
	PublicPlaces []string `yaml:"public_places"`
	// FamilyNames are folded surnames, to recognise "TREMBLAY JEAN".
	FamilyNames []string `yaml:"family_names"`
	// GenericWords say what an enterprise does, not which one it is; they
	// identify nothing by themselves, however rare they are in one registry.
	GenericWords []string `yaml:"generic_words"`
	// FillerWords are generic words that people write or leave out at will.
	FillerWords []string `yaml:"filler_words"`
	// SortWords are generic words that say what sort of body it is; a school is
	// not the club of the same name.
	SortWords []string `yaml:"sort_words"`
	// GivingWords say that a body holds or gives money for a cause: trust,
	// charity. An enterprise and its charitable trust bear one name.
	GivingWords []string `yaml:"giving_words"`
	// ApartWords make another body of a name: the friends, the fund, the union
	// of an enterprise are not the enterprise.
	ApartWords []string `yaml:"apart_words"`
	// Places are folded names of places ("trois rivieres"): two names that
	// differ by their place are two bodies.
	Places []string `yaml:"places"`
	// Stems are folded words whose plural or variant the rules would miss:
	// "travaux" → "travail".
	Stems map[string]string `yaml:"stems"`

	// Municipalities are the names and aliases of places.yaml and
	// territory.yaml, SharedDomains those of contacts.yaml: filled on loading.
	Municipalities []string `yaml:"-"`
	SharedDomains  []string `yaml:"-"`
}

// Places is the gazetteer: municipalities outside the territory. Those of the
// territory and its MRC are in [Territory].
type Places struct {
	Source         string   `yaml:"source"`
	Municipalities []string `yaml:"municipalities"`
}

// Contacts says what an address tells of an enterprise.
type Contacts struct {
	Source string `yaml:"source"`
	// SharedDomains are domains of mail that anybody may use: "gmail.com".
	SharedDomains []string `yaml:"shared_domains"`
}

// Doubts says when a person is asked whether what was paid is a purchase at all.
type Doubts struct {
	Source string `yaml:"source"`
	From   string `yaml:"from"` // civil date
	// SupportWords are patterns of whole folded words of a description by which
	// help, not a purchase, may be meant.
	SupportWords []string `yaml:"support_words"`
	// Payments look like help when there are RoundMost of them at most, each of
	// RoundLeast dollars or more and a multiple of RoundOf dollars.
	RoundOf    int `yaml:"round_of"`
	RoundLeast int `yaml:"round_least"`
	RoundMost  int `yaml:"round_most"`
}

// LegalForm is a way to write a legal form.
type LegalForm struct {
	Form   string `yaml:"form"`   // folded: "ltee", "s e n c"
	Family string `yaml:"family"` // company, npo, coop, coop_solidarity, partnership, public, person
	// Keep is the word that stays in the name, "" when the form says nothing of
	// which enterprise it is.
	Keep string `yaml:"keep"`
}

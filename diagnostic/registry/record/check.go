package record

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// A Finding is something wrong in one field of a record. A refusal keeps the
// record from being saved; anything else is a warning, and a check digit that
// fails is never more than that.
type Finding struct {
	Field   string // key of the field
	Refusal bool
	Fault   *message.Fault
}

// Refused tells whether one of the findings is a refusal.
func Refused(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Refusal })
}

// Bounds of what a record may hold: every text of it may come from a file or a
// form that anybody fills.
const (
	maxText = 300   // characters of a text
	maxNote = 4_000 // characters of the note
	maxList = 200   // items of a list
)

// families are the legal families known. Read only.
var families = []string{"npo", "coop", "coop_solidarity", "mutual", "company", "partnership", "public", "person"}

// Families gives the legal families known.
func Families() []string { return slices.Clone(families) }

var (
	charityForm = regexp.MustCompile(`^[0-9]{9}RR[0-9]{4}$`)
	emailForm   = regexp.MustCompile(`^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$`)
)

// Check looks at every field of a record and tells what is wrong, in the order
// of [Fields]. Categories may be nil: they are then not looked at.
func (r *Record) Check(categories []policy.Category) []Finding {
	c := &checker{r: r, name: short(r.Name())}
	c.texts()
	c.names()
	c.identifiers()
	c.form()
	c.statuses()
	c.attestations()
	c.place()
	c.offer(categories)
	c.contacts()
	if r.MergedInto != "" && r.MergedInto == r.ID {
		c.refuse("merged_into", "record.merged_itself", "")
	}
	order := map[string]int{}
	for i, f := range Fields() {
		order[f.Key] = i
	}
	slices.SortStableFunc(c.out, func(a, b Finding) int { return order[a.Field] - order[b.Field] })
	return c.out
}

type checker struct {
	r    *Record
	name string
	out  []Finding
}

func (c *checker) add(refusal bool, field, key, value string, more ...string) {
	args := append([]string{"name", c.name, "value", short(value)}, more...)
	c.out = append(c.out, Finding{Field: field, Refusal: refusal, Fault: message.NewFault(key, message.Place{}, args...)})
}

func (c *checker) refuse(field, key, value string, more ...string) {
	c.add(true, field, key, value, more...)
}

func (c *checker) warn(field, key, value string, more ...string) {
	c.add(false, field, key, value, more...)
}

// texts bounds every text and refuses control characters.
func (c *checker) texts() {
	one := func(field, s string, limit int) {
		switch {
		case len([]rune(s)) > limit:
			c.refuse(field, "record.too_long", s, "n", strconv.Itoa(limit))
		case strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && (field != "note" || r != '\n') }) >= 0:
			c.refuse(field, "record.control_character", strings.ToValidUTF8(strings.Map(printable, s), ""))
		}
	}
	r := c.r
	for _, t := range []struct{ field, text string }{
		{"ref", r.Ref},
		{"neq", r.NEQ},
		{"bn", r.BN},
		{"qst", r.QST},
		{"charity", r.Charity},
		{"legal_form", r.LegalForm},
		{"street", r.Street},
		{"city", r.City},
		{"postal", r.Postal},
		{"mrc", r.MRC},
		{"phone", r.Phone},
		{"web", r.Web},
		{"merged_into", r.MergedInto},
	} {
		one(t.field, t.text, maxText)
	}
	one("note", r.Note, maxNote)
	many := func(field string, list []string) {
		if len(list) > maxList {
			c.refuse(field, "record.too_many", strconv.Itoa(len(list)), "n", strconv.Itoa(maxList))
			return
		}
		for _, s := range list {
			one(field, s, maxText)
			if strings.ContainsAny(s, ";|") {
				c.warn(field, "record.separator", s)
			}
		}
	}
	for _, k := range nameKinds {
		var texts []string
		for _, n := range r.Named(k) {
			texts = append(texts, n.Text)
		}
		many(fieldOfKind(k), texts)
	}
	many("categories", r.Categories)
	many("serves", r.Serves)
	many("references", r.Capacity.References)
	for _, s := range r.Statuses {
		one("statuses", s.Reason, maxText)
	}
	for _, a := range r.Attestations {
		one("attestations", a.Evidence, maxText)
		one("attestations", a.ValidatedBy, maxText)
	}
	for _, p := range r.Contacts {
		for _, s := range []string{p.Name, p.Role, p.Email, p.Phone} {
			one("contacts", s, maxText)
		}
	}
	if len(r.Statuses) > maxList || len(r.Contacts) > maxList || len(r.Attestations) > maxList {
		c.refuse("statuses", "record.too_many", "", "n", strconv.Itoa(maxList))
	}
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

func fieldOfKind(k NameKind) string {
	switch k {
	case Legal:
		return "name"
	case French:
		return "french_name"
	case English:
		return "english_name"
	case Acronym:
		return "acronym"
	case Former:
		return "former_names"
	}
	return "other_names"
}

func (c *checker) names() {
	inUse := 0
	for _, n := range c.r.Names {
		field := fieldOfKind(n.Kind)
		if !slices.Contains(nameKinds, n.Kind) {
			c.refuse(field, "record.name_kind", string(n.Kind))
		}
		if name.Fold(n.Text) == "" {
			c.refuse(field, "record.name_empty", n.Text)
		}
		c.dates(field, n.From, n.To)
		if n.Kind == Legal && n.To == "" {
			inUse++
		}
	}
	switch {
	case c.r.Name() == "":
		c.refuse("name", "record.no_name", "")
	case inUse == 0:
		c.warn("name", "record.no_legal_name", "")
	case inUse > 1:
		c.warn("name", "record.several_legal_names", strconv.Itoa(inUse))
	}
}

// dates checks two civil dates, both optional.
func (c *checker) dates(field, from, to string) {
	for _, d := range []string{from, to} {
		if d != "" && !civil(d) {
			c.refuse(field, "record.date", d)
			return
		}
	}
	if from != "" && to != "" && to < from {
		c.refuse(field, "record.dates_reversed", from+" – "+to)
	}
}

func (c *checker) identifiers() {
	r := c.r
	switch _, state := name.NEQ(r.NEQ); state {
	case name.NEQInvalid:
		c.warn("neq", "registry.neq_form", r.NEQ)
	case name.NEQBadCheck:
		c.warn("neq", "registry.neq_check", r.NEQ)
	}
	if f := r.Barred(); f != nil {
		// A candidate may wait for its number to be corrected; one that is or was
		// recognised may not.
		c.out = append(c.out, Finding{Field: "neq", Refusal: len(r.Spans()) > 0, Fault: f})
	}
	if r.BN != "" {
		if _, ok := name.BN(r.BN); !ok {
			c.warn("bn", "registry.bn_check", r.BN)
		}
	}
	if r.QST != "" && name.QST(r.QST) == "" {
		c.warn("qst", "record.qst_form", r.QST)
	}
	if r.Charity == "" {
		return
	}
	root, ok := name.BN(r.Charity)
	if !ok || !charityForm.MatchString(r.Charity) {
		c.warn("charity", "record.charity_form", r.Charity)
	}
	if bn, _ := name.BN(r.BN); bn != "" && root != "" && bn != root {
		c.warn("charity", "record.charity_differs", r.Charity, "bn", bn)
	}
}

func (c *checker) form() {
	if f := c.r.Family; f != "" && !slices.Contains(families, f) {
		c.refuse("family", "record.family_unknown", f)
	}
	switch c.r.Family {
	case "company", "partnership", "public", "person":
		if len(c.r.Spans()) > 0 {
			c.warn("family", "record.family_doubt", c.r.Family)
		}
	}
}

func (c *checker) statuses() {
	seen := map[string]bool{}
	for _, s := range c.r.Statuses {
		switch {
		case !slices.Contains(standings, s.Standing):
			c.refuse("statuses", "record.standing_unknown", string(s.Standing))
		case s.From != "" && !civil(s.From):
			c.refuse("statuses", "record.date", s.From)
		case seen[s.From]:
			c.refuse("statuses", "record.status_day", s.From)
		}
		seen[s.From] = true
	}
}

func (c *checker) attestations() {
	seen := map[Principle]bool{}
	valid := 0
	for _, a := range c.r.Attestations {
		if !slices.Contains(principles, a.Principle) {
			c.refuse("attestations", "record.principle_unknown", string(a.Principle))
			continue
		}
		if seen[a.Principle] {
			c.refuse("attestations", "record.principle_twice", string(a.Principle))
		}
		seen[a.Principle] = true
		if a.ValidatedOn != "" && !civil(a.ValidatedOn) {
			c.refuse("attestations", "record.date", a.ValidatedOn)
		}
		if (a.ValidatedOn == "") != (a.ValidatedBy == "") {
			c.warn("attestations", "record.validation_incomplete", string(a.Principle))
		}
		if a.Validated() {
			valid++
		}
	}
	if valid < len(principles) && c.r.StandingOn("") == Recognised {
		c.warn("attestations", "record.attestations_missing", strconv.Itoa(len(principles)-valid))
	}
}

// Validated tells whether somebody of the Pôle validated the attestation.
func (a *Attestation) Validated() bool { return a.ValidatedOn != "" && a.ValidatedBy != "" }

var canadian = regexp.MustCompile(`^[ABCEGHJ-NPRSTVXY][0-9][A-Z][0-9][A-Z][0-9]$`)

func (c *checker) place() {
	if p := c.r.Postal; p != "" && !canadian.MatchString(name.Postal(p)) {
		c.warn("postal", "record.postal_form", p)
	}
}

func (c *checker) offer(categories []policy.Category) {
	known := map[string]bool{}
	for _, k := range categories {
		known[k.ID] = true
	}
	for _, k := range c.r.Categories {
		if categories != nil && !known[k] {
			c.warn("categories", "record.category_unknown", k)
		}
	}
	if c.r.Capacity.Staff < 0 {
		c.refuse("staff", "record.negative", strconv.Itoa(c.r.Capacity.Staff))
	}
	for field, d := range map[string]interface{ IsNegative() bool }{"capacity": c.r.Capacity.Volume.Decimal, "revenue": c.r.Capacity.Revenue.Decimal} {
		if d.IsNegative() {
			c.refuse(field, "record.negative", "")
		}
	}
}

func (c *checker) contacts() {
	for _, p := range c.r.Contacts {
		if p.Email != "" && !emailForm.MatchString(p.Email) {
			c.warn("contacts", "record.email_form", p.Email)
		}
	}
}

package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// problem is something wrong with one cell. A refusal makes the row a conflict;
// otherwise the cell is told and left.
type problem struct {
	refusal bool
	key     string
	args    []string
}

// parser writes into r what a cell says of one field. prior is the record as it
// is, nil for a new one.
type parser func(c *comparer, r, prior *record.Record, text string) *problem

// parsers by field. Read only.
var parsers = map[string]parser{
	"ref":          plain(func(r *record.Record) *string { return &r.Ref }),
	"street":       plain(func(r *record.Record) *string { return &r.Street }),
	"city":         city,
	"phone":        plain(func(r *record.Record) *string { return &r.Phone }),
	"web":          plain(func(r *record.Record) *string { return &r.Web }),
	"note":         plain(func(r *record.Record) *string { return &r.Note }),
	"name":         legalName,
	"other_names":  names(record.Other),
	"french_name":  names(record.French),
	"english_name": names(record.English),
	"acronym":      names(record.Acronym),
	"former_names": names(record.Former),
	"neq":          neq,
	"bn":           bn,
	"qst":          qst,
	"charity":      charity,
	"legal_form":   legalForm,
	"family":       family,
	"statuses":     statuses,
	"attestations": attestations,
	"postal":       func(_ *comparer, r, _ *record.Record, text string) *problem { r.Postal = name.Postal(text); return nil },
	"mrc":          mrc,
	"categories":   categories,
	"serves":       serves,
	"staff":        staff,
	"capacity":     func(_ *comparer, r, _ *record.Record, text string) *problem { return dollars(&r.Capacity, text, false) },
	"revenue":      func(_ *comparer, r, _ *record.Record, text string) *problem { return dollars(&r.Capacity, text, true) },
	"references": func(_ *comparer, r, _ *record.Record, text string) *problem {
		r.Capacity.References = registry.List(text)
		return nil
	},
	"contacts": contacts,
}

func plain(at func(*record.Record) *string) parser {
	return func(_ *comparer, r, _ *record.Record, text string) *problem {
		*at(r) = text
		return nil
	}
}

// city keeps the record's own spelling of the same city.
func city(_ *comparer, r, prior *record.Record, text string) *problem {
	if prior == nil || policy.CityKey(prior.City) != policy.CityKey(text) {
		r.City = text
	}
	return nil
}

// dated is a name followed by its dates: "Atelier exemple [2010-01-01..]".
var dated = regexp.MustCompile(`^(.*?)\s*\[([0-9]{4}-[0-9]{2}-[0-9]{2})?\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})?\]$`)

func nameOf(text string, k record.NameKind) record.Name {
	if m := dated.FindStringSubmatch(text); m != nil {
		return record.Name{Text: m[1], Kind: k, From: m[2], To: m[3]}
	}
	return record.Name{Text: text, Kind: k}
}

// names reads a list of names. Former names are added, never taken away: what
// was borne was borne, and a change of legal name may have added one since the
// file was written.
func names(k record.NameKind) parser {
	return func(_ *comparer, r, prior *record.Record, text string) *problem {
		var list []record.Name
		for _, s := range registry.List(text) {
			list = append(list, nameOf(s, k))
		}
		if k == record.Former && prior != nil {
			for _, n := range prior.Named(k) {
				if !slices.ContainsFunc(list, func(x record.Name) bool { return x.Text == n.Text }) {
					list = append(list, n)
				}
			}
		}
		*r = r.WithNames(k, list)
		return nil
	}
}

// legalName gives a new record its name; one that exists is renamed, the name
// in use becoming a former one, unless the row bears another of its names.
func legalName(c *comparer, r, prior *record.Record, text string) *problem {
	if prior == nil {
		*r = r.WithNames(record.Legal, []record.Name{nameOf(text, record.Legal)})
		return nil
	}
	if len(prior.Named(record.Legal)) > 1 {
		return names(record.Legal)(c, r, prior, text)
	}
	n := nameOf(text, record.Legal)
	folded := name.Fold(n.Text)
	for _, o := range prior.Names {
		if o.Kind != record.Legal && name.Fold(o.Text) == folded && folded != name.Fold(prior.Name()) {
			return &problem{key: "intake.other_name", args: []string{"name", short(prior.Name()), "value", short(text)}}
		}
	}
	if n.From != "" || n.To != "" {
		*r = r.WithNames(record.Legal, []record.Name{n})
		return nil
	}
	*r = r.Renamed(n.Text, c.opt.Renamed)
	return nil
}

func neq(_ *comparer, r, _ *record.Record, text string) *problem {
	if v, _ := name.NEQ(text); v != "" {
		text = v
	}
	r.NEQ = text
	return nil
}

var charityNumber = regexp.MustCompile(`^[0-9]{9}RR[0-9]{4}$`)

func bn(c *comparer, r, _ *record.Record, text string) *problem {
	whole := name.Postal(text) // capitals, no blanks
	if root, _ := name.BN(text); root != "" {
		r.BN = root
	} else {
		r.BN = text
	}
	if _, has := c.table.columns["charity"]; !has && charityNumber.MatchString(strings.ToUpper(strings.Join(strings.Fields(text), ""))) && len(whole) > 0 {
		r.Charity = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	}
	return nil
}

func qst(_ *comparer, r, _ *record.Record, text string) *problem {
	if v := name.QST(text); v != "" {
		text = v
	}
	r.QST = text
	return nil
}

func charity(_ *comparer, r, _ *record.Record, text string) *problem {
	r.Charity = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	return nil
}

// legalForm keeps the form as written; the family follows it unless the file
// states that in a column of its own.
func legalForm(c *comparer, r, _ *record.Record, text string) *problem {
	r.LegalForm = text
	if _, has := c.table.columns["family"]; has {
		return nil
	}
	f := registry.Family(text, r.Name())
	if f == "" {
		return &problem{key: "intake.form", args: []string{"value", short(text), "name", short(r.Name())}}
	}
	r.Family = f
	return nil
}

func family(_ *comparer, r, _ *record.Record, text string) *problem {
	key := name.Fold(text)
	for _, f := range record.Families() {
		for _, l := range message.Langs {
			if key == name.Fold(f) || key == name.Fold(message.In(l).T("record.family."+f)) {
				r.Family = f
				return nil
			}
		}
	}
	return &problem{refusal: true, key: "record.family_unknown", args: []string{"value", short(text), "name", short(r.Name())}}
}

func statuses(_ *comparer, r, _ *record.Record, text string) *problem {
	list, ok := registry.Statuses(text)
	if !ok {
		return &problem{refusal: true, key: "registry.statuses", args: []string{"value", short(text), "name", short(r.Name())}}
	}
	r.Statuses = nil
	for _, s := range list {
		r.Statuses = append(r.Statuses, record.Status{Standing: record.Standing(s.Standing), From: s.From, Reason: s.Reason})
	}
	return nil
}

// attested is a principle, who validated it and when, its evidence:
// "mission [2024-01-15, initiales] statuts, art. 3".
var attested = regexp.MustCompile(`^(\p{L}+)(?:\s*\[([^\]]*)\])?(?:[\s:]+(.*))?$`)

func attestations(_ *comparer, r, _ *record.Record, text string) *problem {
	var list []record.Attestation
	for _, s := range registry.List(text) {
		m := attested.FindStringSubmatch(s)
		a := record.Attestation{}
		if m != nil {
			a.Principle = principleNamed(m[1])
			a.Evidence = strings.TrimSpace(m[3])
			on, by, _ := strings.Cut(m[2], ",")
			a.ValidatedOn, a.ValidatedBy = strings.TrimSpace(on), strings.TrimSpace(by)
		}
		if a.Principle == "" {
			return &problem{refusal: true, key: "record.principle_unknown", args: []string{"value", short(s), "name", short(r.Name())}}
		}
		list = append(list, a)
	}
	r.Attestations = list
	return nil
}

func principleNamed(word string) record.Principle {
	key := name.Fold(word)
	for _, p := range record.Principles() {
		for _, l := range message.Langs {
			if key == name.Fold(string(p)) || key == name.Fold(message.In(l).T("record.principle."+string(p))) {
				return p
			}
		}
	}
	return ""
}

func mrc(c *comparer, r, _ *record.Record, text string) *problem {
	if c.opt.Territory != nil {
		if n, ok := c.opt.Territory.MRCNamed(text); ok {
			text = n
		}
	}
	r.MRC = text
	return nil
}

func categories(c *comparer, r, _ *record.Record, text string) *problem {
	all, unknown := c.words.Categories(text)
	if len(unknown) > 0 && !c.opt.OwnWords {
		return &problem{refusal: true, key: "intake.category", args: []string{"value", short(strings.Join(unknown, ", ")), "name", short(r.Name())}}
	}
	r.Categories = all
	return nil
}

func serves(c *comparer, r, _ *record.Record, text string) *problem {
	var unknown []string
	list := registry.Served(text)
	for i, s := range list {
		if s == "*" || c.opt.Territory == nil {
			continue
		}
		if n, ok := c.opt.Territory.MRCNamed(s); ok {
			list[i] = n
		} else {
			unknown = append(unknown, s)
		}
	}
	r.Serves = slices.Compact(list)
	if len(unknown) > 0 {
		return &problem{key: "intake.serves", args: []string{"value", short(strings.Join(unknown, ", ")), "name", short(r.Name())}}
	}
	return nil
}

func staff(_ *comparer, r, _ *record.Record, text string) *problem {
	digits := strings.Map(func(c rune) rune {
		if c == ' ' || c == '\u00a0' || c == '\u202f' {
			return -1
		}
		return c
	}, text)
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > 1_000_000 {
		return &problem{key: "intake.staff", args: []string{"value", short(text), "name", short(r.Name())}}
	}
	r.Capacity.Staff = n
	return nil
}

func dollars(to *record.Capacity, text string, revenue bool) *problem {
	d, ok := registry.Dollars(text)
	if !ok {
		return &problem{key: "registry.amount", args: []string{"value", short(text)}}
	}
	at := &to.Volume
	if revenue {
		at = &to.Revenue
	}
	at.Decimal, at.Valid = d, true
	return nil
}

// contacts reads "name | role | e-mail | telephone", one contact a line or
// semicolon.
func contacts(_ *comparer, r, _ *record.Record, text string) *problem {
	var list []record.Contact
	for _, s := range strings.FieldsFunc(text, func(c rune) bool { return c == ';' || c == '\n' }) {
		parts := strings.Split(s, "|")
		for len(parts) < 4 {
			parts = append(parts, "")
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		c := record.Contact{Name: parts[0], Role: parts[1], Email: parts[2], Phone: parts[3]}
		if c.Email == "" && strings.Contains(c.Name, "@") && !strings.Contains(c.Name, " ") {
			c.Name, c.Email = "", c.Name
		}
		if c != (record.Contact{}) {
			list = append(list, c)
		}
	}
	r.Contacts = list
	return nil
}

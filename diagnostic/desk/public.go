package desk

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// PublicEntry is what anybody may read of a recognised enterprise: no person, no
// note, no street, no telephone.
type PublicEntry struct {
	ID, Name   string
	OtherNames []string
	LegalForm  string
	City, MRC  string
	Categories []string // policy identifiers, else its own words
	Serves     []string // MRC, "*" everywhere
	Web        string   // an address that begins with http, or ""
	Since      string   // civil date of its recognition, "" = unknown
}

// RegistrySearch is what a visitor looks for.
type RegistrySearch struct {
	Words    string
	Category string // policy identifier
	MRC      string
	Page     int // from 1
}

// RegistryPage is what was found.
type RegistryPage struct {
	List        []PublicEntry
	Found, Page int
	Pages       int
	// Choices that this registry has.
	Categories []policy.Category
	MRCs       []string
}

const registryPage = 20

// open is the registry as anybody sees it: the enterprises recognised today,
// and the index over their names.
type open struct {
	key   string
	list  []PublicEntry
	by    map[string]int
	words []string // folded, of each
	index *match.Index
	rules *policy.Policy
}

// shop keeps the last open registry; its key holds all it depends on.
type shop struct {
	mu   sync.Mutex
	last *open
}

// openRegistry gives the registry as it stands today.
func (d *Desk) openRegistry(ctx context.Context) (*open, error) {
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	today := d.Now().Format(time.DateOnly)
	key := fmt.Sprintf("%d|%s|%s", head, today, rules.Digest)
	d.shop.mu.Lock()
	defer d.shop.mu.Unlock()
	if d.shop.last != nil && d.shop.last.key == key {
		return d.shop.last, nil
	}
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	o := &open{key: key, by: map[string]int{}, rules: rules}
	var held []record.Record
	for _, r := range recordsOf(versions) {
		if r.Counts() && r.Barred() == nil && r.StandingOn(today) == record.Recognised {
			held = append(held, r)
		}
	}
	sort.SliceStable(held, func(i, j int) bool { return name.Fold(held[i].Name()) < name.Fold(held[j].Name()) })
	for i := range held {
		l := listed(&held[i], today)
		o.by[l.ID] = len(o.list)
		o.list = append(o.list, l)
		o.words = append(o.words, o.fold(&l))
	}
	o.index, err = match.New((&registry.Edition{Entries: record.EditionOf(held).Entries}).MatchEntries(), d.params)
	if err != nil && !errors.Is(err, match.ErrNoNames) {
		return nil, fmt.Errorf("index registry: %w", err)
	}
	d.shop.last = o
	return o, nil
}

// fold puts all that words are looked for in into one text.
func (o *open) fold(l *PublicEntry) string {
	parts := append([]string{l.Name, l.City, l.MRC, l.LegalForm}, l.OtherNames...)
	for _, c := range l.Categories {
		parts = append(parts, c)
		for i := range o.rules.Categories {
			if k := &o.rules.Categories[i]; k.ID == c {
				parts = append(parts, k.Name.Fr, k.Name.En)
				parts = append(parts, k.Keywords...)
			}
		}
	}
	return " " + name.Fold(strings.Join(parts, " ")) + " "
}

func listed(r *record.Record, today string) PublicEntry {
	l := PublicEntry{
		ID: r.ID, Name: plainText(r.Name()), LegalForm: plainText(r.LegalForm), City: plainText(r.City), MRC: plainText(r.MRC), Categories: r.Categories, Serves: r.Serves, Web: webAddress(r.Web),
	}
	for _, n := range r.OtherNames() {
		l.OtherNames = append(l.OtherNames, plainText(n))
	}
	for _, s := range r.Statuses {
		if s.Standing == record.Recognised && s.From <= today {
			l.Since = s.From
		}
	}
	return l
}

var plainDomain = regexp.MustCompile(`^[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}(/[^\s"'<>\\]*)?$`)

// webAddress makes an address that a page may link to, or none.
func webAddress(s string) string {
	s = strings.TrimSpace(s)
	rest := strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	switch {
	case !plainDomain.MatchString(rest):
		return ""
	case strings.HasPrefix(s, "http://"):
		return s
	}
	return "https://" + rest
}

// SearchRegistry finds recognised enterprises by words, need and place. Anybody
// may ask.
func (d *Desk) SearchRegistry(ctx context.Context, q RegistrySearch) (*RegistryPage, error) {
	o, err := d.openRegistry(ctx)
	if err != nil {
		return nil, err
	}
	if r := []rune(q.Words); len(r) > 200 {
		q.Words = string(r[:200])
	}
	var found, near []int
	words := strings.Fields(name.Fold(q.Words))
	for i := range o.list {
		l := &o.list[i]
		if q.Category != "" && !slices.Contains(l.Categories, q.Category) || !all(words, func(w string) bool { return strings.Contains(o.words[i], " "+w) }) {
			continue
		}
		switch {
		case q.MRC == "" || policy.SameMRC(l.MRC, q.MRC):
			near = append(near, i)
		case slices.ContainsFunc(l.Serves, func(s string) bool { return s == "*" || policy.SameMRC(s, q.MRC) }):
			found = append(found, i)
		}
	}
	found = append(near, found...) // those that are there before those that come
	p := &RegistryPage{Found: len(found), Pages: max(1, (len(found)+registryPage-1)/registryPage)}
	p.Page = min(max(q.Page, 1), p.Pages)
	for _, i := range found[min(len(found), (p.Page-1)*registryPage):min(len(found), p.Page*registryPage)] {
		p.List = append(p.List, o.list[i])
	}
	o.choices(p)
	return p, nil
}

func all(list []string, f func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !f(s) })
}

// choices are the categories and MRC that some enterprise has.
func (o *open) choices(p *RegistryPage) {
	cats, places := map[string]bool{}, map[string]bool{}
	for i := range o.list {
		for _, c := range o.list[i].Categories {
			cats[c] = true
		}
		for _, m := range append([]string{o.list[i].MRC}, o.list[i].Serves...) {
			if m != "" && m != "*" {
				places[m] = true
			}
		}
	}
	for _, c := range o.rules.Categories {
		if cats[c.ID] {
			p.Categories = append(p.Categories, c)
		}
	}
	for m := range places {
		p.MRCs = append(p.MRCs, m)
	}
	sort.Strings(p.MRCs)
}

// ListedEnterprise is the public page of an enterprise recognised today.
func (d *Desk) ListedEnterprise(ctx context.Context, id string) (PublicEntry, *policy.Policy, error) {
	o, err := d.openRegistry(ctx)
	if err != nil {
		return PublicEntry{}, nil, err
	}
	i, ok := o.by[id]
	if !ok {
		return PublicEntry{}, nil, ErrNotFound
	}
	return o.list[i], o.rules, nil
}

// MaxChecked is how many names are looked up at a time.
const MaxChecked = 50

// maxCheckedName bounds one name, characters.
const maxCheckedName = 200

// Checked is the answer about one pasted name. Nothing of it is kept.
type Checked struct {
	Name       string
	Outcome    match.Outcome
	Enterprise *PublicEntry // null when none
	Reason     string       // key of a message, see match.Verdict
	// For and Against are evidence, the strongest first, at most three each.
	For, Against []match.Evidence
}

var tenDigits = regexp.MustCompile(`\b\d{4}[ ]?\d{3}[ ]?\d{3}\b`)

// Check tells for each name, one a line, whether it is a recognised enterprise.
// A NEQ on the line helps. more tells that lines were left out.
func (d *Desk) Check(ctx context.Context, text string) (list []Checked, more bool, err error) {
	o, err := d.openRegistry(ctx)
	if err != nil {
		return nil, false, err
	}
	for line := range strings.Lines(strings.ToValidUTF8(text, "")) {
		line = strings.Join(strings.Fields(plainText(line)), " ")
		if line == "" {
			continue
		}
		if len(list) == MaxChecked {
			return list, true, nil
		}
		if utf8.RuneCountInString(line) > maxCheckedName {
			line = string([]rune(line)[:maxCheckedName])
		}
		list = append(list, o.check(line))
	}
	return list, false, nil
}

func (o *open) check(line string) Checked {
	c := Checked{Name: line, Outcome: match.None, Reason: "no_shared_word"}
	if o.index == nil {
		return c
	}
	s := match.Supplier{Name: line}
	if digits := tenDigits.FindString(line); digits != "" {
		if neq, _ := name.NEQ(digits); neq != "" {
			s.NEQ = neq
			if rest := strings.TrimSpace(strings.ReplaceAll(line, digits, " ")); rest != "" {
				s.Name = rest
			}
		}
	}
	v := o.index.Resolve(s)
	c.Outcome, c.Reason = v.Outcome, v.Reason
	if len(v.Candidates) == 0 || v.Outcome == match.None {
		return c
	}
	best := v.Candidates[0]
	if i, ok := o.by[best.ID]; ok {
		c.Enterprise = &o.list[i]
	}
	// A pasted name comes alone, without city or account behind it: where words
	// are left over on a side, the answer is "perhaps".
	if v.Outcome == match.Match && v.By != "identifier" && slices.ContainsFunc(best.Evidence, leftOver) {
		c.Outcome, c.Reason = match.Possible, "not_sure_enough"
	}
	pieces := slices.Clone(best.Evidence)
	sort.SliceStable(pieces, func(i, j int) bool { return abs(pieces[i].Bits) > abs(pieces[j].Bits) })
	for _, e := range pieces {
		switch {
		case e.Family == "prior" || e.Kind == "bias" || e.Bits == 0:
		case e.Bits > 0 && len(c.For) < 3:
			c.For = append(c.For, e)
		case e.Bits < 0 && len(c.Against) < 3:
			c.Against = append(c.Against, e)
		}
	}
	return c
}

// leftOver tells that words of one of the names have nothing on the other side.
func leftOver(e match.Evidence) bool {
	return e.Bits < 0 && (e.Family == "left_entry" || e.Family == "left_supplier" || e.Family == "left_both")
}

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

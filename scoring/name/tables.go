package name

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"jachete/templates/policy"
)

// Flag says what kind of word a word is.
type Flag uint16

// The kinds. A word may be of several.
const (
	Stop    Flag = 1 << iota // article, preposition: not compared
	Form                     // legal form that says nothing of which enterprise
	Generic                  // says what it does, not which it is
	Place                    // part of the name of a place
	Number                   // digits
	Given                    // a given name
	Initial                  // letters glued from initials
	Filler                   // generic, and written or left out at will: "group", "services"
	Sort                     // says what sort of body it is: school, surgery, club
	Company                  // the number of a numbered company
	Sigle                    // initials in parentheses of the name before them
	Giving                   // says that it holds or gives money for a cause: trust, charity
	Apart                    // makes another body of the same name: "Friends of …"
)

// Tables are the compiled tables by which names are read. They are read only
// and safe for concurrent use.
type Tables struct {
	words      map[string]*word
	given      map[string]bool
	family     map[string]bool
	titles     map[string]bool
	enterprise map[string]bool
	places     map[string]bool // public places: "rue", "parc"
	shared     map[string]bool // domains that many share: providers of mail
	towns      map[string]bool // municipalities, by the words of their name
}

// word is what the tables know of one folded word.
type word struct {
	to      string // canonical text, "" when the word stands for itself
	flags   Flag
	family  string   // legal family it shows
	phrases []phrase // phrases that begin with this word, longest first
}

// phrase is a sequence of words that counts as one.
type phrase struct {
	rest   []string // the words after the first
	to     []string // what it stands for; nil: its own words
	flags  Flag
	family string
	alias  bool // it introduces another name
	slash  bool // its words must be joined by slashes
}

// NewTables compiles the tables of the policy. An empty word, a phrase too
// long or a contradiction is an error that names the entry.
func NewTables(n policy.Names) (*Tables, error) {
	t := &Tables{
		words:      map[string]*word{},
		given:      set(n.GivenNames),
		family:     set(n.FamilyNames),
		titles:     set(n.Titles),
		enterprise: set(n.EnterpriseWords),
		places:     set(n.PublicPlaces),
		shared:     map[string]bool{},
		towns:      map[string]bool{},
	}
	for _, f := range n.LegalForms {
		flags, to := Form, []string(nil)
		if f.Keep != "" {
			flags, to = Generic, []string{f.Keep}
		}
		if err := t.add(f.Form, to, flags, f.Family); err != nil {
			return nil, fmt.Errorf("legal form: %w", err)
		}
	}
	for _, m := range []map[string]string{n.Abbreviations, n.Stems} {
		for _, k := range keys(m) {
			if _, known := t.words[Fold(k)]; known && !strings.Contains(k, " ") && t.words[Fold(k)].to != "" {
				continue // the legal form of the same spelling stands
			}
			if err := t.add(k, strings.Fields(Fold(m[k])), 0, ""); err != nil {
				return nil, fmt.Errorf("abbreviation: %w", err)
			}
		}
	}
	for _, w := range n.StopWords {
		if err := t.add(w, nil, Stop, ""); err != nil {
			return nil, fmt.Errorf("stop word: %w", err)
		}
	}
	for _, w := range n.GenericWords {
		if err := t.add(w, nil, Generic, ""); err != nil {
			return nil, fmt.Errorf("generic word: %w", err)
		}
	}
	for _, w := range n.Places {
		if err := t.add(w, nil, Place, ""); err != nil {
			return nil, fmt.Errorf("place: %w", err)
		}
	}
	for _, w := range n.FillerWords {
		if err := t.add(w, nil, Generic|Filler, ""); err != nil {
			return nil, fmt.Errorf("filler word: %w", err)
		}
	}
	for _, w := range n.SortWords {
		if err := t.add(w, nil, Generic|Sort, ""); err != nil {
			return nil, fmt.Errorf("sort word: %w", err)
		}
	}
	for _, w := range n.GivingWords {
		if err := t.add(w, nil, Giving, ""); err != nil {
			return nil, fmt.Errorf("giving word: %w", err)
		}
	}
	for _, w := range n.ApartWords {
		if err := t.add(w, nil, Apart, ""); err != nil {
			return nil, fmt.Errorf("apart word: %w", err)
		}
	}
	for _, m := range n.AliasMarks {
		if err := t.addAlias(m); err != nil {
			return nil, fmt.Errorf("alias mark: %w", err)
		}
	}
	for _, g := range n.GivenNames {
		t.at(Fold(g)).flags |= Given
	}
	for _, w := range t.words {
		sort.SliceStable(w.phrases, func(i, j int) bool { return len(w.phrases[i].rest) > len(w.phrases[j].rest) })
	}
	t.settle()
	for _, d := range n.SharedDomains {
		t.shared[d] = true
	}
	for _, m := range n.Municipalities {
		t.towns[t.CityKey(m)] = true
	}
	return t, nil
}

// settle carries the flags of a canonical word over to the words that stand
// for it, so that one look-up tells everything.
func (t *Tables) settle() {
	for _, w := range t.words {
		if w.to == "" {
			continue
		}
		if c, ok := t.words[w.to]; ok {
			w.flags |= c.flags & (Generic | Filler | Sort | Place | Apart | Giving)
		}
	}
}

var errEmptyWord = errors.New("empty word")

func (t *Tables) at(w string) *word {
	e := t.words[w]
	if e == nil {
		e = &word{}
		t.words[w] = e
	}
	return e
}

func (t *Tables) add(key string, to []string, flags Flag, family string) error {
	f := strings.Fields(Fold(key))
	switch {
	case len(f) == 0:
		return fmt.Errorf("%q: %w", key, errEmptyWord)
	case len(f) > 10:
		return fmt.Errorf("%q: more than ten words", key)
	}
	w := t.at(f[0])
	if len(f) == 1 && len(to) < 2 {
		w.flags |= flags
		if len(to) == 1 && to[0] != f[0] {
			w.to = to[0]
		}
		if family != "" {
			w.family = family
		}
		return nil
	}
	for i := range w.phrases {
		if p := &w.phrases[i]; equal(p.rest, f[1:]) && !p.alias {
			p.flags |= flags
			return nil
		}
	}
	w.phrases = append(w.phrases, phrase{rest: f[1:], to: to, flags: flags, family: family})
	return nil
}

func (t *Tables) addAlias(key string) error {
	f := strings.Fields(Fold(key))
	if len(f) == 0 {
		return fmt.Errorf("%q: %w", key, errEmptyWord)
	}
	w := t.at(f[0])
	w.phrases = append(w.phrases, phrase{rest: f[1:], alias: true, slash: strings.Contains(key, "/")})
	return nil
}

func set(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[Fold(w)] = true
	}
	return m
}

func keys(m map[string]string) []string {
	k := make([]string, 0, len(m))
	for w := range m {
		k = append(k, w)
	}
	sort.Strings(k)
	return k
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

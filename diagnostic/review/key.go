package review

import (
	"slices"
	"strings"

	"jachete/scoring/name"
)

// reader turns spellings into keys by today's normalisation. Keys live as long
// as a [Memory]; they are never stored.
type reader struct {
	tables *name.Tables
	fold   func(string) string
	cache  map[string]keys
}

// keys are what one spelling is found under, from the strictest: as written,
// folded, and read (abbreviations opened, articles left out, the legal form
// reduced to its family).
type keys struct{ raw, fold, read string }

func newReader(t *name.Tables) *reader {
	return &reader{tables: t, fold: name.Fold, cache: map[string]keys{}}
}

func (r *reader) keys(spelling string) keys {
	if k, ok := r.cache[spelling]; ok {
		return k
	}
	k := keys{raw: strings.TrimSpace(spelling), fold: r.fold(spelling)}
	if r.tables != nil && k.fold != "" {
		n := r.tables.Read(spelling)
		var words []string
		for _, w := range n.Words {
			if w.Content() {
				words = append(words, w.Text)
			}
		}
		if len(words) > 0 {
			k.read = n.Family + "|" + strings.Join(words, " ")
		}
	}
	r.cache[spelling] = k
	return k
}

// identity is the numbers of a payee that pass their check; one that does not
// proves nothing.
type identity struct{ neq, bn string }

func identify(neq, bn string) identity {
	var id identity
	if n, state := name.NEQ(neq); state == name.NEQValid {
		id.neq = n
	}
	if b, ok := name.BN(bn); ok {
		id.bn = b
	}
	return id
}

func (s *Subject) identity() identity { return identify(s.NEQ, s.BN) }

// known tells whether there is any number.
func (a identity) known() bool { return a.neq != "" || a.bn != "" }

// differs tells whether a number proves two payees.
func (a identity) differs(b identity) bool {
	if a.neq != "" && b.neq != "" {
		return a.neq != b.neq
	}
	return a.bn != "" && b.bn != "" && a.bn != b.bn
}

// follow gives the record that one became after mergers.
func follow(redirects map[string]string, id string) string {
	for range len(redirects) + 1 { // a circle of mergers ends where it began
		to, ok := redirects[id]
		if !ok || to == "" || to == id {
			return id
		}
		id = to
	}
	return id
}

// ordered sorts decisions by time, then identifier: the order of history.
func ordered(list []*Decision) {
	slices.SortStableFunc(list, func(a, b *Decision) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
}

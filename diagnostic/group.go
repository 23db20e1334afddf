package diagnostic

import (
	"sort"
	"strings"

	"jachete/diagnostic/ledger"
	"jachete/scoring/name"
)

// group is the lines of one payee before anything is known of it.
type group struct {
	lines  []int // indexes into the ledger's lines
	name   string
	folded string
	// variants are the other spellings met, in order of lines.
	variants []string
	neq, bn  string
	qst      string
	city     string
	postal   string
	phone    string
	domain   string
	// registered is a number of another register.
	registered string
	cutAt      int
	// person tells that the name is the pseudonym of a natural person, masked
	// when the ledger was kept.
	person bool
}

// identifiers are the numbers of a line that pass their checks; a number that
// does not is as good as none, so it joins nothing.
type identifiers struct{ neq, bn string }

func readIdentifiers(lines []ledger.Line) []identifiers {
	ids := make([]identifiers, len(lines))
	seen := map[[2]string]identifiers{}
	for i := range lines {
		raw := [2]string{lines[i].NEQ, lines[i].BN}
		if raw[1] == "" && strings.Contains(strings.ToUpper(lines[i].Registered), "RR") {
			raw[1] = lines[i].Registered // a charity's number begins with its business number
		}
		if raw[0] == "" && raw[1] == "" {
			continue
		}
		id, ok := seen[raw]
		if !ok {
			if n, state := name.NEQ(raw[0]); state == name.NEQValid {
				id.neq = n
			}
			if b, valid := name.BN(raw[1]); valid {
				id.bn = b
			}
			seen[raw] = id
		}
		ids[i] = id
	}
	return ids
}

// groupLines gathers the lines of one payee: the same identifier, or the same
// folded name. A name without identifier joins the one identified payee that
// bears it; where two identified payees bear the same name it stays apart,
// because guessing would move money between two enterprises.
//
// cutAt is, for each table of the ledger, the width at which it cuts names, 0
// when it does not.
//
// It returns the groups in order of their first line, and the group of each
// line.
func groupLines(lines []ledger.Line, cutAt []int) (groups []group, of []int) {
	folded := make([]string, len(lines))
	seen := make(map[string]string, 1024)
	for i := range lines {
		f, ok := seen[lines[i].Supplier]
		if !ok {
			f = name.Fold(lines[i].Supplier)
			seen[lines[i].Supplier] = f
		}
		folded[i] = f
	}

	// Which NEQ a BN stands beside, to join lines that carry one or the other.
	ids := readIdentifiers(lines)
	neqOfBN := map[string]string{}
	for i := range lines {
		n, b := ids[i].neq, ids[i].bn
		if n == "" || b == "" {
			continue
		}
		if have, ok := neqOfBN[b]; ok && have != n {
			neqOfBN[b] = "" // one BN beside two NEQ: the BN joins nothing
		} else if !ok {
			neqOfBN[b] = n
		}
	}
	idOf := func(i int) string {
		n, b := ids[i].neq, ids[i].bn
		if n == "" && b != "" {
			n = neqOfBN[b]
		}
		switch {
		case n != "":
			return "neq:" + n
		case b != "":
			return "bn:" + b
		}
		return ""
	}

	bearers := map[string]map[string]bool{} // folded name → identifiers that bear it
	for i := range lines {
		if id := idOf(i); id != "" && folded[i] != "" {
			if bearers[folded[i]] == nil {
				bearers[folded[i]] = map[string]bool{}
			}
			bearers[folded[i]][id] = true
		}
	}
	at := map[string]int{}
	of = make([]int, len(lines))
	for i := range lines {
		key := idOf(i)
		if key == "" {
			key = "name:" + folded[i]
			if b := bearers[folded[i]]; len(b) == 1 {
				for id := range b {
					key = id
				}
			}
		}
		g, ok := at[key]
		if !ok {
			g = len(groups)
			at[key] = g
			groups = append(groups, group{})
		}
		groups[g].lines = append(groups[g].lines, i)
		of[i] = g
	}
	for g := range groups {
		groups[g].describe(lines, ids, cutAt)
	}
	return groups, of
}

// describe fills what the lines of a group say of the payee: the most frequent
// spelling, and for the rest the most frequent value that is not empty.
func (g *group) describe(lines []ledger.Line, ids []identifiers, cutAt []int) {
	most := func(value func(int) string) string {
		count := map[string]int{}
		for _, i := range g.lines {
			if v := value(i); v != "" {
				count[v]++
			}
		}
		best := ""
		for v, n := range count {
			if best == "" || n > count[best] || n == count[best] && v < best {
				best = v
			}
		}
		return best
	}
	g.name = most(func(i int) string { return lines[i].Supplier })
	g.folded = name.Fold(g.name)
	g.neq = most(func(i int) string { return ids[i].neq })
	g.bn = most(func(i int) string { return ids[i].bn })
	g.qst = most(func(i int) string { return name.QST(lines[i].QSTNo) })
	g.city = most(func(i int) string { return lines[i].City })
	g.postal = most(func(i int) string { return lines[i].Postal })
	g.phone = most(func(i int) string { return lines[i].Phone })
	g.domain = most(func(i int) string { return lines[i].Domain })
	g.registered = most(func(i int) string { return name.Registered(lines[i].Registered) })
	for _, i := range g.lines {
		g.person = g.person || lines[i].Person && lines[i].Supplier == g.name
	}
	for _, i := range g.lines {
		if t := lines[i].Table; lines[i].Supplier == g.name && t < len(cutAt) && cutAt[t] > 0 && len([]rune(g.name)) >= cutAt[t] {
			g.cutAt = cutAt[t]
			break
		}
	}
	other := map[string]bool{g.name: true}
	for _, i := range g.lines {
		if s := lines[i].Supplier; s != "" && !other[s] {
			other[s] = true
			g.variants = append(g.variants, s)
		}
	}
	sort.Strings(g.variants)
}

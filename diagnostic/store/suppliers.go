package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"jachete/diagnostic/ledger"
	"jachete/scoring/name"
)

// SupplierFilter chooses suppliers; zero values choose all.
type SupplierFilter struct {
	Search string // part of a spelling, without case, accents and signs
	NEQ    string
	BN     string
	Limit  int // 0 = no limit
	Offset int
}

// spelling is how a ledger writes a supplier.
type spelling struct {
	bun.BaseModel `bun:"table:spellings"`

	Organisation OrgID
	Ledger       string
	N            int
	SupplierKey  string
	Spelling     string
	NEQ          string `bun:"neq"`
	BN           string `bun:"bn"`
	Person       bool
	Lines        int
	Total        decimal.Decimal
	FirstDay     string
	LastDay      string
}

// spellingSum adds lines up by supplier and spelling.
type spellingSum struct {
	at     map[[2]string]*spelling
	micros map[*spelling]int64
	keys   map[string]bool
	folded map[string]string
}

func newSpellingSum() *spellingSum {
	return &spellingSum{
		at: map[[2]string]*spelling{}, micros: map[*spelling]int64{}, keys: map[string]bool{}, folded: map[string]string{},
	}
}

// maxKey bounds a supplier's key, bytes: an index takes no more than some
// thousands, and a cell may hold any text.
const maxKey = 500

// add counts a line and gives its supplier's key: an identifier, else the
// folded name. The version of folding is part of the key, as another version
// gives other names.
func (s *spellingSum) add(l *ledger.Line, day string, person bool, micros int64) string {
	var key string
	switch {
	case l.NEQ != "":
		key = "neq:" + l.NEQ
	case l.BN != "":
		key = "bn:" + l.BN
	default:
		f, ok := s.folded[l.Supplier]
		if !ok {
			f = "name" + name.FoldVersion + ":" + clean(name.Fold(l.Supplier))
			s.folded[l.Supplier] = f
		}
		key = f
	}
	if len(key) > maxKey {
		sum := sha256.Sum256([]byte(key))
		key = key[:strings.IndexByte(key, ':')] + "#" + hex.EncodeToString(sum[:])
	}
	s.keys[key] = true
	id := [2]string{key, l.Supplier}
	sp := s.at[id]
	if sp == nil {
		sp = &spelling{SupplierKey: key, Spelling: l.Supplier}
		s.at[id] = sp
	}
	sp.NEQ, sp.BN = max(sp.NEQ, l.NEQ), max(sp.BN, l.BN)
	sp.Person = sp.Person || person
	sp.Lines++
	if total := s.micros[sp] + micros; (total > s.micros[sp]) == (micros > 0) || micros == 0 {
		s.micros[sp] = total
	} else { // beyond what sixty-four bits hold
		sp.Total, s.micros[sp] = sp.Total.Add(decimal.New(s.micros[sp], -6)), micros
	}
	if day != "" && (sp.FirstDay == "" || day < sp.FirstDay) {
		sp.FirstDay = day
	}
	sp.LastDay = max(sp.LastDay, day)
	return key
}

// list is all spellings in order.
func (s *spellingSum) list() []*spelling {
	list := make([]*spelling, 0, len(s.at))
	for _, sp := range s.at {
		sp.Total, s.micros[sp] = sp.Total.Add(decimal.New(s.micros[sp], -6)), 0
		list = append(list, sp)
	}
	slices.SortFunc(list, func(a, b *spelling) int {
		return cmp.Or(strings.Compare(a.SupplierKey, b.SupplierKey), strings.Compare(a.Spelling, b.Spelling))
	})
	return list
}

// addSpellings keeps how a ledger writes its suppliers and brings the
// organisation's suppliers up to date.
func (s *Store) addSpellings(ctx context.Context, tx *tx, org OrgID, id string, sum *spellingSum) error {
	if err := s.lockSuppliers(ctx, tx, org); err != nil {
		return err
	}
	list := sum.list()
	i := 0
	err := s.engine.insert(ctx, tx, tableNamed("spellings"), rowFunc(func(args *[]any) (bool, error) {
		if i == len(list) {
			return false, nil
		}
		sp := list[i]
		i++
		*args = append(*args, string(org), id, int64(i), sp.SupplierKey, sp.Spelling, sp.NEQ, sp.BN, sp.Person, int64(sp.Lines),
			sp.Total.String(), sp.FirstDay, sp.LastDay)
		return true, nil
	}))
	if err != nil {
		return err
	}
	keys := make([]string, 0, len(sum.keys))
	for k := range sum.keys {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return s.sumSuppliers(ctx, tx, org, keys)
}

// lockSuppliers makes changes of an organisation's suppliers follow each other:
// each sums what the ones before it committed.
func (s *Store) lockSuppliers(ctx context.Context, tx *tx, org OrgID) error {
	h := fnv.New64a()
	_, _ = h.Write([]byte("suppliers of " + string(org))) // never fails
	return s.engine.lock(ctx, tx, int64(h.Sum64()))
}

// sumSuppliers makes suppliers anew from their spellings.
func (s *Store) sumSuppliers(ctx context.Context, tx *tx, org OrgID, keys []string) error {
	for part := range slices.Chunk(keys, 500) {
		var rows []spelling
		if err := tx.NewSelect().Model(&rows).Apply(mine(org)).Where("supplier_key IN (?)", bun.List(part)).
			Order("supplier_key", "spelling", "ledger").Scan(ctx); err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model((*Supplier)(nil)).Where("organisation = ?", org).
			Where("supplier_key IN (?)", bun.List(part)).Exec(ctx); err != nil {
			return err
		}
		var made []*Supplier
		for len(rows) > 0 {
			n := 1
			for n < len(rows) && rows[n].SupplierKey == rows[0].SupplierKey {
				n++
			}
			made = append(made, supplierOf(org, rows[:n]))
			rows = rows[n:]
		}
		i := 0
		err := s.engine.insert(ctx, tx, tableNamed("suppliers"), rowFunc(func(args *[]any) (bool, error) {
			if i == len(made) {
				return false, nil
			}
			m := made[i]
			i++
			spellings, err := json.Marshal(m.Spellings)
			if err != nil {
				return false, err
			}
			*args = append(*args, string(org), m.Key, m.Name, string(spellings), foldAll(m.Spellings), m.NEQ, m.BN, m.Person, int64(m.Lines),
				m.Total.String(), m.FirstDay, m.LastDay)
			return true, nil
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// supplierOf sums the spellings of one supplier.
func supplierOf(org OrgID, rows []spelling) *Supplier {
	sup := &Supplier{Organisation: org, Key: rows[0].SupplierKey}
	lines := map[string]int{}
	for _, r := range rows {
		lines[r.Spelling] += r.Lines
		sup.NEQ, sup.BN = max(sup.NEQ, r.NEQ), max(sup.BN, r.BN)
		sup.Person = sup.Person || r.Person
		sup.Lines += r.Lines
		sup.Total = sup.Total.Add(r.Total)
		if r.FirstDay != "" && (sup.FirstDay == "" || r.FirstDay < sup.FirstDay) {
			sup.FirstDay = r.FirstDay
		}
		sup.LastDay = max(sup.LastDay, r.LastDay)
	}
	for s := range lines {
		sup.Spellings = append(sup.Spellings, s)
	}
	slices.SortFunc(sup.Spellings, func(a, b string) int {
		return cmp.Or(cmp.Compare(lines[b], lines[a]), strings.Compare(a, b))
	})
	sup.Name = sup.Spellings[0]
	return sup
}

// foldAll is what searches look into.
func foldAll(spellings []string) string {
	folded := make([]string, len(spellings))
	for i, sp := range spellings {
		folded[i] = clean(name.Fold(sp))
	}
	slices.Sort(folded)
	return strings.Join(slices.Compact(folded), "\n")
}

func (f SupplierFilter) apply(org OrgID) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("organisation = ?", org)
		if f.NEQ != "" {
			q = q.Where("neq = ?", clean(f.NEQ))
		}
		if f.BN != "" {
			q = q.Where("bn = ?", clean(f.BN))
		}
		if f.Search != "" {
			pattern := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(clean(name.Fold(f.Search))) + "%"
			q = q.Where("search LIKE ? ESCAPE '!'", pattern)
		}
		return q
	}
}

// Suppliers of an organisation, by name.
func (s *Store) Suppliers(ctx context.Context, org OrgID, f SupplierFilter) (list []Supplier, err error) {
	err = s.read(ctx, "list suppliers", func(ctx context.Context, tx *tx) error {
		q := tx.NewSelect().Model(&list).Apply(f.apply(org)).Order("name", "supplier_key").Offset(int64(f.Offset))
		if f.Limit > 0 {
			q = q.Limit(int64(f.Limit))
		}
		return q.Scan(ctx)
	})
	return list, err
}

// CountSuppliers counts suppliers; Limit and Offset are not looked at.
func (s *Store) CountSuppliers(ctx context.Context, org OrgID, f SupplierFilter) (n int, err error) {
	err = s.read(ctx, "count suppliers", func(ctx context.Context, tx *tx) error {
		found, err := tx.NewSelect().Model((*Supplier)(nil)).Apply(f.apply(org)).Count(ctx)
		n = int(found)
		return err
	})
	return n, err
}

// saveTableProfile keeps how one table was read for the next file.
func (s *Store) saveTableProfile(ctx context.Context, tx *tx, org OrgID, t ledger.TableProfile, author string) error {
	if t.Fingerprint == "" {
		return nil // a table without a header is not known again
	}
	j, err := asJSON(&t)
	if err != nil {
		return err
	}
	return s.saveProfile(ctx, tx, org, t.Fingerprint, j, author)
}

// asJSON writes a value, {} for none.
func asJSON[T any](v *T) (json.RawMessage, error) {
	if v == nil {
		return json.RawMessage("{}"), nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return b, nil
}

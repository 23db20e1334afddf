package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Asked is what a diagnostic is asked for.
type Asked struct {
	Period string `json:"period"` // "2024", "2024-03", "2024-01..2024-06"
	// Edition of the registry; 0 = as it stands, which is then marked as one.
	Edition int `json:"edition,omitempty"`
}

// Made is a diagnostic that is kept, and its value.
type Made struct {
	store.Diagnostic
	Value *diagnostic.Diagnostic
}

// prepared keeps the last ledger read and matched of each organisation, so that
// an answer in the review is measured at once. What is kept is as good as what
// would be read again: its key holds everything it depends on.
type prepared struct {
	mu   sync.Mutex
	most int
	at   map[OrgID]entry
	by   []OrgID // oldest first
}

type entry struct {
	key string
	p   *diagnostic.Prepared
	in  []string // ledgers
}

// mostPrepared bounds the memory where nothing else is asked for.
const mostPrepared = 24

func newPrepared(most int) *prepared {
	if most <= 0 {
		most = mostPrepared
	}
	return &prepared{most: most, at: map[OrgID]entry{}}
}

func (c *prepared) get(org OrgID, key string) (entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.at[org]
	return e, ok && e.key == key
}

func (c *prepared) put(org OrgID, e entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.at[org]; !ok {
		c.by = append(c.by, org)
		if len(c.by) > c.most {
			delete(c.at, c.by[0])
			c.by = c.by[1:]
		}
	}
	c.at[org] = e
}

func (c *prepared) forget(org OrgID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.at, org)
	for i, o := range c.by {
		if o == org {
			c.by = append(c.by[:i], c.by[i+1:]...)
			break
		}
	}
}

// want is what a period of an organisation would be measured from: all that is
// known before anything large is read.
type want struct {
	org      store.Organisation
	asked    Asked
	ledgers  []string
	rules    *policy.Policy
	target   decimal.NullDecimal
	previous *store.Diagnostic // nil when there is none
	key      string            // of everything above
}

// wanted finds what is stored of an organisation's period.
func (d *Desk) wanted(ctx context.Context, org OrgID, asked Asked) (*want, error) {
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("find organisation: %w", err)
	}
	w := &want{org: o, asked: asked}
	list, err := d.Store.Ledgers(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list ledgers: %w", err)
	}
	from, to, err := diagnostic.Bounds(asked.Period)
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		if l.State == store.Imported && within(l, from, to) {
			w.ledgers = append(w.ledgers, l.ID)
		}
	}
	if len(w.ledgers) == 0 {
		return nil, message.NewFault("desk.no_ledger", message.Place{}, "buyer", o.Name, "period", asked.Period)
	}
	sort.Strings(w.ledgers) // in order of import
	if w.rules, err = d.rules(ctx); err != nil {
		return nil, err
	}
	if w.target, err = d.targetFor(ctx, org, asked.Period); err != nil {
		return nil, err
	}
	earlier := ""
	if w.previous, err = d.previous(ctx, org, from); err != nil {
		return nil, err
	} else if w.previous != nil {
		earlier = w.previous.Digest
	}
	w.key = strings.Join([]string{
		strings.Join(w.ledgers, ","), asked.Period, fmt.Sprint(asked.Edition), w.rules.Digest, d.params.Version, o.Name, o.MRC, o.Regime, w.target.Decimal.String(), earlier,
	}, "|")
	return w, nil
}

// prepare reads what is stored of an organisation's period and matches it
// against an edition.
func (d *Desk) prepare(ctx context.Context, org OrgID, asked Asked, tell func(diagnostic.Step, int, int)) (entry, error) {
	w, err := d.wanted(ctx, org, asked)
	if err != nil {
		return entry{}, err
	}
	if e, ok := d.ready.get(org, w.key); ok {
		return e, nil
	}
	p, err := d.read(ctx, w, tell)
	if err != nil {
		return entry{}, err
	}
	e := entry{key: w.key, p: p, in: w.ledgers}
	d.ready.put(org, e)
	return e, nil
}

// read loads and matches what is wanted.
func (d *Desk) read(ctx context.Context, w *want, tell func(diagnostic.Step, int, int)) (*diagnostic.Prepared, error) {
	edition, err := d.edition(ctx, w.asked.Edition)
	if err != nil {
		return nil, err
	}
	var previous *diagnostic.Earlier
	if row := w.previous; row != nil {
		v, err := d.snapshot(ctx, w.org.ID, row.ID)
		if err != nil {
			return nil, err
		}
		previous = &diagnostic.Earlier{Diagnostic: v, File: "diagnostic-" + row.Run + ".json", Digest: row.Digest}
	}
	books := make([]*ledger.Ledger, len(w.ledgers))
	for i, id := range w.ledgers {
		if books[i], err = d.Store.LoadLedger(ctx, w.org.ID, id); err != nil {
			return nil, fmt.Errorf("load ledger: %w", err)
		}
	}
	book, err := join(books)
	if err != nil {
		return nil, err
	}
	return diagnostic.Prepare(ctx, diagnostic.Request{
		Buyer: w.org.Name, MRC: w.org.MRC, Regime: w.org.Regime, Period: w.asked.Period, Target: w.target, Policy: w.rules, Params: d.params, Program: d.Program,
		Previous: previous, Edition: edition, Book: book, SetAsideUnreadable: true, Progress: tell,
	})
}

// Look measures an organisation's period as it stands now, decisions included,
// and keeps nothing.
func (d *Desk) Look(ctx context.Context, a Actor, org OrgID, asked Asked) (*diagnostic.Diagnostic, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	asked, err := d.settleEdition(ctx, a, asked)
	if err != nil {
		return nil, err
	}
	v, _, _, err := d.measure(ctx, org, asked, nil)
	return v, err
}

// measure makes a value and tells which ledgers and decisions it was made from.
func (d *Desk) measure(ctx context.Context, org OrgID, asked Asked, tell func(diagnostic.Step, int, int)) (*diagnostic.Diagnostic, entry, []review.Decision, error) {
	e, err := d.prepare(ctx, org, asked, tell)
	if err != nil {
		return nil, e, nil, err
	}
	m, used, err := d.memory(ctx, org)
	if err != nil {
		return nil, e, nil, err
	}
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return nil, e, nil, fmt.Errorf("read registry: %w", err)
	}
	// Decisions do not change, they are reversed: those in force name the memory.
	key := fmt.Sprint(e.key, "|", head, "|", strings.Join(idsOf(used), ","))
	v, err := d.frozen.get(org, "now/"+asked.Period, hexDigest([]byte(key)), func() (*diagnostic.Diagnostic, error) { return e.p.Diagnose(m) })
	if err != nil {
		return nil, e, nil, fmt.Errorf("diagnose: %w", err)
	}
	return v, e, used, nil
}

// settleEdition turns "the registry as it stands" into an edition with a number.
func (d *Desk) settleEdition(ctx context.Context, a Actor, asked Asked) (Asked, error) {
	if asked.Edition != 0 {
		return asked, nil
	}
	m, err := d.MarkEdition(ctx, a)
	if err != nil {
		return asked, err
	}
	asked.Edition = m.Number
	return asked, nil
}

// MarkEdition freezes the registry as it stands; when nothing changed since the
// last edition, that one is given back.
func (d *Desk) MarkEdition(ctx context.Context, _ Actor) (record.EditionMark, error) {
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return record.EditionMark{}, fmt.Errorf("read registry: %w", err)
	}
	if last, err := d.Store.Edition(ctx, 0); err == nil && last.Seq == head {
		return last, nil
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return record.EditionMark{}, fmt.Errorf("find edition: %w", err)
	}
	// As it stood at that change: another may come while this is read.
	versions, err := d.Store.RecordsAt(ctx, head)
	if err != nil {
		return record.EditionMark{}, fmt.Errorf("read registry: %w", err)
	}
	ed := record.EditionOf(recordsOf(versions))
	m, err := d.Store.MarkEdition(ctx, record.EditionMark{Seq: head, At: d.Now(), Digest: ed.Digest, Size: len(ed.Entries)})
	if err != nil {
		return m, fmt.Errorf("keep edition: %w", err)
	}
	return m, nil
}

// edition gives the registry as an edition froze it, and proves that it is the
// same.
func (d *Desk) edition(ctx context.Context, number int) (*registry.Edition, error) {
	m, err := d.Store.Edition(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("find edition %d: %w", number, err)
	}
	versions, err := d.Store.RecordsAt(ctx, m.Seq)
	if err != nil {
		return nil, fmt.Errorf("read edition %d: %w", number, err)
	}
	ed := record.EditionOf(recordsOf(versions))
	if ed.Digest != m.Digest {
		return nil, fmt.Errorf("edition %d: %w: its records are not those it was made of", number, store.ErrCorrupt)
	}
	ed.Number, ed.Seq = m.Number, m.Seq
	if len(ed.Entries) == 0 {
		return nil, message.NewFault("desk.no_registry", message.Place{})
	}
	return ed, nil
}

func recordsOf(versions []record.Version) []record.Record {
	list := make([]record.Record, len(versions))
	for i := range versions {
		list[i] = versions[i].Record
	}
	return list
}

// Diagnose asks for a diagnostic to be made and kept as a draft.
func (d *Desk) Diagnose(ctx context.Context, a Actor, org OrgID, asked Asked) error {
	if err := a.works(org); err != nil {
		return err
	}
	if _, _, err := diagnostic.Bounds(asked.Period); err != nil {
		return err
	}
	asked, err := d.settleEdition(ctx, a, asked)
	if err != nil {
		return err
	}
	return d.ask(ctx, a, org, workDiagnose, string(org)+"/"+asked.Period, asked)
}

// workDiagnose makes a diagnostic and keeps it.
func (d *Desk) workDiagnose(ctx context.Context, j jobs.Job, tell func(string, int, int)) (string, error) {
	var asked Asked
	if err := json.Unmarshal(j.Payload, &asked); err != nil {
		return "", fmt.Errorf("read request: %w", err)
	}
	row, err := d.make(ctx, OrgID(j.Organisation), j.By, asked, func(s diagnostic.Step, done, total int) { tell(string(s), done, total) })
	if err != nil {
		return "", err
	}
	return row.ID, nil
}

// MakeDiagnostic makes a diagnostic now and keeps it: the command line's way.
func (d *Desk) MakeDiagnostic(ctx context.Context, a Actor, org OrgID, asked Asked, tell func(diagnostic.Step, int, int)) (*Made, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	asked, err := d.settleEdition(ctx, a, asked)
	if err != nil {
		return nil, err
	}
	row, err := d.make(ctx, org, a.User, asked, tell)
	if err != nil {
		return nil, err
	}
	return d.Diagnostic(ctx, a, org, row.ID)
}

func (d *Desk) make(ctx context.Context, org OrgID, by string, asked Asked, tell func(diagnostic.Step, int, int)) (store.Diagnostic, error) {
	v, e, used, err := d.measure(ctx, org, asked, tell)
	if err != nil {
		return store.Diagnostic{}, err
	}
	var b bytes.Buffer
	if err := v.WriteJSON(&b); err != nil {
		return store.Diagnostic{}, fmt.Errorf("freeze diagnostic: %w", err)
	}
	d.frozen.keep.Lock() // two workers of this server may make the same at once
	defer d.frozen.keep.Unlock()
	if row, ok, err := d.same(ctx, org, asked.Period, hexDigest(b.Bytes())); err != nil || ok {
		return row, err
	}
	row, err := d.Store.AddDiagnostic(ctx, org, headline(v, store.Diagnostic{
		Period: asked.Period, Edition: asked.Edition, MadeBy: by, Ledgers: e.in, Decisions: idsOf(used),
	}), b.Bytes())
	if err != nil {
		return row, fmt.Errorf("keep diagnostic: %w", err)
	}
	return row, nil
}

// same finds the newest diagnostic of a period when it is the same to the byte:
// what was made twice is kept once.
func (d *Desk) same(ctx context.Context, org OrgID, period, digest string) (store.Diagnostic, bool, error) {
	list, err := d.Store.Diagnostics(ctx, org)
	if err != nil {
		return store.Diagnostic{}, false, fmt.Errorf("list diagnostics: %w", err)
	}
	for _, row := range list {
		if row.Period == period {
			return row, row.Digest == digest, nil
		}
	}
	return store.Diagnostic{}, false, nil
}

func idsOf(list []review.Decision) []string {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

// headline fills the columns that lists show.
func headline(v *diagnostic.Diagnostic, row store.Diagnostic) store.Diagnostic {
	row.FirstDay, row.LastDay, row.Run, row.Policy = v.Period.From, v.Period.To, v.Run.Number, v.Run.PolicyVersion
	row.Basis, row.Currency, row.Lines, row.Suppliers = string(v.Basis), v.Currency, len(v.Lines), len(v.Suppliers)
	row.Total, row.Addressable = v.Measures.Total.Dollars, v.Measures.Addressable.Dollars
	row.Confirmed, row.Probable, row.Ceiling = v.Measures.Confirmed.Dollars, v.Measures.Probable.Dollars, v.Measures.Ceiling.Dollars
	return row
}

// Diagnostic gives a kept diagnostic with its frozen value.
func (d *Desk) Diagnostic(ctx context.Context, a Actor, org OrgID, id string) (*Made, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	row, err := d.Store.Diagnostic(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("find diagnostic: %w", err)
	}
	v, err := d.frozen.get(org, row.ID, row.Digest, func() (*diagnostic.Diagnostic, error) { return d.snapshot(ctx, org, id) })
	if err != nil {
		return nil, err
	}
	return &Made{Diagnostic: row, Value: v}, nil
}

func (d *Desk) snapshot(ctx context.Context, org OrgID, id string) (*diagnostic.Diagnostic, error) {
	b, err := d.Store.Snapshot(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	v, err := diagnostic.ReadJSON(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	return v, nil
}

// Diagnostics lists those of an organisation, the newest first.
func (d *Desk) Diagnostics(ctx context.Context, a Actor, org OrgID) ([]store.Diagnostic, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	return d.Store.Diagnostics(ctx, org)
}

// previous is the newest validated or published diagnostic of an earlier period,
// else the newest draft; nil when there is none.
func (d *Desk) previous(ctx context.Context, org OrgID, from string) (*store.Diagnostic, error) {
	if from == "" {
		return nil, nil
	}
	list, err := d.Store.Diagnostics(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list diagnostics: %w", err)
	}
	best := -1
	better := func(x, y store.Diagnostic) bool {
		if x.LastDay != y.LastDay {
			return x.LastDay > y.LastDay
		}
		return settled(x.State) && !settled(y.State)
	}
	for i := range list { // the newest first: an equal one does not replace it
		if list[i].LastDay != "" && list[i].LastDay < from && (best < 0 || better(list[i], list[best])) {
			best = i
		}
	}
	if best < 0 {
		return nil, nil
	}
	return &list[best], nil
}

func settled(s store.State) bool { return s == store.Validated || s == store.Published }

// targetFor is the share aimed at in the year of a period, null when none is set.
func (d *Desk) targetFor(ctx context.Context, org OrgID, period string) (decimal.NullDecimal, error) {
	list, err := d.Store.Targets(ctx, org)
	if err != nil {
		return decimal.NullDecimal{}, fmt.Errorf("list targets: %w", err)
	}
	for _, t := range list {
		if len(period) >= 4 && period[:4] == fmt.Sprint(t.Year) {
			return decimal.NewNullDecimal(t.Percent), nil
		}
	}
	return decimal.NullDecimal{}, nil
}

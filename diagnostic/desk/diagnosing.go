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
	mu sync.Mutex
	at map[OrgID]entry
	by []OrgID // oldest first
}

type entry struct {
	key string
	p   *diagnostic.Prepared
	in  []string // ledgers
}

// maxPrepared bounds the memory: a prepared ledger of 60,000 lines takes some
// tens of megabytes.
const maxPrepared = 6

func newPrepared() *prepared { return &prepared{at: map[OrgID]entry{}} }

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
		if len(c.by) > maxPrepared {
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

// prepare reads what is stored of an organisation's period and matches it
// against an edition.
func (d *Desk) prepare(ctx context.Context, org OrgID, asked Asked, tell func(diagnostic.Step, int, int)) (entry, error) {
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return entry{}, fmt.Errorf("find organisation: %w", err)
	}
	list, err := d.Store.Ledgers(ctx, org)
	if err != nil {
		return entry{}, fmt.Errorf("list ledgers: %w", err)
	}
	from, to, err := diagnostic.Bounds(asked.Period)
	if err != nil {
		return entry{}, err
	}
	var use []store.Ledger
	for _, l := range list {
		if l.State == store.Imported && (l.FirstDay == "" || (to == "" || l.FirstDay <= to) && (from == "" || l.LastDay >= from)) {
			use = append(use, l)
		}
	}
	if len(use) == 0 {
		return entry{}, message.NewFault("desk.no_ledger", message.Place{}, "buyer", o.Name, "period", asked.Period)
	}
	sort.Slice(use, func(i, j int) bool { return use[i].ID < use[j].ID }) // in order of import
	rules, err := d.rules(ctx)
	if err != nil {
		return entry{}, err
	}
	target, err := d.targetFor(ctx, org, asked.Period)
	if err != nil {
		return entry{}, err
	}
	previous, err := d.previous(ctx, org, from)
	if err != nil {
		return entry{}, err
	}
	ids := make([]string, len(use))
	for i := range use {
		ids[i] = use[i].ID
	}
	key := strings.Join([]string{
		strings.Join(ids, ","), asked.Period, fmt.Sprint(asked.Edition), rules.Digest, d.params.Version, o.Name, o.MRC, target.Decimal.String(), previousKey(previous),
	}, "|")
	if e, ok := d.ready.get(org, key); ok {
		return e, nil
	}
	edition, err := d.edition(ctx, asked.Edition)
	if err != nil {
		return entry{}, err
	}
	books := make([]*ledger.Ledger, len(use))
	for i := range use {
		if books[i], err = d.Store.LoadLedger(ctx, org, use[i].ID); err != nil {
			return entry{}, fmt.Errorf("load ledger: %w", err)
		}
	}
	book, err := join(books)
	if err != nil {
		return entry{}, err
	}
	p, err := diagnostic.Prepare(ctx, diagnostic.Request{
		Buyer: o.Name, MRC: o.MRC, Period: asked.Period, Target: target, Policy: rules, Params: d.params, Program: d.Program,
		Previous: previous, Edition: edition, Book: book, SetAsideUnreadable: true, Progress: tell,
	})
	if err != nil {
		return entry{}, err
	}
	e := entry{key: key, p: p, in: ids}
	d.ready.put(org, e)
	return e, nil
}

func previousKey(e *diagnostic.Earlier) string {
	if e == nil {
		return ""
	}
	return e.Digest
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
	v, err := e.p.Diagnose(m)
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
	row, err := d.Store.AddDiagnostic(ctx, org, headline(v, store.Diagnostic{
		Period: asked.Period, Edition: asked.Edition, MadeBy: by, Ledgers: e.in, Decisions: idsOf(used),
	}), b.Bytes())
	if err != nil {
		return row, fmt.Errorf("keep diagnostic: %w", err)
	}
	return row, nil
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
	v, err := d.snapshot(ctx, org, id)
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
func (d *Desk) previous(ctx context.Context, org OrgID, from string) (*diagnostic.Earlier, error) {
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
	v, err := d.snapshot(ctx, org, list[best].ID)
	if err != nil {
		return nil, err
	}
	return &diagnostic.Earlier{Diagnostic: v, File: "diagnostic-" + list[best].Run + ".json", Digest: list[best].Digest}, nil
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

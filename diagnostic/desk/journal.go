package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"jachete/diagnostic/store"
)

// JournalFilter chooses lines of the audit log.
type JournalFilter struct {
	Action string // "action kind", as JournalLine.Kind writes it; "" all
	From   string // civil dates, both included, "" = unbounded
	To     string
	Page   int // from 1
}

// JournalLine is a line of the audit log, ready to be told.
type JournalLine struct {
	At     time.Time
	Who    string // name of the person; "" when a machine
	Kind   string // "sign_in user": what was done to what
	Org    string // name of the organisation, in the whole log only
	Object string // its name or file where one is known
	Detail string
}

// Journal is a page of the audit log.
type Journal struct {
	Lines []JournalLine
	Page  int
	More  bool
	Kinds []string // that this log holds, for the filter
}

const journalPage = 50

// Journal reads the audit log of an organisation, or of the whole installation
// when org is "": that one is the administrator's.
func (d *Desk) Journal(ctx context.Context, a Actor, org OrgID, f JournalFilter) (*Journal, error) {
	if err := a.readsJournal(org); err != nil {
		return nil, err
	}
	j := &Journal{Page: min(max(f.Page, 1), 10_000)}
	list, err := d.trail(ctx, org, f.store(j.Page))
	if err != nil {
		return nil, err
	}
	if j.More = len(list) > journalPage; j.More {
		list = list[:journalPage]
	}
	t := &teller{d: d, people: map[string]string{}}
	if t.orgs, err = d.organisationNames(ctx); err != nil {
		return nil, err
	}
	for i := range list {
		l, err := t.line(ctx, &list[i], org)
		if err != nil {
			return nil, err
		}
		j.Lines = append(j.Lines, l)
	}
	j.Kinds, err = d.kinds(ctx, org)
	return j, err
}

// readsJournal: the whole log is the administrator's; that of an organisation
// also its own buyers' and the Pôle's.
func (a Actor) readsJournal(org OrgID) error {
	if org == "" {
		return a.administers()
	}
	return a.sees(org)
}

func (f JournalFilter) store(page int) store.AuditFilter {
	out := store.AuditFilter{Limit: journalPage + 1, Offset: (page - 1) * journalPage}
	out.Action, out.ObjectKind, _ = strings.Cut(f.Action, " ")
	if t, err := time.Parse(time.DateOnly, f.From); err == nil {
		out.From = t
	}
	if t, err := time.Parse(time.DateOnly, f.To); err == nil {
		out.To = t.AddDate(0, 0, 1)
	}
	return out
}

func (d *Desk) trail(ctx context.Context, org OrgID, f store.AuditFilter) (list []store.AuditEntry, err error) {
	if org == "" {
		list, err = d.Store.AuditAll(ctx, f)
	} else {
		list, err = d.Store.AuditTrail(ctx, org, f)
	}
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	return list, nil
}

// kinds lists what the log holds, of this organisation only: a choice of a
// filter must not tell of others.
func (d *Desk) kinds(ctx context.Context, org OrgID) ([]string, error) {
	list, err := d.trail(ctx, org, store.AuditFilter{Limit: 5000})
	if err != nil {
		return nil, err
	}
	met := map[string]bool{}
	var out []string
	for i := range list {
		if k := list[i].Action + " " + list[i].ObjectKind; !met[k] {
			met[k] = true
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out, nil
}

// teller finds the names behind identifiers.
type teller struct {
	d      *Desk
	people map[string]string
	orgs   map[OrgID]string
}

func (t *teller) line(ctx context.Context, e *store.AuditEntry, org OrgID) (JournalLine, error) {
	l := JournalLine{At: e.At, Kind: e.Action + " " + e.ObjectKind}
	if org == "" {
		l.Org = t.orgs[e.Organisation]
	}
	var err error
	if l.Who, err = t.person(ctx, e.Actor, org); err != nil {
		return l, err
	}
	var detail map[string]any
	if err := json.Unmarshal(e.Detail, &detail); err != nil {
		return l, fmt.Errorf("read audit log: %w", err)
	}
	say := func(key string) string {
		if s, ok := detail[key].(string); ok {
			return s
		}
		return ""
	}
	switch e.ObjectKind {
	case "user":
		l.Object, err = t.person(ctx, e.Object, org)
	case "organisation":
		l.Object = t.orgs[OrgID(e.Object)]
	case "setting":
		l.Object = e.Object
	default:
		l.Object = say("file")
	}
	for _, key := range []string{"detail", "reason", "value", "name"} {
		if s := say(key); s != "" {
			l.Detail = s
			break
		}
	}
	return l, err
}

// person names who did something. To an organisation, people of another one are
// "the Pôle", never a name.
func (t *teller) person(ctx context.Context, id string, org OrgID) (string, error) {
	if id == "" {
		return "", nil
	}
	if name, ok := strings.CutPrefix(id, "console:"); ok {
		return name, nil
	}
	if n, ok := t.people[id]; ok {
		return n, nil
	}
	u, err := t.d.Store.User(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return id, nil
	}
	if err != nil {
		return "", fmt.Errorf("find user: %w", err)
	}
	t.people[id] = u.Name
	if org != "" && u.Organisation != "" && u.Organisation != org {
		t.people[id] = ""
	}
	return t.people[id], nil
}

// NoteView writes that somebody looked at personal data or took a document
// away: kind is what ("ledger", "diagnostic", "workbook"...), object which one.
func (d *Desk) NoteView(ctx context.Context, a Actor, org OrgID, action, kind, object, detail string) error {
	if err := a.sees(org); err != nil {
		return err
	}
	return d.audit(ctx, a, org, action, kind, object, detail)
}

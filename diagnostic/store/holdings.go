package store

import (
	"context"

	"github.com/uptrace/bun"

	"jachete/diagnostic/review"
)

// Holdings are what one organisation has, as lists show it, in the orders of
// [Store.Ledgers], [Store.Diagnostics], [Store.Targets] and [Store.DecisionsFor].
type Holdings struct {
	Ledgers     []Ledger
	Diagnostics []Diagnostic
	Targets     []Target          // in force, by year
	Decisions   []review.Decision // in force for it
	Uploads     int               // neither imported nor dropped
}

// Holdings gives those of several organisations, each apart, at one state of the
// database: a page about all buyers asks as often as a page about one.
func (s *Store) Holdings(ctx context.Context, orgs ...OrgID) (map[OrgID]*Holdings, error) {
	all := make(map[OrgID]*Holdings, len(orgs))
	for _, org := range orgs {
		all[org] = &Holdings{}
	}
	if len(orgs) == 0 {
		return all, nil
	}
	err := s.read(ctx, "list holdings", func(ctx context.Context, tx *tx) error {
		theirs := func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("organisation IN (?)", bun.List(orgs)) }
		var ledgers []Ledger
		if err := tx.NewSelect().Model(&ledgers).Apply(theirs).Order("imported_at DESC", "id DESC").Scan(ctx); err != nil {
			return err
		}
		var diagnostics []Diagnostic
		if err := tx.NewSelect().Model(&diagnostics).Apply(theirs).Order("made_at DESC", "id DESC").Scan(ctx); err != nil {
			return err
		}
		var targets []Target
		if err := tx.NewSelect().Model(&targets).Apply(theirs).Order("year", "set_at", "id").Scan(ctx); err != nil {
			return err
		}
		var uploads []struct {
			Organisation OrgID
			N            int
		}
		if err := tx.NewSelect().Model((*Upload)(nil)).ColumnExpr("organisation, count(*) AS n").Apply(theirs).
			Where("state NOT IN (?, ?)", UploadImported, UploadDropped).GroupExpr("organisation").Scan(ctx, &uploads); err != nil {
			return err
		}
		decisions, err := decisionsIn(ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("reversed_at IS NULL").Where("organisation IN (?) OR scope = ?", bun.List(orgs), review.AllBuyers)
		})
		if err != nil {
			return err
		}
		for i := range ledgers {
			h := all[ledgers[i].Organisation]
			h.Ledgers = append(h.Ledgers, ledgers[i])
		}
		for i := range diagnostics {
			h := all[diagnostics[i].Organisation]
			h.Diagnostics = append(h.Diagnostics, diagnostics[i])
		}
		for _, t := range targets {
			h := all[t.Organisation]
			h.Targets = inForce(h.Targets, t)
		}
		for _, u := range uploads {
			all[u.Organisation].Uploads = u.N
		}
		for i := range decisions {
			for org, h := range all {
				if d := &decisions[i]; d.Buyer == string(org) || d.Scope == review.AllBuyers {
					h.Decisions = append(h.Decisions, *d)
				}
			}
		}
		return nil
	})
	return all, err
}

// inForce adds a target to those in force: the last one set of a year counts.
func inForce(list []Target, t Target) []Target {
	if n := len(list); n > 0 && list[n-1].Year == t.Year {
		list[n-1] = t
		return list
	}
	return append(list, t)
}

package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/region"
	"jachete/diagnostic/store"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// RegionYear is the account of a year over the territory.
type RegionYear struct {
	Year  int
	Years []int // with validated diagnostics, the newest first
	Parts []region.Part
	// LeftOut are validated diagnostics that no total of this year counts, with the
	// reason: "part" (not a whole year), "currency", "older" (a newer one counts).
	LeftOut []LeftOut
	// Bases are the bases of the amounts added up: more than one means that taxes
	// are counted here and not there.
	Bases []string
	// Missing are the buyers known that the totals do not count, those nearest to
	// it first.
	Missing []MissingBuyer
}

// MissingBuyer is a buyer without a validated diagnostic of a year. State is how
// far it has come: "asked", "draft", or "" for no diagnostic of that year.
type MissingBuyer struct {
	ID    OrgID
	Name  string
	State string
}

// LeftOut is a diagnostic that is not counted.
type LeftOut struct {
	Buyer  string
	Period string
	Why    string
}

// Region adds up the validated and published diagnostics of a year, 0 for the
// last one that has any. The Pôle alone sees it.
func (d *Desk) Region(ctx context.Context, a Actor, year int) (*RegionYear, error) {
	if !a.pole() {
		return nil, ErrDenied
	}
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list buyers: %w", err)
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	var buyers []region.Buyer
	byYear := map[int][]region.Measure{}
	left := map[int][]LeftOut{}
	bases := map[int][]string{}
	drafts := map[int]map[OrgID]store.Diagnostic{} // the newest of a buyer
	counted := map[int]map[OrgID]bool{}
	var known []store.Organisation
	for i := range orgs {
		o := &orgs[i]
		if !o.ClosedAt.IsZero() {
			continue
		}
		known = append(known, *o)
		buyers = append(buyers, region.Buyer{ID: string(o.ID), MRC: o.MRC, Level: levelOf(o, &rules.Territory), Population: o.Population})
		list, err := d.Store.Diagnostics(ctx, o.ID)
		if err != nil {
			return nil, fmt.Errorf("list diagnostics: %w", err)
		}
		done := map[int]bool{}
		for _, g := range list { // the newest first
			y, whole := yearOf(&g)
			if y == 0 {
				continue
			}
			if !settled(g.State) {
				if drafts[y] == nil {
					drafts[y] = map[OrgID]store.Diagnostic{}
				}
				if _, newer := drafts[y][o.ID]; !newer {
					drafts[y][o.ID] = g
				}
				continue
			}
			why := ""
			switch {
			case !whole:
				why = "part"
			case g.Currency != "" && g.Currency != "CAD":
				why = "currency"
			case done[y]:
				why = "older"
			}
			if why != "" {
				left[y] = append(left[y], LeftOut{Buyer: o.Name, Period: g.Period, Why: why})
				continue
			}
			done[y] = true
			byYear[y] = append(byYear[y], region.Measure{Buyer: string(o.ID), Addressable: g.Addressable, Confirmed: g.Confirmed, Ceiling: g.Ceiling})
			if !slices.Contains(bases[y], g.Basis) {
				bases[y] = append(bases[y], g.Basis)
			}
			if counted[y] == nil {
				counted[y] = map[OrgID]bool{}
			}
			counted[y][o.ID] = true
		}
	}
	out := &RegionYear{Year: year}
	for y := range byYear {
		out.Years = append(out.Years, y)
	}
	slices.Sort(out.Years)
	slices.Reverse(out.Years)
	if out.Year == 0 && len(out.Years) > 0 {
		out.Year = out.Years[0]
	}
	var mrcs []string
	for _, m := range rules.Territory.MRCs {
		mrcs = append(mrcs, m.Name)
	}
	out.Parts = region.Add(buyers, byYear[out.Year], byYear[out.Year-1], mrcs, region.DefaultRule())
	out.LeftOut, out.Bases = left[out.Year], bases[out.Year]
	slices.Sort(out.Bases)
	out.Missing, err = d.missing(ctx, known, counted[out.Year], drafts[out.Year])
	return out, err
}

// missing lists the buyers that a year does not count.
func (d *Desk) missing(ctx context.Context, known []store.Organisation, counted map[OrgID]bool, drafts map[OrgID]store.Diagnostic) ([]MissingBuyer, error) {
	var out []MissingBuyer
	for i := range known {
		o := &known[i]
		if counted[o.ID] {
			continue
		}
		m := MissingBuyer{ID: o.ID, Name: o.Name}
		if g, ok := drafts[o.ID]; ok {
			asked, err := d.asked(ctx, o.ID, g)
			if err != nil {
				return nil, err
			}
			if m.State = "draft"; asked {
				m.State = "asked"
			}
		}
		out = append(out, m)
	}
	rank := []string{"asked", "draft", ""}
	slices.SortStableFunc(out, func(a, b MissingBuyer) int {
		return cmp.Or(slices.Index(rank, a.State)-slices.Index(rank, b.State), strings.Compare(name.Fold(a.Name), name.Fold(b.Name)))
	})
	return out, nil
}

// levelOf is the sort of body an organisation is: a municipality of the
// territory, a body that municipalities pay, or another one.
func levelOf(o *store.Organisation, t *policy.Territory) region.Level {
	called := " " + name.Fold(o.Name) + " "
	for _, w := range []string{" mrc ", " municipalite regionale ", " communaute metropolitaine ", " regie "} {
		if strings.Contains(called, w) {
			return region.Regional
		}
	}
	if o.Municipality != "" || t.IsMunicipality(o.Name) {
		return region.Municipal
	}
	return region.Other
}

// yearOf is the year of a diagnostic, 0 when it spans several, and whether it
// covers the whole of it.
func yearOf(g *store.Diagnostic) (year int, whole bool) {
	if n, err := strconv.Atoi(g.Period); err == nil && len(g.Period) == 4 {
		return n, true
	}
	if len(g.FirstDay) < 10 || len(g.LastDay) < 10 || g.FirstDay[:4] != g.LastDay[:4] {
		return 0, false
	}
	n, err := strconv.Atoi(g.FirstDay[:4])
	if err != nil {
		return 0, false
	}
	return n, g.Period == "" && g.FirstDay[5:7] == "01" && g.LastDay[5:7] == "12"
}

package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/region"
	"jachete/diagnostic/store"
	"jachete/scoring/name"
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
	Open  int // buyers known whose diagnostic of the year is not validated
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
	drafts := map[int]map[OrgID]bool{}
	for i := range orgs {
		o := &orgs[i]
		if !o.ClosedAt.IsZero() {
			continue
		}
		buyers = append(buyers, region.Buyer{ID: string(o.ID), MRC: o.MRC, Level: levelOf(o), Population: o.Population})
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
					drafts[y] = map[OrgID]bool{}
				}
				drafts[y][o.ID] = true
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
			delete(drafts[y], o.ID)
		}
		for y := range drafts {
			if done[y] {
				delete(drafts[y], o.ID)
			}
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
	out.LeftOut, out.Bases, out.Open = left[out.Year], bases[out.Year], len(drafts[out.Year])
	slices.Sort(out.Bases)
	return out, nil
}

// levelOf is the sort of body an organisation is: a municipality of the
// territory, a body that municipalities pay, or another one.
func levelOf(o *store.Organisation) region.Level {
	called := " " + name.Fold(o.Name) + " "
	for _, w := range []string{" mrc ", " municipalite regionale ", " communaute metropolitaine ", " regie "} {
		if strings.Contains(called, w) {
			return region.Regional
		}
	}
	if o.Municipality != "" {
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

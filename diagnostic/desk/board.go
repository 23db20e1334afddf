package desk

import (
	"cmp"
	"slices"
	"strings"

	"jachete/diagnostic/store"
	"jachete/scoring/name"
)

// BoardView says which buyers of a board are shown, and in which order.
type BoardView struct {
	Text  string // a part of the name or of the MRC, case and accents aside
	State string // of the newest diagnostic; "none", "asked", "uploads", "" = all
	Order string // "waiting" (default), "name", "share", "active", "mrc"
}

// States lists what a board can be narrowed to.
func (BoardView) States() []string {
	return []string{"asked", "uploads", "none", string(store.Draft), string(store.Reopened), string(store.Validated), string(store.Published)}
}

// Orders lists the orders of a board.
func (BoardView) Orders() []string { return []string{"waiting", "name", "mrc", "share", "active"} }

// Of gives the rows of a board that are to be shown, in their order.
func (v BoardView) Of(rows []BoardRow) []BoardRow {
	text := name.Fold(v.Text)
	var out []BoardRow
	for _, r := range rows {
		if text != "" && !strings.Contains(name.Fold(r.Name+" "+r.MRC), text) || !v.admits(&r) {
			continue
		}
		out = append(out, r)
	}
	byName := func(a, b BoardRow) int { return strings.Compare(name.Fold(a.Name), name.Fold(b.Name)) }
	slices.SortStableFunc(out, func(a, b BoardRow) int {
		switch v.Order {
		case "name":
			return byName(a, b)
		case "mrc":
			return cmp.Or(strings.Compare(name.Fold(a.MRC), name.Fold(b.MRC)), byName(a, b))
		case "share":
			if a.Confirmed.Valid != b.Confirmed.Valid {
				return yesFirst(a.Confirmed.Valid)
			}
			return cmp.Or(b.Confirmed.Decimal.Cmp(a.Confirmed.Decimal), byName(a, b))
		case "active":
			return cmp.Or(strings.Compare(b.Active, a.Active), byName(a, b))
		}
		if a.Asked != b.Asked {
			return yesFirst(a.Asked)
		}
		return cmp.Or(b.Waiting.Cmp(a.Waiting), byName(a, b))
	})
	return out
}

func (v BoardView) admits(r *BoardRow) bool {
	switch v.State {
	case "":
		return true
	case "none":
		return r.Last == nil
	case "asked":
		return r.Asked
	case "uploads":
		return r.Uploads > 0
	}
	return r.Last != nil && string(r.Last.State) == v.State
}

func yesFirst(yes bool) int {
	if yes {
		return -1
	}
	return 1
}

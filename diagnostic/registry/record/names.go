package record

import (
	"slices"

	"jachete/scoring/name"
)

// nameKinds in the order in which names are written. Read only.
var nameKinds = []NameKind{Legal, Other, French, English, Acronym, Former}

// Name gives the name to show: the legal name in use, else the last legal name,
// else the first name that is neither former nor an acronym, else any.
func (r *Record) Name() string {
	best, rank := "", 5
	for _, n := range r.Names {
		k := 3
		switch {
		case n.Kind == Legal && n.To == "":
			k = 0
		case n.Kind == Legal:
			k = 1
		case n.Kind == Acronym || n.Kind == Former:
			k = 4
		case n.To == "":
			k = 2
		}
		if k < rank {
			best, rank = n.Text, k
		}
	}
	return best
}

// NameOn gives the legal name borne on a civil date, [Record.Name] when none
// was.
func (r *Record) NameOn(date string) string {
	for _, n := range r.Names {
		if (n.Kind == Legal || n.Kind == Former) && (n.From != "" || n.To != "") && n.on(date) {
			return n.Text
		}
	}
	return r.Name()
}

func (n Name) on(date string) bool {
	return (n.From == "" || n.From <= date) && (n.To == "" || date <= n.To)
}

// OtherNames gives every name but the one shown, former ones included (a ledger
// of that time bears them), each folded spelling once.
func (r *Record) OtherNames() []string {
	seen := map[string]bool{name.Fold(r.Name()): true}
	var out []string
	for _, n := range r.Names {
		f := name.Fold(n.Text)
		if f == "" || seen[f] {
			continue
		}
		seen[f] = true
		out = append(out, n.Text)
	}
	return out
}

// Named gives the names of a kind, in order.
func (r *Record) Named(k NameKind) []Name {
	var out []Name
	for _, n := range r.Names {
		if n.Kind == k {
			out = append(out, n)
		}
	}
	return out
}

// WithNames gives the record with its names of one kind replaced.
func (r *Record) WithNames(k NameKind, names []Name) Record {
	out := *r
	out.Names = nil
	for _, n := range r.Names {
		if n.Kind != k {
			out.Names = append(out.Names, n)
		}
	}
	for _, n := range names {
		n.Kind = k
		out.Names = append(out.Names, n)
	}
	out.Names = byKind(out.Names)
	return out
}

// Renamed gives the record under a new legal name since a civil date ("" =
// unknown): the one in use becomes a former name. A mere change of spelling
// (the same folded name) corrects it instead.
func (r *Record) Renamed(text, since string) Record {
	var legal, former []Name
	former = append(former, r.Named(Former)...)
	replaced := false
	for _, n := range r.Named(Legal) {
		switch {
		case n.To != "":
			legal = append(legal, n)
		case name.Fold(n.Text) == name.Fold(text):
			n.Text = text
			legal = append(legal, n)
			replaced = true
		default:
			n.To = dayBefore(since)
			former = append(former, n)
		}
	}
	if !replaced {
		legal = append(legal, Name{Text: text, From: since})
	}
	former = slices.DeleteFunc(former, func(n Name) bool { return n.To == "" && n.From == "" && name.Fold(n.Text) == name.Fold(text) })
	out := r.WithNames(Legal, legal)
	return out.WithNames(Former, former)
}

func byKind(list []Name) []Name {
	at := func(n Name) int {
		if i := slices.Index(nameKinds, n.Kind); i >= 0 {
			return i
		}
		return len(nameKinds)
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b Name) int { return at(a) - at(b) })
	return out
}

package record

import (
	"slices"
	"time"

	"jachete/diagnostic/registry"
	"jachete/scoring/name"
)

// Principles are the six in the order of the law. Read only.
var principles = []Principle{Purpose, Independence, Democracy, Viability, Surplus, Dissolution}

// Principles gives the six in the order of the law.
func Principles() []Principle { return slices.Clone(principles) }

// Normal gives the record in its one order: names by kind, attestations by
// principle, statuses by date. Two records that say the same are then equal.
func (r *Record) Normal() Record {
	out := *r
	out.Names = byKind(r.Names)
	out.Statuses = byDate(r.Statuses)
	at := func(a Attestation) int { return slices.Index(principles, a.Principle) }
	if !slices.IsSortedFunc(r.Attestations, func(a, b Attestation) int { return at(a) - at(b) }) {
		out.Attestations = slices.Clone(r.Attestations)
		slices.SortStableFunc(out.Attestations, func(a, b Attestation) int { return at(a) - at(b) })
	}
	return out
}

// Same tells whether two records say the same in everything.
func Same(a, b *Record) bool { return string(canonical(a)) == string(canonical(b)) }

func civil(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func dayBefore(date string) string { return registry.DayBefore(date) }

func onlyDigits(s string) string { return name.Digits(s) }

// short bounds a value quoted in a message.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

package match_test

import (
	"testing"

	"jachete/scoring/name"
)

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		name.Fold("Coopérative de solidarité L'Étoile du Nord (Saint-Rémi) inc.")
	}
}

func BenchmarkRead(b *testing.B) {
	t := params(b).Tables
	var n name.Name
	b.ReportAllocs()
	for b.Loop() {
		t.ReadInto("Coopérative de solidarité L'Étoile du Nord (Saint-Rémi) inc.", &n)
	}
}

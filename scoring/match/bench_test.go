package match_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"jachete/scoring/match"
	"jachete/scoring/name"
)

// register invents n enterprises from syllables, with the frequencies of real
// names: a few very common words, a long tail of rare ones.
func register(n int) []match.Entry {
	r := rand.New(rand.NewPCG(1, 2))
	syl := []string{"ba", "ber", "ca", "cor", "da", "dol", "fa", "fro", "ga", "gri", "ka", "lo", "lan", "ma", "mor", "ni", "nor", "pa", "per", "qui", "ra", "ros", "sa", "sel", "ta", "tri", "va", "vel", "wa", "zi"}
	word := func() string {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(syl[r.IntN(len(syl))])
		}
		return b.String()
	}
	common := strings.Fields("Association Fondation Centre Club Société Coopérative Service Groupe Construction Transport Maison Comité Église École Les Amis de la Trust Charity Community of the")
	out := make([]match.Entry, n)
	for i := range out {
		w := []string{common[r.IntN(len(common))], word()}
		if r.IntN(2) == 0 {
			w = append(w, common[r.IntN(len(common))])
		}
		if r.IntN(3) > 0 {
			w = append(w, word())
		}
		if r.IntN(3) == 0 {
			w = append(w, "inc.")
		}
		out[i] = match.Entry{ID: fmt.Sprint(i), Names: []string{strings.Join(w, " ")}}
	}
	return out
}

// asked gives suppliers: some of the register, misspelt or cut, some absent.
func asked(entries []match.Entry, n int) []match.Supplier {
	r := rand.New(rand.NewPCG(3, 4))
	other := register(n)
	out := make([]match.Supplier, n)
	for i := range out {
		s := entries[r.IntN(len(entries))].Names[0]
		switch i % 4 {
		case 0:
			s = strings.ToUpper(s) + " LTÉE"
		case 1:
			s = s[:len(s)/2] + s[len(s)/2+1:]
		default:
			s = other[i].Names[0] + " et fils"
		}
		out[i] = match.Supplier{Name: s}
	}
	return out
}

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

func BenchmarkBuild(b *testing.B) {
	p := params(b)
	for _, n := range []int{10_000, 100_000} {
		e := register(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := match.New(e, p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/name")
		})
	}
}

func BenchmarkResolve(b *testing.B) {
	p := params(b)
	for _, n := range []int{1_000, 10_000, 100_000} {
		e := register(n)
		x, err := match.New(e, p)
		if err != nil {
			b.Fatal(err)
		}
		q := asked(e, 1000)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				x.Resolve(q[i%len(q)])
				i++
			}
		})
	}
}

func BenchmarkResolveParallel(b *testing.B) {
	e := register(100_000)
	x, err := match.New(e, params(b))
	if err != nil {
		b.Fatal(err)
	}
	q := asked(e, 1000)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			x.Resolve(q[i%len(q)])
		}
	})
}

// BenchmarkLength: what a longer name costs.
func BenchmarkLength(b *testing.B) {
	e := register(100_000)
	x, err := match.New(e, params(b))
	if err != nil {
		b.Fatal(err)
	}
	for _, words := range []int{1, 3, 6, 12, 24, 2000} {
		var w []string
		for i := range words {
			w = append(w, strings.Fields(e[i].Names[0])[1])
		}
		s := match.Supplier{Name: strings.Join(w, " ")}
		b.Run(fmt.Sprint(words), func(b *testing.B) {
			for b.Loop() {
				x.Resolve(s)
			}
		})
	}
}

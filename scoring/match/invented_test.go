package match_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"jachete/scoring/match"
	"jachete/scoring/name"
)

// inventor makes registers of any size whose words are as frequent as in real
// ones: a few words that a tenth of the names have, and a long tail where more
// than half the words stand in one name. Everything it makes is invented, and
// the same seed gives the same names.
type inventor struct {
	r      *rand.Rand
	zipf   *rand.Zipf // ranks of specific words
	places *rand.Zipf
}

func inventing(seed uint64) *inventor {
	r := rand.New(rand.NewPCG(seed, 11))
	return &inventor{r: r, zipf: rand.NewZipf(r, 1.32, 60, 1<<26), places: rand.NewZipf(r, 1.2, 4, 1500)}
}

// heads are words that say what an enterprise does, the most frequent first.
var heads = strings.Fields("Association Centre Groupe Construction Service Club Transport Coopérative Fondation Entreprises Les Société Gestion École Ferme Comité Maison Amis Services Garage Église Conseil Atelier Restaurant Clinique Excavation Électrique Trust Plomberie Community Toiture Imprimerie Théâtre Solutions Équipements Pavage Consultants Médical Distribution Habitations Recyclage Musée Festival Garderie Piscines Boutique Traiteur Studio Nettoyage Serres Bibliothèque Ligue Orchestre Scierie")

var links = []string{" de ", " du ", " et ", " des ", " & ", " of ", " - ", " de la ", " d'", " l'"}

var legal = []string{" inc.", " inc.", " inc.", " ltée", " ltd", " enr.", " Limited", " s.e.n.c.", " coop", " OBNL", " (Canada) inc.", " Inc"}

var syllables = strings.Fields("ba bel ber bi bor bu ca cel cha ci cor cre da del di dol dra du fa fer fi flo fro ga gel gi gol gri gu ha hel ho jas jo ka kel ki la lan ler li lo lu ma mar mel mi mor mu na nel ni nor nu pa per pi pol pra qui ra rel ri ros ru sa sel si sor ste su ta tel ti tor tri tu va vel vi vor wa wel xa yo za zi")

// wordOf is the specific word of a rank: two to four syllables that depend on
// the rank alone.
func wordOf(rank uint64) string {
	h := (rank + 1) * 0x9E3779B97F4A7C15
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 32
	n := 3
	switch h % 16 {
	case 0, 1:
		n = 2
	case 2, 3, 4, 5, 6:
		n = 4
	}
	h >>= 4
	var b [16]byte
	w := b[:0]
	for range n {
		w = append(w, syllables[h%uint64(len(syllables))]...)
		h /= uint64(len(syllables))
	}
	w[0] -= 'a' - 'A'
	return string(w)
}

func (v *inventor) head() string {
	// Half of them among the first eight.
	i := int(float64(len(heads)) * v.r.Float64() * v.r.Float64() * v.r.Float64())
	return heads[i]
}

func (v *inventor) place() string {
	w := wordOf(1<<40 + v.places.Uint64())
	if v.r.IntN(3) == 0 {
		return "Saint-" + w
	}
	return w
}

func (v *inventor) word() string { return wordOf(v.zipf.Uint64()) }

func (v *inventor) link() string {
	if v.r.IntN(2) == 0 {
		return " "
	}
	return links[v.r.IntN(len(links))]
}

// name invents one name.
func (v *inventor) name() string {
	r := v.r
	if r.IntN(25) == 0 {
		s := fmt.Sprintf("9%03d-%04d Québec inc.", r.IntN(1000), r.IntN(10000))
		if r.IntN(4) == 0 {
			s += " (" + v.head() + " " + v.word() + ")"
		}
		return s
	}
	var b strings.Builder
	if r.IntN(4) > 0 {
		b.WriteString(v.head())
		b.WriteString(v.link())
	}
	b.WriteString(v.word())
	if r.IntN(5) < 3 {
		b.WriteString(v.link())
		b.WriteString(v.word())
	}
	if r.IntN(3) == 0 {
		b.WriteByte(' ')
		b.WriteString(v.head())
	}
	switch r.IntN(10) {
	case 0:
		b.WriteString(" (" + v.place() + ")")
	case 1, 2:
		b.WriteString(" de " + v.place())
	case 3:
		b.WriteString(" " + strconv.Itoa(1+r.IntN(120)))
	}
	if r.IntN(5) < 2 {
		b.WriteString(legal[r.IntN(len(legal))])
	}
	return b.String()
}

// register invents n enterprises; a few in a hundred bear the name of another
// with something added.
func register(n int) []match.Entry {
	v := inventing(1)
	out := make([]match.Entry, n)
	for i := range out {
		var s string
		if i > 100 && v.r.IntN(40) == 0 {
			s = out[v.r.IntN(i)].Names[0] + " " + v.place()
		} else {
			s = v.name()
		}
		out[i] = match.Entry{ID: strconv.Itoa(i), Names: []string{s}}
	}
	return out
}

// asked gives suppliers as a ledger writes them: a quarter as in the register
// but for case and form, a quarter misspelt, some with words lost or added,
// and a third absent.
func asked(entries []match.Entry, n int) []match.Supplier {
	v := inventing(7)
	out := make([]match.Supplier, n)
	for i := range out {
		s := entries[v.r.IntN(len(entries))].Names[0]
		switch i % 12 {
		case 0, 1, 2:
			s = strings.ToUpper(s) + " LTÉE"
		case 3, 4, 5:
			f := name.Fold(s)
			k := v.r.IntN(len(f))
			s = f[:k] + f[k+1:]
		case 6:
			if k := strings.LastIndexByte(s, ' '); k > 0 {
				s = s[:k]
			}
		case 7:
			s += " " + v.place()
		default:
			s = v.name()
		}
		out[i] = match.Supplier{Name: s}
	}
	return out
}

// The generator keeps the shape of real registers: about five words a name, a
// tail of words met once, no word in more than a third of the names.
func TestInventedNames(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1_000, 20_000} {
		seen, words := map[string]int{}, 0
		for _, e := range register(n) {
			w := strings.Fields(name.Fold(e.Names[0]))
			words += len(w)
			had := map[string]bool{}
			for _, s := range w {
				had[s] = true
			}
			for s := range had {
				seen[s]++
			}
		}
		once, most := 0, 0
		for _, k := range seen {
			most = max(most, k)
			if k == 1 {
				once++
			}
		}
		if per := float64(words) / float64(n); per < 4 || per > 6 {
			t.Errorf("%d names: %.1f words a name", n, per)
		}
		if 2*once < len(seen) || 3*most > n {
			t.Errorf("%d names: %d of %d words stand once, the most frequent in %d", n, once, len(seen), most)
		}
	}
	if a, b := register(300), register(300); a[299].Names[0] != b[299].Names[0] {
		t.Error("two runs differ")
	}
}

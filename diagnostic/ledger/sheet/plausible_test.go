package sheet

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// frenchLedger writes n invented lines as accounting software might, from a seed.
func frenchLedger(n int, seed uint64, delim string) string {
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var b strings.Builder
	b.WriteString(strings.Join([]string{"Fournisseur", "Date", "Description", "Montant"}, delim) + "\r\n")
	for range n {
		name := pick("Coopérative", "Atelier", "Les Entreprises", "Société", "Ferme", "Garage", "Centre", "Café", "Théâtre", "Pâtisserie", "Excavation", "Maçonnerie", "ÉQUIPEMENTS", "L'ÎLE", "Gestion", "FORÊT", "BÂTIMENTS", "Plomberie") +
			" " + pick("Exemple", "du Hêtre", "de l'Érable", "Lac-à-l'Épaule", "Bélanger", "Côté", "Noël", "du Sud-Ouest", "Saint-Étienne", "DES CHÊNES", "Gagné & Fils", "Tremblay", "aux Pommes", "DE LA FORÊT", "Français", "inc.", "Ça-va", "Nord", "GÉNÉRAL", "À LA CARTE", "où")
		text := pick("Entretien", "Déneigement", "Frais d’envoi", "Réparation – garage", "Location", "N° 12", "Fournitures", "Repas « congrès »", "Reçu", "Août", "ENTRÉE D'EAU", "Dépôt", "à payer", "20 °C")
		amount := fmt.Sprintf("%d,%02d", r.IntN(9000), r.IntN(100))
		if r.IntN(3) == 0 {
			amount = fmt.Sprintf("%d %03d,%02d $", 1+r.IntN(90), r.IntN(1000), r.IntN(100))
		}
		b.WriteString(strings.Join([]string{name, fmt.Sprintf("2024-%02d-%02d", 1+r.IntN(12), 1+r.IntN(28)), text, amount}, delim) + "\r\n")
	}
	return b.String()
}

// TestEncodingsAreFound writes ledgers in every encoding and counts how often
// the text comes back whole, whatever name the encoding was given.
func TestEncodingsAreFound(t *testing.T) {
	t.Parallel()
	encodings := []struct {
		name string
		enc  encoding.Encoding
		mark string
	}{
		{"utf-8", encoding.Nop, ""},
		{"utf-8-bom", encoding.Nop, "\xef\xbb\xbf"},
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), ""},
		{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), ""},
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), ""},
		{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), ""},
		{"windows-1252", charmap.Windows1252, ""},
		{"macintosh", charmap.Macintosh, ""},
		{"cp850", charmap.CodePage850, ""},
		{"cp863", charmap.CodePage863, ""},
	}
	const seeds = 100
	for _, e := range encodings {
		for _, n := range []int{1, 5, 50, 500} {
			whole, tried := 0, 0
			wrong := map[string]int{}
			for seed := range uint64(seeds) {
				if n == 500 && seed == 10 {
					break
				}
				text := frenchLedger(n, seed+uint64(n)*1000, ";")
				if e.name == "macintosh" { // as that system ended its lines
					text = strings.ReplaceAll(text, "\r\n", "\r")
				}
				coded, err := encoding.ReplaceUnsupported(e.enc.NewEncoder()).String(text)
				must(t, err)
				plain := text
				if e.enc != encoding.Nop {
					back, err := e.enc.NewDecoder().String(coded)
					must(t, err)
					plain = strings.TrimPrefix(back, "\ufeff")
				}
				got, name, _, _ := decode([]byte(e.mark+coded), "")
				if text, same, _, _ := decodeText(e.mark+coded, ""); text != got || same != name {
					t.Errorf("%s without a copy: %s", name, same)
				}
				tried++
				if got == plain {
					whole++
				} else if wrong[name]++; testing.Verbose() && wrong[name] == 1 {
					t.Logf("%s read as %s: %q", e.name, name, plain[:min(len(plain), 150)])
				}
			}
			t.Logf("%-13s %3d lines: %d of %d whole %v", e.name, n, whole, tried, wrong)
			if least := map[int]int{1: 98}; whole < least[n] || n > 1 && whole < tried {
				t.Errorf("%s, %d lines: %d of %d whole", e.name, n, whole, tried)
			}
		}
	}
}

package diagnostic

import (
	"testing"

	"jachete/diagnostic/ledger"
)

// A person's telephone, domain and number tell who the person is; those of an
// enterprise stay, to find it by.
func TestMaskBookContacts(t *testing.T) {
	t.Parallel()
	line := func(supplier string) ledger.Line {
		return ledger.Line{Supplier: supplier, Phone: "4505550199", Domain: "zibeline.example", Registered: "A1234"}
	}
	book := &ledger.Ledger{Lines: ledger.LinesOf([]ledger.Line{line("Tremblay, Ginette"), line("Atelier Zibeline inc.")})}
	if n := MaskBook(book, testMasker(t).tables, KeyedPseudonym([]byte("k")), nil); n != 1 {
		t.Fatalf("%d persons", n)
	}
	if l := book.Lines.At(0); !l.Person || l.Phone+l.Domain+l.Registered != "" {
		t.Errorf("of a person is kept %+v", l)
	}
	if l := book.Lines.At(1); l.Person || l != line("Atelier Zibeline inc.") {
		t.Errorf("of an enterprise is kept %+v", l)
	}
}

package ledger

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		point byte
		want  string // "" when it is no amount
		read  reading
	}{
		{"1234.56", 0, "1234.56", goodAmt},
		{"1234,56", 0, "1234.56", goodAmt},
		{"1 234,56 $", 0, "1234.56", goodAmt},
		{"1\u00a0234,56\u00a0$", 0, "1234.56", goodAmt},
		{"1\u202f234\u202f567,89\u00a0$", 0, "1234567.89", goodAmt},
		{"7\u00a0123 $ ", 0, "7123", goodAmt},
		{"1,234.56", 0, "1234.56", goodAmt},
		{"1.234,56", 0, "1234.56", goodAmt},
		{"1'234.50", 0, "1234.5", goodAmt},
		{"1’234.50", 0, "1234.5", goodAmt},
		{"12,345,678", 0, "12345678", goodAmt},
		{"$123, 400", 0, "123400", unclear},
		{"(1 234,56)", 0, "-1234.56", goodAmt},
		{"($1,234.56)", 0, "-1234.56", goodAmt},
		{"$(1,234.56)", 0, "-1234.56", goodAmt},
		{"1 234,56-", 0, "-1234.56", goodAmt},
		{"-1 234,56 $", 0, "-1234.56", goodAmt},
		{"−12,50", 0, "-12.5", goodAmt},
		{"- $12.50", 0, "-12.5", goodAmt},
		{"$-12.50", 0, "-12.5", goodAmt},
		{"+12.50", 0, "12.5", goodAmt},
		{"1234,56 CR", 0, "-1234.56", goodAmt},
		{"1234,56cr", 0, "-1234.56", goodAmt},
		{"1234.56 DR", 0, "1234.56", goodAmt},
		{"£12,345.67", 0, "12345.67", goodAmt},
		{"12,50 €", 0, "12.5", goodAmt},
		{"440 000 CAD", 0, "440000", goodAmt},
		{"CA$12.00", 0, "12", goodAmt},
		{"US$ 12.00", 0, "12", goodAmt},
		{"1,234", '.', "1234", goodAmt},
		{"1,234", ',', "1.234", goodAmt},
		{"1.234", ',', "1234", goodAmt},
		{"1.234", '.', "1.234", goodAmt},
		{"1,234", 0, "1234", unclear},
		{"0,500", 0, "0.5", goodAmt},
		{"12.", 0, "12", goodAmt},
		{",50", 0, "0.5", goodAmt},
		{"0.102000", 0, "0.102", goodAmt},
		{"12.340000000001", 0, "12.34", goodAmt},
		{"4321.070000000007", 0, "4321.07", goodAmt},
		{"4.3499999999", 0, "4.35", goodAmt},
		{"1.0049999", 0, "1.005", goodAmt},
		{"1.13E-13", 0, "0", goodAmt},
		{"1.234567E+06", 0, "1234567", goodAmt},
		{"2,43E+13", 0, "", tooLarge},
		{"1.23E+06", 0, "", tooLarge},
		{"9999999999999", 0, "", tooLarge},
		{"1e999999999", 0, "", tooLarge},
		{"-", 0, "0", goodAmt},
		{"$ -", 0, "0", goodAmt},
		{"", 0, "", badAmt},
		{"()", 0, "", badAmt},
		{"--5", 0, "", badAmt},
		{"(5)-", 0, "", badAmt},
		{"12 34", 0, "", badAmt},
		{"14/07/2023850", 0, "", badAmt},
		{"1234.567.89", 0, "", badAmt},
		{"12O.50", 0, "", badAmt},
		{"12.50/kg", 0, "", badAmt},
		{"10 %", 0, "", badAmt},
		{"ABC", 0, "", badAmt},
		{"5 CRATES", 0, "", badAmt},
		{"2024-03-05", 0, "", badAmt},
		{strings.Repeat("9", 70), 0, "", badAmt},
	}
	for _, tt := range tests {
		v, r := parseAmount(sheet.Cell{Text: tt.text, Kind: sheet.Text}, tt.point)
		if r != tt.read {
			t.Errorf("%q: reading %d, want %d", tt.text, r, tt.read)
			continue
		}
		if tt.want != "" && !v.decimal().Equal(decimal.RequireFromString(tt.want)) {
			t.Errorf("%q: got %s, want %s", tt.text, v.decimal(), tt.want)
		}
	}
}

func TestNumberCells(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1234.5": "1234.5", "-12.34": "-12.34", "0.1250": "0.125", "12.339999999998": "12.34", "0.00000000000011368683772161603": "0", "114.975": "114.975",
		"999999999.990000010": "999999999.99",
	} {
		v, r := parseAmount(sheet.Cell{Text: text, Kind: sheet.Number}, ',')
		if r != goodAmt || !v.decimal().Equal(decimal.RequireFromString(want)) {
			t.Errorf("%s: got %s (%d), want %s", text, v.decimal(), r, want)
		}
	}
	if _, r := parseAmount(sheet.Cell{Text: "1E+300", Kind: sheet.Number}, 0); r == goodAmt {
		t.Error("a giant exponent was accepted")
	}
}

func TestSeparators(t *testing.T) {
	t.Parallel()
	tests := []struct {
		cells []string
		want  byte
	}{
		{[]string{"1,234", "12,50"}, ','},
		{[]string{"1,234", "12.50"}, '.'},
		{[]string{"1,234", "5,678"}, 0},
		{[]string{"1,234", "1,234,567"}, '.'},
		{[]string{"1.234", "1.234.567"}, ','},
		{[]string{"12", "13"}, 0},
	}
	for _, tt := range tests {
		var s separators
		for _, c := range tt.cells {
			s.see(c)
		}
		if got := s.decimal(); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.cells, got, tt.want)
		}
	}
}

// TestAmountsComeBack writes amounts as people do, in both languages, and
// reads them.
func TestAmountsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.Int64Range(-1e14, 1e14).Draw(t, "cents")
		want := decimal.New(cents, -2)
		lang := rapid.SampledFrom(message.Langs).Draw(t, "lang")
		text := message.In(lang).Money(want)
		point := byte(',')
		if lang == message.English {
			point = '.'
		}
		v, r := parseAmount(sheet.Cell{Text: text, Kind: sheet.Text}, point)
		if r != goodAmt || !v.decimal().Equal(want) {
			t.Fatalf("%q: got %s (%d), want %s", text, v.decimal(), r, want)
		}
		if v.decimal().Exponent() < -2 {
			t.Fatalf("%q has more than cents: %s", text, v.decimal())
		}
	})
}

func TestTotalDoesNotOverflow(t *testing.T) {
	t.Parallel()
	var s total
	for range 1000 {
		s.add(largestAmount)
	}
	for range 999 {
		s.add(-largestAmount)
	}
	s.add(-1)
	if want := decimal.RequireFromString("999999999999.999999"); !s.decimal().Equal(want) {
		t.Errorf("got %s, want %s", s.decimal(), want)
	}
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1 234,56 $", "(1,234.56)", "1.5E-3", "$ -", "1'2", "-0", "CR 5", "9e9"} {
		f.Add(s, byte(','))
	}
	f.Fuzz(func(t *testing.T, s string, point byte) {
		v, r := parseAmount(sheet.Cell{Text: s, Kind: sheet.Text}, point)
		if v > largestAmount || v < -largestAmount {
			t.Fatalf("%q: %d", s, v)
		}
		if (r == goodAmt || r == unclear) && v != 0 && !strings.ContainsAny(s, "123456789") {
			t.Fatalf("%q gives %s without a digit", s, v.decimal())
		}
		var seps separators
		seps.see(s)
	})
}

func BenchmarkAmount(b *testing.B) {
	cells := []sheet.Cell{{Text: "1234.56", Kind: sheet.Number}, {Text: "1 234,56 $", Kind: sheet.Text}, {Text: "12,345.67", Kind: sheet.Text}, {Text: "(1 234,56)", Kind: sheet.Text}}
	for b.Loop() {
		for _, c := range cells {
			parseAmount(c, ',')
		}
	}
}

package message

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	fr, en := In(French), In(English)
	d := decimal.RequireFromString
	for _, c := range []struct{ got, want string }{
		{fr.Money(d("1234567.5")), "1\u202f234\u202f567,50\u00a0$"},
		{en.Money(d("1234567.5")), "$1,234,567.50"},
		{fr.Money(d("-12.345")), "−12,35\u00a0$"}, // half away from zero
		{en.Money(d("-12.345")), "−$12.35"},
		{fr.Dollars(d("999.5")), "1\u202f000\u00a0$"},
		{en.Dollars(d("-0.4")), "$0"}, // never minus zero
		{fr.For("GBP").Money(d("5")), "5,00\u00a0£"},
		{en.For("EUR").Money(d("-5")), "−€5.00"},
		{en.For("CHF").Money(d("5")), "CHF\u00a05.00"},
		{fr.For("CAD").Money(d("5")), "5,00\u00a0$"},
		{fr.Percent(d("2.345"), 1), "2,3\u00a0%"},
		{en.Percent(d("100"), 0), "100%"},
		{fr.Count(0), "0"},
		{fr.Count(1000), "1\u202f000"},
		{en.Count(-1000000), "−1,000,000"},
		{fr.Month("2024-08"), "août 2024"},
		{en.Month("2024-08"), "August 2024"},
		{fr.Month(""), ""},
		{fr.Date("2024-08-01"), "1er\u00a0août\u00a02024"},
		{en.Date("2024-08-15"), "August 15, 2024"},
		{fr.Date("pas une date"), "pas une date"},
		{fr.List([]string{"a", "b", "c"}), "a, b et c"},
		{en.List([]string{"a"}), "a"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestFillReadsEachValueOnce(t *testing.T) {
	t.Parallel()
	got := fill("{a} et {b}", []string{"a", "{b}", "b", "{a}"})
	if got != "{b} et {a}" {
		t.Errorf("a value of the ledger was read as a placeholder: %q", got)
	}
}

func TestFaultTellsWhatWhereWhyDo(t *testing.T) {
	t.Parallel()
	f := NewFault("file.missing", Place{File: "achats.xlsx", Sheet: "Feuil1", Cell: "C14"})
	want := []string{
		"Ce fichier n'existe pas.",
		"  Où : achats.xlsx, Feuil1!C14",
		"  Pourquoi : Aucun fichier ne porte ce nom à cet endroit.",
		"  Que faire : Vérifiez le nom et le dossier, puis recommencez.",
	}
	got := strings.Split(strings.ReplaceAll(In(French).Fault(f), "\u00a0", " "), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if In(English).What(f) != "This file does not exist." {
		t.Error(In(English).What(f))
	}
}

func TestMissingKeyIsSeen(t *testing.T) {
	t.Parallel()
	p := In(French)
	for _, got := range []string{p.T("no.such"), p.N("no.such", 2), p.Fault(&Fault{Key: "no.such"})} {
		if !strings.Contains(got, "‹no.such") {
			t.Errorf("a missing key hides: %q", got)
		}
	}
}

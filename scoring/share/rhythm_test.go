package share_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/scoring/share"
)

// pay makes payments of whole dollars on months of one year.
func pay(year int, byMonth ...int64) []share.Payment {
	var out []share.Payment
	for i, d := range byMonth {
		if d != 0 {
			out = append(out, share.Payment{Month: fmt.Sprintf("%04d-%02d", year, i+1), Amount: decimal.NewFromInt(d)})
		}
	}
	return out
}

func TestBeat(t *testing.T) {
	t.Parallel()
	every := pay(2024, 100, 100, 120, 90, 100, 100, 100, 110, 100, 100, 100, 100)
	both := func(a, b []share.Payment) []share.Payment { return slices.Concat(a, b) }
	for _, tt := range []struct {
		about       string
		payments    []share.Payment
		first, last string
		want        share.Rhythm
		from, to    int
		renewal     int
	}{
		{"every month", every, "2024-01", "2024-12", share.Monthly, 0, 0, 0},
		{"ten of twelve months", pay(2024, 100, 0, 100, 100, 100, 100, 0, 100, 100, 100, 100, 100), "2024-01", "2024-12", share.Monthly, 0, 0, 0},
		{"nine of twelve months", pay(2024, 100, 0, 100, 0, 100, 100, 0, 100, 100, 100, 100, 100), "2024-01", "2024-12", share.Irregular, 0, 0, 0},
		{"every month, one of them half of the year", pay(2024, 10, 10, 10, 10, 10, 100, 10, 10, 10, 10, 10, 10), "2024-01", "2024-12", share.Irregular, 0, 0, 0},
		{"half a year is too short", every[:6], "2024-01", "2024-06", share.TooFew, 0, 0, 0},
		{"nine months are enough for a monthly rhythm", every[:9], "2024-01", "2024-09", share.Monthly, 0, 0, 0},
		{"and not for a season", pay(2024, 0, 0, 0, 100, 100, 100, 100, 100, 100), "2024-01", "2024-09", share.Irregular, 0, 0, 0},
		{"a new contract", pay(2024, 0, 0, 0, 100, 100, 100, 100, 100, 100, 100, 100, 100), "2024-01", "2024-12", share.Monthly, 0, 0, 4},
		{"a summer", both(pay(2024, 0, 0, 0, 0, 100, 100, 100, 100, 100, 0, 0, 0), pay(2024, 0, 0, 0, 0, 40, 40)), "2024-01", "2024-12", share.Seasonal, 5, 9, 5},
		{"a summer with small bills in winter", both(pay(2024, 20, 0, 0, 0, 100, 100, 100, 100, 100, 0, 0, 10), pay(2024, 0, 0, 0, 0, 40, 40)), "2024-01", "2024-12", share.Seasonal, 5, 9, 5},
		{"a winter passes the new year", both(pay(2024, 100, 100, 100, 0, 0, 0, 0, 0, 0, 0, 100, 100), pay(2024, 50)), "2024-01", "2024-12", share.Seasonal, 11, 3, 11},
		{"five payments bear no season", pay(2024, 0, 0, 0, 0, 100, 100, 100, 100, 100), "2024-01", "2024-12", share.TooFew, 0, 0, 0},
		{"once in the only year", pay(2024, 0, 0, 0, 0, 0, 500), "2024-01", "2024-12", share.Once, 6, 6, 0},
		{"once, on two neighbouring months", pay(2024, 0, 0, 0, 0, 0, 500, 400), "2024-01", "2024-12", share.Once, 6, 7, 0},
		{"the same month of two years", both(pay(2023, 0, 0, 500), pay(2024, 0, 0, 500)), "2023-01", "2024-12", share.Yearly, 3, 3, 3},
		{"two months of one year of two", pay(2023, 0, 0, 500, 500), "2023-01", "2024-12", share.Once, 3, 4, 0},
		{"over two new years", both(both(pay(2022, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90), pay(2023, 90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90)), pay(2024, 90)), "2022-01", "2024-12", share.Yearly, 12, 1, 12},
		{"one new year of three is once", both(pay(2022, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90), pay(2023, 90)), "2022-01", "2024-12", share.Once, 12, 1, 0},
		{"eighteen months weigh their last twelve", both(pay(2023, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100), pay(2024, 100, 100, 100, 100, 100, 100)), "2023-01", "2024-06", share.Monthly, 0, 0, 0},
		{"months before the whole years show no season", both(pay(2023, 9000, 9000), pay(2024, 100, 100, 100, 100, 100, 100)), "2023-01", "2024-06", share.Seasonal, 1, 6, 1},
		{"here and there", pay(2024, 100, 0, 0, 100, 0, 100, 0, 0, 100, 0, 100, 100), "2024-01", "2024-12", share.Irregular, 0, 0, 0},
		{"credits alone", pay(2024, -100, -100), "2024-01", "2024-12", share.TooFew, 0, 0, 0},
		{"nothing", nil, "2024-01", "2024-12", share.TooFew, 0, 0, 0},
		{"no period", every, "", "", share.TooFew, 0, 0, 0},
		{"a period that ends before it begins", every, "2024-12", "2024-01", share.TooFew, 0, 0, 0},
		{"a month that is none", every, "2024-13", "2025-12", share.TooFew, 0, 0, 0},
		{"a thousand years", every, "1024-01", "2024-12", share.TooFew, 0, 0, 0},
		{"much without a date", both(every, []share.Payment{{Amount: decimal.NewFromInt(400)}}), "2024-01", "2024-12", share.TooFew, 0, 0, 0},
		{"little without a date", both(every, []share.Payment{{Amount: decimal.NewFromInt(100)}}), "2024-01", "2024-12", share.Monthly, 0, 0, 0},
	} {
		b := share.BeatOf(tt.payments, tt.first, tt.last)
		if b.Rhythm != tt.want || b.From != tt.from || b.To != tt.to || b.Renewal != tt.renewal {
			t.Errorf("%s: %+v, want %s %d–%d, renewal %d", tt.about, b, tt.want, tt.from, tt.to, tt.renewal)
		}
	}
}

// A rhythm is never claimed on less than its sample, and what a season claims
// holds: the run of months has 90 % of the dollars and none shorter has.
func TestBeatProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "payments")
		last := rapid.IntRange(1, 12).Draw(t, "last")
		widest := rapid.IntRange(1, last).Draw(t, "widest")
		var payments []share.Payment
		year := map[int]int64{}
		total := int64(0)
		for range n {
			m, d := rapid.IntRange(1, widest).Draw(t, "month"), rapid.Int64Range(1, 1000).Draw(t, "dollars")
			payments = append(payments, share.Payment{Month: fmt.Sprintf("2024-%02d", m), Amount: decimal.NewFromInt(d)})
			year[m] += d
			total += d
		}
		b := share.BeatOf(payments, "2024-01", fmt.Sprintf("2024-%02d", last))
		shuffled := rapid.Permutation(payments).Draw(t, "shuffled")
		if again := share.BeatOf(shuffled, "2024-01", fmt.Sprintf("2024-%02d", last)); again != b {
			t.Fatalf("the order of payments matters: %+v, %+v", b, again)
		}
		if b.Rhythm == share.Yearly {
			t.Fatal("a yearly rhythm from one year")
		}
		if b.Covered < 9 && b.Rhythm != share.TooFew || b.Covered < 12 && (b.Rhythm == share.Seasonal || b.Rhythm == share.Once) ||
			b.Payments < 6 && (b.Rhythm == share.Monthly || b.Rhythm == share.Seasonal) {
			t.Fatalf("claimed on too small a sample: %+v", b)
		}
		if b.Rhythm != share.Seasonal && b.Rhythm != share.Once {
			return
		}
		length := (b.To-b.From+12)%12 + 1
		holds := func(from, length int) bool {
			in := int64(0)
			for k := range length {
				in += year[(from-1+k)%12+1]
			}
			return in*10 >= total*9
		}
		if !holds(b.From, length) {
			t.Fatalf("%+v does not hold 90 %% of %v", b, year)
		}
		for from := 1; from <= 12 && length > 1; from++ {
			if holds(from, length-1) {
				t.Fatalf("%+v: a shorter run from %d holds 90 %% of %v", b, from, year)
			}
		}
	})
}

package ledger

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"jachete/diagnostic/ledger/sheet"
)

func TestReadDate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		order dateOrder
		want  string // "" when it is no date
	}{
		{"2024-03-05", dayFirst, "2024-03-05"},
		{"2024-03-05 10:22:00", dayFirst, "2024-03-05"},
		{"2024-03-05T10:22:00Z", dayFirst, "2024-03-05"},
		{"2024/03/05", dayFirst, "2024-03-05"},
		{"2024.3.5", dayFirst, "2024-03-05"},
		{"20240305", dayFirst, "2024-03-05"},
		{"05/03/2024", dayFirst, "2024-03-05"},
		{"05/03/2024", monthFirst, "2024-05-03"},
		{"5/3/24", dayFirst, "2024-03-05"},
		{"05-03-98", dayFirst, "1998-03-05"},
		{"07//02/2021", dayFirst, "2021-02-07"},
		{"05.03.2024 14:30", dayFirst, "2024-03-05"},
		{"9-Mar-11", dayFirst, "2011-03-09"},
		{"14-Jan-2011", dayFirst, "2011-01-14"},
		{"05mar2024", dayFirst, "2024-03-05"},
		{"Tuesday, March 05, 2024", dayFirst, "2024-03-05"},
		{"mercredi 5 mars 2024", dayFirst, "2024-03-05"},
		{"mar. 5 mars 2024", dayFirst, "2024-03-05"},
		{"mardi 2 avril 2024", dayFirst, "2024-04-02"},
		{"5 mars 2024", dayFirst, "2024-03-05"},
		{"1er août 2024", dayFirst, "2024-08-01"},
		{"3 févr. 2024", dayFirst, "2024-02-03"},
		{"15 DÉCEMBRE 2024", dayFirst, "2024-12-15"},
		{"12 juil. 24", dayFirst, "2024-07-12"},
		{"12 juin 2024", dayFirst, "2024-06-12"},
		{"March 5, 2024", dayFirst, "2024-03-05"},
		{"March 5th 2024", dayFirst, "2024-03-05"},
		{"2011-10", dayFirst, "2011-10-01"},
		{"mars 2024", dayFirst, "2024-03-01"},
		{"Sept-24", dayFirst, "2024-09-01"},
		{"03/2024", dayFirst, "2024-03-01"},
		{"45356", dayFirst, "2024-03-05"},
		{"2024-02-30", dayFirst, ""},
		{"31/02/2024", dayFirst, ""},
		{"13/13/2024", dayFirst, ""},
		{"14/07/2023850", dayFirst, ""},
		{"0000-00-00 00:00:00", dayFirst, ""},
		{"lundi", dayFirst, ""},
		{"1234567", dayFirst, ""},
		{"12.50", dayFirst, ""},
		{"Rue 5 mars 2024", dayFirst, ""},
		{"", dayFirst, ""},
	}
	for _, tt := range tests {
		got := ""
		if d := readDate(sheet.Cell{Text: tt.text, Kind: sheet.Text}).civil(tt.order); !d.IsZero() {
			got = d.Format("2006-01-02")
		}
		if got != tt.want {
			t.Errorf("%q %s: got %q, want %q", tt.text, tt.order, got, tt.want)
		}
	}
}

func TestOrderOfColumn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		cells []string
		order dateOrder
		sure  bool
	}{
		{"a day past 12 first", []string{"03/04/2024", "25/04/2024"}, dayFirst, true},
		{"a day past 12 second", []string{"4/3/2024", "4/30/2024"}, monthFirst, true},
		{"one month when read month first", []string{"4/1/2024", "4/2/2024", "4/3/2024"}, monthFirst, false},
		{"one month when read day first", []string{"1/4/2024", "2/4/2024", "3/4/2024"}, dayFirst, false},
		{"same day and month", []string{"4/4/2024"}, dayFirst, true},
		{"contradiction", []string{"25/04/2024", "26/04/2024", "4/27/2024"}, dayFirst, false},
	}
	for _, tt := range tests {
		var c dateCounts
		for _, s := range tt.cells {
			c.see(readDate(sheet.Cell{Text: s, Kind: sheet.Text}))
		}
		if o, sure := c.order(); o != tt.order || sure != tt.sure {
			t.Errorf("%s: got %s %t, want %s %t", tt.name, o, sure, tt.order, tt.sure)
		}
	}
}

// TestDatesComeBack writes days in several ways and reads them.
func TestDatesComeBack(t *testing.T) {
	t.Parallel()
	forms := []struct {
		layout string
		order  dateOrder
	}{
		{"2006-01-02", dayFirst}, {"02/01/2006", dayFirst}, {"01/02/2006", monthFirst}, {"2-Jan-2006", dayFirst}, {"Monday, January 2, 2006", dayFirst}, {"20060102", dayFirst},
	}
	rapid.Check(t, func(t *rapid.T) {
		want := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36500).Draw(t, "day"))
		f := rapid.SampledFrom(forms).Draw(t, "form")
		text := want.Format(f.layout)
		if got := readDate(sheet.Cell{Text: text, Kind: sheet.Text}).civil(f.order); !got.Equal(want) {
			t.Fatalf("%q: got %s", text, got)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2024-03-05", "5 mars 2024", "Tuesday, March 05, 2024", "05mar2024", "1er août", "12/31/99", "::", "é5é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := readDate(sheet.Cell{Text: s, Kind: sheet.Text})
		for _, o := range []dateOrder{dayFirst, monthFirst, yearFirst} {
			if d := p.civil(o); !d.IsZero() && (d.Year() < 1900 || d.Year() > 2200) {
				t.Fatalf("%q: %s", s, d)
			}
		}
	})
}

func BenchmarkDate(b *testing.B) {
	cells := []sheet.Cell{{Text: "2024-03-05", Kind: sheet.Date}, {Text: "05/03/2024", Kind: sheet.Text}, {Text: "5 mars 2024", Kind: sheet.Text}}
	for b.Loop() {
		for _, c := range cells {
			readDate(c).civil(dayFirst)
		}
	}
}

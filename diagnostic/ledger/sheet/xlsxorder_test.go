package sheet

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/ledger/sheet/sheettest"
	"jachete/templates/message"
)

// Rows that a program wrote in another order than their numbers come in order,
// or are refused: a header at the end would otherwise head nothing.
func TestRowsOutOfOrder(t *testing.T) {
	t.Parallel()
	row := func(n, text string) string {
		return `<row r="` + n + `"><c r="A` + n + `" t="str"><v>` + text + `</v></c></row>`
	}
	long := row("9", strings.Repeat("x", sortedBytes/2)) + row("8", strings.Repeat("y", sortedBytes/2))
	tests := []struct {
		name, rows string
		want       []string
		key        string
	}{
		{"in order", row("1", "a") + row("3", "b"), []string{"1a", "3b"}, ""},
		{"header last", row("2", "b") + row("3", "c") + row("1", "a"), []string{"1a", "2b", "3c"}, ""},
		{"without numbers", `<row><c t="str"><v>a</v></c></row><row><c t="str"><v>b</v></c></row>`, []string{"1a", "2b"}, ""},
		{"one number twice", row("1", "a") + row("2", "b") + row("2", "c"), []string{"1a"}, "file.unordered"},
		{"too long to sort", row("1", "a") + long, []string{"1a", "9" + strings.Repeat("x", 32_767)}, "file.unordered"},
		{"sorted up to the damage", row("2", "b") + row("1", "a") + `<row r="3"><c`, []string{"1a", "2b"}, "file.damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "x.xlsx", sheettest.Zip(
				"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
				"xl/workbook.xml", `<workbook><sheets><sheet name="x" sheetId="1" id="r1"/></sheets></workbook>`,
				"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="s.xml"/></Relationships>`,
				"xl/s.xml", `<worksheet><sheetData>`+tt.rows+`</sheetData></worksheet>`))
			b, err := Open(path, Options{})
			must(t, err)
			defer b.Close()
			var got []string
			key := ""
			for r, err := range b.Rows("x") {
				var f *message.Fault
				if errors.As(err, &f) {
					key = f.Key
					break
				}
				must(t, err)
				got = append(got, string(rune('0'+r.N))+r.At(0).Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" || key != tt.key {
				t.Errorf("ends with %q: %.300s", key, d)
			}
		})
	}
}

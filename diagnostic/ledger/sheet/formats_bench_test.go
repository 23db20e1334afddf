package sheet

import (
	"testing"

	"jachete/diagnostic/ledger/sheet/sheettest"
)

// benchmarkRows reads a ledger of 60,000 rows of twelve columns.
func benchmarkRows(b *testing.B, data []byte) {
	b.Helper()
	path := write(b, "x", data)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	rows, start := 0, worked()
	for b.Loop() {
		book, err := Open(path, Options{})
		must(b, err)
		rows = 0
		for _, s := range book.Sheets() {
			for r, err := range book.Rows(s.Name) {
				must(b, err)
				if len(r.Cells) == 12 {
					rows++
				}
			}
		}
		must(b, book.Close())
	}
	if rows != 60_001 {
		b.Fatalf("%d rows", rows)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric((worked()-start).Seconds()/float64(b.N), "cpu-s/op") // whatever else the machine does
}

func ledger60k() sheettest.Sheet {
	return sheettest.Sheet{Name: "Achats", Rows: sheettest.Purchases(60_000)}
}

func BenchmarkXLS60k(b *testing.B)  { benchmarkRows(b, sheettest.XLS(ledger60k())) }
func BenchmarkODS60k(b *testing.B)  { benchmarkRows(b, sheettest.ODS(ledger60k())) }
func BenchmarkXLSB60k(b *testing.B) { benchmarkRows(b, sheettest.XLSB(ledger60k())) }
func BenchmarkHTML60k(b *testing.B) { benchmarkRows(b, sheettest.HTML(ledger60k())) }
func BenchmarkXML60k(b *testing.B)  { benchmarkRows(b, sheettest.XML(ledger60k())) }

package ledger

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// generated makes n rows of an invented ledger.
func generated(n int) [][]any {
	rows := make([][]any, 0, n)
	for i := range n {
		rows = append(rows, []any{
			fmt.Sprintf("Atelier %d inc.", i%2500), fmt.Sprintf("2024-%02d-%02d", i%12+1, i%28+1), fmt.Sprintf("F%06d", i),
			fmt.Sprintf("02-%03d-00-%03d", i%900, i%999), "Fournitures et entretien", float64(i%100000) + 0.25,
		})
	}
	return rows
}

var generatedHeader = []any{"Fournisseur", "Date", "No facture", "Compte", "Description", "Montant"}

const benchRows = 50_000

func BenchmarkReadCSV(b *testing.B) {
	var s strings.Builder
	for _, r := range append([][]any{generatedHeader}, generated(benchRows)...) {
		for i, v := range r {
			if i > 0 {
				s.WriteByte(';')
			}
			s.WriteString(strings.ReplaceAll(fmt.Sprint(v), ".25", ",25"))
		}
		s.WriteByte('\n')
	}
	path := write(b, "x.csv", s.String())
	b.SetBytes(int64(s.Len()))
	benchRead(b, path)
}

func BenchmarkReadWorkbook(b *testing.B) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for i, r := range append([][]any{generatedHeader}, generated(benchRows)...) {
		if err := w.SetRow(cellName(0, i+1), r); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "x.xlsx")
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	benchRead(b, path)
}

func benchRead(b *testing.B, path string) {
	hs := headers(b)
	b.ReportAllocs()
	for b.Loop() {
		l, err := Read(context.Background(), []string{path}, hs, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if l.Lines.Len() != benchRows {
			b.Fatalf("%d lines", l.Lines.Len())
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/record/recordtest"
)

// A Pôle's workbook of 300 enterprises, all known.
func BenchmarkCompare(b *testing.B) {
	var records []record.Record
	var text strings.Builder
	text.WriteString("Nom,Ville,NEQ,Téléphone,Code postal\n")
	for i := range 300 {
		records = append(records, record.Record{
			ID: recordtest.ID(i), NEQ: recordtest.NEQ(i), City: "Léry", Names: []record.Name{{Text: fmt.Sprintf("Coop inventée %d", i), Kind: record.Legal}},
		})
		fmt.Fprintf(&text, "Coop inventée %d,Léry,%s,450 555-0100,J6N 1A1\n", i, recordtest.NEQ(i))
	}
	opt := options(b)
	table, err := intake.Read(b.Context(), write(b, b.TempDir(), text.String()), opt)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if p := intake.Compare(table, records, opt); p.Count(intake.Update) != 300 {
			b.Fatal(p.Count(intake.Update))
		}
	}
}

package intake_test

import (
	"context"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/record/recordtest"
	"jachete/scoring/name"
	"jachete/templates/message"
)

func read(t *rapid.T, path string, opt intake.Options) *intake.Table {
	t.Helper()
	table, err := intake.Read(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func drawnDir(t *rapid.T) string {
	dir, err := os.MkdirTemp("", "intake")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// What is exported, in either language and either format, with or without
// contacts, comes back unchanged; strict or not.
func TestExportImportsUnchanged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		records := recordtest.Records(t)
		say := message.In(rapid.SampledFrom(message.Langs).Draw(t, "lang"))
		rows := record.Rows(records, record.Export{Contacts: rapid.Bool().Draw(t, "contacts")}, say)
		opt := options(t)
		opt.Erase = rapid.Bool().Draw(t, "erase")
		dir := drawnDir(t)
		var path string
		if rapid.Bool().Draw(t, "xlsx") {
			path = xlsxOf(t, dir, rows)
		} else {
			path = csvOf(t, dir, rows)
			opt.Sheet = sheet.Options{Encoding: "utf-8", Delimiter: ","}
		}
		p := intake.Compare(read(t, path, opt), records, opt)
		if len(p.Rows) != len(records) || len(p.Missing) != 0 {
			t.Fatalf("%d rows, %d records, %d missing", len(p.Rows), len(records), len(p.Missing))
		}
		for i := range p.Rows {
			if r := &p.Rows[i]; r.Action != intake.Unchanged {
				t.Fatalf("row %d %q: %s %v %v", r.N, r.Name, r.Action, r.Faults, r.Changes)
			}
		}
	})
}

// Whatever rows bring, applying then undoing gives the registry back; and
// applying then comparing again leaves nothing to do.
func TestApplyThenUndo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := recordtest.Records(t)
		var brought []record.Record
		for i := range before {
			r := recordtest.Record(t, i+1)
			r.NEQ = before[i].NEQ
			brought = append(brought, r)
		}
		n := rapid.IntRange(0, 3).Draw(t, "new")
		for i := range n {
			r := recordtest.Record(t, 20+i)
			r.ID = ""
			brought = append(brought, r)
		}
		opt := options(t)
		opt.OwnWords = true
		opt.Sheet = sheet.Options{Encoding: "utf-8", Delimiter: ","}
		path := csvOf(t, drawnDir(t), record.Rows(brought, record.Export{Contacts: true}, message.In(message.French)))
		table := read(t, path, opt)
		p := intake.Compare(table, before, opt)
		versions := record.Stamp{Seq: 1, At: noon, Author: "x"}.Versions(before...)
		st := stamp
		st.Seq = int64(len(versions) + 1)
		batch := p.Apply(st, ids())
		versions = append(versions, batch...)
		h, err := record.NewHistory(versions)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Count(intake.Create) + p.Count(intake.Update); got != len(batch) {
			t.Fatalf("%d rows change something, %d versions", got, len(batch))
		}
		again := intake.Compare(table, h.Now(), opt)
		for i := range again.Rows {
			if a := again.Rows[i].Action; p.Rows[i].Action != intake.Conflict && a != intake.Unchanged {
				t.Fatalf("row %d: %s, then %s: %v %v", i, p.Rows[i].Action, a, again.Rows[i].Faults, again.Rows[i].Changes)
			}
		}
		if len(batch) == 0 {
			return
		}
		u, err := intake.Undo(h, "lot-1", record.Stamp{Seq: h.Last() + 1, At: noon, Author: "x", Batch: "lot-2"}, false)
		if err != nil {
			t.Fatal(err)
		}
		after, err := record.NewHistory(append(versions, u.Versions...))
		if err != nil {
			t.Fatal(err)
		}
		now := record.Living(after.Now())
		if len(now) != len(before) {
			t.Fatalf("%d records, were %d", len(now), len(before))
		}
		for i := range now {
			if !record.Same(&now[i], &before[i]) {
				t.Fatal(cmp.Diff(before[i], now[i]))
			}
		}
	})
}

// A diagnostic made on the exported file counts what one made on the edition
// counts.
func TestExportReadAsRegistry(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		records := recordtest.Records(t)
		want := record.EditionOf(records)
		path := xlsxOf(t, drawnDir(t), record.Rows(records, record.Export{}, message.In(rapid.SampledFrom(message.Langs).Draw(t, "lang"))))
		got := map[string]registry.Entry{}
		ed, err := registry.Read(context.Background(), path, options(t).Headers, registry.Options{})
		if err == nil {
			for _, e := range ed.Entries {
				got[e.ID] = e
			}
		} else if len(want.Entries) > 0 {
			t.Fatal(err)
		}
		if len(got) != len(want.Entries) {
			t.Fatalf("%d enterprises count, want %d", len(got), len(want.Entries))
		}
		for _, w := range want.Entries {
			g := got[w.ID]
			if name.Fold(g.Name) != name.Fold(w.Name) || g.NEQ != w.NEQ || g.From != w.From || g.To != w.To || !cmp.Equal(g.Spans, w.Spans) {
				t.Fatalf("%+v\n%+v", g, w)
			}
		}
	})
}

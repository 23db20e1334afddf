package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
	"jachete/templates/message"
)

// Two ledgers of the same days at once: neither slips in uncompared.
func TestImportsAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	paths := []string{o.file("a.csv", year24), o.file("b.csv", year24+"2024-09-01;Quincaillerie Boisvert-Lac inc.;Vis;50,00\n")}
	errs := make([]error, len(paths))
	var all sync.WaitGroup
	for i, p := range paths {
		all.Go(func() {
			_, _, errs[i] = o.Import(t.Context(), o.buyer, o.org, p, "", desk.Reading{}, "", nil)
		})
	}
	all.Wait()
	kept := 0
	for _, err := range errs {
		switch key := faultKey(err); {
		case err == nil:
			kept++
		case key != "import.changed" && key != "import.overlap":
			t.Errorf("refused with %v", err)
		}
	}
	if kept != 1 {
		t.Errorf("%d of two imports that overlap were kept: %v", kept, errs)
	}
}

// A replacement that cannot be stored leaves the earlier ledger as it is.
func TestReplaceIsOneTransaction(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	first, err := o.bring("2024.csv", year24, "")
	o.must(err)
	book, err := o.Store.LoadLedger(t.Context(), o.org, first.ID)
	o.must(err)
	ctx, stop := context.WithCancel(t.Context())
	_, err = o.Store.ImportLedger(ctx, o.org, store.LedgerImport{
		File: "b.csv", Digest: "d2", Ledger: book, Author: "u", Replaces: []string{first.ID}, Progress: func(int) { stop() },
	})
	if err == nil {
		t.Fatal("an import whose context ended was kept")
	}
	if c, err := o.Store.CountLines(t.Context(), o.org, store.LineFilter{}); err != nil || c.Lines != 3 {
		t.Errorf("%d lines are left of 3: %v", c.Lines, err)
	}
	if l, err := o.Store.Ledger(t.Context(), o.org, first.ID); err != nil || l.State != store.Imported {
		t.Errorf("the earlier ledger is %+v, %v", l.State, err)
	}
}

// Who confirms may crash before the job is asked for; the job may crash after
// the lines are stored; storing may fail. In every case the upload can go on.
func TestUploadGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	understood := func(o *office) store.Upload {
		up, err := o.Receive(ctx, o.buyer, o.org, "2024.csv", strings.NewReader(year24), desk.Reading{})
		o.must(err)
		run, stop := context.WithCancel(ctx)
		over := make(chan struct{})
		go func() { o.Run(run, 0); close(over) }()
		for {
			j, err := o.Job(ctx, o.buyer, o.org, up.ID)
			o.must(err)
			if j.Over() {
				break
			}
		}
		stop()
		<-over
		return up
	}
	t.Run("no job was asked for", func(t *testing.T) {
		t.Parallel()
		o := open(t, storetest.Open(t, storetest.SQLite(t)))
		up := understood(o)
		o.must(o.Store.ConfirmUpload(ctx, o.org, up.ID, "u"))
		o.must(o.Confirm(ctx, o.buyer, o.org, up.ID, ""))
		if err := o.Drop(ctx, o.buyer, o.org, up.ID); err == nil {
			t.Error("an upload that a job is about to store was dropped")
		}
	})
	t.Run("it may be dropped", func(t *testing.T) {
		t.Parallel()
		o := open(t, storetest.Open(t, storetest.SQLite(t)))
		up := understood(o)
		o.must(o.Store.ConfirmUpload(ctx, o.org, up.ID, "u"))
		o.must(o.Drop(ctx, o.buyer, o.org, up.ID))
	})
	t.Run("stored and not told", func(t *testing.T) {
		t.Parallel()
		o := open(t, storetest.Open(t, storetest.SQLite(t)))
		up := understood(o)
		o.must(o.Store.ConfirmUpload(ctx, o.org, up.ID, "u"))
		l, err := o.bring("2024.csv", year24, "")
		o.must(err)
		if u, err := o.Store.Upload(ctx, o.org, up.ID); err != nil || u.State != store.UploadImported || u.Ledger != l.ID {
			t.Errorf("upload %+v, %v", u, err)
		}
		o.must(o.Store.ImportedUpload(ctx, o.org, up.ID, l.ID))
	})
	t.Run("storing fails", func(t *testing.T) {
		t.Parallel()
		o := open(t, storetest.Open(t, storetest.SQLite(t)))
		up := understood(o)
		o.must(o.Store.ConfirmUpload(ctx, o.org, up.ID, "u"))
		_, err := o.Store.AddJob(ctx, jobs.Job{Organisation: string(o.org), Kind: "import", Object: up.ID})
		o.must(err)
		j, ok, err := o.Store.ClaimJob(ctx, "w", storetest.Clock()())
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		o.must(o.Store.EndJob(ctx, j.ID, "w", jobs.Failed, message.NewFault("import.changed", message.Place{}), ""))
		if u, err := o.Store.Upload(ctx, o.org, up.ID); err != nil || u.State != store.UploadUnderstood {
			t.Errorf("upload %+v, %v", u, err)
		}
	})
}

// An edition marked while the registry changes is one that can be read again.
func TestEditionsMarkedWhileTheRegistryChanges(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	_, err := o.bring("2024.csv", year24, "")
	o.must(err)
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 12 {
			r := record.Record{Names: []record.Name{{Text: "Entreprise inventée " + string(rune('A'+i)), Kind: record.Legal}}}
			if _, _, err := o.SaveRecord(t.Context(), o.advisor, r, "essai"); err != nil {
				t.Error(err)
			}
		}
	})
	last := 0
	for range 12 {
		m, err := o.MarkEdition(t.Context(), o.advisor)
		o.must(err)
		last = m.Number
	}
	all.Wait()
	for n := 1; n <= last; n++ {
		if _, err := o.Look(t.Context(), o.advisor, o.org, desk.Asked{Period: "2024", Edition: n}); err != nil {
			t.Errorf("edition %d: %v", n, err)
		}
	}
}

// Looking writes nothing: neither at an empty installation nor at a registry
// that changed. What is kept is made of an edition that is kept.
func TestLookingMarksNoEdition(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	bare := o.reopened(storetest.Open(t, storetest.SQLite(t)))
	if list, waiting, err := bare.Dockets(ctx, o.advisor, time.Hour); err != nil || len(list)+len(waiting) != 0 {
		t.Errorf("%d listed, %d waiting, %v", len(list), len(waiting), err)
	}
	if marks, err := bare.Store.Editions(ctx); err != nil || len(marks) != 0 {
		t.Errorf("looking at an empty installation marked %+v, %v", marks, err)
	}

	_, err := o.bring("2024.csv", year24, "")
	o.must(err)
	before, err := o.Store.Editions(ctx)
	o.must(err)
	asked := desk.Asked{Period: "2024"}
	counted := func() decimal.Decimal {
		t.Helper()
		v, err := o.Look(ctx, o.buyer, o.org, asked)
		o.must(err)
		return v.Measures.Confirmed.Dollars
	}
	add := func(called string) {
		t.Helper()
		r := record.Record{Names: []record.Name{{Text: called, Kind: record.Legal}}, Statuses: []record.Status{{Standing: record.Recognised, From: "2020-01-01"}}}
		_, found, err := o.SaveRecord(ctx, o.advisor, r, "essai")
		o.must(err)
		if record.Refused(found) {
			t.Fatalf("%+v", found)
		}
	}
	first := counted()
	add("Papeterie Lunombre")
	if now := counted(); !now.Equal(first) {
		t.Errorf("%s, then %s", first, now)
	}
	add("Quincaillerie Boisvert-Lac inc.") // of the ledger: the edition has the same number, and is another
	if now := counted(); !now.GreaterThan(first) {
		t.Errorf("the registry changed, and is not seen: %s, then %s", first, now)
	}
	_, err = o.Questions(ctx, o.buyer, o.org, asked)
	o.must(err)
	_, err = o.Docket(ctx, o.advisor, o.org)
	o.must(err)
	_, _, err = o.Dockets(ctx, o.advisor, time.Hour)
	o.must(err)
	_, _, err = o.PolicyEffects(ctx, o.advisor, o.Policy, time.Hour)
	o.must(err)
	if after, err := o.Store.Editions(ctx); err != nil || len(after) != len(before) {
		t.Errorf("%d editions, and %d once it was looked at, %v", len(before), len(after), err)
	}
	made, err := o.MakeDiagnostic(ctx, o.buyer, o.org, asked, nil)
	o.must(err)
	if after, err := o.Store.Editions(ctx); err != nil || len(after) != len(before)+1 || made.Edition != len(after) {
		t.Errorf("kept from edition %d of %d, %v", made.Edition, len(after), err)
	}
	if !made.Value.Measures.Confirmed.Dollars.Equal(counted()) {
		t.Error("what is kept is not what was looked at")
	}
}

package desk_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/store/storetest"
)

// A page about all buyers does not measure what is being measured in the
// background; when that is over, the buyer is there again.
func TestDocketsWaitForWorkUnderWay(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	_, err := o.bring("2024.csv", year24, "")
	o.must(err)
	asked := func() (listed, waiting int) {
		t.Helper()
		list, left, err := o.Dockets(ctx, o.advisor, time.Hour)
		o.must(err)
		return len(list), len(left)
	}
	o.must(o.Diagnose(ctx, o.buyer, o.org, desk.Asked{Period: "2024"}))
	if listed, waiting := asked(); listed != 0 || waiting != 1 {
		t.Errorf("while its diagnostic is made: %d listed, %d waiting", listed, waiting)
	}
	j, ok, err := o.Store.ClaimJob(ctx, "w", time.Time{})
	o.must(err)
	if !ok || j.Kind != "diagnose" {
		t.Fatalf("the job is %+v", j)
	}
	if listed, waiting := asked(); listed != 0 || waiting != 1 {
		t.Errorf("while a worker makes it: %d listed, %d waiting", listed, waiting)
	}
	// Who asks about this buyer alone is answered all the same.
	if _, err := o.Docket(ctx, o.advisor, o.org); err != nil {
		t.Error(err)
	}
	if listed, waiting := asked(); listed != 1 || waiting != 0 {
		t.Errorf("once it is known: %d listed, %d waiting", listed, waiting)
	}
	o.must(o.Store.EndJob(ctx, j.ID, "w", jobs.Done, nil, ""))
	if listed, waiting := asked(); listed != 1 || waiting != 0 {
		t.Errorf("once it is over: %d listed, %d waiting", listed, waiting)
	}
	if orgs, err := o.Store.Working(ctx, "diagnose"); err != nil || len(orgs) != 0 {
		t.Errorf("still working: %v, %v", orgs, err)
	}
}

// What pages show follows an answer and an undone import at once, though it is
// kept in memory.
func TestWhatIsKeptFollowsChanges(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	l, err := o.bring("2024.csv", year24, "")
	o.must(err)
	asked := desk.Asked{Period: "2024"}
	look := func() *desk.Review {
		t.Helper()
		r, err := o.Questions(ctx, o.buyer, o.org, asked)
		o.must(err)
		return r
	}
	first := look()
	if again := look(); again.Value != first.Value || again.Queue != first.Queue {
		t.Error("nothing changed, and all was measured again")
	}
	o.must(o.SetTarget(ctx, o.advisor, o.org, 2024, decimal.New(12, 0)))
	second := look()
	if second.Value == first.Value || second.Value.Advice.Plan == nil {
		t.Error("a target was set, and is not seen")
	}
	more, err := o.bring("fin.csv", header+"2024-11-01;Papeterie Lunombre inc.;Papier;700,00\n", "")
	o.must(err)
	third := look()
	if len(third.Value.Lines) != len(first.Value.Lines)+1 {
		t.Errorf("%d lines, after one more than %d", len(third.Value.Lines), len(first.Value.Lines))
	}
	_, err = o.UndoLedger(ctx, o.buyer, o.org, more.ID, "essai")
	o.must(err)
	if now := look(); len(now.Value.Lines) != len(first.Value.Lines) {
		t.Errorf("%d lines, after one import was undone", len(now.Value.Lines))
	}
	_, err = o.UndoLedger(ctx, o.buyer, o.org, l.ID, "essai")
	o.must(err)
	if _, err := o.Questions(ctx, o.buyer, o.org, asked); faultKey(err) != "desk.no_ledger" {
		t.Errorf("with no ledger left: %v", err)
	}
}

package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/jobs"
	"jachete/templates/message"
)

// shelf is a store of jobs in memory.
type shelf struct {
	mu      sync.Mutex
	jobs    []*jobs.Job
	worker  map[string]string
	renewed map[string]time.Time
	renewal error // of the next renewals
	told    []string
}

func newShelf(list ...*jobs.Job) *shelf {
	return &shelf{jobs: list, worker: map[string]string{}, renewed: map[string]time.Time{}}
}

func (s *shelf) ClaimJob(_ context.Context, worker string, stale time.Time) (jobs.Job, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		if j.State == jobs.Waiting || j.State == jobs.Running && s.renewed[j.ID].Before(stale) {
			j.State = jobs.Running
			j.Attempts++
			s.worker[j.ID], s.renewed[j.ID] = worker, time.Now()
			return *j, true, nil
		}
	}
	return jobs.Job{}, false, nil
}

func (s *shelf) RenewJob(_ context.Context, id, worker, step string, done, total int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.renewal != nil || s.worker[id] != worker {
		return errors.New("not yours")
	}
	s.renewed[id] = time.Now()
	s.told = append(s.told, step)
	return nil
}

func (s *shelf) EndJob(ctx context.Context, id, worker string, state jobs.State, fault *message.Fault, result string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.worker[id] != worker {
		return errors.New("not yours")
	}
	for _, j := range s.jobs {
		if j.ID == id {
			j.State, j.Fault, j.Result = state, fault, result
		}
	}
	return ctx.Err()
}

func (s *shelf) job(id string) jobs.Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		if j.ID == id {
			return *j
		}
	}
	return jobs.Job{}
}

func runner(s jobs.Store, kinds map[string]jobs.Work) *jobs.Runner {
	return &jobs.Runner{Store: s, Kinds: kinds, Name: "r", Count: 1, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
}

// start runs r; the function it gives stops it and waits.
func start(t *testing.T, r *jobs.Runner, grace time.Duration) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { r.Run(ctx, grace); close(done) }()
	return func() { cancel(); <-done }
}

func TestHowJobsEnd(t *testing.T) {
	t.Parallel()
	fault := message.NewFault("file.empty", message.Place{File: "a.csv"})
	for name, x := range map[string]struct {
		work     jobs.Work
		state    jobs.State
		attempts int
		fault    *message.Fault
		result   string
	}{
		"done":  {func(context.Context, jobs.Job, func(string, int, int)) (string, error) { return "là", nil }, jobs.Done, 1, nil, "là"},
		"fault": {func(context.Context, jobs.Job, func(string, int, int)) (string, error) { return "", fault }, jobs.Failed, 1, fault, ""},
		"ours, three times": {func(context.Context, jobs.Job, func(string, int, int)) (string, error) {
			return "", errors.New("le disque est plein")
		}, jobs.Failed, 3, nil, ""},
		"panics": {func(context.Context, jobs.Job, func(string, int, int)) (string, error) { panic("aïe") }, jobs.Failed, 3, nil, ""},
		"ours, then well": {func(_ context.Context, j jobs.Job, _ func(string, int, int)) (string, error) {
			if j.Attempts < 2 {
				return "", errors.New("pas encore")
			}
			return "là", nil
		}, jobs.Done, 2, nil, "là"},
		"no worker": {nil, jobs.Failed, 3, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				kinds := map[string]jobs.Work{}
				if x.work != nil {
					kinds["k"] = x.work
				}
				s := newShelf(&jobs.Job{ID: "1", Kind: "k", State: jobs.Waiting})
				stop := start(t, runner(s, kinds), time.Minute)
				time.Sleep(10 * time.Second) // of the bubble's own time
				stop()
				got := s.job("1")
				want := jobs.Job{ID: "1", Kind: "k", State: x.state, Attempts: x.attempts, Fault: x.fault, Result: x.result}
				if d := cmp.Diff(want, got); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

func TestWakeSavesTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		var at time.Time
		r := runner(s, map[string]jobs.Work{"k": func(context.Context, jobs.Job, func(string, int, int)) (string, error) {
			at = time.Now()
			return "", nil
		}})
		stop := start(t, r, time.Minute)
		time.Sleep(700 * time.Millisecond)
		s.mu.Lock()
		s.jobs = append(s.jobs, &jobs.Job{ID: "1", Kind: "k", State: jobs.Waiting})
		s.mu.Unlock()
		asked := time.Now()
		r.Wake()
		r.Wake() // again is no matter
		synctest.Wait()
		stop()
		if !at.Equal(asked) {
			t.Errorf("taken up %v after it was asked for", at.Sub(asked))
		}
	})
}

// A long job keeps its claim: a second runner does not take it. One that dies
// loses it.
func TestClaimIsRenewedAndLapses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var begun []string
		work := func(name string) map[string]jobs.Work {
			return map[string]jobs.Work{"k": func(ctx context.Context, _ jobs.Job, tell func(string, int, int)) (string, error) {
				begun = append(begun, name)
				tell("read", 1, 2)
				select {
				case <-time.After(2 * time.Minute):
					return name, nil
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}}
		}
		s := newShelf(&jobs.Job{ID: "1", Kind: "k", State: jobs.Waiting})
		first, second := runner(s, work("first")), runner(s, work("second"))
		second.Name = "s"
		stopFirst := start(t, first, time.Hour)
		synctest.Wait()
		stopSecond := start(t, second, time.Hour)
		time.Sleep(90 * time.Second)
		if d := cmp.Diff([]string{"first"}, begun); d != "" {
			t.Fatalf("while it is renewed: %s", d)
		}
		s.mu.Lock()
		s.renewal = errors.New("the network is gone")
		s.mu.Unlock()
		time.Sleep(20 * time.Second) // the first notices and leaves it
		s.mu.Lock()
		s.renewal = nil
		s.mu.Unlock()
		time.Sleep(3 * time.Minute)
		stopFirst()
		stopSecond()
		if len(begun) != 2 || s.job("1").State != jobs.Done || s.job("1").Attempts != 2 {
			t.Errorf("begun by %v, ended %+v", begun, s.job("1"))
		}
		if len(s.told) == 0 || s.told[0] != "read" {
			t.Errorf("progress told: %v", s.told)
		}
	})
}

func TestGrace(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		grace time.Duration
		state jobs.State
	}{
		"long enough": {time.Minute, jobs.Done},
		"too short":   {time.Second, jobs.Waiting}, // taken up at the next start
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				work := map[string]jobs.Work{"k": func(ctx context.Context, _ jobs.Job, _ func(string, int, int)) (string, error) {
					select {
					case <-time.After(20 * time.Second):
						return "là", nil
					case <-ctx.Done():
						return "", ctx.Err()
					}
				}}
				s := newShelf(&jobs.Job{ID: "1", Kind: "k", State: jobs.Waiting}, &jobs.Job{ID: "2", Kind: "k", State: jobs.Waiting})
				stop := start(t, runner(s, work), x.grace)
				time.Sleep(time.Second)
				stop()
				if got := s.job("1").State; got != x.state {
					t.Errorf("ended %q, want %q", got, x.state)
				}
				if got := s.job("2").State; got != jobs.Waiting {
					t.Errorf("a job was begun after the end: %q", got)
				}
				// The next start does what was left, at once.
				stop = start(t, runner(s, work), time.Minute)
				time.Sleep(45 * time.Second)
				stop()
				if a, b := s.job("1"), s.job("2"); a.State != jobs.Done || b.State != jobs.Done {
					t.Errorf("after the next start: %q and %q", a.State, b.State)
				}
			})
		})
	}
}

func TestSeveralAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := 0, 0
		work := map[string]jobs.Work{"k": func(context.Context, jobs.Job, func(string, int, int)) (string, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			return "", nil
		}}
		s := newShelf()
		for _, id := range []string{"1", "2", "3", "4", "5"} {
			s.jobs = append(s.jobs, &jobs.Job{ID: id, Kind: "k", State: jobs.Waiting})
		}
		r := runner(s, work)
		r.Count = 2
		stop := start(t, r, time.Minute)
		time.Sleep(time.Minute)
		stop()
		if most != 2 {
			t.Errorf("%d at a time, want 2", most)
		}
		for _, j := range s.jobs {
			if j.State != jobs.Done || !j.Over() {
				t.Errorf("job %s: %s", j.ID, j.State)
			}
		}
	})
}

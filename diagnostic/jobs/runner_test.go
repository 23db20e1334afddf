package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"jachete/diagnostic/jobs"
	"jachete/templates/message"
)

// runShelf keeps jobs in memory.
type runShelf struct {
	mu    sync.Mutex
	list  []jobs.Job
	ended chan jobs.Job
}

func (s *runShelf) ClaimJob(context.Context, string, time.Time) (jobs.Job, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.list {
		if s.list[i].State == jobs.Waiting {
			s.list[i].State = jobs.Running
			s.list[i].Attempts++
			return s.list[i], true, nil
		}
	}
	return jobs.Job{}, false, nil
}

func (s *runShelf) RenewJob(context.Context, string, string, string, int, int) error { return nil }

func (s *runShelf) EndJob(_ context.Context, id, _ string, state jobs.State, fault *message.Fault, result string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.list {
		if s.list[i].ID == id {
			s.list[i].State, s.list[i].Fault, s.list[i].Result = state, fault, result
			if s.list[i].Over() {
				s.ended <- s.list[i]
			}
		}
	}
	return nil
}

func TestRunner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attempts int // before this one: workers that died
		work     jobs.Work
		state    jobs.State
		tried    int
		fault    bool
	}{
		"done": {0, func(context.Context, jobs.Job, func(string, int, int)) (string, error) { return "r", nil }, jobs.Done, 1, false},
		"a fault of the input is not tried again": {0, func(context.Context, jobs.Job, func(string, int, int)) (string, error) {
			return "", message.NewFault("file.empty", message.Place{})
		}, jobs.Failed, 1, true},
		"a failure of ours is tried three times": {0, func(context.Context, jobs.Job, func(string, int, int)) (string, error) {
			return "", errors.New("disk")
		}, jobs.Failed, 3, false},
		"a panic is a failure": {0, func(context.Context, jobs.Job, func(string, int, int)) (string, error) { panic("x") }, jobs.Failed, 3, false},
		"one that killed its workers is given up": {3, func(context.Context, jobs.Job, func(string, int, int)) (string, error) {
			return "r", nil
		}, jobs.Failed, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tried := 0
			s := &runShelf{list: []jobs.Job{{ID: "j", Kind: "k", State: jobs.Waiting, Attempts: c.attempts}}, ended: make(chan jobs.Job, 1)}
			r := &jobs.Runner{
				Store: s, Name: "w", Count: 1, Now: time.Now, Log: slog.New(slog.DiscardHandler),
				Kinds: map[string]jobs.Work{"k": func(ctx context.Context, j jobs.Job, tell func(string, int, int)) (string, error) {
					tried++
					return c.work(ctx, j, tell)
				}},
			}
			ctx, stop := context.WithCancel(t.Context())
			over := make(chan struct{})
			go func() { r.Run(ctx, 0); close(over) }()
			j := <-s.ended
			stop()
			<-over
			if j.State != c.state || tried != c.tried || (j.Fault != nil) != c.fault {
				t.Errorf("%+v after %d attempts, want %s after %d", j, tried, c.state, c.tried)
			}
		})
	}
}

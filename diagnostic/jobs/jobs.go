// Package jobs runs work that outlives a request: reading an upload, storing
// it, making a diagnostic.
//
// A [Job] is a row of the store, and the row is the truth: it waits, one worker
// of one server claims it, tells its progress and its end there. A worker that
// dies stops renewing its claim and the job is taken up again, so work must be
// safe to begin twice. Nothing is kept in memory that a restart would lose.
//
// The package knows nothing of ledgers. Start with [Runner.Run].
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"jachete/templates/message"
)

// State of a job.
type State string

// The states.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Job is one piece of work. Organisation is whose it is: who watches it must be
// allowed to see that organisation.
type Job struct {
	ID           string
	Organisation string
	Kind         string // which worker function
	Object       string // what it works on: an upload, a ledger, a diagnostic
	Payload      json.RawMessage
	By           string // user who asked

	State    State
	Attempts int
	Step     string // of the work, a message key's end
	Progress int    // of Total; Total 0 = unknown
	Total    int
	// Fault is what was wrong with the input, null when the failure is ours.
	Fault *message.Fault
	// Result is where the work left what it made, "" when nowhere.
	Result  string
	Created time.Time
	Ended   time.Time // zero while it is not over
}

// Over tells whether nothing more will happen to the job.
func (j *Job) Over() bool { return j.State == Done || j.State == Failed }

// Store keeps jobs.
type Store interface {
	// ClaimJob takes the oldest job that waits, or one whose claim was not renewed
	// since stale; ok is false when there is none.
	ClaimJob(ctx context.Context, worker string, stale time.Time) (j Job, ok bool, err error)
	// RenewJob tells that the worker lives and how far it is. It fails when the
	// claim was lost.
	RenewJob(ctx context.Context, id, worker, step string, done, total int) error
	// EndJob writes the end of a job the worker still holds.
	EndJob(ctx context.Context, id, worker string, state State, fault *message.Fault, result string) error
}

// Work does a job. It tells its progress as it goes and returns where the result
// is. A *message.Fault is told to the user; another error is ours and the job is
// tried again, three times in all.
type Work func(ctx context.Context, j Job, tell func(step string, done, total int)) (result string, err error)

const (
	tries  = 3
	beat   = 5 * time.Second  // a claim is renewed this often
	lapsed = 30 * time.Second // a claim not renewed for so long is lost
	idle   = 500 * time.Millisecond
)

// Runner claims jobs and does them.
type Runner struct {
	Store  Store
	Kinds  map[string]Work
	Name   string // of this process among the servers, unique
	Count  int    // jobs at a time, at least 1
	Now    func() time.Time
	Log    *slog.Logger
	wake   chan struct{}
	opened sync.Once
}

func (r *Runner) open() { r.opened.Do(func() { r.wake = make(chan struct{}, 1) }) }

// Wake tells that a job was added, so that it need not wait for the next look.
func (r *Runner) Wake() {
	r.open()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends; a job that is being done then is finished first,
// unless grace ends: it is taken up again at the next start.
func (r *Runner) Run(ctx context.Context, grace time.Duration) {
	r.open()
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var running sync.WaitGroup
	for i := range max(1, r.Count) {
		running.Go(func() { r.loop(ctx, work, fmt.Sprintf("%s/%d", r.Name, i)) })
	}
	<-ctx.Done()
	over := make(chan struct{})
	go func() { running.Wait(); close(over) }()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
		stop()
		<-over
	}
}

// loop claims and does jobs, one at a time, while ctx lives.
func (r *Runner) loop(ctx, work context.Context, worker string) {
	for ctx.Err() == nil {
		j, ok, err := r.Store.ClaimJob(ctx, worker, r.Now().Add(-lapsed))
		switch {
		case err != nil && ctx.Err() == nil:
			r.Log.Error("claim a job", "error", err)
		case ok:
			r.do(work, worker, j)
			continue
		}
		timer := time.NewTimer(idle)
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// do works on one job and writes its end.
func (r *Runner) do(over context.Context, worker string, j Job) {
	ctx, lost := context.WithCancelCause(over)
	defer lost(nil)
	told := &progress{}
	var beating sync.WaitGroup
	end := make(chan struct{})
	beating.Go(func() { r.renew(ctx, lost, end, worker, j.ID, told) })

	var result string
	var err error
	if j.Attempts > tries { // its workers died: it would take every server with it
		err = fmt.Errorf("given up after %d attempts that did not end", tries)
	} else {
		result, err = r.try(ctx, j, told.set)
	}
	close(end)
	beating.Wait()

	if cause := context.Cause(ctx); cause != nil {
		r.Log.Warn("job left", "job", j.ID, "kind", j.Kind, "cause", cause)
		if over.Err() != nil {
			r.giveBack(over, worker, j)
		}
		return // whoever holds the claim next does it again
	}
	state := Done
	var fault *message.Fault
	switch {
	case err == nil:
	case errors.As(err, &fault):
		state = Failed
	case j.Attempts < tries:
		r.Log.Warn("job will be tried again", "job", j.ID, "kind", j.Kind, "attempt", j.Attempts, "error", err)
		state = Waiting
	default:
		r.Log.Error("job failed", "job", j.ID, "kind", j.Kind, "error", err)
		state = Failed
	}
	if err := r.Store.EndJob(ctx, j.ID, worker, state, fault, result); err != nil {
		r.Log.Error("write the end of a job", "job", j.ID, "error", err)
	}
}

// giveBack lets a job wait again that the end of this process leaves, so that the
// next start need not see the claim lapse.
func (r *Runner) giveBack(ctx context.Context, worker string, j Job) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), beat)
	defer stop()
	if err := r.Store.EndJob(ctx, j.ID, worker, Waiting, nil, ""); err != nil {
		r.Log.Warn("give a job back", "job", j.ID, "error", err)
	}
}

// try keeps a panic of the work from taking the server with it.
func (r *Runner) try(ctx context.Context, j Job, tell func(string, int, int)) (result string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	w, ok := r.Kinds[j.Kind]
	if !ok {
		return "", fmt.Errorf("no worker for jobs of kind %q", j.Kind)
	}
	return w(ctx, j, tell)
}

// progress is what the work told last.
type progress struct {
	mu          sync.Mutex
	step        string
	done, total int
	fresh       bool
}

func (p *progress) set(step string, done, total int) {
	p.mu.Lock()
	p.step, p.done, p.total, p.fresh = step, done, total, true
	p.mu.Unlock()
}

func (p *progress) get() (step string, done, total int, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fresh, p.fresh = p.fresh, false
	return p.step, p.done, p.total, fresh
}

// renew keeps the claim and writes progress twice a second while there is any.
func (r *Runner) renew(ctx context.Context, lost context.CancelCauseFunc, end <-chan struct{}, worker, id string, told *progress) {
	tick := time.NewTicker(idle)
	defer tick.Stop()
	last := r.Now()
	for {
		select {
		case <-end:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		step, done, total, fresh := told.get()
		if !fresh && r.Now().Sub(last) < beat {
			continue
		}
		last = r.Now()
		if err := r.Store.RenewJob(ctx, id, worker, step, done, total); err != nil && ctx.Err() == nil {
			lost(fmt.Errorf("claim lost: %w", err))
			return
		}
	}
}

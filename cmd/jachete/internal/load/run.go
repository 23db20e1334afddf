package load

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Took is what pages of one shape took.
type Took struct {
	Pattern       string
	N, Failed     int
	P50, P99, Max time.Duration
	// Processor is the time of the processors that one page takes, of client and
	// server together; only [Cost] knows it.
	Processor time.Duration
	times     []time.Duration
}

// Run asks for pages, one after the other in turn, rate times a second until it
// is over, however long the answers take. A time is counted from the moment the
// request was due. The first row is all pages together.
func Run(ctx context.Context, pages []Page, rate int, over <-chan struct{}) ([]Took, error) {
	if len(pages) == 0 {
		return nil, errors.New("no page to ask for")
	}
	var (
		mu   sync.Mutex
		wait sync.WaitGroup
		by   = newTally()
	)
	every := time.Second / time.Duration(rate)
	start := time.Now()
	for i := 0; ; i++ {
		due := start.Add(time.Duration(i) * every)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-over:
			wait.Wait()
			return by.list(func(t *Took) time.Duration { return t.P99 }), nil
		case <-time.After(time.Until(due)):
		}
		wait.Go(func() {
			p := pages[i%len(pages)]
			status, _, err := p.Get(ctx)
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			by.note(p, took, err == nil && status == http.StatusOK)
		})
	}
}

// Cost asks for each page alone, times times, and tells what it takes of the
// processors; the clock of a machine that does other work tells little. spent
// gives the processor time of the process so far.
func Cost(ctx context.Context, pages []Page, times int, spent func() time.Duration) ([]Took, error) {
	if len(pages) == 0 {
		return nil, errors.New("no page to ask for")
	}
	by := newTally()
	for range times {
		for _, p := range pages {
			start, before := time.Now(), spent()
			status, _, err := p.Get(ctx)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			for _, t := range by.note(p, time.Since(start), err == nil && status == http.StatusOK) {
				t.Processor += spent() - before
			}
		}
	}
	for _, t := range by {
		t.Processor /= time.Duration(t.N)
	}
	return by.list(func(t *Took) time.Duration { return t.Processor }), nil
}

// tally gathers times by pattern; "all" is of all pages.
type tally map[string]*Took

func newTally() tally { return tally{} }

// all is the pattern of all pages together.
const all = "all"

func (y tally) note(p Page, took time.Duration, good bool) []*Took {
	var out []*Took
	for _, pattern := range []string{all, p.Pattern} {
		t := y[pattern]
		if t == nil {
			t = &Took{Pattern: pattern}
			y[pattern] = t
		}
		t.N++
		t.times = append(t.times, took)
		if !good {
			t.Failed++
		}
		out = append(out, t)
	}
	return out
}

// list is the row of all pages, then the others, the greatest first.
func (y tally) list(by func(*Took) time.Duration) []Took {
	var list []Took
	for _, t := range y {
		t.sum()
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Took) int {
		if (a.Pattern == all) != (b.Pattern == all) {
			if a.Pattern == all {
				return -1
			}
			return 1
		}
		if x, z := by(&a), by(&b); x != z {
			return int(z - x)
		}
		if a.Pattern < b.Pattern {
			return -1
		}
		return 1
	})
	return list
}

func (t *Took) sum() {
	slices.Sort(t.times)
	at := func(percent int) time.Duration { return t.times[min(len(t.times)*percent/100, len(t.times)-1)] }
	t.P50, t.P99, t.Max = at(50), at(99), t.times[len(t.times)-1]
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// weighed is a value of a cache in these tests.
type weighed struct {
	org  OrgID
	what string
	key  string
	n    int
}

func testCache(room int) *cache[weighed] {
	return newCache(room, func(v weighed) int { return v.n })
}

func making(v weighed) func() (weighed, error) { return func() (weighed, error) { return v, nil } }

// Whatever is asked for, in whatever order: what comes back is what would be
// made, nobody's is somebody else's, and the weight stays within its bound.
func TestCacheGivesWhatWouldBeMade(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const room = 8 * leastWeight
		c := testCache(room)
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			v := weighed{
				org: OrgID(rapid.SampledFrom([]string{"a", "b", "a/b"}).Draw(t, "org")), what: rapid.SampledFrom([]string{"2023", "2024", "b/2024"}).Draw(t, "what"),
				key: rapid.SampledFrom([]string{"k1", "k2"}).Draw(t, "key"),
			}
			v.n = len(v.key) * rapid.IntRange(0, 3*leastWeight).Draw(t, "weight")
			switch rapid.IntRange(0, 5).Draw(t, "do") {
			case 0:
				c.forget(v.org)
				if _, ok := c.look(v.org, v.what, v.key); ok {
					t.Fatal("what was forgotten is there")
				}
			case 1:
				if got, ok := c.look(v.org, v.what, v.key); ok && (got.org != v.org || got.what != v.what || got.key != v.key) {
					t.Fatalf("asked for %v, got %v", v, got)
				}
			default:
				got, err := c.get(context.Background(), v.org, v.what, v.key, making(v))
				if err != nil || got.org != v.org || got.what != v.what || got.key != v.key {
					t.Fatalf("asked for %v, got %v, %v", v, got, err)
				}
				if _, ok := c.look(v.org, v.what, v.key); !ok {
					t.Fatal("what was just made is not there")
				}
			}
			sum := 0
			for e := c.order.Front(); e != nil; e = e.Next() {
				sum += e.Value.(*shelf[weighed]).weight
			}
			if sum != c.weight || c.order.Len() != len(c.at) || c.weight > room && c.order.Len() > 1 {
				t.Fatalf("%d values weigh %d, counted as %d of %d places", c.order.Len(), sum, c.weight, len(c.at))
			}
		}
	})
}

// What nobody asked for the longest goes first.
func TestCacheDropsTheOldest(t *testing.T) {
	t.Parallel()
	c := testCache(3 * leastWeight)
	for _, what := range []string{"1", "2", "3"} {
		if _, err := c.get(t.Context(), "a", what, "k", making(weighed{})); err != nil {
			t.Fatal(err)
		}
	}
	c.look("a", "1", "k")
	if _, err := c.get(t.Context(), "b", "4", "k", making(weighed{})); err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]bool{"1": true, "2": false, "3": true} {
		if _, ok := c.look("a", what, "k"); ok != want {
			t.Errorf("%s is there: %v", what, ok)
		}
	}
}

// Many who ask at once have it made once.
func TestCacheMakesOnce(t *testing.T) {
	t.Parallel()
	c := testCache(0)
	made, begin := 0, make(chan struct{})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			<-begin
			v, err := c.get(t.Context(), "a", "2024", "k", func() (weighed, error) { made++; return weighed{key: "k"}, nil })
			if err != nil || v.key != "k" {
				t.Errorf("got %v, %v", v, err)
			}
		})
	}
	close(begin)
	all.Wait()
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}

// A failure is told to those who wait and is not kept; who was called off does
// not take the others along; what is forgotten while it is made is not kept.
func TestCacheFailures(t *testing.T) {
	t.Parallel()
	wrong := errors.New("wrong")
	c := testCache(0)
	if _, err := c.get(t.Context(), "a", "1", "k", func() (weighed, error) { return weighed{}, wrong }); !errors.Is(err, wrong) {
		t.Fatalf("got %v", err)
	}
	if v, err := c.get(t.Context(), "a", "1", "k", making(weighed{n: 7})); err != nil || v.n != 7 {
		t.Errorf("after a failure: %v, %v", v, err)
	}

	started, off := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_, err := c.get(t.Context(), "a", "2", "k", func() (weighed, error) {
			close(started)
			<-off
			return weighed{}, fmt.Errorf("read: %w", context.Canceled)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("who was called off got %v", err)
		}
	})
	<-started
	all.Go(func() {
		if v, err := c.get(t.Context(), "a", "2", "k", making(weighed{n: 9})); err != nil || v.n != 9 {
			t.Errorf("who waited got %v, %v", v, err)
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := c.get(ctx, "a", "2", "k", making(weighed{})); !errors.Is(err, context.Canceled) {
		t.Errorf("who no longer waits got %v", err)
	}
	close(off)
	all.Wait()

	if _, err := c.get(t.Context(), "a", "3", "k", func() (weighed, error) { c.forget("a"); return weighed{n: 3}, nil }); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.look("a", "3", "k"); ok {
		t.Error("what was forgotten while it was made is kept")
	}

	func() {
		defer func() { _ = recover() }()
		_, _ = c.get(t.Context(), "a", "4", "k", func() (weighed, error) { panic("made badly") })
	}()
	if v, err := c.get(t.Context(), "a", "4", "k", making(weighed{n: 4})); err != nil || v.n != 4 {
		t.Errorf("after a panic: %v, %v", v, err)
	}
}

//go:build unix

package match_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"jachete/scoring/match"
	"jachete/templates/testkit"
)

// The speed of the matcher, as docs/performance.md quotes it. Each benchmark
// prints, besides the clock's time:
//
//	names/s      answers a second by the clock, of all cores in use
//	names/cpu-s  answers a second of processor time, which other work on the
//	             machine disturbs less
//	refs         processor time of one answer in units of a fixed loop timed in
//	             the same run (hashing a thousand bytes): compares machines
//
// sizes are made once and shared: 3,000,000 names take some seconds.

// sizes of the registers measured, in names.
var sizes = []int{10_000, 100_000, 266_150, 1_000_000, 3_000_000}

type register3 struct {
	entries []match.Entry
	index   *match.Index
	asked   []match.Supplier
}

// shelf keeps the last register built, so that one of three million names
// does not stay in memory beside the next.
type shelf struct {
	mu   sync.Mutex
	name string
	reg  register3
}

var shelved shelf

func (s *shelf) get(b *testing.B, name string, entries func() []match.Entry) register3 {
	b.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.name == name {
		return s.reg
	}
	s.name, s.reg = "", register3{}
	e := entries()
	x, err := match.New(e, params(b))
	if err != nil {
		b.Fatal(err)
	}
	s.name, s.reg = name, register3{e, x, asked(e, 4096)}
	runtime.GC()
	return s.reg
}

func sized(b *testing.B, n int) register3 {
	b.Helper()
	return shelved.get(b, fmt.Sprint(n), func() []match.Entry { return register(n) })
}

// processor is the time the processors spent on this process so far.
func processor() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// reference is the processor time of the fixed loop, hashing a thousand bytes:
// the best of a few turns.
func reference() time.Duration {
	best := time.Hour
	for range 5 {
		at := processor()
		h := uint32(2166136261)
		for i := range 5_000_000 {
			h = (h ^ uint32(i&255)) * 16777619
		}
		runtime.KeepAlive(h)
		best = min(best, (processor()-at)/5000)
	}
	return best
}

// measured runs the benchmark's loop and reports its speeds.
func measured(b *testing.B, loop func()) {
	b.Helper()
	ref := reference()
	at := processor()
	loop()
	used := processor() - at
	n := float64(b.N)
	b.ReportMetric(n/b.Elapsed().Seconds(), "names/s")
	b.ReportMetric(n/used.Seconds(), "names/cpu-s")
	b.ReportMetric(float64(used.Nanoseconds())/n/float64(ref.Nanoseconds()), "refs")
}

func resolveAll(b *testing.B, x *match.Index, q []match.Supplier) {
	b.Helper()
	measured(b, func() {
		i := 0
		for b.Loop() {
			x.Resolve(q[i%len(q)])
			i++
		}
	})
}

// BenchmarkSize: what a larger register costs.
func BenchmarkSize(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := sized(b, n)
			resolveAll(b, r.index, r.asked)
		})
	}
}

// BenchmarkReal: the real names, where they are on this machine.
func BenchmarkReal(b *testing.B) {
	p := testkit.Shared(b, "names", "uk_social_economy", "registry.csv")
	q := realSuppliers(b, testkit.Shared(b, "leaveout", "uk_social_economy", "queries.csv"))
	r := shelved.get(b, "real", func() []match.Entry {
		var e []match.Entry
		for _, row := range readCSV(b, p) {
			e = append(e, match.Entry{ID: row[0], Names: []string{row[1]}})
		}
		return e
	})
	resolveAll(b, r.index, q)
}

func realSuppliers(b *testing.B, path string) []match.Supplier {
	b.Helper()
	var q []match.Supplier
	for _, row := range readCSV(b, path) {
		q = append(q, match.Supplier{Name: row[0]})
	}
	return q
}

// readCSV reads the rows under the headers.
func readCSV(b *testing.B, path string) [][]string {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	return rows[1:]
}

// BenchmarkCores: run with -cpu 1,2. "hash/s" is the fixed loop on as many
// cores in the same turn: where it does not double, the machine had no second
// core to give.
func BenchmarkCores(b *testing.B) {
	for _, n := range []int{266_150, 3_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := sized(b, n)
			ref := together()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					r.index.Resolve(r.asked[i*31%len(r.asked)])
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "names/s")
			b.ReportMetric(max(ref, together()), "hash/s")
		})
	}
}

// together is how many thousands of bytes all processors in use hash a second.
func together() float64 {
	const turns = 20_000
	var wg sync.WaitGroup
	at := time.Now()
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			h := uint32(2166136261)
			for i := range turns * 1000 {
				h = (h ^ uint32(i&255)) * 16777619
			}
			runtime.KeepAlive(h)
		})
	}
	wg.Wait()
	return turns * float64(runtime.GOMAXPROCS(0)) / time.Since(at).Seconds()
}

// BenchmarkBuild: seconds for a million names on one core (run with -cpu 1),
// and the bytes an index holds for a name besides the names themselves, after
// a first answer.
func BenchmarkBuild(b *testing.B) {
	p := params(b)
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			shelved.get(b, "", func() []match.Entry { return register(2) })
			e := register(n)
			before := heap()
			at := processor()
			var x *match.Index
			for b.Loop() {
				y, err := match.New(e, p)
				if err != nil {
					b.Fatal(err)
				}
				x = y
			}
			used := processor() - at
			x.Resolve(match.Supplier{Name: e[0].Names[0]})
			held := heap() - before
			runtime.KeepAlive(x)
			runtime.KeepAlive(e)
			million := 1e6 / float64(n) / float64(b.N)
			b.ReportMetric(b.Elapsed().Seconds()*million, "s/M")
			b.ReportMetric(used.Seconds()*million, "cpu-s/M")
			b.ReportMetric(float64(held)/float64(n), "B/name")
		})
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkLength: what a longer supplier's name costs.
func BenchmarkLength(b *testing.B) {
	for _, words := range []int{1, 2, 4, 8, 16, 24, 64, 1000} {
		b.Run(fmt.Sprint(words), func(b *testing.B) {
			r := sized(b, 266_150)
			q := make([]match.Supplier, 256)
			k := 0
			for i := range q {
				var w []string
				for len(w) < words {
					w = append(w, strings.Fields(r.asked[k%len(r.asked)].Name)...)
					k++
				}
				q[i].Name = strings.Join(w[:words], " ")
			}
			resolveAll(b, r.index, q)
		})
	}
}

// BenchmarkHostile: a name of ten thousand characters costs no more than a
// long one, and finds nothing in the largest register either.
func BenchmarkHostile(b *testing.B) {
	for _, n := range []int{266_150, 3_000_000} {
		for _, c := range hostile {
			b.Run(fmt.Sprintf("%d/%s", n, strings.ReplaceAll(c.kind, " ", "_")), func(b *testing.B) {
				r := sized(b, n)
				if v := r.index.Resolve(match.Supplier{Name: c.name}); v.Outcome != match.None || v.Reason == "" {
					b.Fatalf("%s %q: %+v", v.Outcome, v.Reason, v.Candidates)
				}
				resolveAll(b, r.index, []match.Supplier{{Name: c.name}})
			})
		}
	}
}

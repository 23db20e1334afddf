//go:build unix

package load_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
)

var (
	measure = flag.Bool("measure", false, "measure pages at 100 requests a second, then during 20 uploads of 50,000 lines")
	during  = flag.Duration("during", 20*time.Second, "how long to measure the pages alone")
	costs   = flag.Bool("costs", false, "measure also what each page takes of the processors, one page at a time")
	rate    = flag.Int("rate", 100, "requests a second")
)

// What is promised, and how long it is waited for.
const (
	target   = 50 * time.Millisecond // 99th percentile of all pages
	ledgers  = 20
	lines    = 50_000
	patience = 100 * time.Second // until all ledgers are read, stored and measured
	shown    = 25                // slowest kinds of pages told
)

// TestMeasure is run by hand: -measure. It fails when a page fails; a target
// that is not met is told, since a busy machine misses it too.
func TestMeasure(t *testing.T) {
	if !*measure {
		t.Skip("run with -measure")
	}
	began := time.Now()
	ctx, stop := context.WithTimeout(context.Background(), 4*time.Minute)
	defer stop()
	s := browsertest.Open(t)
	pages, people := pagesOf(t, s)
	weights(t, pages)
	if *costs {
		list, err := load.Cost(ctx, pages, 3, spent)
		if err != nil {
			t.Fatal(err)
		}
		table(t, "one page at a time: ms of the processors (client and server), and by the clock", list)
	}
	w := watch(t, people["administrator"])
	over := make(chan struct{})
	time.AfterFunc(*during, func() { close(over) })
	took, err := load.Run(ctx, pages, *rate, over)
	if err != nil {
		t.Fatal(err)
	}
	w.tell(fmt.Sprintf("pages alone, %d requests a second for %s", *rate, *during), took)

	flow := begin(ctx, t, s, people["advisor"])
	w = watch(t, people["administrator"])
	if took, err = load.Run(ctx, pages, *rate, flow.done); err != nil {
		t.Fatal(err)
	}
	w.tell(fmt.Sprintf("pages during %d uploads of %d lines, read, stored and measured", ledgers, lines), took)
	flow.tell(t)
	t.Logf("%s in all", time.Since(began).Round(time.Second))
}

// weights tells the heaviest kinds of pages.
func weights(t *testing.T, pages []load.Page) {
	t.Helper()
	most := map[string]load.Page{}
	for _, p := range pages {
		if m, ok := most[p.Pattern]; !ok || p.Bytes > m.Bytes {
			most[p.Pattern] = p
		}
	}
	var list []load.Page
	for _, p := range most {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b load.Page) int { return b.Bytes - a.Bytes })
	out := fmt.Sprintf("%d pages of %d kinds; the heaviest\n%10s %10s  page", len(pages), len(list), "bytes", "charts")
	for _, p := range list[:min(5, len(list))] {
		out += fmt.Sprintf("\n%10d %10d  %s", p.Bytes, p.Charts, p.Pattern)
	}
	slices.SortFunc(pages, func(a, b load.Page) int { return int(b.First - a.First) })
	out += "\nthe slowest at the first look"
	for _, p := range pages[:min(5, len(pages))] {
		out += fmt.Sprintf("\n%8.1f ms  %s", ms(p.First), p.Pattern)
	}
	t.Log(out + "\n" + verdict(list[0].Bytes <= heavy, "every page weighs at most %d bytes without its charts", heavy))
	// Kinds of pages stand together in a crawl; people do not come in that order.
	slices.SortStableFunc(pages, func(a, b load.Page) int { return strings.Compare(scatter(a.Path), scatter(b.Path)) })
}

// scatter gives a text another place in the order, the same each time.
func scatter(s string) string {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return fmt.Sprintf("%08x%s", h, s)
}

func table(t *testing.T, what string, list []load.Took) {
	t.Helper()
	out := fmt.Sprintf("%s\n%8s %8s %8s %8s %6s %6s  page", what, "p50", "p99", "max", "cpu", "n", "failed")
	for _, x := range list[:min(shown, len(list))] {
		out += fmt.Sprintf("\n%8.1f %8.1f %8.1f %8.1f %6d %6d  %s", ms(x.P50), ms(x.P99), ms(x.Max), ms(x.Processor), x.N, x.Failed, x.Pattern)
	}
	t.Log(out)
}

func verdict(met bool, what string, args ...any) string {
	return map[bool]string{true: "MET: ", false: "NOT MET: "}[met] + fmt.Sprintf(what, args...)
}

// watched is what is known when a measure begins: what the machine and the
// server had done by then.
type watched struct {
	t     *testing.T
	admin *load.Client
	start time.Time
	spent time.Duration
	busy  time.Duration
	quick map[float64]float64
}

func watch(t *testing.T, admin *load.Client) *watched {
	t.Helper()
	w := &watched{t: t, admin: admin}
	w.quick = w.histogram()
	w.start, w.spent, w.busy = time.Now(), spent(), busy()
	return w
}

// tell shows what a run took, as the client waited and as the server counts it,
// and how busy the machine was with other things.
func (w *watched) tell(what string, list []load.Took) {
	w.t.Helper()
	clock, own, all := time.Since(w.start), spent()-w.spent, busy()-w.busy
	table(w.t, what+" (ms)", list)
	cores := time.Duration(runtime.NumCPU()) * clock
	a := list[0]
	now := w.histogram()
	total := now[inf] - w.quick[inf]
	within := (now[target.Seconds()] - w.quick[target.Seconds()]) / total * 100
	out := fmt.Sprintf("%d requests, %d failed; p50 %.1f ms, p99 %.1f ms, at most %.1f ms as the client waited\n", a.N, a.Failed, ms(a.P50), ms(a.P99), ms(a.Max))
	out += fmt.Sprintf("the server's own count (/metrics): %.2f %% of %.0f answers within %s\n", within, total, target)
	out += fmt.Sprintf("processors: %.0f %% of %d by this test (client and server), %.0f %% by other programs\n",
		100*float64(own)/float64(cores), runtime.NumCPU(), 100*float64(max(0, all-own))/float64(cores))
	out += verdict(a.P99 < target && a.Failed == 0, "99 %% of the pages within %s as the client waits", target) + "\n" + verdict(within >= 99, "99 %% within %s as the server counts", target)
	w.t.Log(out)
	if a.Failed > 0 {
		w.t.Errorf("%d pages failed", a.Failed)
	}
}

// inf stands for the bucket of all answers.
const inf = -1

var bucket = regexp.MustCompile(`^jachete_request_seconds_bucket\{.*le="([^"]+)"\} ([0-9.e+]+)$`)

// histogram is how many answers the server gave within so many seconds.
func (w *watched) histogram() map[float64]float64 {
	w.t.Helper()
	_, body, err := w.admin.Get(context.Background(), "/metrics")
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[float64]float64{}
	for line := range strings.Lines(string(body)) {
		m := bucket.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		le, err := strconv.ParseFloat(m[1], 64)
		if err != nil || m[1] == "+Inf" {
			le = inf
		}
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			w.t.Fatal(err)
		}
		out[le] += n
	}
	if out[inf] == 0 {
		w.t.Fatalf("the server counts nothing: %.200s", body)
	}
	return out
}

// spent is the processor time of this process.
func spent() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// busy is the time all processors worked since the machine started; 0 where
// nobody tells.
func busy() time.Duration {
	f, err := os.Open("/proc/stat")
	if err != nil {
		return 0
	}
	defer f.Close()
	line, err := bufio.NewReader(f).ReadString('\n')
	if err != nil && err != io.EOF {
		return 0
	}
	var ticks int64
	for i, x := range strings.Fields(line) {
		if n, err := strconv.ParseInt(x, 10, 64); err == nil && i != 4 && i != 5 && i < 8 { // not idle, not waiting
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Where the form of uploads sends its files.
const (
	uploadPath  = "/televersement"
	uploadField = "fichiers"
)

// flow is the way of the ledgers of as many buyers, all at the same time: sent,
// read, confirmed, stored, measured.
type flow struct {
	mu                             sync.Mutex
	sent, read, stored, diagnosed  int
	allSent, allRead, allStored, d time.Duration
	slowest                        time.Duration
	faults                         []string
	done                           chan struct{}
}

// begin sends a ledger of each of as many new buyers.
func begin(ctx context.Context, t *testing.T, s *browsertest.Site, advisor *load.Client) *flow {
	t.Helper()
	actor := desk.Actor{User: "measure", Name: "measure", Role: desk.Administrator}
	f := &flow{done: make(chan struct{})}
	var orgs []desk.OrgID
	var books [][]byte
	for i := range ledgers {
		o, err := s.Desk.AddBuyer(ctx, actor, desk.NewBuyer{Name: fmt.Sprintf("Municipalité de mesure %d", i)})
		if err != nil {
			t.Fatal(err)
		}
		orgs, books = append(orgs, o.ID), append(books, load.Ledger(lines, i))
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	start := time.Now()
	var wait sync.WaitGroup
	for i, org := range orgs {
		wait.Go(func() {
			if err := f.one(ctx, s.Desk, actor, advisor, org, books[i], start, i); err != nil {
				f.mu.Lock()
				f.faults = append(f.faults, fmt.Sprintf("ledger %d: %v", i, err))
				f.mu.Unlock()
			}
		})
	}
	go func() { wait.Wait(); stop(); close(f.done) }()
	return f
}

// one brings a ledger all the way.
func (f *flow) one(ctx context.Context, d *desk.Desk, a desk.Actor, advisor *load.Client, org desk.OrgID, book []byte, start time.Time, i int) error {
	took, err := advisor.Upload(ctx, "/o/"+string(org)+uploadPath, uploadField, book, i)
	if err != nil {
		return err
	}
	f.count(&f.sent, &f.allSent, start, took)
	id, err := f.until(ctx, d, a, org, store.UploadUnderstood)
	if err != nil {
		return err
	}
	f.count(&f.read, &f.allRead, start, 0)
	if err := d.Confirm(ctx, a, org, id, ""); err != nil {
		return err
	}
	if _, err := f.until(ctx, d, a, org, store.UploadImported); err != nil {
		return err
	}
	f.count(&f.stored, &f.allStored, start, 0)
	for {
		list, err := d.Diagnostics(ctx, a, org)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			f.count(&f.diagnosed, &f.d, start, 0)
			return nil
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// until waits for the one upload of an organisation to come to a state.
func (f *flow) until(ctx context.Context, d *desk.Desk, a desk.Actor, org desk.OrgID, to store.UploadState) (string, error) {
	for {
		list, err := d.Uploads(ctx, a, org)
		if err != nil {
			return "", err
		}
		switch {
		case len(list) == 0 && to == store.UploadImported: // no longer among those that wait
			return "", nil
		case len(list) == 1 && list[0].State == to:
			return list[0].ID, nil
		case len(list) == 1 && list[0].State == store.UploadRefused:
			return "", fmt.Errorf("refused: %s", list[0].Fault)
		}
		if err := pause(ctx); err != nil {
			return "", fmt.Errorf("not %s: %w", to, err)
		}
	}
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(250 * time.Millisecond):
		return nil
	}
}

func (f *flow) count(n *int, last *time.Duration, start time.Time, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*n++
	*last, f.slowest = time.Since(start), max(f.slowest, took)
}

func (f *flow) tell(t *testing.T) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	at := func(d time.Duration) time.Duration { return d.Round(100 * time.Millisecond) }
	t.Logf("of %d ledgers %d were sent within %s (the slowest answer took %s), %d read within %s, %d stored within %s, %d measured within %s",
		ledgers, f.sent, at(f.allSent), at(f.slowest), f.read, at(f.allRead), f.stored, at(f.allStored), f.diagnosed, at(f.d))
	for _, x := range f.faults {
		t.Error(x)
	}
}

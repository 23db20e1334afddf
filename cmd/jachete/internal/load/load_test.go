package load_test

import (
	"context"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
	"jachete/diagnostic/desk"
)

var (
	measure = flag.Bool("measure", false, "measure pages at 100 requests a second, then during 20 uploads of 50,000 lines")
	during  = flag.Duration("during", 20*time.Second, "how long to measure")
)

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	browsertest.Clean()
	os.Exit(code)
}

// pagesOf crawls as every role.
func pagesOf(t *testing.T, s *browsertest.Site) (pages []load.Page, buyer *load.Client) {
	t.Helper()
	ctx := context.Background()
	for _, role := range []string{"", "buyer", "advisor", "director", "administrator"} {
		c, err := load.Enter(ctx, s.URL, role)
		if err != nil {
			t.Error(err)
			continue
		}
		if role == "buyer" {
			buyer = c
		}
		list, err := c.Crawl(ctx, "/", 120)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d pages", role, len(list))
		pages = append(pages, list...)
	}
	return pages, buyer
}

// Every page that a link leads to answers, and none is heavy.
func TestEveryLinkedPage(t *testing.T) {
	s := browsertest.Open(t)
	pages, _ := pagesOf(t, s)
	if len(pages) < 5 {
		t.Fatalf("only %d pages are linked", len(pages))
	}
	took, err := load.Run(context.Background(), pages, 200, time.Duration(len(pages))*time.Second/200)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range took[1:] {
		if x.Failed > 0 {
			t.Errorf("%s: %d of %d failed", x.Pattern, x.Failed, x.N)
		}
		if x.Bytes > 100_000 {
			t.Errorf("%s weighs %d bytes", x.Pattern, x.Bytes)
		}
	}
}

// TestMeasure is run by hand: -measure.
func TestMeasure(t *testing.T) {
	if !*measure {
		t.Skip("run with -measure")
	}
	ctx := context.Background()
	s := browsertest.Open(t)
	pages, buyer := pagesOf(t, s)
	show := func(what string, list []load.Took) {
		t.Logf("%s\n%8s %8s %8s %6s %6s %8s  page", what, "p50", "p99", "max", "n", "failed", "bytes")
		for _, x := range list {
			t.Logf("%8.1f %8.1f %8.1f %6d %6d %8d  %s", ms(x.P50), ms(x.P99), ms(x.Max), x.N, x.Failed, x.Bytes, x.Pattern)
		}
	}
	took, err := load.Run(ctx, pages, 100, *during)
	if err != nil {
		t.Fatal(err)
	}
	show("100 requests a second (ms)", took)
	a, err := s.Desk.EnterAs(ctx, "buyer@demo.invalid", "measure")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			took, err := buyer.Upload(ctx, "/o/"+string(a.Org)+uploadPath, uploadField, load.Ledger(50_000, i), i)
			if err != nil {
				t.Error(err)
			}
			t.Logf("upload %d answered in %s", i, took.Round(time.Millisecond))
		})
	}
	if took, err = load.Run(ctx, pages, 100, *during); err != nil {
		t.Fatal(err)
	}
	show("the same during 20 uploads of 50,000 lines (ms)", took)
	wait.Wait()
	for start := time.Now(); time.Since(start) < 5*time.Minute; time.Sleep(time.Second) {
		list, err := s.Desk.Uploads(ctx, desk.Actor{Role: desk.Advisor}, a.Org)
		if err != nil {
			t.Fatal(err)
		}
		waiting := 0
		for _, u := range list {
			if strings.HasPrefix(u.File, "mesure-") && len(u.Understood) == 0 {
				waiting++
			}
		}
		if waiting == 0 {
			t.Logf("all read %s after the end of the measure", time.Since(start).Round(time.Second))
			return
		}
	}
	t.Error("the uploads are not read")
}

// Where the form of uploads sends its files.
const (
	uploadPath  = "/televersement"
	uploadField = "fichiers"
)

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func TestPattern(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/o/01a20979-c7b8-7040-b99a-fda003774b9c/2024":    "/o/*/*",
		"/registre?lieu=Rigaud&besoin=traiteur":           "/registre?besoin&lieu",
		"/o/01a20979-c7b8-7040-b99a-fda003774b9c/lignes?": "/o/*/lignes",
		"/": "/",
	} {
		if got := load.Pattern(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

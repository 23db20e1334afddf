package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

const (
	crashLines  = 2500
	crashPoints = 30
	crashSeed   = 20260105
)

// live gives a configuration with the real clock and real identifiers, for
// programs that follow each other on one database.
func live(database, blobs string) store.Config {
	return store.Config{Database: database, Blobs: blobs, Create: true, Options: store.Options{
		Now: time.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	}}
}

// TestCrashChild is the program that gets killed: it imports one ledger after
// the other and says when each begins.
func TestCrashChild(t *testing.T) {
	database := os.Getenv("JACHETE_CRASH_DATABASE")
	if database == "" {
		t.Skip("run by TestCrash")
	}
	s, err := store.Open(t.Context(), live(database, os.Getenv("JACHETE_CRASH_BLOBS")))
	if err != nil {
		t.Fatal(err)
	}
	org := store.OrgID(os.Getenv("JACHETE_CRASH_ORG"))
	l := book(crashLines, 1)
	for {
		id := uuid.NewString()
		fmt.Println("begin")
		file, err := s.PutBlob(t.Context(), org, strings.NewReader(id))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.ImportLedger(t.Context(), org, store.LedgerImport{File: "x.csv", Digest: id, Blob: file.Key, Ledger: l, Author: "child"})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("done")
	}
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) store.Config{"sqlite": storetest.SQLite, "postgres": storetest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := open(t)
			cfg = live(cfg.Database, cfg.Blobs)
			s := storetest.Open(t, cfg)
			org := buyer(t, s, "Essai")
			points := crashPoints
			if testing.Short() {
				points = 5
			}
			chance := rand.New(rand.NewPCG(crashSeed, uint64(len(name))))
			whole, killed := 0, 0
			for point := range points {
				cut, ended := crash(t, cfg, org, chance)
				killed += cut
				whole += ended
				check(t, s, org, point)
			}
			t.Logf("seed %d: %d kills inside an import, %d imports ended before", crashSeed, killed, whole)
			if killed == 0 {
				t.Error("no import was cut: the test shows nothing")
			}
			// What a dead program left beside the database goes away.
			before := blobsOf(t, s)
			if _, err := s.SweepBlobs(t.Context(), -time.Hour); err != nil {
				t.Fatal(err)
			}
			if after := blobsOf(t, s); after > before {
				t.Errorf("%d files, %d after the sweep", before, after)
			}
			check(t, s, org, points)
		})
	}
}

// blobsOf counts files that a backup finds.
func blobsOf(t *testing.T, s *store.Store) int {
	t.Helper()
	var b bytes.Buffer
	m, err := s.Backup(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Missing) > 0 {
		t.Errorf("rows name files that are gone: %v", m.Missing)
	}
	return m.Blobs
}

// crash starts a child, lets its first import go through to see how long it
// takes, and kills it at a random moment of the next.
func crash(t *testing.T, cfg store.Config, org store.OrgID, chance *rand.Rand) (cut, ended int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), "JACHETE_CRASH_DATABASE="+cfg.Database, "JACHETE_CRASH_BLOBS="+cfg.Blobs, "JACHETE_CRASH_ORG="+string(org))
	var told bytes.Buffer
	cmd.Stderr = &told
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1000)
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said <- lines.Text()
		}
	}()
	var began time.Time
	state := ""
	for line := range said {
		if line == "begin" && state == "" {
			began, state = time.Now(), "begin"
		}
		if line == "done" {
			ended++
			break
		}
	}
	took := time.Since(began)
	timer := time.NewTimer(time.Duration(chance.Float64() * 1.2 * float64(took)))
	<-timer.C
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	for line := range said {
		switch line {
		case "begin":
			cut = 1
		case "done":
			cut = 0
			ended++
		}
	}
	_ = cmd.Wait()
	if ended == 0 {
		t.Fatalf("the child imported nothing: %s", told.String())
	}
	return cut, ended
}

// check finds whole imports only.
func check(t *testing.T, s *store.Store, org store.OrgID, point int) {
	t.Helper()
	if err := s.Health(t.Context(), true); err != nil {
		t.Fatalf("point %d: %v", point, err)
	}
	cards, err := s.Ledgers(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	count, err := s.CountLines(t.Context(), org, store.LineFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if count.Lines != len(cards)*crashLines {
		t.Fatalf("point %d: %d ledgers and %d lines: half an import was kept", point, len(cards), count.Lines)
	}
	suppliers, err := s.Suppliers(t.Context(), org, store.SupplierFilter{})
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, sup := range suppliers {
		lines += sup.Lines
	}
	if lines != count.Lines {
		t.Fatalf("point %d: suppliers have %d lines of %d", point, lines, count.Lines)
	}
}

package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var linkOf = regexp.MustCompile(`http://\S+/entrer/buyer`)

// visitDemo starts the demo, enters by the buyer's link, stops it, and sees that
// nothing is left.
func visitDemo(t *testing.T, args ...string) {
	t.Helper()
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"serve", "--demo", "--listen", "localhost:0"}, args...), w, io.Discard)
		_ = w.Close()
	}()
	said, link := "", ""
	lines := bufio.NewScanner(r)
	for link == "" && lines.Scan() {
		said += lines.Text() + "\n"
		link = linkOf.FindString(lines.Text())
	}
	if link == "" {
		t.Fatalf("the demo prints no link: %s", said)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	for _, at := range []string{link, strings.TrimSuffix(link, "/entrer/buyer") + "/sante"} {
		res, err := client.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, %v", at, res.StatusCode, err)
		}
		if at == link && !strings.Contains(string(body), "Sainte-Amélie-des-Rapides") {
			t.Errorf("the buyer's page does not name the buyer:\n%s", body)
		}
	}
	client.CloseIdleConnections()
	stop()
	if c := <-code; c != exitDone {
		t.Errorf("the demo ends with code %d", c)
	}
	left, err := os.ReadDir(tmp)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A demo in a folder of one's own stays, and opens again as it was.
func TestServeDemoInAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "region")
	for range 2 {
		visitDemo(t, "--data", dir)
		if _, err := os.Stat(filepath.Join(dir, "jachete.db")); err != nil {
			t.Fatal(err)
		}
	}
}

package storetest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is the PostgreSQL of this test program, started by the first test that
// wants it. This is a package of tests: the one place with a state of its own.
var server = sync.OnceValues(startServer)

var databases atomic.Int64

// Database makes an empty database and gives its address, or skips the test.
func Database(t testing.TB) string {
	t.Helper()
	address := os.Getenv("JACHETE_TEST_POSTGRES")
	if address == "" {
		if installed() == "" {
			if os.Getenv("JACHETE_REQUIRE_TOOLS") != "" {
				t.Fatal("PostgreSQL is required here and is not installed")
			}
			t.Skip("skipped: PostgreSQL is not on this machine (JACHETE_TEST_POSTGRES may name one)")
		}
		up, err := server()
		if err != nil {
			t.Fatal(err)
		}
		address = up.address
	}
	name := fmt.Sprintf("jachete_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := execute(address, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute(address, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// Execute runs a statement on a database, beside the store.
func Execute(t testing.TB, address, statement string) {
	t.Helper()
	if err := execute(address, statement); err != nil {
		t.Fatal(err)
	}
}

func execute(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement)
	return err
}

// installed is the folder of the newest PostgreSQL's programs, "" for none.
func installed() string {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1])
}

// script makes a cluster, serves it on a socket in its folder until its
// standard input ends, which happens when the test program ends in any way, and
// removes it.
const script = `
set -e
bin=$1
dir=$(mktemp -d /tmp/jachete-pg-XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
  -c max_connections=200 -c autovacuum=off >"$dir/log" 2>&1 </dev/null &
server=$!
i=0
until "$bin/pg_isready" -q -h "$dir"; do
  i=$((i+1)); [ $i -lt 600 ] || { cat "$dir/log" >&2; exit 1; }
  kill -0 $server 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
  sleep 0.1
done
echo "$dir"
cat >/dev/null
kill -QUIT $server 2>/dev/null || true
wait $server || true
`

// running is a server and the end of the pipe that keeps it alive: it stops when
// the system closes the pipe with the program.
type running struct {
	address string
	alive   io.Closer
}

func startServer() (running, error) {
	cmd := exec.Command("/bin/sh", "-c", script, "sh", installed())
	cmd.Dir = "/"
	if err := asPostgres(cmd); err != nil {
		return running{}, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return running{}, err
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return running{}, err
	}
	if err := cmd.Start(); err != nil {
		return running{}, fmt.Errorf("start PostgreSQL: %w", err)
	}
	var dir string
	if _, err := fmt.Fscanln(out, &dir); err != nil {
		_ = in.Close()
		return running{}, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return running{address: "postgres://postgres@/postgres?host=" + url.QueryEscape(dir), alive: in}, nil
}

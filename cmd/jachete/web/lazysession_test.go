package web

import (
	"net/url"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"jachete/diagnostic/store/storetest"
)

// A page view writes nothing, whatever order the values are written in.
func TestPageViewsWriteNoSession(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	b.get("/?lang=en")
	u, _ := url.Parse(s.http.URL)
	token := b.c.Jar.Cookies(u)[0].Value
	if err := s.desk.Sessions().Delete(token); err != nil {
		t.Fatal(err)
	}
	lazy := s.server.sessions.Store.(*lazySessions)
	last := lazy.at[token]
	end, values, err := (scs.GobCodec{}).Decode(last.data)
	if err != nil || len(values) < 3 {
		t.Fatalf("%d values, %v", len(values), err)
	}
	for range 20 {
		data, err := (scs.GobCodec{}).Encode(end, values)
		if err != nil {
			t.Fatal(err)
		}
		if err := lazy.Commit(token, data, last.expiry); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := s.desk.Sessions().Find(token); ok || err != nil {
		t.Errorf("an unchanged session was written again (%v)", err)
	}
}

func TestLazySessions(t *testing.T) {
	t.Parallel()
	kept := storetest.Open(t, storetest.SQLite(t)).Sessions()
	l := newLazySessions(kept)
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	data := func() string {
		b, ok, err := kept.Find("t")
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return "none"
		}
		return string(b)
	}
	commit := func(what string, at time.Time) {
		t.Helper()
		if err := l.Commit("t", []byte(what), at); err != nil {
			t.Fatal(err)
		}
	}
	commit("a", end)
	if err := kept.Delete("t"); err != nil { // behind its back, to see whether it writes
		t.Fatal(err)
	}
	if commit("a", end.Add(time.Minute)); data() != "none" {
		t.Error("a view a minute later was written")
	}
	if commit("a", end.Add(6*time.Minute)); data() != "a" {
		t.Error("an end that moved by six minutes was not written")
	}
	if commit("b", end.Add(6*time.Minute)); data() != "b" {
		t.Error("a change was not written")
	}
	if err := l.Delete("t"); err != nil || data() != "none" {
		t.Errorf("after its end: %s, %v", data(), err)
	}
	if commit("b", end.Add(6*time.Minute)); data() != "b" {
		t.Error("a session that begins again was not written")
	}
}

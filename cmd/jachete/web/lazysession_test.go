package web

import (
	"testing"
	"time"

	"jachete/diagnostic/store/storetest"
)

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

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jachete/diagnostic"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// No text from a file moves the cursor, turns the direction of writing or
// leaves the screen.
func TestScreenIsSoberAndNarrow(t *testing.T) {
	t.Parallel()
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\x1b[2Jx", "\u202egnol", "a\u200bb", "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語", "e\u0301\u0301\u0301", "\r\n\t", strings.Repeat("x", 500), "1\u00a0200,50\u00a0$",
	}))
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		beside(&b, hostile.Draw(t, "left"), hostile.Draw(t, "right"))
		across(&b, rapid.IntRange(0, 8).Draw(t, "indent"), hostile.Draw(t, "text"), 5)
		for _, l := range strings.Split(b.String(), "\n") {
			if columns(l) > screenWidth {
				t.Fatalf("%d columns: %q", columns(l), l)
			}
			for _, r := range l {
				if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
					t.Fatalf("%q shows %q", l, r)
				}
			}
		}
	})
	if got := wrap("1\u00a0200,50\u00a0$ 1\u00a0200,50\u00a0$", 12, 9); len(got) != 2 {
		t.Errorf("an amount is broken: %q", got)
	}
	if got := wrap(strings.Repeat("mot ", 50), 20, 2); len(got) != 2 || !strings.HasSuffix(got[1], "…") {
		t.Errorf("a long text is not cut: %q", got)
	}
}

func TestKeyboardWithoutATerminal(t *testing.T) {
	t.Parallel()
	k := newKeyboard(strings.NewReader(" S \n\nune raison\r\nfin"))
	var got []string
	for {
		s, err := k.key()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if want := "s||une raison|fin"; strings.Join(got, "|") != want {
		t.Errorf("keys %q, want %q", got, want)
	}
	long := newKeyboard(strings.NewReader(strings.Repeat("é", 5000)))
	if s, err := long.line(); err != nil || len(s) > mostTyped {
		t.Errorf("%d bytes, %v", len(s), err)
	}
}

func TestNewIDsAreUUIDv7InOrder(t *testing.T) {
	t.Parallel()
	a, b := newID(), newID()
	if len(a) != 36 || a[14] != '7' || !strings.ContainsRune("89ab", rune(a[19])) || a >= b {
		t.Errorf("identifiers %s, %s", a, b)
	}
}

// deskOf opens a small review in a folder of its own.
func deskOf(t *testing.T, decisions string) *fileDesk {
	t.Helper()
	dir := t.TempDir()
	save := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	f := &fileDesk{policy: p, params: params, path: filepath.Join(dir, "d.txt"), author: "essai", now: time.Now}
	if decisions != "" {
		save("d.txt", decisions)
	}
	var out bytes.Buffer
	e := &env{ctx: context.Background(), out: &out, err: &out, lang: message.French, say: message.In(message.French)}
	err = f.prepare(e, diagnostic.Request{
		Ledgers:  []string{save("achats.csv", "Date,Fournisseur,NEQ,Montant\n2024-02-02,Obélia du Suroît Meubles,,1200.50\n2024-02-02,Zib inc.,1100000018,40\n")},
		Registry: save("registre.csv", "nom,neq\nRessourcerie Obélia du Suroît,\nBuanderie Zibeline,1100000018\nAtelier Quartzine,\nJardins Grivelle,\nTraiteur Kerzine,\n"),
		MRC:      "Roussillon", Policy: p, Params: params,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A contradiction is refused before anything is written; somebody else's
// writing is never erased.
func TestFileDeskRefuses(t *testing.T) {
	t.Parallel()
	f := deskOf(t, "")
	ctx := context.Background()
	key := func(err error) string {
		var fault *message.Fault
		if errors.As(err, &fault) {
			return fault.Key
		}
		return ""
	}
	x := f.Queue().Matches[0]
	same := review.Decision{Kind: review.Match, Verdict: review.Same, Enterprise: x.Candidate.ID, Subject: f.Queue().Items[x.Items[0]].Subject}
	if err := f.Decide(ctx, []review.Decision{same}); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	none := same
	none.Verdict, none.Enterprise = review.None, ""
	if got := key(f.Decide(ctx, []review.Decision{none})); got != "review.conflict.same_and_none" {
		t.Errorf("contradiction: %s", got)
	}
	proved := review.Decision{Kind: review.Match, Verdict: review.Same, Enterprise: x.Candidate.ID, Subject: review.Subject{NEQ: "1100000018", Names: []string{"Zib inc."}}}
	if got := key(f.Decide(ctx, []review.Decision{proved})); got != "review.conflict.identifier" {
		t.Errorf("against the number: %s", got)
	}
	if now, _ := os.ReadFile(f.path); !bytes.Equal(now, kept) {
		t.Error("a refused answer was written")
	}
	if err := os.WriteFile(f.path, append(kept, "# note\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Undo(ctx); key(err) != "review.file.changed" {
		t.Errorf("written meanwhile: %v", err)
	}
	if err := os.WriteFile(f.path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if list, err := f.Undo(ctx); err != nil || len(list) != 1 || len(f.Queue().Matches) != 1 {
		t.Errorf("undo: %d, %v, %d questions", len(list), err, len(f.Queue().Matches))
	}
	if list, err := f.Undo(ctx); err != nil || list != nil {
		t.Errorf("undone twice: %v, %v", list, err)
	}
}

// A registry without identifiers numbers its rows; decisions follow the name
// when rows move.
func TestDecisionsFollowTheNameWhenRowsMove(t *testing.T) {
	t.Parallel()
	f := deskOf(t, "# jachete decisions 1\n\ndecision:\n  name: Obélia du Suroît Meubles\n  verdict: same\n  enterprise: r5\n  enterprise_name: Ressourcerie Obélia du Suroît\n")
	if got := f.Standing().Confirmed.Dollars.String(); got != "1240.5" {
		t.Errorf("confirmed %s", got)
	}
	if f.list[0].Enterprise != "r2" || f.list[0].ID == "" {
		t.Errorf("decision %+v", f.list[0])
	}
	lost := deskOf(t, "# jachete decisions 1\n\ndecision: 1\n  name: Obélia du Suroît Meubles\n  verdict: same\n  enterprise: r2\n  enterprise_name: Disparue\n")
	if got := lost.Standing().Confirmed.Dollars.String(); got != "40" {
		t.Errorf("an enterprise that is gone counts: %s", got)
	}
}

package desk_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
	"jachete/templates/message"
)

// archive packs texts under names.
func archive(t *testing.T, files map[string]string) io.Reader {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// working runs the jobs until the test ends.
func (o *office) working(t *testing.T) {
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	over := make(chan struct{})
	go func() { o.Run(ctx, time.Second); close(over) }()
	t.Cleanup(func() { stop(); <-over })
}

// ended waits for the last job on an object.
func (o *office) ended(object string) jobs.Job {
	o.t.Helper()
	for {
		j, err := o.Job(o.t.Context(), o.buyer, o.org, object)
		if err == nil && j.Over() {
			return j
		}
		if err := o.t.Context().Err(); err != nil {
			o.t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond) // the row is all there is to watch
	}
}

func TestBring(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	faults := func(list []desk.Brought) (keys []string) {
		for _, b := range list {
			key := "taken"
			if b.Fault != nil {
				key = b.Fault.Key
			}
			keys = append(keys, key)
		}
		return keys
	}
	for _, x := range []struct {
		name string
		file string
		in   io.Reader
		want []string
	}{
		{"one", "a.csv", strings.NewReader(year23), []string{"taken"}},
		{"again", "b.csv", strings.NewReader(year23), []string{"import.waiting_file"}},
		{"nothing", "vide.csv", strings.NewReader(""), []string{"file.empty"}},
		{"archive", "tout.zip", archive(t, map[string]string{"2024/c.csv": year24, "2024/": "", ".DS_Store": "x", "__MACOSX/c.csv": "x"}), []string{"taken"}},
		{"empty archive", "rien.zip", archive(t, map[string]string{"dossier/": ""}), []string{"file.zip_nothing"}},
	} {
		got, err := o.Bring(t.Context(), o.buyer, o.org, x.file, x.in)
		o.must(err)
		if diff := cmp.Diff(x.want, faults(got)); diff != "" {
			t.Errorf("%s: %s", x.name, diff)
		}
	}
	if _, err := o.Bring(t.Context(), desk.Actor{Role: desk.Buyer, Org: "other"}, o.org, "a.csv", strings.NewReader("x")); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a stranger brings a file: %v", err)
	}
	if _, err := o.Bring(t.Context(), desk.Actor{Role: desk.Director}, o.org, "a.csv", strings.NewReader("x")); !errors.Is(err, desk.ErrDenied) {
		t.Errorf("the direction brings a file: %v", err)
	}
}

// A file that the scanner refuses is not kept.
func TestScan(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	o.Scan = func(_ context.Context, name string, r io.Reader) error {
		if b, _ := io.ReadAll(r); bytes.Contains(b, []byte("virus")) {
			return message.NewFault("file.damaged", message.Place{File: name})
		}
		return nil
	}
	list, err := o.Bring(t.Context(), o.buyer, o.org, "a.csv", strings.NewReader("Fournisseur;Montant\nvirus;1,00\n"))
	o.must(err)
	if list[0].Fault == nil {
		t.Error("an infected file was taken")
	}
	left, err := o.Uploads(t.Context(), o.buyer, o.org)
	o.must(err)
	if len(left) != 0 {
		t.Errorf("%d uploads", len(left))
	}
}

// The next step follows what is here, from nothing to the documents.
func TestNextSteps(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	next := func(want desk.Next) *desk.Overview {
		t.Helper()
		v, err := o.Overview(t.Context(), o.buyer, o.org)
		o.must(err)
		if v.Next != want {
			t.Errorf("next is %s, want %s", v.Next, want)
		}
		return v
	}
	next(desk.NextBring)
	list, err := o.Bring(t.Context(), o.buyer, o.org, "a.csv", strings.NewReader(year24))
	o.must(err)
	id := list[0].Upload.ID
	next(desk.NextWait)
	o.working(t)
	o.ended(id)
	if v := next(desk.NextLook); v.Object != id {
		t.Errorf("about %q", v.Object)
	}
	o.must(o.Confirm(t.Context(), o.buyer, o.org, id, ""))
	if j := o.ended(id); j.State != jobs.Done {
		t.Fatalf("import: %+v", j)
	}
	if j := o.ended(string(o.org) + "/2024"); j.State != jobs.Done {
		t.Fatalf("diagnostic: %+v", j)
	}
	v := next(desk.NextAsk)
	y := v.Years[0]
	if y.Period != "2024" || y.Changed || y.Last == nil || y.Editions != 1 {
		t.Errorf("year %+v", y)
	}
	o.must(o.AskValidation(t.Context(), o.buyer, o.org, y.Last.ID))
	next(desk.NextPole)
	o.must(o.Move(t.Context(), o.advisor, o.org, y.Last.ID, store.Validated, ""))
	next(desk.NextUse)
	if _, err := o.Overview(t.Context(), desk.Actor{Role: desk.Buyer, Org: "other"}, o.org); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
	// Another ledger of the year: a validated diagnostic is left alone, its year is told to be behind.
	_, err = o.bring("b.csv", header+"2024-06-01;Papeterie Lunaire inc.;Papier;10,00\n", desk.All)
	o.must(err)
	if v := next(desk.NextUse); !v.Years[0].Changed {
		t.Error("the year is not told to have changed")
	}
}

// An encrypted workbook is read with a password that is kept nowhere.
func TestUnlock(t *testing.T) {
	t.Parallel()
	const secret = "mot-de-passe-du-classeur"
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	o.working(t)
	f := excelize.NewFile()
	for i, row := range [][]any{{"Date", "Fournisseur", "Montant"}, {"2024-01-05", "Ressourcerie Clairombre", 100.25}, {"2024-02-05", "Quincaillerie Boisvert-Lac inc.", 50}, {"2024-03-05", "Papeterie Lunaire inc.", 25}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		o.must(f.SetSheetRow("Sheet1", cell, &row))
	}
	var b bytes.Buffer
	o.must(f.Write(&b, excelize.Options{Password: secret}))
	list, err := o.Bring(t.Context(), o.buyer, o.org, "chiffre.xlsx", &b)
	o.must(err)
	id := list[0].Upload.ID
	o.ended(id)
	state := func() *desk.Upload {
		t.Helper()
		u, err := o.Upload(t.Context(), o.buyer, o.org, id)
		o.must(err)
		return u
	}
	if u := state(); u.Fault == nil || u.Fault.Key != "file.encrypted" {
		t.Fatalf("without a password: %v", u.Fault)
	}
	o.must(o.Unlock(t.Context(), o.buyer, o.org, id, "faux", desk.Reading{}))
	if u := state(); u.Fault == nil || u.Fault.Key != "file.wrong_password" {
		t.Fatalf("with a wrong one: %v", u.Fault)
	}
	o.must(o.Unlock(t.Context(), o.buyer, o.org, id, secret, desk.Reading{}))
	u := state()
	if u.Understood == nil || !u.Understood.Locked || u.Understood.Balance.SumKept.String() != "175.25" {
		t.Fatalf("understood %+v, %v", u.Understood, u.Fault)
	}
	if strings.Contains(string(u.Upload.Understood)+string(u.Upload.Reading), secret) {
		t.Error("the password was kept")
	}
	o.must(o.ConfirmLocked(t.Context(), o.buyer, o.org, id, secret, ""))
	if u := state(); u.State != store.UploadImported {
		t.Errorf("state %s", u.State)
	}
	j, err := o.Job(t.Context(), o.buyer, o.org, id)
	o.must(err)
	if strings.Contains(string(j.Payload), secret) {
		t.Error("the password was kept with the job")
	}
}

// A column without meaning shows its values, never the name of a person.
func TestGlimpse(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	o.working(t)
	text := "Fournisseur;Acheteur;Montant\nRessourcerie Clairombre;TREMBLAY, GINETTE;10,00\nQuincaillerie Boisvert-Lac inc.;Service des loisirs;20,00\nPapeterie Lunaire inc.;Greffe;5,00\n"
	list, err := o.Bring(t.Context(), o.buyer, o.org, "a.csv", strings.NewReader(text))
	o.must(err)
	o.ended(list[0].Upload.ID)
	u, err := o.Upload(t.Context(), o.buyer, o.org, list[0].Upload.ID)
	o.must(err)
	if u.Understood == nil {
		t.Fatal(u.Fault)
	}
	want := []desk.Other{{Letter: "B", Header: "Acheteur", Values: []string{"•••", "Service des loisirs", "Greffe"}}}
	if diff := cmp.Diff(want, u.Understood.Tables[0].Others); diff != "" {
		t.Error(diff)
	}
}

func TestTypedTotal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1 234,56 $": "1234.56", "1\u202f234,56": "1234.56", "1,234.56": "1234.56", "1.234,56": "1234.56", "1234": "1234", "-12,5": "-12.5",
		"": "", "abc": "", "1e9": "", "12 $ 3x": "",
	} {
		got, err := desk.TypedTotal(in)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v; want %q", in, got, err, want)
		}
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		first, last string
		want        []string
	}{
		{"2023-11-01", "2024-02-01", []string{"2023", "2024"}},
		{"", "", []string{""}},
		{"1950-01-01", "2024-02-01", []string{"2015", "2016", "2017", "2018", "2019", "2020", "2021", "2022", "2023", "2024"}},
	} {
		if diff := cmp.Diff(x.want, desk.Years(store.Ledger{FirstDay: x.first, LastDay: x.last})); diff != "" {
			t.Errorf("%s–%s: %s", x.first, x.last, diff)
		}
	}
}

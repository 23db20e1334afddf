package req_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/registry/source/req"
	"jachete/diagnostic/registry/source/req/reqtest"
	"jachete/templates/message"
	"jachete/templates/policy"
)

func rules(t testing.TB) *policy.Policy {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func options(t testing.TB, follow ...string) req.Options {
	p := rules(t)
	o := req.Options{Sources: p.Sources.REQ, Territory: p.Territory, Follow: map[string]bool{}}
	for _, n := range follow {
		o.Follow[n] = true
	}
	return o
}

// members are the six files of a test archive, as text.
type members map[string]string

// small gives a whole, empty-handed archive: what a test does not say is there.
func small() members {
	m := members{"DomaineValeur.csv": reqtest.Values}
	for _, n := range reqtest.Order {
		m[n] = reqtest.BOM + reqtest.Headers[n] + "\r\n" + m[n]
	}
	other := "1100000015"
	m.enterprise(other, "CIE", "IM", "1, rue du Test", "Laval (Québec)", "", "H7N1A1")
	m.add("Nom.csv", other, "Garage Korival inc.", "-", "V", "N", "2001-01-01", "-")
	m.add("Etablissements.csv", other, "1", "O", "N", "N", "O", "1, rue du Test", "Laval (Québec)", "-", "H7N1A1", "-", "-", "-", "-", "-", "-", "-")
	return m
}

func (m members) add(member string, fields ...string) {
	m[member] += `"` + strings.Join(fields, `","`) + "\"\r\n"
}

// enterprise adds a row of Entreprise.csv.
func (m members) enterprise(neq, form, status, l1, l2, l3, l4 string, set ...string) {
	cols := strings.Split(reqtest.Headers["Entreprise.csv"], ",")
	row := make([]string, len(cols))
	for i := range row {
		row[i] = "-"
	}
	put := func(col, v string) {
		i := slices.Index(cols, col)
		if i < 0 {
			panic(col)
		}
		row[i] = v
	}
	for _, kv := range [][2]string{
		{"NEQ", neq},
		{"COD_FORME_JURI", form},
		{"COD_STAT_IMMAT", status},
		{"DAT_STAT_IMMAT", "2019-05-06"},
		{"DAT_IMMAT", "2001-02-03"},
		{"ADR_DOMCL_ADR_DISP", "O"},
		{"ADR_DOMCL_LIGN1_ADR", l1},
		{"ADR_DOMCL_LIGN2_ADR", l2},
		{"ADR_DOMCL_LIGN3_ADR", l3},
		{"ADR_DOMCL_LIGN4_ADR", l4},
	} {
		put(kv[0], kv[1])
	}
	for i := 0; i+1 < len(set); i += 2 {
		put(set[i], set[i+1])
	}
	m.add("Entreprise.csv", row...)
}

func (m members) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range reqtest.Order {
		text, ok := m[n]
		if !ok {
			continue
		}
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, b []byte, o req.Options) (*source.Extract, error) {
	t.Helper()
	return req.Read(context.Background(), bytes.NewReader(b), int64(len(b)), "req.zip", o)
}

func keys(x *source.Extract) (out []string) {
	for i := range x.Enterprises {
		e := &x.Enterprises[i]
		s := e.NEQ
		if !e.Candidate {
			s += " followed"
		}
		if e.ByEstablishment {
			s += " establishment"
		}
		if e.City != "" || e.Postal != "" {
			s += " " + e.City + " " + e.Postal
		}
		out = append(out, s)
	}
	return out
}

// neq gives numbers that no real enterprise has.
func neq(i int) string { return reqtest.NEQ("11", 100+i) }

func TestFilter(t *testing.T) {
	t.Parallel()
	m := small()
	m.enterprise(neq(1), "APE", "IM", "12, rue A", "Salaberry-de-Valleyfield (Québec)", "-", "J6S1A1")
	m.enterprise(neq(2), "APE", "RD", "12, rue A", "Salaberry-de-Valleyfield (Québec)", "-", "J6S1A1")
	m.enterprise(neq(3), "CIE", "IM", "12, rue A", "Salaberry-de-Valleyfield (Québec)", "-", "J6S1A1")
	m.enterprise(neq(4), "COP", "IM", "12, rue A", "bureau 200", "Châteauguay (Québec)", "J6J 2B2")
	m.enterprise(neq(5), "APE", "IM", "12, rue A", "Saint-Isidore (Québec)", "-", "G0S2S0") // a namesake in the Beauce
	m.enterprise(neq(6), "APE", "IM", "12, rue A", "Saint-Rémi (Québec)", "-", "J0L2L0")
	m.enterprise(neq(7), "APE", "IM", "12, rue A", "Marieville (Québec)", "-", "J0L1H0") // the same prefix, elsewhere
	m.enterprise(neq(8), "APE", "IM", "-", "-", "-", "-")
	m.enterprise(neq(9), "ASS", "IM", "9, rue Cachée", "Rigaud (Québec)", "-", "J0P1P0", "ADR_DOMCL_ADR_DISP", "N")
	m.enterprise(neq(10), "APE", "IM", "12, rue A", "Laval (Québec)", "-", "H7N1A1")
	m.add("Etablissements.csv", neq(10), "2", "N", "N", "N", "O", "3, rue B", "Rigaud (Québec)", "-", "J0P1P0", "-", "-", "-", "-", "-", "-", "-")
	m.add("Etablissements.csv", neq(10), "1", "O", "N", "N", "O", "4, rue C", "Mercier (Québec)", "-", "J6R1A1", "-", "-", "-", "-", "-", "-", "-")
	m.add("Etablissements.csv", neq(8), "1", "O", "N", "N", "N", "4, rue C", "Mercier (Québec)", "-", "J6R1A1", "-", "-", "-", "-", "-", "-", "-") // hidden
	m.enterprise(neq(11), "APE", "AI", "12, rue A", "Rigaud (Québec)", "-", "J0P1P0")
	m.enterprise(neq(12), "APE", "IM", "12, rue A", "Saint-Michel-des-Saints (Québec)", "-", "-")
	x, err := read(t, m.zip(t), options(t, neq(2), neq(3), neq(99)))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		neq(1) + " Salaberry-de-Valleyfield J6S1A1",
		neq(2) + " followed Salaberry-de-Valleyfield J6S1A1",
		neq(3) + " followed Salaberry-de-Valleyfield J6S1A1",
		neq(4) + " Châteauguay J6J2B2",
		neq(6) + " Saint-Rémi J0L2L0",
		neq(10) + " establishment Mercier J6R1A1",
	}
	slices.Sort(want)
	if d := cmp.Diff(want, keys(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{neq(99)}, x.Absent); d != "" {
		t.Error(d)
	}
	counts := map[string]int{}
	for _, c := range x.Counts {
		counts[c.What] = c.N
	}
	if d := cmp.Diff(map[string]int{
		"read.Entreprise.csv": 13, "read.Nom.csv": 1, "read.Etablissements.csv": 4, "read.FusionScissions.csv": 0, "read.ContinuationsTransformations.csv": 0,
		"read.DomaineValeur.csv": strings.Count(reqtest.Values, "\n"), "left.form": 1, "left.status": 1, "left.territory": 5, "kept.candidates": 4, "kept.followed": 2,
	}, counts); d != "" {
		t.Error(d)
	}
}

func TestWhatIsReadOfAnEnterprise(t *testing.T) {
	t.Parallel()
	m := small()
	m.enterprise(neq(1), "COP", "IM", "12, rue A", "Salaberry-de-Valleyfield (Québec)", "-", "J6S1A1",
		"COD_ACT_ECON_CAE", "7712", "DESC_ACT_ECON_ASSUJ", "Location de salles", "COD_ACT_ECON_CAE2", "7712", "COD_INTVAL_EMPLO_QUE", "B")
	m.enterprise(neq(2), "APE", "RO", "-", "-", "-", "-")
	m.add("Nom.csv", neq(1), "Ancienne ressourcerie Orlanne", "-", "A", "N", "2001-02-03", "2010-01-01")
	m.add("Nom.csv", neq(1), "Orlanne", "-", "V", "A", "2012-01-01", "-")
	m.add("Nom.csv", neq(1), `Coopérative de solidarité ""Orlanne""`, "Orlanne Co-op", "V", "N", "2010-01-01", "-")
	m.add("Nom.csv", neq(1), "Orlanne à venir", "-", "F", "N", "2030-01-01", "-")
	m.add("FusionScissions.csv", neq(1), neq(2), "Verdalie", "FUS", "2010-01-01", "O", "-", "-", "-", "-")
	m.add("ContinuationsTransformations.csv", neq(1), "CONT", "-", "-", "Québec", "2011-01-01")
	x, err := read(t, m.zip(t), options(t, neq(1)))
	if err != nil {
		t.Fatal(err)
	}
	want := source.Enterprise{
		Key: neq(1), Where: "Entreprise.csv, 3", NEQ: neq(1), Form: "COP", FormName: "Coopérative", Family: "coop",
		State: source.Registered, StateName: "Immatriculée", StateOn: "2019-05-06", Since: "2001-02-03", Staff: "De 1 à 5",
		Names: []record.Name{
			{Text: `Coopérative de solidarité "Orlanne"`, Kind: record.Legal, From: "2010-01-01"},
			{Text: "Orlanne Co-op", Kind: record.English, From: "2010-01-01"},
			{Text: "Orlanne", Kind: record.Other, From: "2012-01-01"},
			{Text: "Ancienne ressourcerie Orlanne", Kind: record.Former, From: "2001-02-03", To: "2010-01-01"},
		},
		Place:      source.Place{Street: "12, rue A", City: "Salaberry-de-Valleyfield", Postal: "J6S1A1", MRC: "Beauharnois-Salaberry", Inside: true},
		Activities: []source.Activity{{Code: "7712", Text: "Location de salles"}, {Code: "7712", Text: "Location de locaux"}},
		Relations:  []source.Relation{{Kind: "Fusion", Code: "FUS", NEQ: neq(2), Name: "Verdalie", On: "2010-01-01", State: source.Struck}},
		Changes:    []source.Relation{{Kind: "Continuation", Code: "CONT", On: "2011-01-01"}},
		Candidate:  true,
	}
	if len(x.Enterprises) != 2 { // and the one it merged with, to know its state
		t.Fatalf("%d enterprises", len(x.Enterprises))
	}
	if d := cmp.Diff(want, x.Enterprises[0]); d != "" {
		t.Error(d)
	}
	if r := x.Enterprises[1].Relations; len(r) != 1 || !r[0].Reverse || r[0].NEQ != neq(1) || r[0].State != source.Registered {
		t.Errorf("the other side: %+v", r)
	}
}

// Columns are found by name: their order is free, unknown ones are left.
func TestColumnsByName(t *testing.T) {
	t.Parallel()
	m := small()
	m["Nom.csv"] = "NOUVELLE,DAT_FIN_NOM_ASSUJ,DAT_INIT_NOM_ASSUJ,TYP_NOM_ASSUJ,STAT_NOM,NOM_ASSUJ_LANG_ETRNG,NOM_ASSUJ,NEQ\n" +
		"x,-,2001-01-01,N,V,-,\"Atelier, Tamarac\"," + neq(1) + "\n"
	m.enterprise(neq(1), "APE", "IM", "12, rue A", "Rigaud (Québec)", "-", "J0P1P0")
	x, err := read(t, m.zip(t), options(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := x.Enterprises[0].Legal(); got != "Atelier, Tamarac" {
		t.Errorf("name %q", got)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	m := small()
	m["DomaineValeur.csv"] = strings.ReplaceAll(m["DomaineValeur.csv"], `"FORM_JURI","ASS","Association"`+"\n", "")
	m.enterprise("1100000023", "APE", "ZZ", "12, rue A", "Rigaud (Québec)", "-", "J0P1P0") // its check fails
	x, err := read(t, m.zip(t), options(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range x.Warnings {
		got = append(got, w.Key)
	}
	if d := cmp.Diff([]string{"req.unlabelled", "req.unknown_codes", "req.neq_checks"}, got); d != "" {
		t.Error(d)
	}
}

// The same file gives the same extract, whatever the goroutines do.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	sum, err := reqtest.Write(&b, reqtest.Options{Enterprises: 3000, Seed: 7, Level: 1})
	if err != nil {
		t.Fatal(err)
	}
	var first *source.Extract
	for range 3 {
		x, err := read(t, b.Bytes(), options(t))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = x
		}
		if d := cmp.Diff(first, x); d != "" {
			t.Fatal(d)
		}
	}
	if n := len(first.Enterprises); n < sum.Candidates || n > sum.Candidates+5 {
		t.Errorf("%d candidates, %d made by address", n, sum.Candidates)
	}
	var again bytes.Buffer
	if _, err := reqtest.Write(&again, reqtest.Options{Enterprises: 3000, Seed: 7, Level: 1}); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the generator does not give the same bytes twice")
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := small().zip(t)
	x, err := req.Read(ctx, bytes.NewReader(b), int64(len(b)), "req.zip", options(t))
	if !errors.Is(err, context.Canceled) || x != nil {
		t.Errorf("%v, %v", x, err)
	}
}

func fault(t *testing.T, err error) *message.Fault {
	t.Helper()
	var f *message.Fault
	if !errors.As(err, &f) {
		t.Fatalf("not a fault: %v", err)
	}
	return f
}

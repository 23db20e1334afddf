package source_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/templates/message"
	"jachete/templates/policy"
)

func options(t testing.TB) source.Options {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	return source.Options{
		Sources: p.Sources, Territory: p.Territory, Names: p.Names, On: "2026-01-01", Say: message.In(message.French),
		NewID: func() string { n++; return fmt.Sprintf("new%d", n) },
	}
}

func legal(s string) record.Name  { return record.Name{Text: s, Kind: record.Legal} }
func other(s string) record.Name  { return record.Name{Text: s, Kind: record.Other} }
func former(s string) record.Name { return record.Name{Text: s, Kind: record.Former, To: "2020-02-02"} }

func place(city, postal string) source.Place {
	return source.Place{City: city, Postal: postal, Inside: true}
}

// enterprise is one that may be proposed.
func enterprise(neq, city, postal string, names ...record.Name) source.Enterprise {
	return source.Enterprise{
		Key: neq, NEQ: neq, Form: "APE", FormName: "Personne morale sans but lucratif", Family: "npo", State: source.Registered, StateName: "Immatriculée",
		Names: names, Place: place(city, postal), Candidate: true, Where: "Entreprise.csv, 2",
	}
}

func recognised(id, neq, city, postal string, names ...record.Name) record.Record {
	return record.Record{
		ID: id, NEQ: neq, City: city, Postal: postal, Names: names,
		Statuses: []record.Status{{Standing: record.Recognised, From: "2022-01-01"}},
	}
}

func says(src string, list ...source.Enterprise) *source.Extract {
	return &source.Extract{Source: src, Enterprises: list}
}

func propose(t testing.TB, records []record.Record, said ...*source.Extract) *source.Result {
	t.Helper()
	r, err := source.Propose(records, said, options(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// brief writes a list for comparison: kind, record, and what it changes.
func brief(r *source.Result) []string {
	var out []string
	for i := range r.Proposals {
		p := &r.Proposals[i]
		s := string(p.Kind) + " " + p.Record + ":"
		switch p.Kind {
		case source.StatusChange:
			last := p.After.Statuses[len(p.After.Statuses)-1]
			s += fmt.Sprintf(" %s %s %s", last.Standing, last.From, p.Reason.Key)
		case source.AddressChange:
			s += " " + p.After.City + " " + p.After.Postal
		case source.Identify, source.CharityChange:
			s += " " + p.After.NEQ + " " + p.After.BN + " " + p.After.Charity
		default:
			for _, n := range p.After.Names {
				s += " [" + n.Text + " " + string(n.Kind) + "]"
			}
		}
		out = append(out, s)
	}
	return out
}

func TestPropose(t *testing.T) {
	t.Parallel()
	const a, b = "1100000106", "1100000114"
	struck := func(on string, rel ...source.Relation) source.Enterprise {
		e := enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne"))
		e.State, e.StateName, e.StateOn, e.Candidate, e.Relations = source.Struck, "Radiée sur demande", on, false, rel
		return e
	}
	cra := func(e source.Enterprise) source.Enterprise {
		e.NEQ, e.Key, e.BN, e.Charity, e.FormName = "", "123456782RR0001", "123456782", "123456782RR0001", ""
		return e
	}
	revoked := cra(enterprise("", "Rigaud", "J0P1P0", legal("Atelier Orlanne")))
	revoked.State, revoked.Candidate = source.Struck, false
	withCharity := recognised("E1", a, "Rigaud", "J0P1P0", legal("Atelier Orlanne"))
	withCharity.BN, withCharity.Charity = "123456782", "123456782RR0001"
	byEstablishment := enterprise(a, "Mercier", "J6R1A1", legal("Atelier Orlanne"))
	byEstablishment.ByEstablishment = true
	twoPlaces := enterprise(a, "Laval", "H7N1A1", legal("Atelier Orlanne"))
	twoPlaces.Establishments = []source.Place{place("Rigaud", "J0P1P0")}
	moved := enterprise(a, "Laval", "H7N1A1", legal("Atelier Orlanne"))
	moved.Inside = false
	home := recognised("E1", a, "Rigaud", "J0P1P0", legal("Atelier Orlanne"))
	withdrawn := home
	withdrawn.Statuses = append(slices.Clone(home.Statuses), record.Status{Standing: record.Withdrawn, From: "2024-01-01"})
	merged := home
	merged.MergedInto = "E2"
	contracts := source.Enterprise{Key: a, NEQ: a, Names: []record.Name{other("ORLANNE - ATELIER DE MENUISERIE"), other("Atelier Orlanne inc.")}, State: source.OtherState}

	tests := []struct {
		about   string
		records []record.Record
		said    []*source.Extract
		want    []string
	}{
		{"nothing changed", []record.Record{home}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("ATELIER ORLANNE INC.")))}, nil},
		{"a town's daily name", []record.Record{recognised("E1", a, "Valleyfield", "J6S1A1", legal("Orlanne"))}, []*source.Extract{says(source.REQ, enterprise(a, "Salaberry-de-Valleyfield", "J6S1A1", legal("Orlanne")))}, nil},
		{"unknown: a candidate", []record.Record{home}, []*source.Extract{says(source.REQ, enterprise(b, "Mercier", "J6R1A1", legal("Coop Tamarac"), other("Tamarac")))}, []string{"candidate new1: [Coop Tamarac legal] [Tamarac other]"}},
		{"not to be proposed", nil, []*source.Extract{says(source.REQ, struck("2024-03-03"))}, nil},
		{"struck off", []record.Record{home}, []*source.Extract{says(source.REQ, struck("2024-03-03"))}, []string{"status E1: withdrawn 2024-03-03 source.reason.struck"}},
		{"struck off before it was recognised", []record.Record{home}, []*source.Extract{says(source.REQ, struck("2019-03-03"))}, []string{"status E1: withdrawn 2019-03-03 source.reason.struck"}},
		{"struck off on an unknown day", []record.Record{home}, []*source.Extract{says(source.REQ, struck(""))}, []string{"status E1: withdrawn 2026-01-01 source.reason.struck"}},
		{"merged", []record.Record{home}, []*source.Extract{says(source.REQ, struck("2024-03-03", source.Relation{Kind: "Fusion", NEQ: b, State: source.Registered}))}, []string{"status E1: withdrawn 2024-03-03 source.reason.merged"}},
		{"a division is not a merger", []record.Record{home}, []*source.Extract{says(source.REQ, struck("2024-03-03", source.Relation{Kind: "Scission", Code: "SCI", NEQ: b, State: source.Registered}))}, []string{"status E1: withdrawn 2024-03-03 source.reason.struck"}},
		{"merged with one struck off as well", []record.Record{home}, []*source.Extract{says(source.REQ, struck("2024-03-03", source.Relation{Kind: "Fusion", NEQ: b, State: source.Struck}))}, []string{"status E1: withdrawn 2024-03-03 source.reason.struck"}},
		{"struck off and withdrawn already", []record.Record{withdrawn}, []*source.Extract{says(source.REQ, struck("2024-03-03"))}, nil},
		{"a duplicate's record is not looked at", []record.Record{merged}, []*source.Extract{says(source.REQ, struck("2024-03-03"))}, nil},
		{"renamed", []record.Record{home}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Verdalie"), former("Atelier Orlanne")))}, []string{"name E1: [Verdalie legal] [Atelier Orlanne former]"}},
		{"written otherwise", []record.Record{home}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Verdalie")))}, []string{"name E1: [Verdalie legal] [Atelier Orlanne other]"}},
		{"the legal name was an other name", []record.Record{recognised("E1", a, "Rigaud", "J0P1P0", legal("Orlanne"), other("Verdalie"))}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Verdalie")))}, []string{"name E1: [Verdalie legal] [Orlanne other]"}},
		{"other names", []record.Record{home}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne"), other("Tamarac"), other("TAMARAC"), former("Verdalie")))}, []string{"other_names E1: [Atelier Orlanne legal] [Tamarac other] [Verdalie former]"}},
		{"moved", []record.Record{home}, []*source.Extract{says(source.REQ, moved)}, []string{"address E1: Laval H7N1A1"}},
		{"an establishment is where the registry says", []record.Record{home}, []*source.Extract{says(source.REQ, twoPlaces)}, nil},
		{"only an establishment is known", []record.Record{home}, []*source.Extract{says(source.REQ, byEstablishment)}, nil},
		{"no address in the registry", []record.Record{recognised("E1", a, "", "", legal("Atelier Orlanne"))}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne")))}, []string{"address E1: Rigaud J0P1P0"}},
		{"name and city, no NEQ", []record.Record{recognised("E1", "", "Rigaud", "J0P1P0", legal("Atelier Orlanne"))}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne inc.")))}, []string{"identifier E1: " + a + "  "}},
		{"same name, another city", []record.Record{recognised("E1", "", "Mercier", "J6R1A1", legal("Atelier Orlanne"))}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne")))}, []string{"candidate new1: [Atelier Orlanne legal]"}},
		{"same name and city, another NEQ", []record.Record{recognised("E1", b, "Rigaud", "J0P1P0", legal("Atelier Orlanne"))}, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne")))}, []string{"candidate new1: [Atelier Orlanne legal]"}},
		{
			"two of that name in that city",
			[]record.Record{recognised("E1", "", "Rigaud", "J0P1P0", legal("Atelier Orlanne"))},
			[]*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0", legal("Atelier Orlanne")), enterprise(b, "Rigaud", "J0P1P0", legal("Atelier Orlanne")))},
			[]string{"candidate new1: [Atelier Orlanne legal]", "candidate new2: [Atelier Orlanne legal]"},
		},
		{"nobody's name", nil, []*source.Extract{says(source.REQ, enterprise(a, "Rigaud", "J0P1P0"))}, nil},
		{"a charity's number", []record.Record{home}, []*source.Extract{says(source.CRA, cra(enterprise("", "Rigaud", "J0P1P0", legal("ATELIER ORLANNE"))))}, []string{"identifier E1: " + a + " 123456782 123456782RR0001"}},
		{"a charity revoked", []record.Record{withCharity}, []*source.Extract{says(source.CRA, revoked)}, []string{"charity E1: " + a + " 123456782 "}},
		{"names that buyers write", []record.Record{home}, []*source.Extract{says(source.SEAO, contracts)}, []string{"other_names E1: [Atelier Orlanne legal] [ORLANNE - ATELIER DE MENUISERIE other]"}},
		{"a supplier nobody knows is no candidate", nil, []*source.Extract{says(source.SEAO, contracts)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			got := propose(t, tt.records, tt.said...)
			if d := cmp.Diff(tt.want, brief(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A candidate is never more than that, whatever its form.
func TestCandidateStanding(t *testing.T) {
	t.Parallel()
	coop := enterprise("1100000106", "Rigaud", "J0P1P0", legal("Coopérative de solidarité Orlanne"))
	coop.Family = "coop"
	r := propose(t, nil, says(source.REQ, coop))
	after := r.Proposals[0].After
	if len(after.Statuses) != 1 || after.Statuses[0].Standing != record.Candidate || after.Statuses[0].From != "" {
		t.Errorf("%+v", after.Statuses)
	}
	if after.Family != "coop_solidarity" || len(after.Attestations) != 0 {
		t.Errorf("%+v", after)
	}
}

// What two sources say of one candidate is one proposal with the evidence of
// both.
func TestJoin(t *testing.T) {
	t.Parallel()
	charity := source.Enterprise{Key: "123456782RR0001", BN: "123456782", Charity: "123456782RR0001", State: source.Registered, Names: []record.Name{legal("Atelier Orlanne inc")}, Place: place("Rigaud", "J0P1P0"), Candidate: true}
	r := propose(t, nil, says(source.REQ, enterprise("1100000106", "Rigaud", "J0P1P0", legal("Atelier Orlanne"))), says(source.CRA, charity))
	if len(r.Proposals) != 1 {
		t.Fatalf("%q", brief(r))
	}
	p := r.Proposals[0]
	if p.After.NEQ != "1100000106" || p.After.BN != "123456782" || p.After.Charity != "123456782RR0001" {
		t.Errorf("%+v", p.After)
	}
	if !slices.ContainsFunc(p.Evidence, func(e source.Evidence) bool { return e.Source == source.CRA }) {
		t.Error("no evidence of the second source")
	}
}

// The likely ones first, with the reason; clubs and unions last.
func TestOrder(t *testing.T) {
	t.Parallel()
	var list []source.Enterprise
	for i, n := range []string{"Club de quilles Orlanne", "Syndicat des employés de Valbrume", "Ressourcerie Tamarac", "Fondation Verdalie", "Cercle Miravoche", "Coopérative de travail Belmire"} {
		e := enterprise(fmt.Sprintf("11000002%02d", i), "Rigaud", "J0P1P0", legal(n))
		if strings.HasPrefix(n, "Coop") {
			e.Family = "coop"
		}
		list = append(list, e)
	}
	r := propose(t, nil, says(source.REQ, list...))
	var got []string
	for i := range r.Proposals {
		s := r.Proposals[i].Name
		for _, w := range r.Proposals[i].Signals {
			s += fmt.Sprintf(" %s%+d", w.ID, w.Weight)
		}
		got = append(got, s)
		if id := fmt.Sprintf("new%d", i+1); r.Proposals[i].Record != id {
			t.Errorf("%s has identifier %s", r.Proposals[i].Name, r.Proposals[i].Record)
		}
	}
	if d := cmp.Diff([]string{
		"Coopérative de travail Belmire coop+30", "Ressourcerie Tamarac reuse+25", "Cercle Miravoche", "Club de quilles Orlanne club-30",
		"Fondation Verdalie foundation-40", "Syndicat des employés de Valbrume union-60",
	}, got); d != "" {
		t.Error(d)
	}
}

func TestAbsent(t *testing.T) {
	t.Parallel()
	x := says(source.REQ)
	x.Absent = []string{"1100000999"}
	r := propose(t, []record.Record{recognised("E1", "1100000999", "", "", legal("Orlanne"))}, x)
	if d := cmp.Diff([]source.Absent{{Record: "E1", Source: source.REQ, Key: "1100000999", Name: "Orlanne"}}, r.Absent); d != "" {
		t.Error(d)
	}
}

// Accept everything, in any order, and the same sources have nothing more to
// say; and the order does not matter to what the records become.
func TestAcceptedIsSettled(t *testing.T) {
	t.Parallel()
	names := []string{"Orlanne", "Tamarac", "Verdalie", "Atelier Orlanne inc.", "Club Miravoche", "COOP BELMIRE", "Coopérative Belmire", "Ruisselon"}
	towns := [][2]string{{"Rigaud", "J0P1P0"}, {"Mercier", "J6R1A1"}, {"Valleyfield", "J6S1A1"}, {"Salaberry-de-Valleyfield", "J6S1A1"}, {"Laval", "H7N1A1"}, {"", ""}, {"Rigaud", ""}, {"", "J0P1P0"}}
	kinds := []record.NameKind{record.Legal, record.Other, record.Former, record.English}
	opt := options(t)
	rapid.Check(t, func(rt *rapid.T) {
		someNames := func(label string, least int) []record.Name {
			return rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) record.Name {
				return record.Name{Text: rapid.SampledFrom(names).Draw(rt, "text"), Kind: rapid.SampledFrom(kinds).Draw(rt, "kind")}
			}), least, 4).Draw(rt, label)
		}
		town := func(label string) [2]string { return rapid.SampledFrom(towns).Draw(rt, label) }
		var records []record.Record
		for i := range rapid.IntRange(0, 5).Draw(rt, "records") {
			at := town("town")
			r := recognised(fmt.Sprintf("E%d", i), "", at[0], at[1], someNames("names", 1)...)
			if rapid.Bool().Draw(rt, "neq") {
				r.NEQ = fmt.Sprintf("110000010%d", i)
			}
			records = append(records, r)
		}
		var said []*source.Extract
		for _, src := range []string{source.REQ, source.CRA, source.SEAO} {
			x := says(src)
			for i := range rapid.IntRange(0, 6).Draw(rt, "enterprises") {
				at := town("town")
				e := source.Enterprise{
					Key: fmt.Sprintf("%d", i), Names: someNames("names", 0), Place: place(at[0], at[1]), StateOn: "2024-01-01",
					State: rapid.SampledFrom([]source.State{source.Registered, source.Struck, source.OtherState}).Draw(rt, "state"),
				}
				e.Candidate = e.State == source.Registered && src != source.SEAO
				if src == source.CRA {
					e.BN = fmt.Sprintf("12345670%d", i)
					e.Charity = e.BN + "RR0001"
				} else {
					e.NEQ = fmt.Sprintf("110000010%d", i)
				}
				x.Enterprises = append(x.Enterprises, e)
			}
			said = append(said, x)
		}
		first, err := source.Propose(records, said, opt)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := source.Propose(records, said, opt)
		if err != nil || len(again.Proposals) != len(first.Proposals) {
			rt.Fatal("not the same twice", err)
		}
		for i := range first.Proposals {
			if first.Proposals[i].Key != again.Proposals[i].Key {
				rt.Fatalf("not the same twice: %s, %s", first.Proposals[i].Key, again.Proposals[i].Key)
			}
		}
		seen := map[string]bool{}
		for i := range first.Proposals {
			if k := first.Proposals[i].Key; seen[k] {
				rt.Fatalf("key %s twice", k)
			}
			seen[first.Proposals[i].Key] = true
		}
		accepted := accept(records, first.Proposals)
		// Sources may say things of one another's enterprises that show only once
		// these are records: a second round settles, and then nothing is left.
		for round := 0; ; round++ {
			next, err := source.Propose(accepted, said, opt)
			if err != nil {
				rt.Fatal(err)
			}
			if len(next.Proposals) == 0 {
				break
			}
			if round == 3 {
				for i := range next.Proposals {
					rt.Logf("%s %+v", next.Proposals[i].Key, next.Proposals[i].Evidence)
				}
				rt.Fatal("it never settles")
			}
			accepted = accept(accepted, next.Proposals)
		}
	})
}

// accept applies proposals one after another on the records as they stand.
func accept(records []record.Record, list []source.Proposal) []record.Record {
	out := slices.Clone(records)
	for i := range list {
		p := &list[i]
		if p.Kind == source.NewCandidate {
			out = append(out, p.After)
			continue
		}
		for j := range out {
			if out[j].ID == p.Record {
				out[j] = p.Apply(out[j])
			}
		}
	}
	return out
}

// One source, accepted whole: nothing new the next time, at once.
func TestSameFileAgain(t *testing.T) {
	t.Parallel()
	said := says(source.REQ,
		enterprise("1100000106", "Rigaud", "J0P1P0", legal("Verdalie"), other("Tamarac"), former("Atelier Orlanne")),
		enterprise("1100000114", "Mercier", "J6R1A1", legal("Coop Belmire"), other("Belmire")),
		enterprise("1100000122", "Mercier", "J6R1A1", legal("Ruisselon")))
	records := []record.Record{
		recognised("E1", "1100000106", "Mercier", "J6R1A1", legal("Atelier Orlanne")),
		recognised("E2", "", "Mercier", "", legal("Ruisselon inc.")),
	}
	first := propose(t, records, said)
	if n := len(first.Proposals); n != 6 { // name, two addresses, identifier, other names, candidate
		t.Fatalf("%d: %q", n, brief(first))
	}
	if again := propose(t, accept(records, first.Proposals), said); len(again.Proposals) != 0 {
		t.Errorf("%q", brief(again))
	}
}

// A proposal can be kept as JSON, and its record taken from there.
func TestJSON(t *testing.T) {
	t.Parallel()
	r := propose(t, nil, says(source.REQ, enterprise("1100000106", "Rigaud", "J0P1P0", legal("Orlanne"))))
	b, err := json.Marshal(r.Proposals)
	if err != nil {
		t.Fatal(err)
	}
	var back []source.Proposal
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if got := back[0].Apply(record.Record{}); got.NEQ != "1100000106" || got.ID != "new1" {
		t.Errorf("%+v", got)
	}
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	hostile := enterprise("1100000106", "Rigaud", "J0P1P0", legal("=HYPERLINK(\"x\")\n;,"), other("+1"))
	r := propose(t, []record.Record{recognised("@E9", "1100000114", "Rigaud", "J0P1P0", legal("Tamarac"))}, says(source.REQ, hostile,
		enterprise("1100000114", "Rigaud", "J0P1P0", legal("Tamarac"), other("-2+3"))))
	opt := options(t)
	for lang, comma := range map[message.Lang]rune{message.French: ';', message.English: ','} {
		var b bytes.Buffer
		if err := source.WriteCSV(&b, r, &opt.Sources, message.In(lang)); err != nil {
			t.Fatal(err)
		}
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		in.Comma = comma
		rows, err := in.ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows[1:] {
			for i, cell := range row {
				if i != 2 && cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) || strings.ContainsAny(cell, "\n\r‹") {
					t.Errorf("cell %q may run, or has a hole", cell)
				}
			}
			if notice := row[len(row)-1]; !strings.Contains(notice, "CC BY-NC-SA 4.0") {
				t.Errorf("no licence in %q", notice)
			}
		}
	}
}

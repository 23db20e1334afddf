package source_test

import (
	"encoding/csv"
	"os"
	"testing"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/templates/testkit"
)

// On a region's real register, the members of a sister Pôle's directory stand
// near the head of the list: signals for are several times richer in them than
// the register, signals against several times poorer.
func TestSignalsOnARegion(t *testing.T) {
	t.Parallel()
	table := func(file string) [][]string {
		f, err := os.Open(testkit.Shared(t, "names", "qc_mauricie", file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	member := map[string]bool{}
	for _, q := range table("queries.csv") {
		member[q[1]] = true
	}
	said := says(source.REQ)
	for _, r := range table("registry.csv") { // id, name, city, postal, form, activity
		e := source.Enterprise{Key: r[0], NEQ: r[0], Candidate: true, State: source.Registered, Names: []record.Name{legal(r[1])}, Activities: []source.Activity{{Text: r[5]}}}
		if r[4] == "COP" {
			e.Family = "coop"
		}
		said.Enterprises = append(said.Enterprises, e)
	}
	r := propose(t, nil, said)
	all, members, places := map[bool]int{}, map[bool]int{}, 0
	for i := range r.Proposals {
		p := &r.Proposals[i]
		if member[p.Of] {
			places += i
		}
		if p.Score == 0 {
			continue
		}
		all[p.Score > 0]++
		if member[p.Of] {
			members[p.Score > 0]++
		}
	}
	base := float64(len(member)) / float64(len(r.Proposals))
	up, down := float64(members[true])/float64(all[true]), float64(members[false])/float64(all[false])
	mean := float64(places) / float64(len(member)) / float64(len(r.Proposals))
	t.Logf("members: %.3f of all, %.3f of those with signals for, %.3f of those against; mean place %.2f of the list", base, up, down, mean)
	if up < 3*base || down > base/3 || mean > 0.33 {
		t.Error("the order does not help")
	}
}

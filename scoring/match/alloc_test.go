package match

import (
	"testing"

	"jachete/templates/policy"
)

// A candidate that is compared and rejected costs no memory.
func TestComparingAllocatesNothing(t *testing.T) { //nolint:paralleltest // counts the allocations of the whole program
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	x, err := New([]Entry{
		{ID: "1", Names: []string{"Buanderie Zibeline et Desman inc."}, City: "Mercier"},
		{ID: "2", Names: []string{"Les Amis de la Zibeline"}, City: "Mercier"},
		{ID: "3", Names: []string{"Zibelline Construction"}},
	}, params)
	if err != nil {
		t.Fatal(err)
	}
	s := Supplier{Name: "Garage Zibeline du Potamogale", City: "Mercier"}
	sc := new(scratch)
	x.find(&s, sc)
	x.prepare(&sc.q, &sc.name, 0, false)
	city := x.cityKey(s.City, false)
	compared := 0
	n := testing.AllocsPerRun(50, func() {
		sc.found = sc.found[:0]
		x.candidates(&sc.q, sc)
		for _, c := range sc.pool {
			x.weigh(&s, sc, 0, c.rec, city, "")
			compared++
		}
	})
	if n != 0 || compared < 100 {
		t.Errorf("%v allocations a query, %d comparisons in all", n, compared)
	}
}

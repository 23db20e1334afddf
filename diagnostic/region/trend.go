package region

// trend compares the buyers that both years cover. It is shown when neither
// year's sum over them, subtracted from what the year shows, gives away what is
// protected.
func trend(now, before *year) Trend {
	both := map[string]bool{}
	for id := range now.of {
		if _, ok := before.of[id]; ok {
			both[id] = true
		}
	}
	t := Trend{Buyers: len(both)}
	if len(both) == 0 {
		t.Hidden = true
		return t
	}
	var ids []string
	for _, id := range now.all() {
		if both[id] {
			ids = append(ids, id)
		}
	}
	for _, y := range []*year{now, before} {
		if y.unsafe(ids) != "" || !y.withstands(both) {
			t.Hidden = true
		}
	}
	t.Now, t.Before = now.cell(scope, ids).withoutCeiling(), before.cell(scope, ids).withoutCeiling()
	if t.Hidden {
		t.Now, t.Before = t.Now.hide(Derivable), t.Before.hide(Derivable)
	}
	return t
}

// scope is the name of the cell of a trend; it is no MRC.
const scope = "\x00scope"

// withstands tells whether the sum over a set of buyers can stand beside what
// the year shows. Everything shown is then constant on the parts into which the
// set cuts each shown cell and the whole of what is hidden, so whatever can be
// worked out is a union of such parts: each must be safe, and none may be one
// hidden cell. (A union of safe parts is safe: it has more buyers, and none
// makes more of it than of its own part.)
func (y *year) withstands(set map[string]bool) bool {
	if y.hideAll { // a year whose total is protected shows nothing
		return false
	}
	var in, out []string // of what is hidden
	cellsIn, cellsOut := 0, 0
	for _, m := range y.order {
		var a, b []string
		for _, id := range y.cells[m] {
			if set[id] {
				a = append(a, id)
			} else {
				b = append(b, id)
			}
		}
		if _, hidden := y.hidden[m]; !hidden {
			if y.unsafe(a) != "" || y.unsafe(b) != "" {
				return false
			}
			continue
		}
		in, out = append(in, a...), append(out, b...)
		cellsIn, cellsOut = cellsIn+yes(len(a) > 0), cellsOut+yes(len(b) > 0)
	}
	if len(in) > 0 && len(out) > 0 && (cellsIn == 1 || cellsOut == 1) {
		return false
	}
	return y.unsafe(in) == "" && y.unsafe(out) == ""
}

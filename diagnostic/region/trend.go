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
	t.Now, t.Before = now.cell(scope, ids), before.cell(scope, ids)
	if t.Hidden {
		t.Now, t.Before = t.Now.hide(Derivable), t.Before.hide(Derivable)
	}
	return t
}

// scope is the name of the cell of a trend; it is no MRC.
const scope = "\x00scope"

// withstands tells whether the sum over a set of buyers can stand beside what
// the year shows. With the total, the cells and this sum, one can work out the
// sum over the part of the set that lies in hidden cells and in cells that the
// set cuts, and over the rest of those cells: no more, and each must be safe.
func (y *year) withstands(set map[string]bool) bool {
	if y.hideAll { // a year whose total is protected shows nothing
		return false
	}
	var in, out []string
	for _, m := range y.order {
		var a, b []string
		for _, id := range y.cells[m] {
			if set[id] {
				a = append(a, id)
			} else {
				b = append(b, id)
			}
		}
		_, hidden := y.hidden[m]
		if hidden || len(a) > 0 && len(b) > 0 {
			in, out = append(in, a...), append(out, b...)
		}
	}
	if y.unsafe(in) != "" || y.unsafe(out) != "" {
		return false
	}
	// The sum over exactly one hidden cell, or over all hidden cells but one,
	// would be that cell.
	return !y.isolates(set)
}

// isolates tells whether a set that cuts no shown cell separates one hidden cell
// from the others.
func (y *year) isolates(set map[string]bool) bool {
	whole, without, hidden := 0, 0, 0
	for _, m := range y.order {
		if len(y.cells[m]) == 0 {
			continue
		}
		n := 0
		for _, id := range y.cells[m] {
			if set[id] {
				n++
			}
		}
		_, concealed := y.hidden[m]
		cut := n > 0 && n < len(y.cells[m])
		switch {
		case cut:
			return false
		case !concealed:
		case n > 0:
			whole, hidden = whole+1, hidden+1
		default:
			without, hidden = without+1, hidden+1
		}
	}
	return hidden > 0 && (whole == 1 || without == 1)
}

package match

// distance counts the edits (insert, delete, replace, swap of neighbours) that
// turn a into b, giving up above limit: the result is then limit+1. Folded
// names are compared byte by byte.
func distance(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > limit || len(b) > 60 {
		return limit + 1
	}
	if len(a) == 0 {
		return len(b)
	}
	var row [3][64]uint8
	prev2, prev, cur := &row[0], &row[1], &row[2]
	for j := 0; j <= len(b); j++ {
		prev[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = uint8(i)
		low := cur[0]
		for j := 1; j <= len(b); j++ {
			c := uint8(1)
			if a[i-1] == b[j-1] {
				c = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+c)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, prev2[j-2]+1)
			}
			cur[j] = d
			low = min(low, d)
		}
		if int(low) > limit {
			return limit + 1
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(int(prev[len(b)]), limit+1)
}

// similarity puts d edits between words of those lengths on a scale from 0 to
// 1: one edit in eight letters is .88.
func similarity(d, la, lb int) float32 {
	return 1 - float32(d)/float32(max(la, lb))
}

package train

import "math"

// row is one weighted example of a logistic regression; x is sparse.
type row struct {
	at []int32
	x  []float64
	y  float64 // 0 or 1
	w  float64
}

// bound keeps a weight on the side that makes sense whatever the data say.
type bound struct{ lo, hi float64 }

// logit fits weights (natural log odds) by coordinate-wise Newton steps with
// an L2 pull towards prior and bounds; it is deterministic.
func logit(rows []row, n int, prior []float64, ridge float64, bounds []bound, sweeps int) []float64 {
	w := append([]float64(nil), prior...)
	cols := make([][]int32, n) // rows that have the feature
	vals := make([][]float64, n)
	for i := range rows {
		for k, f := range rows[i].at {
			cols[f] = append(cols[f], int32(i))
			vals[f] = append(vals[f], rows[i].x[k])
		}
	}
	z := make([]float64, len(rows))
	for i := range rows {
		for k, f := range rows[i].at {
			z[i] += w[f] * rows[i].x[k]
		}
	}
	for range sweeps {
		moved := 0.0
		for f := range n {
			g, h := ridge*(w[f]-prior[f]), ridge
			for k, i := range cols[f] {
				r := &rows[i]
				p := 1 / (1 + math.Exp(-z[i]))
				v := vals[f][k]
				g += r.w * (p - r.y) * v
				h += r.w * max(p*(1-p), 1e-4) * v * v
			}
			step := max(-1, min(1, -g/h))
			next := max(bounds[f].lo, min(bounds[f].hi, w[f]+step))
			step = next - w[f]
			if step == 0 {
				continue
			}
			w[f] = next
			moved = max(moved, math.Abs(step))
			for k, i := range cols[f] {
				z[i] += step * vals[f][k]
			}
		}
		if moved < 5e-4 {
			break
		}
	}
	return w
}

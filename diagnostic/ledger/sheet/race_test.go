//go:build race

package sheet

// underRace tells that the race detector is on: it allocates for itself and
// empties pools at random, so that allocations say nothing of the program.
const underRace = true

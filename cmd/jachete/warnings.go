package main

import (
	"fmt"
	"strings"

	"jachete/templates/message"
)

// shownPlaces bounds the places listed for one kind of warning.
const shownPlaces = 6

// warn tells warnings on standard error, grouped by kind: the first of a kind
// in full, then where the others are, then how many.
func (e *env) warn(list []*message.Fault) {
	seen := map[string]int{}
	for _, w := range list {
		seen[w.Key]++
	}
	told := map[string]bool{}
	for _, w := range list {
		if told[w.Key] {
			continue
		}
		told[w.Key] = true
		text := e.say.Fault(w)
		if n := seen[w.Key]; n > 1 {
			var places []string
			for _, o := range list {
				if o.Key == w.Key && o != w && len(places) < shownPlaces {
					places = append(places, o.Place.String())
				}
			}
			text += "\n" + e.say.N("cli.warning.more", n-1, "places", strings.Join(places, "; "))
		}
		fmt.Fprintln(e.err, e.say.T("cli.warning", "text", strings.ReplaceAll(text, "\n", "\n  ")))
	}
}

package diagnostic

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// runNumber derives the number of a run from everything that decides its
// figures: digests of the inputs, policy, parameters, program, and what was
// asked. Twelve hexadecimal digits in three groups: "7F3A-91C2-0B4D".
func runNumber(d *Diagnostic) string {
	h := sha256.New()
	put := func(parts ...string) {
		for _, p := range parts {
			fmt.Fprintf(h, "%d:%s,", len(p), p) // length first: no two lists read the same
		}
	}
	put(d.Schema, d.Run.Program, d.Run.PolicyVersion, d.Run.PolicyDigest, d.Run.MatchParams,
		d.Buyer.Name, d.Buyer.MRC, d.Buyer.Regime, d.Period.Asked, string(d.Basis))
	for _, in := range d.Run.Inputs {
		put(in.Role, in.File, in.Digest)
	}
	// The columns read stand for the options that chose them.
	for i := range d.Tables {
		t := &d.Tables[i]
		put(t.Sheet, fmt.Sprint(t.HeaderRow), t.Encoding, t.Delimiter)
		for _, c := range t.Columns {
			put(string(c.Field), c.Letter)
		}
	}
	s := strings.ToUpper(hex.EncodeToString(h.Sum(nil)[:6]))
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

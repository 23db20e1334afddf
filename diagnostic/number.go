package diagnostic

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/ledger"
	"jachete/scoring/match"
)

// runNumber derives the number of a run from everything that decides its
// figures: digests of the inputs, policy and parameters, the program, what was
// asked, and what the user decided about reading. Twelve hexadecimal digits in three groups: "7F3A-91C2-0B4D".
func runNumber(d *Diagnostic) string {
	h := sha256.New()
	put := func(parts ...string) {
		for _, p := range parts {
			fmt.Fprintf(h, "%d:%s,", len(p), p) // length first: no two lists read the same
		}
	}
	put(d.Schema, d.Run.Program, d.Run.PolicyVersion, d.Run.PolicyDigest, d.Run.MatchParams, d.Run.MatchDigest, d.Run.Reading,
		d.Buyer.Name, d.Buyer.MRC, d.Buyer.Regime, d.Period.Asked, string(d.Basis))
	for _, in := range d.Run.Inputs {
		put(in.Role, in.File, in.Digest)
	}
	if d.Run.Decisions.Digest != "" {
		put("decisions", d.Run.Decisions.Digest)
	}
	if d.Advice.Plan != nil {
		put("target", d.Advice.Plan.Target.String())
	}
	s := strings.ToUpper(hex.EncodeToString(h.Sum(nil)[:6]))
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// decided writes the options of reading that the user set, in a fixed order.
func decided(o *ledger.Options) string {
	var list []string
	put := func(name, value string) {
		if value != "" {
			list = append(list, name+"="+value)
		}
	}
	put("sheet", o.Sheet)
	if o.HeaderRow != 0 {
		put("header_row", strconv.Itoa(o.HeaderRow))
	}
	for _, f := range slices.Sorted(maps.Keys(o.Columns)) {
		put(string(f), o.Columns[f])
	}
	put("basis", string(o.Basis))
	put("encoding", o.Encoding)
	if o.Delimiter != "" {
		put("delimiter", strconv.Quote(o.Delimiter))
	}
	put("date_order", o.DateOrder)
	put("currency", o.Currency)
	return strings.Join(list, "; ")
}

// digest is the SHA-256 of the matcher's weights and thresholds.
func digest(p *match.Params) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%v %v %v", p.Model, p.MatchAt, p.PossibleAt))
	return hex.EncodeToString(sum[:])
}

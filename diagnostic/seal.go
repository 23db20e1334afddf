package diagnostic

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Seal is a digest of everything that circulates (the JSON of
// [Diagnostic.Abridge]), printed in the documents so that a changed figure
// shows: 64 bits as "1A2B-3C4D-5E6F-7081". The whole diagnostic and its
// abridged form have the same seal.
func (d *Diagnostic) Seal() (string, error) {
	h := sha256.New()
	if err := d.Abridge().WriteJSON(h); err != nil {
		return "", fmt.Errorf("seal diagnostic: %w", err)
	}
	s := strings.ToUpper(hex.EncodeToString(h.Sum(nil)[:8]))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], nil
}

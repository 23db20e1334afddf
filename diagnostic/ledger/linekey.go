package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// KeyVersion is the newest version of [LineKey].
const KeyVersion = 1

// LineKey gives the key by which a line is known again in another file. It is
// stored with lines, so a version is frozen: nothing that gives another key for
// the same line may be changed, only a new version added, and a stored key is
// compared with the key of its own version.
//
// Version 1 is made of what every ledger states and no better reader would read
// otherwise: the supplier's name without case, accents, signs and a number in
// front; the civil date; the amount. What only some readers find (number,
// invoice, account, description) and where the line stands are left out.
//
// Equal lines have equal keys: two equal invoices exist. Compare counts.
func LineKey(version int, l *Line) (string, error) {
	if version != 1 {
		return "", fmt.Errorf("line key: unknown version %d", version)
	}
	return "1:" + keyOne(l), nil
}

func keyOne(l *Line) string {
	day := ""
	if !l.Date.IsZero() {
		day = l.Date.Format("2006-01-02")
	}
	amount := l.Amount.StringFixed(6)
	amount = strings.TrimSuffix(strings.TrimRight(amount, "0"), ".")
	if amount == "-0" {
		amount = "0"
	}
	sum := sha256.Sum256([]byte("jachete.line/1\n" + keyName(l.Supplier) + "\n" + day + "\n" + amount))
	return hex.EncodeToString(sum[:12])
}

// keyName is frozen with version 1: it must not follow changes of name.Fold.
func keyName(s string) string {
	words := strings.FieldsFunc(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(ligatures.Replace(strings.ToValidUTF8(s, " ")))), unicode.IsSpace)
	digits := 0
	for digits < len(words) && digitsOnly(words[digits]) {
		digits++
	}
	if digits > 0 && digits < len(words) && words[digits] != "quebec" && words[digits] != "canada" && words[digits] != "ontario" {
		words = words[digits:]
	}
	return strings.Join(words, "")
}

// Code pages without œ write oe.
var ligatures = strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae")

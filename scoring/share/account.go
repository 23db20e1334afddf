package share

import "strings"

// ObjectCode takes the three-digit object code out of an account of operating
// expenses, 02-FFF-SS-OOO, written with hyphens, blanks, dots or slashes, with
// function and sub-function together ("02-13000-414"), or as ten digits. Further
// groups after the object (a project, a fund) are allowed only in the fully
// separated form. Any other account, a balance-sheet one included, has no
// object code: ok is false. Nine digits whose leading zero a spreadsheet has
// eaten are not guessed at.
//
// Source of the form: the municipal chart of accounts, as recalled; it is used
// to class, never printed as a fact.
func ObjectCode(account string) (code string, ok bool) {
	groups := make([]string, 0, 6)
	for _, g := range strings.FieldsFunc(account, isSeparator) {
		if strings.Trim(g, "0123456789") != "" {
			return "", false
		}
		groups = append(groups, g)
	}
	switch {
	case len(groups) == 1 && len(groups[0]) == 10 && groups[0][:2] == "02":
		return object(groups[0][2:5], groups[0][7:])
	case len(groups) == 3 && groups[0] == "02" && len(groups[1]) == 5 && len(groups[2]) == 3:
		return object(groups[1][:3], groups[2])
	case len(groups) >= 4 && groups[0] == "02" && len(groups[1]) == 3 && len(groups[2]) == 2 && len(groups[3]) == 3:
		return object(groups[1], groups[3])
	}
	return "", false
}

// object refuses codes that begin with zero: no function and no object does.
func object(function, code string) (string, bool) {
	if function[0] == '0' || code[0] == '0' {
		return "", false
	}
	return code, true
}

func isSeparator(r rune) bool {
	switch r {
	case ' ', '-', '.', '/', '\u00a0', '\u202f', '\u2010', '\u2011', '\u2013':
		return true
	}
	return false
}

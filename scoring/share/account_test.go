package share

import "testing"

func TestObjectCode(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{
		"02-130-00-414":      "414",
		"02 130 00 414":      "414",
		"02.130.00.414":      "414",
		"0213000414":         "414",
		"02-13000-414":       "414",
		"02\u00a0130-00-414": "414",
		"02–701–20–522":      "522",
		"02-130-00-414-001":  "414",
		" 02-130-00-414 ":    "414",
		// Not operating expenses, or not an account of this form.
		"":               "",
		"54-134-00-000":  "",
		"55-131-00-000":  "",
		"22-300-00-721":  "",
		"213000414":      "",
		"021300041":      "",
		"02130004140":    "",
		"02-130-414":     "",
		"02-13-000-414":  "",
		"02-130-00-41A":  "",
		"02-000-00-414":  "",
		"02-130-00-014":  "",
		"5145551234":     "",
		"02":             "",
		"02-13000-414-1": "",
		"bâtiment":       "",
	} {
		got, ok := ObjectCode(account)
		if got != want || ok != (want != "") {
			t.Errorf("ObjectCode(%q) = %q, %v; want %q", account, got, ok, want)
		}
	}
}

func FuzzObjectCode(f *testing.F) {
	f.Add("02-130-00-414")
	f.Add("02–13000–414")
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := ObjectCode(s)
		if ok && (len(code) != 3 || code[0] == '0') || !ok && code != "" {
			t.Errorf("ObjectCode(%q) = %q, %v", s, code, ok)
		}
	})
}

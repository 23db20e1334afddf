package web

import "testing"

func TestShown(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain é 🌷\n\t":             "plain é 🌷\n\t",
		"a\r\nb":                    "a\nb",
		"fic\u202egnp.exe":          "fic\ufffdgnp.exe",
		"\u2066x\u2069\u200f\u061c": "\ufffdx\ufffd\ufffd\ufffd",
		"bell\x07, del\x7f, \u0085": "bell , del ,  ",
		"":                          "",
	} {
		if got := string(shown([]byte(in))); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// In French no word of the command-line library is left in English.
func TestHelpSpeaksTheUsersLanguage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--help"},
		{"diagnose", "--help"},
		{"match", "--help"},
		{},
		{"diagnose"},
		{"inconnu"},
		{"diagnose", "a.csv"},
		{"read", "--zzz"},
		{"diagnose", "a", "--registry", "b", "--basis", "x"},
		{"read", "a", "--header-row=x"},
		{"diagnose", "a", "--registry"},
		{"demos"},
	} {
		var out, errOut bytes.Buffer
		code := run(context.Background(), args, &out, &errOut)
		said := out.String() + errOut.String()
		if said == "" || code != exitDone && code != exitUsage {
			t.Errorf("%v: exit %d, %q", args, code, said)
		}
		for _, english := range []string{"Usage: ", "Flags:", "Commands:", "Show ", "for more", "missing", "unknown", "unexpected", "expected", "must be", "did you mean", "‹"} {
			if strings.Contains(said, english) {
				t.Errorf("%v says %q in English:\n%s", args, english, said)
			}
		}
		out.Reset()
		run(context.Background(), append([]string{"--lang", "en"}, args...), &out, &out)
		for _, french := range []string{"Montrer", "Options", "inconnu", "attend", "Voir"} {
			if strings.Contains(out.String(), french) && !strings.Contains(strings.Join(args, " "), french) {
				t.Errorf("%v says %q in French:\n%s", args, french, out.String())
			}
		}
	}
}

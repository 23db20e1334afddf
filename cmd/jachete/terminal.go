package main

import (
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"jachete/templates/message"
)

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// helpTexts hands every "help.*" text of the catalogue to kong as help_*.
func helpTexts(say message.Printer) kong.Vars {
	v := kong.Vars{"lang": string(say.Lang)}
	for _, k := range say.Keys("help.") {
		v["help_"+strings.ReplaceAll(strings.TrimPrefix(k, "help."), ".", "_")] = say.T(k)
	}
	return v
}

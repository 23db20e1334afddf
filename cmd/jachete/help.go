package main

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"jachete/templates/message"
)

// helpTexts hands every "help.*" text of the catalogue to kong as help_*.
func helpTexts(say message.Printer) kong.Vars {
	v := kong.Vars{}
	for _, k := range say.Keys("help.") {
		v["help_"+strings.ReplaceAll(strings.TrimPrefix(k, "help."), ".", "_")] = say.T(k)
	}
	return v
}

// frame are the words kong puts around our texts, as regular expressions, and
// the key of what to say instead. $1 is what the expression caught.
var frame = []struct {
	words *regexp.Regexp
	key   string
}{
	{regexp.MustCompile(`(?m)^Usage: `), "kong.usage"},
	{regexp.MustCompile(`(?m)^Arguments:$`), "kong.arguments"},
	{regexp.MustCompile(`(?m)^Flags:$`), "kong.flags"},
	{regexp.MustCompile(`(?m)^Commands:$`), "kong.commands"},
	{regexp.MustCompile(`\[flags\]`), "kong.flags_mark"},
	{regexp.MustCompile(`<command>`), "kong.command_mark"},
	{regexp.MustCompile(`Show context-sensitive help\.`), "kong.help"},
	{regexp.MustCompile(`Run "(.*) <?[a-zà-ÿ]*>? ?--help" for more information(?: on a command)?\.`), "kong.more"},
	{regexp.MustCompile(`^missing flags: `), "kong.missing_flags"},
	{regexp.MustCompile(`^unknown flag `), "kong.unknown_flag"},
	{regexp.MustCompile(`^unexpected argument `), "kong.unexpected_argument"},
	{regexp.MustCompile(`^expected one of `), "kong.expected_one"},
	{regexp.MustCompile(`^expected "(.*)"$`), "kong.expected"},
	{regexp.MustCompile(` must be one of (.*) but got `), "kong.must_be"},
	{regexp.MustCompile(`expected a valid \d+ bit int but got `), "kong.whole_number"},
	{regexp.MustCompile(`expected string value but got .*`), "kong.no_value"},
	{regexp.MustCompile(`, did you mean (.*)\?`), "kong.did_you_mean"},
}

// translate puts kong's own English words into the user's language.
func translate(say message.Printer, s string) string {
	if say.Lang == message.English {
		return s
	}
	for _, f := range frame {
		s = f.words.ReplaceAllString(s, say.T(f.key))
	}
	return s
}

// helpIn prints kong's help in the user's language.
func helpIn(say message.Printer) kong.HelpPrinter {
	return func(o kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		var b bytes.Buffer
		ctx.Stdout = &b
		err := kong.DefaultHelpPrinter(o, ctx)
		ctx.Stdout = out
		if err != nil {
			return err
		}
		_, err = out.Write([]byte(translate(say, b.String())))
		return err
	}
}

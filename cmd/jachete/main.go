// Command jachete shows a public buyer what share of its purchases goes to
// social-economy enterprises, and what it could buy from them.
//
// This file opens the doors: it reads the command line, chooses the language,
// and turns an error into a message and an exit code. Each subcommand has its
// own file. No rule of the trade lives here.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"jachete/templates/message"
	"jachete/templates/policy"
)

// Exit codes of every command.
const (
	exitDone    = 0
	exitFailed  = 1 // our fault, or the machine's
	exitUsage   = 2 // the command line is wrong
	exitRefused = 3 // the input cannot be used; the message says why
)

// version is the program's version, set at release by the linker.
var version = "dev"

type cli struct {
	Lang    string `help:"${help_lang}" enum:"fr,en" default:"fr"`
	Verbose bool   `help:"${help_verbose}" short:"v"`

	Demo       demoCmd       `cmd:"" help:"${help_demo}"`
	Diagnose   diagnoseCmd   `cmd:"" help:"${help_diagnose}"`
	Serve      serveCmd      `cmd:"" help:"${help_serve}"`
	Init       initCmd       `cmd:"" help:"${help_init}"`
	Buyer      buyerCmd      `cmd:"" help:"${help_buyer}"`
	Import     importCmd     `cmd:"" help:"${help_import}"`
	User       userCmd       `cmd:"" help:"${help_user}"`
	Doctor     doctorCmd     `cmd:"" help:"${help_doctor}"`
	Backup     backupCmd     `cmd:"" help:"${help_backup}"`
	Restore    restoreCmd    `cmd:"" help:"${help_restore}"`
	Retention  retentionCmd  `cmd:"" help:"${help_retention}"`
	Migrate    migrateCmd    `cmd:"" help:"${help_migrate}"`
	Review     reviewCmd     `cmd:"" help:"${help_review}"`
	Decisions  decisionsCmd  `cmd:"" help:"${help_decisions}"`
	Verify     verifyCmd     `cmd:"" help:"${help_verify}"`
	Read       readCmd       `cmd:"" help:"${help_read}"`
	Categories categoriesCmd `cmd:"" help:"${help_categories}"`
	Match      matchCmd      `cmd:"" help:"${help_match}"`
	Evaluate   evaluateCmd   `cmd:"" help:"${help_evaluate}"`
	Explain    explainCmd    `cmd:"" help:"${help_explain}"`
	Registry   registryCmd   `cmd:"" help:"${help_registry}"`
	Fit        fitCmd        `cmd:"" hidden:"" help:"${help_evaluate}"`
}

// env is what a command may touch of the world.
type env struct {
	ctx    context.Context
	in     io.Reader // answers of a review
	out    io.Writer // results
	err    io.Writer // messages, progress
	lang   message.Lang
	say    message.Printer
	log    *slog.Logger
	screen bool // err is a terminal: progress may be shown
	getenv func(string) string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process: tests call it.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	return runIn(ctx, args, out, errOut, os.Getenv)
}

// joinNegative writes "--header-row -1" as "--header-row=-1": a negative number
// alone would be taken for a flag.
func joinNegative(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		if i+1 < len(args) && args[i] == "--header-row" && strings.HasPrefix(args[i+1], "-") {
			if _, err := strconv.Atoi(args[i+1]); err == nil {
				out = append(out, args[i]+"="+args[i+1])
				i++
				continue
			}
		}
		out = append(out, args[i])
	}
	return out
}

// runIn is run in an environment of the caller's: only --password-env reads it.
func runIn(ctx context.Context, args []string, out, errOut io.Writer, getenv func(string) string) int {
	lang := language(args)
	say := message.In(lang)
	said := &checked{w: out}
	out = said
	var c cli
	code := -1
	parser, err := kong.New(&c,
		kong.Name("jachete"),
		kong.Description(say.T("cli.description")),
		kong.Writers(out, errOut),
		kong.Exit(func(n int) { code = n }),
		helpTexts(say),
		kong.Help(helpIn(say)),
	)
	if err != nil {
		fmt.Fprintln(errOut, err)
		return exitFailed
	}
	kctx, err := parser.Parse(joinNegative(args))
	if code >= 0 { // --help
		return said.code(code, errOut, say)
	}
	if err != nil && said.err != nil { // --help into a full disk
		return said.code(exitDone, errOut, say)
	}
	if err != nil {
		fmt.Fprintln(errOut, say.T("cli.usage", "error", translate(say, err.Error())))
		return exitUsage
	}
	e := &env{ctx: ctx, in: os.Stdin, out: out, err: errOut, lang: message.Lang(c.Lang), screen: isTerminal(errOut), getenv: getenv}
	e.say = message.In(e.lang)
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelInfo
	}
	e.log = slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: level}))
	return said.code(e.report(kctx.Run(e)), errOut, e.say)
}

// usageError is a command line that parses and yet cannot be done: the key of a
// text that says why.
type usageError string

func (u usageError) Error() string { return string(u) }

// report turns an error into a message for the user and an exit code.
func (e *env) report(err error) int {
	var fault *message.Fault
	var file *policy.FileError
	var path *fs.PathError
	var wrong usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &fault):
		fmt.Fprintln(e.err, e.say.Fault(fault))
		return exitRefused
	case errors.As(err, &file):
		fmt.Fprintln(e.err, e.say.Fault(message.NewFault("policy.file", message.Place{File: file.File},
			"line", fmt.Sprint(file.Line), "error", file.Err.Error())))
		return exitRefused
	case errors.As(err, &wrong):
		fmt.Fprintln(e.err, e.say.T("cli.usage", "error", e.say.T(string(wrong))))
		return exitUsage
	case errors.Is(err, errDisagrees): // what does not hold has been said
		return exitFailed
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(e.err, e.say.T("cli.interrupted"))
		return exitFailed
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		fmt.Fprintln(e.err, e.say.Fault(message.NewFault("file.missing", message.Place{File: path.Path})))
		return exitRefused
	}
	fmt.Fprintln(e.err, e.say.T("cli.failed", "error", err.Error()))
	return exitFailed
}

// language is that of --lang, else French; it is needed before the command
// line is parsed, to say what is wrong with it. The environment decides
// nothing: the same command gives the same documents everywhere.
func language(args []string) message.Lang {
	for i, a := range args {
		if a == "--lang=en" || a == "--lang" && i+1 < len(args) && args[i+1] == "en" {
			return message.English
		}
	}
	return message.French
}

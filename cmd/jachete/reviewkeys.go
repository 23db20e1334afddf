package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// keyboard reads answers: one key at a time from a terminal, one line at a time
// from anything else.
type keyboard struct {
	in   *bufio.Reader
	file *os.File // a terminal, nil otherwise
}

func newKeyboard(in io.Reader) *keyboard {
	k := &keyboard{in: bufio.NewReader(in)}
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		k.file = f
	}
	return k
}

// Signs that a terminal sends for a control key.
const (
	ctrlC = 3
	ctrlD = 4
)

// key reads one key, in lower case; "" is Enter or a blank. io.EOF says that
// nobody answers any more.
func (k *keyboard) key() (string, error) {
	if k.file == nil {
		s, err := k.line()
		return strings.ToLower(s), err
	}
	state, err := term.MakeRaw(int(k.file.Fd()))
	if err != nil { // no such mode here: whole lines
		k.file = nil
		return k.key()
	}
	r, _, err := k.in.ReadRune()
	if r == '\x1b' { // an arrow or another long key: not one of ours
		for k.in.Buffered() > 0 {
			_, _, _ = k.in.ReadRune() // what follows is dropped on purpose
		}
	}
	if restored := term.Restore(int(k.file.Fd()), state); err == nil {
		err = restored
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("read key: %w", err)
	case r == ctrlC, r == ctrlD:
		return "", io.EOF
	case r == '\r', r == '\n', r == ' ':
		return "", nil
	}
	return strings.ToLower(string(r)), nil
}

// mostTyped bounds a line that is typed, in bytes.
const mostTyped = 2000

// line reads one line.
func (k *keyboard) line() (string, error) {
	s, err := k.in.ReadString('\n')
	if err != nil && (!errors.Is(err, io.EOF) || s == "") {
		return "", err
	}
	s = strings.TrimSpace(s)
	if len(s) > mostTyped {
		s = strings.ToValidUTF8(s[:mostTyped], "")
	}
	return s, nil
}

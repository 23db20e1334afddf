package main

import (
	"fmt"
	"io"

	"jachete/templates/message"
)

// checked is standard output that remembers its first failure: a run of which
// the results could not be written, to a full disk for one, has not succeeded.
type checked struct {
	w   io.Writer
	err error
}

func (c *checked) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	if err != nil && c.err == nil {
		c.err = err
	}
	return n, err
}

// code is the exit code of a run that ended with code.
func (c *checked) code(code int, errOut io.Writer, say message.Printer) int {
	if c.err == nil || code != exitDone {
		return code
	}
	fmt.Fprintln(errOut, say.T("cli.output", "error", cause(c.err)))
	return exitFailed
}

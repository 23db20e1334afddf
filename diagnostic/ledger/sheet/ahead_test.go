package sheet

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

type closing struct {
	io.Reader
	closed int
}

func (c *closing) Close() error { c.closed++; return nil }

func TestReadAhead(t *testing.T) {
	t.Parallel()
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("skipped: one processor reads nothing ahead")
	}
	text := strings.Repeat("Atelier Nord;10,00\n", 100_000)
	broken := errors.New("broken")
	for name, in := range map[string]io.Reader{
		"whole": strings.NewReader(text), "small reads": iotest.HalfReader(strings.NewReader(text)), "end with data": iotest.DataErrReader(strings.NewReader(text)),
		"broken": io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)),
	} {
		c := &closing{Reader: in}
		r := readAhead(c)
		got, err := io.ReadAll(r)
		if !bytes.Equal(got, []byte(text)) || (name == "broken") != errors.Is(err, broken) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if err := r.Close(); err != nil || c.closed != 1 {
			t.Errorf("%s: closed %d times, %v", name, c.closed, err)
		}
	}
	c := &closing{Reader: strings.NewReader(text)}
	r := readAhead(c)
	if _, err := r.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil || c.closed != 1 {
		t.Errorf("left in the middle: closed %d times, %v", c.closed, err)
	}
}

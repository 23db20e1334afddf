package sheet

import (
	"io"
	"runtime"
)

// ahead reads another reader in the background, so that inflating a part and
// reading its cells go on at the same time. On one processor it stands aside.
type ahead struct {
	r     io.ReadCloser
	full  chan block // read, to be consumed
	empty chan []byte
	stop  chan struct{}
	now   block
	at    int
}

type block struct {
	data []byte
	err  error
}

// A few large blocks: enough that neither side waits for the other.
const (
	aheadBlocks = 4
	aheadBytes  = 1 << 17
)

func readAhead(r io.ReadCloser) io.ReadCloser {
	if runtime.GOMAXPROCS(0) < 2 {
		return r
	}
	a := &ahead{r: r, full: make(chan block, aheadBlocks), empty: make(chan []byte, aheadBlocks), stop: make(chan struct{})}
	for range aheadBlocks {
		a.empty <- make([]byte, aheadBytes)
	}
	go a.run()
	return a
}

// run fills blocks until the end, an error, or Close. It alone touches r.
func (a *ahead) run() {
	defer close(a.full)
	for {
		var b []byte
		select {
		case b = <-a.empty:
		case <-a.stop:
			return
		}
		n, err := fillBlock(a.r, b[:cap(b)])
		select {
		case a.full <- block{b[:n], err}:
		case <-a.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

// fillBlock reads until b is full or the reader ends; unlike io.ReadFull it
// hands on the reader's own error.
func fillBlock(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var k int
		k, err = r.Read(b[n:])
		n += k
	}
	return n, err
}

func (a *ahead) Read(p []byte) (int, error) {
	for a.at == len(a.now.data) {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.data != nil {
			a.empty <- a.now.data
		}
		next, ok := <-a.full
		if !ok {
			return 0, io.ErrUnexpectedEOF // read after Close
		}
		a.now, a.at = next, 0
	}
	n := copy(p, a.now.data[a.at:])
	a.at += n
	return n, nil
}

// Close waits for the background to end before it closes the reader.
func (a *ahead) Close() error {
	close(a.stop)
	for range a.full { // until run is done
	}
	return a.r.Close()
}

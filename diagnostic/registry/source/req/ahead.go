package req

import (
	"context"
	"io"
	"sync"
)

// blockSize is what the inflating goroutine hands over at a time.
const blockSize = 256 << 10

// ahead reads r in a goroutine of its own, so that inflating and reading rows
// use a processor each. stop must be called; it waits for the goroutine.
type ahead struct {
	blocks chan block
	free   chan []byte
	quit   chan struct{}
	done   sync.WaitGroup
	cur    []byte // what is left of the block being read
	own    []byte // that block
	err    error
}

type block struct {
	b   []byte
	err error
}

func newAhead(ctx context.Context, r io.Reader) *ahead {
	a := &ahead{blocks: make(chan block, 3), free: make(chan []byte, 4), quit: make(chan struct{})}
	for range cap(a.free) {
		a.free <- make([]byte, blockSize)
	}
	a.done.Go(func() {
		for {
			var b []byte
			select {
			case b = <-a.free:
			case <-a.quit:
				return
			}
			n, err := readFull(ctx, r, b[:blockSize])
			select {
			case a.blocks <- block{b[:n], err}:
			case <-a.quit:
				return
			}
			if err != nil {
				return
			}
		}
	})
	return a
}

// readFull fills b; unlike io.ReadFull it gives the reader's own error.
func readFull(ctx context.Context, r io.Reader, b []byte) (n int, err error) {
	for idle := 0; n < len(b); {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		m, err := r.Read(b[n:])
		n += m
		if err != nil {
			return n, err
		}
		if m > 0 {
			idle = 0
		} else if idle++; idle > 100 {
			return n, io.ErrNoProgress
		}
	}
	return n, nil
}

func (a *ahead) Read(p []byte) (int, error) {
	for len(a.cur) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		if a.own != nil {
			a.free <- a.own // never full: there are as many places as blocks
			a.own = nil
		}
		k := <-a.blocks
		a.own, a.cur, a.err = k.b[:blockSize], k.b, k.err
	}
	n := copy(p, a.cur)
	a.cur = a.cur[n:]
	return n, nil
}

func (a *ahead) stop() {
	close(a.quit)
	a.done.Wait()
}

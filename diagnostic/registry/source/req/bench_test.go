package req_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"syscall"
	"testing"
	"time"

	"jachete/diagnostic/registry/source/req"
	"jachete/diagnostic/registry/source/req/reqtest"
)

// processor is the time the processors spent on this process so far: what
// other work on the machine hardly changes.
func processor() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func metered(b *testing.B, run func()) {
	from := processor()
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64((processor()-from).Milliseconds())/float64(b.N), "cpu-ms/op")
}

// Reading 50,000 enterprises, against a bare loop of the standard csv reader
// over the same members and against inflating alone.
func BenchmarkRead50k(b *testing.B) {
	var file bytes.Buffer
	if _, err := reqtest.Write(&file, reqtest.Options{Enterprises: 50_000, Seed: 1}); err != nil {
		b.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		b.Fatal(err)
	}
	size := int64(0)
	for _, f := range z.File {
		size += int64(f.UncompressedSize64)
	}
	members := func(b *testing.B, do func(io.Reader) error) {
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				b.Fatal(err)
			}
			if err := do(r); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("inflate", func(b *testing.B) {
		b.SetBytes(size)
		metered(b, func() {
			members(b, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
		})
	})
	b.Run("bare-csv", func(b *testing.B) {
		b.SetBytes(size)
		metered(b, func() {
			members(b, func(r io.Reader) error {
				c := csv.NewReader(r)
				c.ReuseRecord, c.LazyQuotes = true, true
				for {
					if _, err := c.Read(); errors.Is(err, io.EOF) {
						return nil
					} else if err != nil {
						return err
					}
				}
			})
		})
	})
	b.Run("read", func(b *testing.B) {
		o := options(b)
		b.SetBytes(size)
		b.ReportAllocs()
		metered(b, func() {
			if _, err := req.Read(context.Background(), bytes.NewReader(file.Bytes()), int64(file.Len()), "req.zip", o); err != nil {
				b.Fatal(err)
			}
		})
	})
}

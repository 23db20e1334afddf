package req_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"testing"

	"jachete/diagnostic/registry/source/req"
	"jachete/diagnostic/registry/source/req/reqtest"
)

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
		for b.Loop() {
			members(b, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
		}
	})
	b.Run("bare-csv", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
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
		}
	})
	b.Run("read", func(b *testing.B) {
		o := options(b)
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := req.Read(context.Background(), bytes.NewReader(file.Bytes()), int64(file.Len()), "req.zip", o); err != nil {
				b.Fatal(err)
			}
		}
	})
}

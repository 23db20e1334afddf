package sheet

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
)

// openMHTML opens a web page saved as one file, as Excel ("single file web
// page") and report servers do under the name .xls: the page with the most
// table cells is taken.
func openMHTML(b *Book, data []byte, opt Options) error {
	r := bufio.NewReader(bytes.NewReader(data))
	h, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) {
		return fault("file.not_spreadsheet", b.file)
	}
	var best []byte
	consider := func(h textproto.MIMEHeader, body io.Reader) error {
		kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
		if kind != "text/html" {
			return nil
		}
		switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		}
		page, err := io.ReadAll(body)
		if err != nil {
			return fault("file.damaged", b.file, "part", h.Get("Content-Location"))
		}
		if tableCells(page) > tableCells(best) {
			best = page
		}
		return nil
	}
	kind, param, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if !strings.HasPrefix(kind, "multipart/") || param["boundary"] == "" {
		err = consider(h, r)
	} else {
		parts := multipart.NewReader(r, param["boundary"])
		for err == nil {
			part, stop := parts.NextRawPart()
			if errors.Is(stop, io.EOF) {
				break
			}
			if stop != nil {
				return fault("file.damaged", b.file, "part", "MIME")
			}
			err = consider(part.Header, part)
		}
	}
	if err != nil {
		return err
	}
	if best == nil {
		return fault("file.html", b.file)
	}
	return openHTML(b, best, opt)
}

func tableCells(page []byte) int {
	return bytes.Count(page, []byte("<td")) + bytes.Count(page, []byte("<TD"))
}

package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"jachete/templates/message"
)

// Scanner looks for malware in an uploaded file before it is kept. It answers a
// [message.Fault] when the file carries some, and another error when it could
// not look: the upload is then not taken either.
type Scanner interface {
	Scan(ctx context.Context, name string, r io.Reader) error
}

// HTTPScanner posts the bytes of a file to an address. 2xx means clean, 406,
// 409 or 422 means infected; everything else that it could not look.
type HTTPScanner struct {
	URL    *url.URL
	Client *http.Client
}

// scanTime bounds one scan.
const scanTime = 2 * time.Minute

// errScan says that the scanner could not look.
var errScan = errors.New("the scanner of files does not answer as it should")

// Scan posts a file. Only its bytes leave, not its name: a name can tell whose
// ledger it is.
func (h HTTPScanner) Scan(ctx context.Context, name string, r io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	// NopCloser: the reader is the caller's, who may want to rewind it.
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL.String(), io.NopCloser(r))
	if err != nil {
		return fmt.Errorf("ask the scanner: %w", err)
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	client := h.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the scanner: %w", errors.Join(errScan, err))
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		return nil
	case resp.StatusCode == http.StatusNotAcceptable, resp.StatusCode == http.StatusConflict, resp.StatusCode == http.StatusUnprocessableEntity:
		return message.NewFault("scan.infected", message.Place{File: name})
	}
	return fmt.Errorf("%w: status %d", errScan, resp.StatusCode)
}

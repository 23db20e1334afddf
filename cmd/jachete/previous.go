package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"jachete/diagnostic"
	"jachete/templates/message"
)

// earlier reads the diagnostic to compare with; nil when path is "".
func earlier(path string) (*diagnostic.Earlier, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no earlier diagnostic is no fault
	}
	b, err := readAll(path)
	if err != nil {
		return nil, err
	}
	file := filepath.Base(path)
	d, err := diagnostic.ReadJSON(bytes.NewReader(b))
	if err != nil {
		return nil, message.NewFault("previous.unreadable", message.Place{File: file})
	}
	digest := sha256.Sum256(b)
	return &diagnostic.Earlier{Diagnostic: d, File: file, Digest: hex.EncodeToString(digest[:])}, nil
}

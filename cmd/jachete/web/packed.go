package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"mime"
	"strconv"
	"strings"

	"jachete/templates/pages"
)

// packAssets compresses the files that the first paint waits for, once. Pages,
// which hold what people wrote, are not compressed here: their length would tell
// of it.
func packAssets(assets map[string]pages.Asset) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, a := range assets {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return nil, fmt.Errorf("compress %s: %w", name, err)
		}
		if _, err := w.Write(a.Body); err != nil {
			return nil, fmt.Errorf("compress %s: %w", name, err)
		}
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("compress %s: %w", name, err)
		}
		if b.Len() < len(a.Body) {
			out[name] = b.Bytes()
		}
	}
	return out, nil
}

// takesGzip reads the header Accept-Encoding.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err == nil && coding == "gzip" {
			q, err := strconv.ParseFloat(params["q"], 64)
			return params["q"] == "" || err == nil && q > 0
		}
	}
	return false
}

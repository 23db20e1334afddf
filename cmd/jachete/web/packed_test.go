package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Who takes it gets the style compressed, the others as it is; both are the same
// bytes in the end.
func TestAssetsAreCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t).server
	plain := 0
	for name, a := range s.assets {
		for _, c := range []struct {
			accept string
			packed bool
		}{{"gzip, deflate, br", true}, {"br, gzip;q=0.5", true}, {"GZIP", true}, {"", false}, {"identity", false}, {"gzip;q=0", false}, {"gzip;q=0.0", false}, {"xgzip", false}} {
			r := httptest.NewRequest(http.MethodGet, a.Path, nil)
			r.Header.Set("Accept-Encoding", c.accept)
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, r)
			body := w.Body.Bytes()
			if w.Code != http.StatusOK || w.Header().Get("Vary") == "" {
				t.Fatalf("%s: status %d, %v", name, w.Code, w.Header())
			}
			packed := w.Header().Get("Content-Encoding") == "gzip"
			if packed {
				if len(body) >= len(a.Body) {
					t.Errorf("%s grew to %d bytes", name, len(body))
				}
				z, err := gzip.NewReader(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			} else {
				plain++
			}
			if packed && !c.packed || len(a.Body) > 2000 && packed != c.packed {
				t.Errorf("%s for %q: compressed %v", name, c.accept, packed)
			}
			if !bytes.Equal(body, a.Body) {
				t.Errorf("%s for %q is not the file", name, c.accept)
			}
		}
	}
	if plain == 0 || len(s.packed) == 0 {
		t.Errorf("%d were sent plain, %d files are compressed", plain, len(s.packed))
	}
}

// Pages are not compressed: their length would tell what is in them.
func TestPagesAreNotCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t).server
	r := httptest.NewRequest(http.MethodGet, "/connexion", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("status %d, %v", w.Code, w.Header())
	}
}

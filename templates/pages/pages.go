// Package pages holds what the browser is sent: templates, style, scripts,
// embedded in the binary. It knows nothing of what the pages say.
package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed html/*.html
var html embed.FS

//go:embed assets/*
var assets embed.FS

// Asset is a file sent as it is. Its name in addresses holds a part of its
// digest, so that a browser may keep it for ever.
type Asset struct {
	Name string // "style.css"
	Path string // "/assets/style.3f2a91c0.css"
	Body []byte
}

// Assets lists the embedded files by name, and their addresses.
var Assets = sync.OnceValues(func() (map[string]Asset, error) {
	list := map[string]Asset{}
	entries, err := fs.ReadDir(assets, "assets")
	if err != nil {
		return nil, fmt.Errorf("list assets: %w", err)
	}
	for _, e := range entries {
		b, err := assets.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read asset %s: %w", e.Name(), err)
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		list[e.Name()] = Asset{
			Name: e.Name(), Body: b,
			Path: "/assets/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext,
		}
	}
	return list, nil
})

// Parse reads every page with the layout and the partials (files whose name
// begins with "_"); the key is the file's name without ".html". A page that
// does not parse fails here, at start.
func Parse(funcs template.FuncMap) (map[string]*template.Template, error) {
	shared := template.New("").Funcs(funcs)
	names, err := fs.Glob(html, "html/*.html")
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	var own []string
	for _, n := range names {
		base := path.Base(n)
		if base != "layout.html" && !strings.HasPrefix(base, "_") {
			own = append(own, n)
			continue
		}
		if shared, err = shared.ParseFS(html, n); err != nil {
			return nil, fmt.Errorf("parse %s: %w", base, err)
		}
	}
	list := map[string]*template.Template{}
	for _, n := range own {
		base := strings.TrimSuffix(path.Base(n), ".html")
		t, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("clone layout: %w", err)
		}
		if t, err = t.ParseFS(html, n); err != nil {
			return nil, fmt.Errorf("parse %s: %w", base, err)
		}
		list[base] = t
	}
	return list, nil
}

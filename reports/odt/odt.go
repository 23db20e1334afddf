// Package odt writes short texts as OpenDocument files, for those who must edit
// them: a title, paragraphs, lists. Same content, same bytes: there is no clock
// and no identifier inside. It knows nothing of purchases. Start with [Write].
package odt

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Style of a paragraph.
type Style string

// The styles.
const (
	Title   Style = "Title"
	Heading Style = "Heading"
	Text    Style = "Text"
	Item    Style = "Item"  // of a list: indented, behind a dash
	Small   Style = "Small" // a note
)

// Para is a paragraph.
type Para struct {
	Style Style
	Text  string
}

// Doc is a text to write. Lang is a language tag, "fr-CA".
type Doc struct {
	Title, Lang string
	Paras       []Para
}

const mimetype = "application/vnd.oasis.opendocument.text"

// Write writes the document.
func Write(w io.Writer, d Doc) error {
	z := zip.NewWriter(w)
	for _, f := range []struct{ name, text string }{
		{"mimetype", mimetype}, // first and not compressed, as the format asks
		{"META-INF/manifest.xml", manifest},
		{"meta.xml", meta(d)},
		{"styles.xml", styles(d)},
		{"content.xml", content(d)},
	} {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.name == "mimetype" {
			h.Method = zip.Store
		}
		p, err := z.CreateHeader(h)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
		if _, err := io.WriteString(p, f.text); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write odt: %w", err)
	}
	return nil
}

const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

const manifest = head + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">` +
	`<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="` + mimetype + `"/>` +
	`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>` +
	`<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>` +
	`<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`

const namespaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"` +
	` xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"`

func meta(d Doc) string {
	return head + `<office:document-meta` + namespaces + `><office:meta><meta:generator>jachete</meta:generator><dc:title>` + esc(d.Title) +
		`</dc:title><dc:language>` + esc(d.Lang) + `</dc:language></office:meta></office:document-meta>`
}

func styles(d Doc) string {
	lang, country, _ := strings.Cut(d.Lang, "-")
	var b strings.Builder
	b.WriteString(head + `<office:document-styles` + namespaces + `><office:styles>`)
	fmt.Fprintf(&b, `<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2"/>`+
		`<style:text-properties fo:font-family="'Liberation Serif', 'Times New Roman', serif" fo:font-size="12pt" fo:language="%s" fo:country="%s"/></style:default-style>`,
		esc(lang), esc(country))
	for _, s := range []struct {
		name             Style
		class, para, txt string
	}{
		{Title, ` style:default-outline-level="1"`, `fo:margin-bottom="0.5cm" fo:keep-with-next="always"`, `fo:font-size="16pt" fo:font-weight="bold"`},
		{Heading, ` style:default-outline-level="2"`, `fo:margin-top="0.4cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"`, `fo:font-weight="bold"`},
		{Text, "", `fo:margin-bottom="0.3cm" fo:line-height="115%"`, ""},
		{Item, "", `fo:margin-left="1cm" fo:text-indent="-0.5cm" fo:margin-bottom="0.15cm"`, ""},
		{Small, "", `fo:margin-top="0.3cm" fo:margin-bottom="0.2cm"`, `fo:font-size="9pt" fo:color="#555555"`},
	} {
		fmt.Fprintf(&b, `<style:style style:name="%s" style:family="paragraph"%s><style:paragraph-properties %s/><style:text-properties %s/></style:style>`,
			s.name, s.class, s.para, s.txt)
	}
	b.WriteString(`</office:styles><office:automatic-styles><style:page-layout style:name="Letter"><style:page-layout-properties` +
		` fo:page-width="21.59cm" fo:page-height="27.94cm" fo:margin="2.5cm"/></style:page-layout></office:automatic-styles>` +
		`<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Letter"/></office:master-styles></office:document-styles>`)
	return b.String()
}

func content(d Doc) string {
	var b strings.Builder
	b.WriteString(head + `<office:document-content` + namespaces + `><office:body><office:text>`)
	for _, p := range d.Paras {
		tag, attr := "p", ""
		switch p.Style {
		case Title:
			tag, attr = "h", ` text:outline-level="1"`
		case Heading:
			tag, attr = "h", ` text:outline-level="2"`
		}
		text := p.Text
		if p.Style == Item {
			text = "–\u00a0" + text
		}
		fmt.Fprintf(&b, `<text:%s text:style-name="%s"%s>%s</text:%s>`, tag, p.Style, attr, esc(text), tag)
	}
	b.WriteString(`</office:text></office:body></office:document-content>`)
	return b.String()
}

// esc escapes a text; signs that XML forbids become U+FFFD.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// Plain writes the same document as plain text, a blank line between the
// paragraphs.
func Plain(w io.Writer, d Doc) error {
	var b strings.Builder
	for i, p := range d.Paras {
		switch {
		case i == 0:
		case p.Style == Item && d.Paras[i-1].Style == Item:
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		if p.Style == Item {
			b.WriteString("–\u00a0")
		}
		b.WriteString(p.Text)
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}

package page

import (
	"bytes"
	"compress/zlib"
	"crypto/md5" //nolint:gosec // the checksum that PDF asks for, no protection
	"fmt"
	"sort"
	"strings"
)

// Relation says what an attached file is to the document, in the words of
// PDF (ISO 32000-2, 7.11.3).
type Relation string

// The relations in use: Source is what the document was made from, Data is a
// table of what it shows.
const (
	Source Relation = "Source"
	Data   Relation = "Data"
)

// Attachment is a file that travels inside the document. Name is plain ASCII;
// Type is a MIME type.
type Attachment struct {
	Name, Type  string
	Description string
	Relation    Relation
	Content     []byte
}

// Attach puts a file into the document. Readers list it by its name.
func (d *Doc) Attach(a Attachment) { d.attached = append(d.attached, a) }

// attach writes the files and returns what the catalogue says of them, ""
// when there are none.
func (f *file) attach(as []Attachment) (string, error) {
	if len(as) == 0 {
		return "", nil
	}
	as = append([]Attachment(nil), as...)
	sort.SliceStable(as, func(i, j int) bool { return as[i].Name < as[j].Name }) // a name tree is sorted
	var names, refs strings.Builder
	for _, a := range as {
		stream, err := deflate(a.Content)
		if err != nil {
			return "", fmt.Errorf("compress %s: %w", a.Name, err)
		}
		body := f.reserve()
		sum := md5.Sum(a.Content) //nolint:gosec // see the import
		f.objects[body] = append(fmt.Appendf(nil,
			"<</Type /EmbeddedFile /Subtype /%s /Params <</Size %d /CheckSum <%x>>> /Filter /FlateDecode /Length %d>>\nstream\n",
			nameObject(a.Type), len(a.Content), sum, len(stream)), append(stream, "\nendstream"...)...)
		spec := f.reserve()
		f.objects[spec] = fmt.Appendf(nil, "<</Type /Filespec /F (%s) /UF %s /Desc %s /AFRelationship /%s /EF <</F %d 0 R /UF %d 0 R>>>>",
			a.Name, textString(a.Name), textString(Plain(a.Description)), a.Relation, body, body)
		fmt.Fprintf(&names, "(%s) %d 0 R ", a.Name, spec)
		fmt.Fprintf(&refs, "%d 0 R ", spec)
	}
	return fmt.Sprintf(" /Names <</EmbeddedFiles <</Names [%s]>>>> /AF [%s]", names.String(), refs.String()), nil
}

func deflate(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// nameObject writes a MIME type as a PDF name.
func nameObject(mime string) string { return strings.ReplaceAll(mime, "/", "#2F") }

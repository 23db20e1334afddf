package page

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
)

// file is a PDF as a list of numbered objects. It reads what fpdf writes (one
// classical cross-reference table, direct lengths) and nothing else.
type file struct {
	objects map[int][]byte // between "obj" and "endobj"
	next    int            // first free number
	root    int
	info    int
}

var errNotOurs = errors.New("not a file of the painter")

func parseFile(b []byte) (*file, error) {
	at := bytes.LastIndex(b, []byte("startxref\n"))
	if at < 0 {
		return nil, fmt.Errorf("%w: no startxref", errNotOurs)
	}
	end := bytes.IndexByte(b[at+10:], '\n')
	if end < 0 {
		return nil, fmt.Errorf("%w: no end", errNotOurs)
	}
	xref, err := strconv.Atoi(string(b[at+10 : at+10+end]))
	if err != nil || xref < 0 || xref >= len(b) {
		return nil, fmt.Errorf("%w: startxref", errNotOurs)
	}
	lines := strings.Split(string(b[xref:at]), "\n")
	if len(lines) < 3 || lines[0] != "xref" {
		return nil, fmt.Errorf("%w: no xref", errNotOurs)
	}
	n, err := strconv.Atoi(strings.TrimPrefix(lines[1], "0 "))
	if err != nil || n < 1 || n > len(lines)-2 {
		return nil, fmt.Errorf("%w: xref size", errNotOurs)
	}
	f := &file{objects: make(map[int][]byte, n), next: n}
	offs := make([]int, n)
	for i := 1; i < n; i++ {
		off, _, _ := strings.Cut(lines[2+i], " ")
		if offs[i], err = strconv.Atoi(off); err != nil || offs[i] < 0 || offs[i] >= xref {
			return nil, fmt.Errorf("%w: xref entry %d", errNotOurs, i)
		}
	}
	// An object ends where the next one in the file begins.
	order := append([]int(nil), offs[1:]...)
	order = append(order, xref)
	sort.Ints(order)
	for i := 1; i < n; i++ {
		next := order[sort.SearchInts(order, offs[i]+1)]
		o := bytes.TrimSuffix(b[offs[i]:next], []byte("endobj\n"))
		head := []byte(strconv.Itoa(i) + " 0 obj\n")
		if !bytes.HasPrefix(o, head) {
			return nil, fmt.Errorf("%w: object %d", errNotOurs, i)
		}
		f.objects[i] = bytes.TrimSuffix(o[len(head):], []byte("\n"))
	}
	for _, l := range lines[n+2:] {
		fmt.Sscanf(l, "/Root %d 0 R", &f.root)
		fmt.Sscanf(l, "/Info %d 0 R", &f.info)
	}
	if f.objects[f.root] == nil || f.objects[f.info] == nil {
		return nil, fmt.Errorf("%w: no catalogue", errNotOurs)
	}
	return f, nil
}

// reserve gives a free object number.
func (f *file) reserve() int {
	f.next++
	return f.next - 1
}

// write gives the file: header, objects by number, cross-references. The file
// identifier is the digest of the content.
func (f *file) write() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offs := make([]int, f.next)
	for i := 1; i < f.next; i++ {
		o, ok := f.objects[i]
		if !ok {
			continue
		}
		offs[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n", i)
		b.Write(o)
		b.WriteString("\nendobj\n")
	}
	id := sha256.Sum256(b.Bytes())
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", f.next)
	for i := 1; i < f.next; i++ {
		if offs[i] == 0 {
			b.WriteString("0000000000 65535 f \n")
			continue
		}
		fmt.Fprintf(&b, "%010d 00000 n \n", offs[i])
	}
	fmt.Fprintf(&b, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n",
		f.next, f.root, f.info, id[:16], id[:16], xref)
	return b.Bytes()
}

// textString writes a text as PDF wants it: UTF-16 with its mark, in
// hexadecimal.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

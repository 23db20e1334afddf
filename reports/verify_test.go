package reports_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/shopspring/decimal"

	"jachete/reports"
	"jachete/reports/page"
	"jachete/templates/message"
)

// sealed is the ordinary sample with the run number that is its own.
func sealed(t *testing.T, l message.Lang) []byte {
	t.Helper()
	d := ordinary()
	d.Run.Number = d.RunNumber()
	return render(t, d, l)
}

const program = "jachete 1.0.0" // of the sample

func TestProofHolds(t *testing.T) {
	t.Parallel()
	for _, l := range message.Langs {
		p, err := reports.Prove(sealed(t, l), program)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Holds() || !p.Pages || !p.SameProgram || p.Lang != l {
			t.Errorf("%s: %+v", l, p)
		}
		if !p.Diagnostic.Abridged || len(p.Diagnostic.Lines) > 0 {
			t.Error("what does not circulate is attached")
		}
	}
	p, err := reports.Prove(sealed(t, message.French), "2.0.0")
	if err != nil || !p.Holds() || p.SameProgram {
		t.Errorf("another program: %+v, %v", p, err)
	}
}

func TestProofSeesTampering(t *testing.T) {
	t.Parallel()
	pdf := sealed(t, message.French)
	forged := ordinary()
	forged.Run.Number = forged.RunNumber()
	f := forged.Figure("share.confirmed.of_addressable")
	f.Value = decimal.NewNullDecimal(decimal.NewFromInt(42))
	other := ordinary()
	other.Run.Number = "AAAA-BBBB-CCCC"
	inputs := ordinary()
	inputs.Run.Number = inputs.RunNumber()
	inputs.Run.Inputs[0].Digest = strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		pdf  []byte
		want func(*reports.Proof) bool
	}{
		"a byte of a page":       {flip(t, pdf), func(p *reports.Proof) bool { return !p.Pages }},
		"another json inside":    {swapAttachment(t, pdf, render(t, forged, message.French)), func(p *reports.Proof) bool { return !p.SealPrinted }},
		"an invented run number": {render(t, other, message.French), func(p *reports.Proof) bool { return !p.Number }},
		"other digests":          {render(t, inputs, message.French), func(p *reports.Proof) bool { return !p.Number }},
		"something appended":     {append(bytes.Clone(pdf), "\n1 0 obj\n<<>>\nendobj\nstartxref\n3\n%%EOF\n"...), func(p *reports.Proof) bool { return p.Rewritten }},
	} {
		p, err := reports.Prove(c.pdf, program)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Holds() || !c.want(p) {
			t.Errorf("%s: not seen: %+v", name, p)
		}
	}
}

// flip changes a byte of the document information.
func flip(t *testing.T, pdf []byte) []byte {
	t.Helper()
	out := bytes.Clone(pdf)
	i := bytes.Index(out, []byte("/Title <FEFF00"))
	if i < 0 {
		t.Fatal("no title")
	}
	out[i+15] ^= 1
	return out
}

// swapAttachment puts the JSON attached to one document into another, with the
// offsets of the file put right: what a careful forger would do.
func swapAttachment(t *testing.T, into, from []byte) []byte {
	t.Helper()
	body := regexp.MustCompile(`(?s)<</Type /EmbeddedFile /Subtype /application#2Fjson.*?\nendstream`)
	old, other := body.FindIndex(into), body.Find(from)
	if old == nil || other == nil {
		t.Fatal("no attached json")
	}
	out := slices.Concat(into[:old[0]], other, into[old[1]:])
	xref := bytes.LastIndex(out, []byte("\nxref\n0 ")) + 1
	tail := string(out[xref:])
	for _, m := range regexp.MustCompile(`\n(\d+) 0 obj\n`).FindAllSubmatchIndex(out[:xref], -1) {
		n, err := strconv.Atoi(string(out[m[2]:m[3]]))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfterN(tail, "\n", n+4) // xref, its size, object 0
		lines[n+2] = fmt.Sprintf("%010d 00000 n \n", m[2])
		tail = strings.Join(lines, "")
	}
	tail = regexp.MustCompile(`startxref\n\d+`).ReplaceAllString(tail, "startxref\n"+strconv.Itoa(xref))
	return append(out[:xref], tail...)
}

func TestProofRefuses(t *testing.T) {
	t.Parallel()
	var plain bytes.Buffer
	bare := page.New(page.Meta{Lang: message.French})
	bare.Title("", "Rien")
	if err := bare.Write(&plain); err != nil {
		t.Fatal(err)
	}
	bomb := bytes.Replace(sealed(t, message.French), []byte("/Length "), []byte("/Length 9"), -1)
	for name, b := range map[string][]byte{"empty": nil, "text": []byte("bonjour"), "pdf without attachment": plain.Bytes(), "lengths": bomb} {
		if _, err := reports.Prove(b, program); !errors.Is(err, reports.ErrNotOurs) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAttachmentsAreReadByOthers(t *testing.T) {
	t.Parallel()
	api.DisableConfigDir()
	got, err := api.ExtractAttachmentsRaw(bytes.NewReader(sealed(t, message.French)), "", nil, model.NewDefaultConfiguration())
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, a := range got {
		var b bytes.Buffer
		if _, err := b.ReadFrom(a); err != nil {
			t.Fatal(err)
		}
		files[a.FileName] = b.String()
	}
	if !strings.Contains(files["diagnostic.json"], `"schema": "jachete.diagnostic/1"`) {
		t.Errorf("no diagnostic.json among %d files", len(files))
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(files["chiffres.csv"], "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := len(ordinary().Figures) + 1; len(rows) != want {
		t.Errorf("%d rows of figures, want %d", len(rows), want)
	}
}

func FuzzProve(f *testing.F) {
	d := ordinary()
	var b bytes.Buffer
	if err := reports.PDF(&b, d, message.French); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("%PDF-1.7\n<</Type /EmbeddedFile /Subtype /application#2Fjson"))
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = reports.Prove(b, program) })
}

// Package reports is the printing room: a settled [diagnostic.Diagnostic] in,
// documents out. It prints what the diagnostic holds and computes nothing: a
// number is looked up among the diagnostic's figures, so that the PDF and the
// workbook cannot differ, and it is followed by the workbook's cell that holds
// it.
//
// The PDF is ten parts (eleven with an earlier diagnostic) and an annex, a file each here, in the order of reading:
// summary, waterfall, suppliers, categories, territory, opportunities, months,
// compare, open, method, annex. Every page's title says what it concludes, and a page
// with nothing to show says why. Layout lives in reports/page, figures in
// reports/chart, sentences in the message catalogue. No private supplier is
// named as one to be replaced. Start with [PDF].
package reports

import (
	"errors"
	"fmt"
	"io"

	"jachete/diagnostic"
	"jachete/reports/page"
	"jachete/templates/message"
)

// ErrNoDiagnostic is returned when there is nothing to print.
var ErrNoDiagnostic = errors.New("no diagnostic to print")

// PDF prints a diagnostic as a tagged PDF in a language, with what circulates of
// it attached as JSON and its figures as CSV. The same diagnostic gives the same
// bytes, whole or abridged.
func PDF(w io.Writer, d *diagnostic.Diagnostic, lang message.Lang) error {
	if d == nil {
		return ErrNoDiagnostic
	}
	wr := compose(d, lang)
	if err := wr.attach(); err != nil {
		return fmt.Errorf("print diagnostic: %w", err)
	}
	if err := wr.doc.Write(w); err != nil {
		return fmt.Errorf("print diagnostic: %w", err)
	}
	return nil
}

// Compose lays the document out without printing it.
func Compose(d *diagnostic.Diagnostic, lang message.Lang) *page.Doc {
	return compose(d, lang).doc
}

// compose writes the document from what may circulate of the diagnostic, so
// that the file attached to it is all it was made from.
func compose(d *diagnostic.Diagnostic, lang message.Lang) *writer {
	w := newWriter(d.Abridge(), lang)
	w.summary()
	w.waterfall()
	w.suppliers()
	w.categories()
	w.territory()
	w.opportunities()
	w.months()
	w.compare()
	w.open()
	w.method()
	w.annex()
	return w
}

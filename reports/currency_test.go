package reports

import (
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/templates/message"
)

// The pages write money as the workbook and the screen do: in the ledger's own
// currency.
func TestPagesWriteTheLedgersCurrency(t *testing.T) {
	t.Parallel()
	d := &diagnostic.Diagnostic{Currency: "GBP"}
	if got := newWriter(d, message.English).p.Money(decimal.NewFromInt(5)); got != "£5.00" {
		t.Errorf("got %q", got)
	}
}

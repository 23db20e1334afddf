package diagnostic

import (
	"strings"
	"testing"

	"jachete/diagnostic/ledger"
	"jachete/scoring/share"
	"jachete/templates/message"
)

// What documents put together from a value has a text for every value.
func TestEveryValueHasItsWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, r := range []ledger.Reason{
		ledger.TitleRow, ledger.HeaderRow, ledger.RepeatedHeader, ledger.BlankRow, ledger.SubtotalRow, ledger.TotalRow, ledger.GroupRow,
		ledger.NoteRow, ledger.BalanceRow, ledger.SummaryRow, ledger.NoAmount, ledger.BadAmount, ledger.OtherCurrency, ledger.NoSupplier,
	} {
		keys = append(keys, "aside."+string(r))
	}
	for _, s := range []share.Standing{share.Confirmed, share.Probable, share.Open, share.None, share.Apart} {
		keys = append(keys, "standing."+string(s))
	}
	for _, p := range []share.Place{share.Inside, share.Outside, share.Unknown} {
		keys = append(keys, "place."+string(p))
	}
	for _, s := range []share.Source{share.FromAccount, share.FromActivity, share.FromKeyword} {
		keys = append(keys, "category.by."+string(s))
	}
	for _, r := range []string{"ledger", "registry", "background", "previous"} {
		keys = append(keys, "workbook.guide.input."+r)
	}
	for _, lang := range message.Langs {
		for _, k := range keys {
			if got := message.In(lang).T(k); strings.Contains(got, "‹") {
				t.Errorf("%s: %s", lang, got)
			}
		}
	}
}

package sheet

import (
	"jachete/diagnostic/ledger/sheet/ole"
)

func openXLSB(b *Book, _ zipParts, _ func() error) error { return fault("file.xlsb", b.file) }
func openEncrypted(b *Book, _ *ole.File, _ input, _ Options) error {
	return fault("file.encrypted", b.file)
}

package sheet

import (
	"archive/zip"

	"jachete/diagnostic/ledger/sheet/ole"
)

func openXLSB(b *Book, _ zipParts, _ func() error) error { return fault("file.xlsb", b.file) }
func openArchive(b *Book, _ *zip.Reader, _ input, _ Options) error {
	return fault("file.compressed", b.file)
}

func openEncrypted(b *Book, _ *ole.File, _ input, _ Options) error {
	return fault("file.encrypted", b.file)
}
func openHTML(b *Book, _ []byte, _ Options) error  { return fault("file.html", b.file) }
func openXML(b *Book, _ []byte, _ Options) error   { return fault("file.xml", b.file) }
func openMHTML(b *Book, _ []byte, _ Options) error { return fault("file.html", b.file) }

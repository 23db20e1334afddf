package sheet

import (
	"errors"
	"fmt"
	"io"

	"jachete/diagnostic/ledger/sheet/biff"
	"jachete/diagnostic/ledger/sheet/crypt"
	"jachete/diagnostic/ledger/sheet/ole"
)

// mostInfo bounds the description of an encryption, in bytes.
const mostInfo = 1 << 20

// openEncrypted opens a workbook of the newer formats that is encrypted.
func openEncrypted(b *Book, f *ole.File, in input, opt Options) error {
	s, ok := f.Stream("EncryptionInfo")
	if !ok {
		return fault("file.encryption", b.file) // by a rights server
	}
	info := make([]byte, min(s.Size(), mostInfo))
	if _, err := s.ReadAt(info, 0); err != nil && !errors.Is(err, io.EOF) {
		return b.oldFault(err)
	}
	sealed, ok := f.Stream("EncryptedPackage")
	if !ok {
		return fault("file.encryption", b.file)
	}
	clear, err := crypt.Open(b.ctx, info, sealed, sealed.Size(), or(b.password, biff.DefaultPassword))
	if errors.Is(err, crypt.ErrPassword) && b.password != "" { // one of several files may need none
		clear, err = crypt.Open(b.ctx, info, sealed, sealed.Size(), biff.DefaultPassword)
	}
	switch {
	case b.ctx.Err() != nil:
		return b.ctx.Err()
	case errors.Is(err, crypt.ErrPassword) && b.password == "":
		return fault("file.encrypted", b.file)
	case errors.Is(err, crypt.ErrPassword):
		return fault("file.wrong_password", b.file)
	case errors.Is(err, crypt.ErrUnknown):
		return fmt.Errorf("%w: %w", fault("file.encryption", b.file), err)
	case err != nil:
		return b.oldFault(err)
	}
	return openZip(b, input{r: clear, size: clear.Size(), name: in.name, inner: true, close: in.close}, opt)
}

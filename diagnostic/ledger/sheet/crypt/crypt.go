// Package crypt opens workbooks of the newer formats that a password encrypts
// ([MS-OFFCRYPTO] 2.3.4): "standard" encryption of Office 2007 and "agile"
// encryption of Office 2010 and later.
//
// The clear text is never kept: [Package] decrypts the parts it is asked for.
// Start with [Open].
package crypt

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash"
	"io"
	"unicode/utf16"
)

var (
	// ErrPassword tells that the password is not the workbook's.
	ErrPassword = errors.New("wrong password")
	// ErrUnknown tells an encryption that this package does not know, or a
	// description of one that makes no sense.
	ErrUnknown = errors.New("unknown encryption")
)

// mostSpins bounds how often a hostile file may have its password hashed;
// programs write 50,000 or 100,000.
const mostSpins = 2_000_000

// segment is the part of a package that is encrypted in one piece.
const segment = 4096

// Package is the clear text of an encrypted workbook. It implements
// [io.ReaderAt] and is not safe for use by several goroutines.
type Package struct {
	r     io.ReaderAt // behind the size
	size  int64
	block cipher.Block
	iv    func(n int64) []byte // nil: blocks stand alone
	buf   [segment]byte
	held  int64 // number of the segment in buf, -1 none
	n     int   // bytes in it
}

// Open checks the password against the description of the encryption (stream
// "EncryptionInfo") and gives the clear text of the package (stream
// "EncryptedPackage").
func Open(ctx context.Context, info []byte, r io.ReaderAt, size int64, password string) (*Package, error) {
	if len(info) < 8 || size < 8 {
		return nil, ErrUnknown
	}
	p := &Package{r: io.NewSectionReader(r, 8, size-8), held: -1}
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, fmt.Errorf("read size of package: %w", err)
	}
	p.size = int64(min(binary.LittleEndian.Uint64(head[:]), uint64(size-8)))
	var err error
	switch major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:]); {
	case major == 4 && minor == 4:
		err = p.agile(ctx, info[8:], password)
	case major >= 2 && major <= 4 && minor == 2:
		err = p.standard(ctx, info[8:], password)
	default:
		err = ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Size returns the length of the clear text.
func (p *Package) Size() int64 { return p.size }

// ReadAt reads as [io.ReaderAt] does.
func (p *Package) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) {
		at := off + int64(n)
		if at >= p.size {
			return n, io.EOF
		}
		if err := p.load(at / segment); err != nil {
			return n, err
		}
		from := int(at % segment)
		if from >= p.n {
			return n, io.ErrUnexpectedEOF
		}
		k := copy(b[n:], p.buf[from:min(int64(p.n), int64(from)+p.size-at)])
		n += k
	}
	return n, nil
}

// load decrypts the n-th segment.
func (p *Package) load(n int64) error {
	if n == p.held {
		return nil
	}
	p.held = -1
	got, err := p.r.ReadAt(p.buf[:], n*segment)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read encrypted package: %w", err)
	}
	got -= got % aes.BlockSize
	if p.iv != nil {
		cipher.NewCBCDecrypter(p.block, p.iv(n)).CryptBlocks(p.buf[:got], p.buf[:got])
	} else {
		for i := 0; i < got; i += aes.BlockSize {
			p.block.Decrypt(p.buf[i:], p.buf[i:])
		}
	}
	p.held, p.n = n, got
	return nil
}

// standard is [MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9: AES without chaining, SHA-1.
func (p *Package) standard(ctx context.Context, d []byte, password string) error {
	if len(d) < 4 {
		return ErrUnknown
	}
	size := int64(binary.LittleEndian.Uint32(d))
	if size < 32 || size+4+72 > int64(len(d)) {
		return ErrUnknown
	}
	keyBits := binary.LittleEndian.Uint32(d[4+16:])
	algorithm := binary.LittleEndian.Uint32(d[4+8:])
	if algorithm < 0x660e || algorithm > 0x6610 || keyBits != 128 && keyBits != 192 && keyBits != 256 {
		return ErrUnknown
	}
	v := d[4+size:]
	h, err := spin(ctx, sha1.New, v[4:20], password, 50_000)
	if err != nil {
		return err
	}
	h = sum(sha1.New, h, []byte{0, 0, 0, 0})
	var key []byte
	for _, fill := range []byte{0x36, 0x5c} {
		b := bytes.Repeat([]byte{fill}, 64)
		for i := range h {
			b[i] ^= h[i]
		}
		key = append(key, sum(sha1.New, b)...)
	}
	p.block, err = aes.NewCipher(key[:keyBits/8])
	if err != nil {
		return ErrUnknown
	}
	clear := append([]byte{}, v[20:36]...)
	clear = append(clear, v[40:72]...)
	for i := 0; i < len(clear); i += aes.BlockSize {
		p.block.Decrypt(clear[i:], clear[i:])
	}
	if !bytes.Equal(sum(sha1.New, clear[:16]), clear[16:36]) {
		return ErrPassword
	}
	return nil
}

// agileInfo is the XML that describes an agile encryption.
type agileInfo struct {
	Data keyData `xml:"keyData"`
	Keys []struct {
		keyData
		Spins   int    `xml:"spinCount,attr"`
		Input64 string `xml:"encryptedVerifierHashInput,attr"`
		Hash64  string `xml:"encryptedVerifierHashValue,attr"`
		Key64   string `xml:"encryptedKeyValue,attr"`
	} `xml:"keyEncryptors>keyEncryptor>encryptedKey"`
}

type keyData struct {
	KeyBits  int    `xml:"keyBits,attr"`
	Cipher   string `xml:"cipherAlgorithm,attr"`
	Chaining string `xml:"cipherChaining,attr"`
	Hash     string `xml:"hashAlgorithm,attr"`
	Salt64   string `xml:"saltValue,attr"`
}

// agile is [MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15.
func (p *Package) agile(ctx context.Context, d []byte, password string) error {
	var info agileInfo
	if err := xml.Unmarshal(d[:min(len(d), 1<<16)], &info); err != nil {
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	for _, k := range info.Keys {
		if k.Spins < 0 || k.Spins > mostSpins || !k.known() || !info.Data.known() {
			return ErrUnknown
		}
		if k.Salt64 == "" || k.Key64 == "" {
			continue // a certificate's
		}
		salt, input, want, wrapped, dataSalt := unbase64(k.Salt64), unbase64(k.Input64), unbase64(k.Hash64), unbase64(k.Key64), unbase64(info.Data.Salt64)
		if len(salt) == 0 || len(dataSalt) == 0 {
			return ErrUnknown
		}
		h, err := spin(ctx, k.hash(), salt, password, k.Spins)
		if err != nil {
			return err
		}
		open := func(purpose string, text []byte) []byte {
			key := fit(sum(k.hash(), h, []byte(purpose)), k.KeyBits/8)
			block, err := aes.NewCipher(key)
			if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 {
				return nil
			}
			out := make([]byte, len(text))
			cipher.NewCBCDecrypter(block, fit(salt, aes.BlockSize)).CryptBlocks(out, text)
			return out
		}
		clear := open("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", input)
		hashed := open("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e", want)
		got := sum(k.hash(), clear[:min(len(clear), len(salt))])
		if len(hashed) < len(got) || !bytes.Equal(hashed[:len(got)], got) {
			return ErrPassword
		}
		key := open("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", wrapped)
		if len(key) < info.Data.KeyBits/8 {
			return ErrUnknown
		}
		p.block, err = aes.NewCipher(key[:info.Data.KeyBits/8])
		if err != nil {
			return ErrUnknown
		}
		p.iv = func(n int64) []byte {
			return fit(sum(info.Data.hash(), dataSalt, binary.LittleEndian.AppendUint32(nil, uint32(n))), aes.BlockSize)
		}
		return nil
	}
	return ErrUnknown
}

func (k keyData) known() bool {
	return k.Cipher == "AES" && k.Chaining == "ChainingModeCBC" && k.hash() != nil &&
		(k.KeyBits == 128 || k.KeyBits == 192 || k.KeyBits == 256)
}

func (k keyData) hash() func() hash.Hash {
	switch k.Hash {
	case "SHA1", "SHA-1":
		return sha1.New
	case "SHA256", "SHA-256":
		return sha256.New
	case "SHA384", "SHA-384":
		return sha512.New384
	case "SHA512", "SHA-512":
		return sha512.New
	}
	return nil
}

// spin hashes a password many times, so that guessing it takes long.
func spin(ctx context.Context, of func() hash.Hash, salt []byte, password string, times int) ([]byte, error) {
	var wide []byte
	for _, u := range utf16.Encode([]rune(password)) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	h := sum(of, salt, wide)
	w := of()
	var n [4]byte
	for i := range times {
		if i%10_000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		binary.LittleEndian.PutUint32(n[:], uint32(i))
		w.Reset()
		w.Write(n[:])
		w.Write(h)
		h = w.Sum(h[:0])
	}
	return h, nil
}

func sum(of func() hash.Hash, parts ...[]byte) []byte {
	w := of()
	for _, p := range parts {
		w.Write(p)
	}
	return w.Sum(nil)
}

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}

// fit cuts b to n bytes or fills it up as the format does.
func fit(b []byte, n int) []byte {
	out := bytes.Repeat([]byte{0x36}, n)
	copy(out, b)
	return out
}

package biff

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha1"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
)

// DefaultPassword is the one that programs encrypt with when the user protects
// a workbook's structure without asking that its cells be hidden: they open
// such a file without a question.
const DefaultPassword = "VelvetSweatshop"

// cipher opens the records of an encrypted workbook. The lengths and numbers
// of records, and a few records, stay in clear.
type cipher struct {
	key  func(block uint32) []byte // RC4, for each 1,024 bytes of the stream
	xor  []byte                    // or sixteen bytes, combined with each
	last uint32
	rc4  *rc4.Cipher
	at   int64 // how far the RC4 stream went
}

const cipherBlock = 1024

// open decrypts the data of the record id that stands at pos into dst.
func (x *cipher) open(dst []byte, id int, pos int64, data []byte) []byte {
	dst = append(dst[:0], data...)
	clear := 0
	switch id {
	case recBOF, recFilePass, 0x00e1, 0x0138, 0x0194, 0x0195, 0x0196:
		return dst
	case recBoundSheet:
		clear = min(4, len(dst))
	}
	if x.xor != nil {
		for i := clear; i < len(dst); i++ {
			k := x.xor[(pos+int64(len(dst))+int64(i))&15]
			dst[i] = bits.RotateLeft8(dst[i]^k, 3)
		}
		return dst
	}
	for i := clear; i < len(dst); {
		n := min(len(dst)-i, int(cipherBlock-(pos+int64(i))%cipherBlock))
		x.stream(pos+int64(i), dst[i:i+n])
		i += n
	}
	return dst
}

// stream applies RC4 to bytes that lie within one block.
func (x *cipher) stream(pos int64, p []byte) {
	block := uint32(pos / cipherBlock)
	if x.rc4 == nil || block != x.last || pos < x.at {
		x.rc4, _ = rc4.NewCipher(x.key(block)) // keys have 5 to 16 bytes
		x.last, x.at = block, int64(block)*cipherBlock
	}
	var waste [cipherBlock]byte
	x.rc4.XORKeyStream(waste[:pos-x.at], waste[:pos-x.at])
	x.rc4.XORKeyStream(p, p)
	x.at = pos + int64(len(p))
}

// unlock reads a FILEPASS record and finds which password fits: the user's, or
// the default one.
func (b *Book) unlock(d []byte) error {
	for _, password := range []string{b.opt.Password, DefaultPassword} {
		if password != "" && b.lock == nil {
			b.lock = b.cipher(d, password)
		}
	}
	if b.lock == nil {
		return ErrEncrypted
	}
	return nil
}

// cipher is nil when the password does not fit or the kind is unknown.
func (b *Book) cipher(d []byte, password string) *cipher {
	if b.Version < 8 {
		if len(d) < 4 {
			return nil
		}
		return xorCipher(binary.LittleEndian.Uint16(d), binary.LittleEndian.Uint16(d[2:]), b.oneByte(password))
	}
	if len(d) < 6 {
		return nil
	}
	switch major, minor := binary.LittleEndian.Uint16(d[2:]), binary.LittleEndian.Uint16(d[4:]); {
	case d[0] == 0:
		return xorCipher(major, minor, b.oneByte(password)) // the same two fields
	case major == 1 && minor == 1 && len(d) >= 54:
		return rc4Cipher(d[6:22], d[22:38], d[38:54], wide(password))
	case minor == 2 && len(d) >= 14:
		return cryptoAPI(d[6:], wide(password))
	}
	return nil
}

// oneByte writes a password in the workbook's own character set.
func (b *Book) oneByte(password string) []byte {
	var out []byte
	for _, r := range password {
		if c, ok := b.page.EncodeRune(r); ok && len(out) < 15 {
			out = append(out, c)
		}
	}
	return out
}

// wide writes a password in UTF-16.
func wide(password string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(password)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// xorCipher is "XOR obfuscation, method 1" of [MS-OFFCRYPTO] 2.3.7. It returns
// nil when the password is not the file's.
func xorCipher(key, verifier uint16, password []byte) *cipher {
	if len(password) == 0 {
		return nil
	}
	var v uint16
	for i := len(password) - 1; i >= -1; i-- {
		c := byte(len(password))
		if i >= 0 {
			c = password[i]
		}
		v = v>>14&1 | v<<1&0x7fff
		v ^= uint16(c)
	}
	if v^0xce4b != verifier {
		return nil
	}
	pad := []byte{0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80, 0x00, 0xbe, 0x0f, 0x00, 0xbf, 0x0f, 0x00}
	full := append(append([]byte{}, password...), pad...)[:16]
	x := make([]byte, 16)
	for i := range x {
		k := byte(key)
		if i%2 == 1 {
			k = byte(key >> 8)
		}
		x[i] = bits.RotateLeft8(full[i]^k, -1)
	}
	return &cipher{xor: x}
}

// rc4Cipher is "Office binary document RC4 encryption", [MS-OFFCRYPTO] 2.3.6.
func rc4Cipher(salt, verifier, hash, password []byte) *cipher {
	h := md5.Sum(password)
	var all []byte
	for range 16 {
		all = append(append(all, h[:5]...), salt...)
	}
	h = md5.Sum(all)
	x := &cipher{key: func(block uint32) []byte {
		k := md5.Sum(binary.LittleEndian.AppendUint32(h[:5:5], block))
		return k[:]
	}}
	got := append(append([]byte{}, verifier...), hash...)
	x.stream(0, got)
	if want := md5.Sum(got[:16]); !bytes.Equal(want[:], got[16:32]) {
		return nil
	}
	return x
}

// cryptoAPI is "RC4 CryptoAPI encryption", [MS-OFFCRYPTO] 2.3.5. d begins
// after the version.
func cryptoAPI(d, password []byte) *cipher {
	size := int64(binary.LittleEndian.Uint32(d[4:]))
	if size < 32 || size+8+60 > int64(len(d)) {
		return nil
	}
	bitsOfKey := binary.LittleEndian.Uint32(d[8+16:])
	if bitsOfKey == 0 {
		bitsOfKey = 40
	}
	if bitsOfKey%8 != 0 || bitsOfKey < 40 || bitsOfKey > 128 {
		return nil
	}
	v := d[8+size:]
	salt, verifier, hash := v[4:20], v[20:36], v[40:60]
	h := sha1.Sum(append(append([]byte{}, salt...), password...))
	x := &cipher{key: func(block uint32) []byte {
		k := sha1.Sum(binary.LittleEndian.AppendUint32(h[:len(h):len(h)], block))
		key := append([]byte{}, k[:bitsOfKey/8]...)
		if bitsOfKey == 40 { // filled up with zeros
			key = append(key, make([]byte, 11)...)
		}
		return key
	}}
	got := append(append([]byte{}, verifier...), hash...)
	x.stream(0, got)
	if want := sha1.Sum(got[:16]); !bytes.Equal(want[:], got[16:36]) {
		return nil
	}
	return x
}

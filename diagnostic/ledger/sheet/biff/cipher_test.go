package biff

import (
	"crypto/md5"
)

// sealed is what a program stores of an RC4 password.
type sealed struct {
	sealed []byte
	cipher *cipher
}

// sealRC4 makes the fields of a FILEPASS record and the cipher behind them.
func sealRC4(salt, verifier, password []byte) (sealed, []byte) {
	h := md5.Sum(password)
	var all []byte
	for range 16 {
		all = append(append(all, h[:5]...), salt...)
	}
	h = md5.Sum(all)
	x := &cipher{key: rc4Keys(h)}
	hash := md5.Sum(verifier)
	both := append(append([]byte{}, verifier...), hash[:]...)
	x.stream(0, both)
	fresh := rc4Cipher(salt, both[:16], both[16:], password)
	return sealed{both[:16], fresh}, both[16:]
}

func rc4Keys(h [16]byte) func(uint32) []byte {
	return func(block uint32) []byte {
		k := md5.Sum(append(append([]byte{}, h[:5]...), byte(block), byte(block>>8), byte(block>>16), byte(block>>24)))
		return k[:]
	}
}

// xorVerifier is the check of a password that XOR obfuscation stores.
func xorVerifier(password []byte) uint16 {
	h := uint16(len(password)) ^ 0xce4b
	for i, c := range password {
		v := uint32(c) << (i + 1)
		h ^= uint16(v&0x7fff | v>>15)
	}
	return h
}

package crypt

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"testing"
)

// seal encrypts a package as Office 2010 and later do.
func seal(t *testing.T, clear []byte, password, hashName string, keyBits, spins int) (info, sealed []byte) {
	t.Helper()
	k := keyData{KeyBits: keyBits, Cipher: "AES", Chaining: "ChainingModeCBC", Hash: hashName}
	salt, dataSalt, secret := []byte("0123456789abcdef"), []byte("fedcba9876543210"), bytes.Repeat([]byte("sesame! "), 4)[:keyBits/8]
	h, err := spin(t.Context(), k.hash(), salt, password, spins)
	if err != nil {
		t.Fatal(err)
	}
	cbc := func(key, iv, text []byte) string {
		block, err := aes.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		out := append(bytes.Clone(text), make([]byte, (16-len(text)%16)%16)...)
		cipher.NewCBCEncrypter(block, fit(iv, 16)).CryptBlocks(out, out)
		return string(out)
	}
	under := func(purpose string, text []byte) string {
		return base64.StdEncoding.EncodeToString([]byte(cbc(fit(sum(k.hash(), h, []byte(purpose)), keyBits/8), salt, text)))
	}
	input := []byte("sixteen signs !!")
	xml := fmt.Sprintf(`<?xml version="1.0"?><encryption xmlns="e" xmlns:p="p"><keyData saltSize="16" keyBits="%[1]d" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="%[2]s" saltValue="%[3]s"/><dataIntegrity/><keyEncryptors><keyEncryptor uri="p"><p:encryptedKey spinCount="%[4]d" saltSize="16" keyBits="%[1]d" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="%[2]s" saltValue="%[5]s" encryptedVerifierHashInput="%[6]s" encryptedVerifierHashValue="%[7]s" encryptedKeyValue="%[8]s"/></keyEncryptor></keyEncryptors></encryption>`,
		keyBits, hashName, base64.StdEncoding.EncodeToString(dataSalt), spins, base64.StdEncoding.EncodeToString(salt),
		under("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", input), under("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e", sum(k.hash(), input)), under("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", secret))
	sealed = binary.LittleEndian.AppendUint64(nil, uint64(len(clear)))
	for n := 0; n*segment < len(clear); n++ {
		part := clear[n*segment : min(len(clear), (n+1)*segment)]
		sealed = append(sealed, cbc(secret, sum(k.hash(), dataSalt, binary.LittleEndian.AppendUint32(nil, uint32(n))), part)...)
	}
	return append([]byte("\x04\x00\x04\x00\x40\x00\x00\x00"), xml...), sealed
}

func TestAgile(t *testing.T) {
	t.Parallel()
	clear := make([]byte, 3*segment+77)
	for i := range clear {
		clear[i] = byte(i * 7)
	}
	for _, tt := range []struct {
		hash string
		bits int
	}{{"SHA512", 256}, {"SHA1", 128}, {"SHA256", 192}, {"SHA384", 256}} {
		info, sealed := seal(t, clear, "Érable", tt.hash, tt.bits, 100)
		p, err := Open(t.Context(), info, bytes.NewReader(sealed), int64(len(sealed)), "Érable")
		if err != nil {
			t.Fatalf("%s: %v", tt.hash, err)
		}
		got, err := io.ReadAll(io.NewSectionReader(p, 0, p.Size()))
		if err != nil || !bytes.Equal(got, clear) {
			t.Errorf("%s: %d bytes, %v", tt.hash, len(got), err)
		}
		some := make([]byte, 5000)
		if n, err := p.ReadAt(some, 4000); err != nil || !bytes.Equal(some[:n], clear[4000:9000]) {
			t.Errorf("%s: from the middle: %d, %v", tt.hash, n, err)
		}
		if n, err := p.ReadAt(some, int64(len(clear))-10); n != 10 || !errors.Is(err, io.EOF) {
			t.Errorf("%s: at the end: %d, %v", tt.hash, n, err)
		}
		if _, err := Open(t.Context(), info, bytes.NewReader(sealed), int64(len(sealed)), "erable"); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: another password: %v", tt.hash, err)
		}
		cut, err := Open(t.Context(), info, bytes.NewReader(sealed[:segment]), segment, "Érable")
		if err == nil {
			_, err = io.ReadAll(io.NewSectionReader(cut, 0, int64(len(clear))))
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: cut: %v", tt.hash, err)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	info, sealed := seal(t, []byte("clear"), "x", "SHA1", 128, 10)
	change := func(from, to string) []byte { return bytes.Replace(bytes.Clone(info), []byte(from), []byte(to), -1) }
	for name, bad := range map[string][]byte{
		"empty":            nil,
		"unknown version":  append([]byte("\x03\x00\x03\x00"), info[4:]...),
		"no XML":           info[:20],
		"spins for ever":   change(`spinCount="10"`, `spinCount="999999999"`),
		"negative spins":   change(`spinCount="10"`, `spinCount="-1"`),
		"another cipher":   change(`"AES"`, `"RC2"`),
		"another hash":     change(`"SHA1"`, `"WHIRLPOOL"`),
		"odd key":          change(`keyBits="128"`, `keyBits="127"`),
		"no salt":          change(base64.StdEncoding.EncodeToString([]byte("fedcba9876543210")), ""),
		"standard, cut":    []byte("\x03\x00\x02\x00\x24\x00\x00\x00\x20\x00\x00\x00"),
		"standard, a lie":  []byte("\x03\x00\x02\x00\x24\x00\x00\x00\xff\xff\xff\xff0123456789"),
		"standard, no AES": append([]byte("\x03\x00\x02\x00\x24\x00\x00\x00\x20\x00\x00\x00"), make([]byte, 200)...),
	} {
		if _, err := Open(t.Context(), bad, bytes.NewReader(sealed), int64(len(sealed)), "x"); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, info, bytes.NewReader(sealed), int64(len(sealed)), "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

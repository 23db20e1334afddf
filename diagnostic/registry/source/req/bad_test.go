package req_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"path/filepath"
	"strings"
	"testing"

	"jachete/diagnostic/registry/source/req"
	"jachete/diagnostic/registry/source/req/reqtest"
	"jachete/templates/message"
)

// Every file that cannot be used gets its message, names the member and the
// line, and gives nothing of what was read.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		about string
		spoil func(m members)
		limit req.Limits
		key   string
		at    string // of the place
	}{
		{about: "member missing", spoil: func(m members) { delete(m, "Nom.csv") }, key: "req.member_missing"},
		{about: "small member missing", spoil: func(m members) { delete(m, "DomaineValeur.csv") }, key: "req.member_missing"},
		{about: "header renamed", spoil: func(m members) { replace(m, "Entreprise.csv", "COD_FORME_JURI", "FORME") }, key: "req.header", at: "Entreprise.csv!A1"},
		{about: "header twice", spoil: func(m members) { replace(m, "Nom.csv", "STAT_NOM", "NEQ") }, key: "req.column_twice", at: "Nom.csv!A1"},
		{about: "wrong delimiter", spoil: func(m members) { m["Nom.csv"] = strings.ReplaceAll(m["Nom.csv"], ",", ";") }, key: "req.delimiter", at: "Nom.csv!A1"},
		{about: "tabs", spoil: func(m members) { m["Entreprise.csv"] = strings.ReplaceAll(m["Entreprise.csv"], ",", "\t") }, key: "req.delimiter", at: "Entreprise.csv!A1"},
		{about: "empty member", spoil: func(m members) { m["Entreprise.csv"] = "" }, key: "req.no_rows", at: "Entreprise.csv"},
		{about: "headers only", spoil: func(m members) { m["Nom.csv"] = reqtest.Headers["Nom.csv"] }, key: "req.no_rows", at: "Nom.csv"},
		{about: "NEQ twice", spoil: func(m members) { m.enterprise("1100000015", "APE", "IM", "-", "-", "-", "-") }, key: "req.neq_twice", at: "Entreprise.csv!A3"},
		{about: "NEQ as a float", spoil: func(m members) { m.enterprise("1.1E+09", "APE", "IM", "-", "-", "-", "-") }, key: "req.neq", at: "Entreprise.csv!A3"},
		{about: "no NEQ", spoil: func(m members) { m.enterprise("-", "APE", "IM", "-", "-", "-", "-") }, key: "req.neq", at: "Entreprise.csv!A3"},
		{about: "10 MB field", spoil: func(m members) { m.add("Nom.csv", neq(1), strings.Repeat("x", 10<<20), "-", "V", "N", "-", "-") }, key: "req.long_row", at: "Nom.csv!A3"},
		{about: "invalid UTF-8", spoil: func(m members) { m.add("Nom.csv", neq(1), "Caf\xe9", "-", "V", "N", "-", "-") }, key: "req.encoding", at: "Nom.csv!A3"},
		{about: "short row", spoil: func(m members) { m.add("Nom.csv", neq(1), "Orlanne") }, key: "req.row_width", at: "Nom.csv!A3"},
		{about: "long row", spoil: func(m members) {
			m.add("Etablissements.csv", append([]string{neq(1)}, strings.Split(strings.Repeat("x,", 30), ",")...)...)
		}, key: "req.row_width", at: "Etablissements.csv!A3"},
		{about: "thousands of columns", spoil: func(m members) { m["Nom.csv"] += strings.Repeat(",", 5000) + "\n" }, key: "req.columns", at: "Nom.csv!A3"},
		{about: "open quote", spoil: func(m members) { m["Nom.csv"] += `"` + neq(1) + `","Orlanne` }, key: "req.open_quote", at: "Nom.csv!A3"},
		{about: "too many rows", spoil: func(members) {}, limit: req.Limits{Rows: 10}, key: "req.too_many_rows", at: "DomaineValeur.csv!A12"},
		{about: "too large", spoil: func(members) {}, limit: req.Limits{InflatedBytes: 500}, key: "req.inflates"},
		{about: "too many values", spoil: func(members) {}, limit: req.Limits{Values: 5}, key: "req.too_many_rows", at: "DomaineValeur.csv!A7"},
		{about: "too much kept", spoil: func(m members) {
			m.enterprise(neq(1), "APE", "IM", "1, rue A", "Rigaud (Québec)", "-", "J0P1P0")
			m.add("Nom.csv", neq(1), strings.Repeat("x", 5000), "-", "V", "N", "-", "-")
		}, limit: req.Limits{KeptBytes: 5000}, key: "req.too_much_kept", at: "Nom.csv!A3"},
		{about: "too many kept", spoil: func(m members) {
			for i := range 4 {
				m.enterprise(neq(i), "APE", "IM", "1, rue A", "Rigaud (Québec)", "-", "J0P1P0")
			}
		}, limit: req.Limits{Kept: 2}, key: "req.too_many_kept", at: "Entreprise.csv!A5"},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			m := small()
			tt.spoil(m)
			o := options(t)
			o.Limits = tt.limit
			x, err := read(t, m.zip(t), o)
			f := fault(t, err)
			place := "req.zip"
			if tt.at != "" {
				place += ", " + tt.at
			}
			if x != nil || f.Key != tt.key || f.Place.String() != place {
				t.Errorf("got %v, %s at %s; want %s at %s", x, f.Key, f.Place, tt.key, place)
			}
			for _, l := range []message.Lang{message.French, message.English} {
				if s := message.In(l).Fault(f); strings.ContainsAny(s, "‹{") {
					t.Errorf("a hole in the message: %s", s)
				}
			}
		})
	}
}

func replace(m members, member, old, by string) { m[member] = strings.Replace(m[member], old, by, 1) }

func TestNotAnArchive(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ about, text, key string }{
		{"empty", "", "req.empty"},
		{"a web page", "\n<!DOCTYPE html><html>403 utilisation excessive</html>", "req.web_page"},
		{"a text", "NEQ,IND_FAIL\n", "req.not_zip"},
		{"a beginning", "PK\x03\x04", "req.cut"},
	} {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			x, err := read(t, []byte(tt.text), options(t))
			if f := fault(t, err); x != nil || f.Key != tt.key {
				t.Errorf("%s", f.Key)
			}
		})
	}
	_, err := req.Open(t.Context(), filepath.Join(t.TempDir(), "absent.zip"), options(t))
	if f := fault(t, err); f.Key != "file.missing" {
		t.Errorf("%s", f.Key)
	}
	_, err = req.Open(t.Context(), t.TempDir(), options(t))
	if f := fault(t, err); f.Key != "file.directory" {
		t.Errorf("%s", f.Key)
	}
}

// A download that stopped anywhere is refused as a whole.
func TestCutShort(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if _, err := reqtest.Write(&b, reqtest.Options{Enterprises: 500, Seed: 1, Level: 1}); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for cut := 4; cut < len(whole); cut += len(whole)/60 + 1 {
		x, err := read(t, whole[:cut], options(t))
		if f := fault(t, err); x != nil || f.Key != "req.cut" {
			t.Fatalf("cut at %d: %s", cut, f.Key)
		}
	}
	for _, cut := range []int{len(whole) - 1, len(whole) - 10, len(whole) - 22, len(whole) - 100} {
		x, err := read(t, whole[:cut], options(t))
		if f := fault(t, err); x != nil || f.Key != "req.cut" {
			t.Fatalf("cut at %d: %s", cut, f.Key)
		}
	}
}

// One byte changed anywhere in what is compressed is noticed.
func TestDamaged(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if _, err := reqtest.Write(&b, reqtest.Options{Enterprises: 500, Seed: 1, Level: 1}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		from, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []int64{3, 5, 7} {
			bad := bytes.Clone(b.Bytes())
			bad[from+int64(f.CompressedSize64)*part/8] ^= 0x55
			x, err := read(t, bad, options(t))
			got := fault(t, err)
			// Damage may show as a row that is not one before the checksum tells.
			if x != nil || !strings.HasPrefix(got.Key, "req.") || got.Args["member"] != f.Name {
				t.Errorf("%s: %v", f.Name, got)
			}
		}
	}
}

func TestEncrypted(t *testing.T) {
	t.Parallel()
	b := small().zip(t)
	// The flag of encryption, in every entry of the directory.
	for i := range b[:len(b)-4] {
		if binary.LittleEndian.Uint32(b[i:]) == 0x02014b50 {
			b[i+8] |= 1
		}
	}
	x, err := read(t, b, options(t))
	if f := fault(t, err); x != nil || f.Key != "req.encrypted" {
		t.Errorf("%s", f.Key)
	}
}

// A member that inflates to more than it announces, or simply to too much, is
// stopped by the bytes counted, not by those announced.
func TestBomb(t *testing.T) {
	t.Parallel()
	m := small()
	var rows strings.Builder
	rows.WriteString(m["Nom.csv"])
	line := `"` + neq(1) + `","` + strings.Repeat("a", 1000) + `","-","V","N","-","-"` + "\n"
	for range 20_000 {
		rows.WriteString(line)
	}
	m["Nom.csv"] = rows.String() // 20 MB in some 60 kB
	b := m.zip(t)
	o := options(t)
	o.Limits = req.Limits{InflatedBytes: 4 << 20}
	if f := failure(t, b, o); f.Key != "req.inflates" {
		t.Errorf("announced: %s", f.Key)
	}
	for i := range b[:len(b)-4] {
		if binary.LittleEndian.Uint32(b[i:]) == 0x02014b50 && binary.LittleEndian.Uint32(b[i+24:]) > 4<<20 {
			binary.LittleEndian.PutUint32(b[i+24:], 4000) // it lies
		}
	}
	if f := failure(t, b, o); f.Key != "req.inflates" && f.Key != "req.damaged" {
		t.Errorf("lying: %s", f.Key)
	}
}

func failure(t *testing.T, b []byte, o req.Options) *message.Fault {
	t.Helper()
	x, err := read(t, b, o)
	if x != nil {
		t.Error("something was returned")
	}
	return fault(t, err)
}

// An archive of very many names is refused before they are all in memory.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	name := strings.Repeat("n", 60_000)
	for range 200 {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if f := failure(t, b.Bytes(), options(t)); f.Key != "req.too_many_members" {
		t.Errorf("%s", f.Key)
	}
}

func TestMemberTwice(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range []string{"a/Nom.csv", "b/NOM.CSV"} {
		if _, err := z.Create(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if f := failure(t, b.Bytes(), options(t)); f.Key != "req.member_twice" {
		t.Errorf("%s", f.Key)
	}
}

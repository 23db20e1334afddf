package cra_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/registry/source/cra"
	"jachete/templates/message"
	"jachete/templates/policy"
)

func options(t testing.TB) cra.Options {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return cra.Options{Sources: p.Sources.CRA, Territory: p.Territory, Follow: map[string]bool{"123456709": true}}
}

const header = "BN/Registration number\tOrganization name\tStatus\tType of qualified donee\tEffective date of status\tSanction\tDesignation code\tCharity type\tCategory code\tAddress\tCity\tProvince\tCountry\tPostal code\n"

func line(bn, name, status, on, city, province, postal string) string {
	return strings.Join([]string{bn, name, status, "Charity", on, "", "0001", "Community", "0030", "1 rue A", city, province, "CA", postal}, "\t") + "\n"
}

// The roots are made up; the check digit of each is right.
var list = header +
	line("123456782RR0001", "CERCLE ORLANNE", "Registered", "1990-01-01", "RIGAUD", "QC", "J0P1P0") +
	line("111111118RR0001", "MAISON TAMARAC", "Registered", "1990-01-01", "LAVAL", "QC", "H7N1A1") +
	line("222222226RR0002", "CLUB VERDALIE", "Revoked-Voluntary", "2019-04-05", "MERCIER", "QC", "J6R1A1") +
	line("333333334RR0001", "CERCLE MIRAVOCHE", "Registered", "1990-01-01", "RIGAUD", "ON", "K0P1P0") +
	line("123456709RR0001", "CENTRE BELMIRE", "Revoked-Failure to File", "2021-02-03", "LAVAL", "QC", "H7N1A1") +
	line("999", "PAS DE NUMÉRO", "Registered", "1990-01-01", "RIGAUD", "QC", "J0P1P0")

func write(t testing.TB, name, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func brief(x *source.Extract) (out []string) {
	for i := range x.Enterprises {
		e := &x.Enterprises[i]
		out = append(out, fmt.Sprintf("%s %s %s %s %s %v", e.Charity, e.Legal(), e.State, e.StateOn, e.MRC, e.Candidate))
	}
	return out
}

var want = []string{
	"123456709RR0001 CENTRE BELMIRE struck 2021-02-03  false",
	"123456782RR0001 CERCLE ORLANNE registered 1990-01-01 Vaudreuil-Soulanges true",
}

func TestRead(t *testing.T) {
	t.Parallel()
	latin := strings.ReplaceAll(list, "É", "\xc9") // as published
	commas := strings.ReplaceAll(list, "\t", ",")
	for name, text := range map[string]string{"liste.txt": latin, "liste.csv": commas, "bom.csv": "\ufeff" + commas} {
		x, err := cra.Read(context.Background(), write(t, name, text), options(t))
		if err != nil {
			t.Fatal(name, err)
		}
		if d := cmp.Diff(want, brief(x)); d != "" {
			t.Error(name, d)
		}
		if len(x.Warnings) != 1 || x.Warnings[0].Key != "cra.numbers" || x.Warnings[0].Place.Cell != "A7" {
			t.Errorf("%s: %v", name, x.Warnings)
		}
		if len(x.Files[0].Digest) != 64 {
			t.Errorf("no digest")
		}
	}
}

func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	for i, l := range strings.Split(strings.TrimSpace(list), "\n") {
		row := strings.Split(l, "\t")
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &row); err != nil { // a title row above
			t.Fatal(err)
		}
	}
	p := filepath.Join(t.TempDir(), "liste.xlsx")
	if err := f.SaveAs(p); err != nil {
		t.Fatal(err)
	}
	x, err := cra.Read(context.Background(), p, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, brief(x)); d != "" {
		t.Error(d)
	}
}

func TestUnknownStatus(t *testing.T) {
	t.Parallel()
	x, err := cra.Read(context.Background(), write(t, "l.txt", header+line("123456782RR0001", "CERCLE ORLANNE", "Dormant", "", "RIGAUD", "QC", "J0P1P0")), options(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Enterprises) != 0 || len(x.Warnings) != 1 || x.Warnings[0].Key != "cra.statuses" {
		t.Errorf("%v %v", x.Enterprises, x.Warnings)
	}
}

func TestBadLists(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ about, text, key string }{
		{"another list", "Nom,Ville\nOrlanne,Rigaud\n", "cra.header"},
		{"no numbers", header + line("abc", "X", "Registered", "", "RIGAUD", "QC", "J0P1P0"), "cra.no_numbers"},
		{"nothing below", header, "cra.no_numbers"},
		{"twice", header + line("123456782RR0001", "X", "Registered", "", "RIGAUD", "QC", "J0P1P0") + line("123456782 RR 0001", "Y", "Registered", "", "RIGAUD", "QC", "J0P1P0"), "cra.twice"},
		{"empty", "", "file.empty"},
		{"a web page", "<!DOCTYPE html><html><body>non</body></html>", ""},
	} {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			x, err := cra.Read(context.Background(), write(t, "l.txt", tt.text), options(t))
			var f *message.Fault
			if !errors.As(err, &f) || x != nil || tt.key != "" && f.Key != tt.key {
				t.Errorf("%v, %v", x, err)
			}
		})
	}
}

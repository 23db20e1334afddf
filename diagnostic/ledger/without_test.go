package ledger

import (
	"slices"
	"testing"
)

const withoutFile = "Fournisseur;Date;Description;Compte;Montant\nAtelier du Lac;2024-01-03;Bois;02-110;10,00\nCoop Verte;2024-02-03;Terre;02-120;20,00\nAtelier du Lac;2024-03-03;Clous;02-110;5,50\n"

func fieldsOf(l *Ledger) (list []Field) {
	for _, c := range l.Tables[0].Columns {
		list = append(list, c.Field)
	}
	slices.Sort(list)
	return list
}

func TestNoColumn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		columns map[Field]string
		gone    Field
		fault   string
	}{
		"description":            {map[Field]string{Description: NoColumn}, Description, ""},
		"date":                   {map[Field]string{Date: NoColumn}, Date, ""},
		"account, date given":    {map[Field]string{Account: NoColumn, Date: "B"}, Account, ""},
		"a field that is absent": {map[Field]string{NEQ: NoColumn}, NEQ, ""},
		"amount":                 {map[Field]string{Amount: NoColumn}, "", "ledger.no_amount_column"},
		"supplier":               {map[Field]string{Supplier: NoColumn}, "", "ledger.no_supplier_column"},
		"no field of that name":  {map[Field]string{"colour": NoColumn}, "", "ledger.unknown_field"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := read(t, withoutFile, Options{Columns: c.columns})
			if c.fault != "" {
				if got := faultKey(err); got != c.fault {
					t.Fatalf("fault %s, want %s", got, c.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc([]Field{Account, Amount, Date, Description, Supplier}, func(f Field) bool { return f == c.gone })
			if got := fieldsOf(l); !slices.Equal(got, want) {
				t.Errorf("fields %v, want %v", got, want)
			}
			if l.Balance.RowsKept != 3 || l.Balance.SumKept.String() != "35.5" {
				t.Errorf("kept %d rows, %s", l.Balance.RowsKept, l.Balance.SumKept)
			}
		})
	}
}

// What no column holds is remembered with the header, also by a file that was
// read with the profile alone, until somebody gives the field a column.
func TestNoColumnRemembered(t *testing.T) {
	t.Parallel()
	opt := Options{Columns: map[Field]string{Description: NoColumn}}
	l, err := read(t, withoutFile, opt)
	if err != nil {
		t.Fatal(err)
	}
	opt = Options{Profile: NewProfile(l, &opt)}
	if l, err = read(t, withoutFile, opt); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(fieldsOf(l), Description) {
		t.Errorf("the next file forgets: %v", fieldsOf(l))
	}
	opt = Options{Profile: NewProfile(l, &opt)}
	if w := opt.Profile.Tables[0].Without; !slices.Equal(w, []Field{Description}) {
		t.Errorf("the profile of the next file says without %v", w)
	}
	opt.Columns = map[Field]string{Description: "C"}
	if l, err = read(t, withoutFile, opt); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(fieldsOf(l), Description) {
		t.Error("a column given again is not taken")
	}
	if w := NewProfile(l, &opt).Tables[0].Without; len(w) != 0 {
		t.Errorf("the profile still says without %v", w)
	}
}

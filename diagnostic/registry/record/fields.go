package record

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/templates/message"
)

// A Field is one thing a record says, as it is compared, shown and exported.
// Its name in both languages is the message "record.field.KEY".
type Field struct {
	Key string
	// Private: never leaves the Pôle unless asked (contacts).
	Private bool

	text func(r *Record, say message.Printer) string
	copy func(dst, src *Record)
}

// Label is the field's name in the reader's language.
func (f Field) Label(say message.Printer) string { return say.T("record.field." + f.Key) }

// Text writes what the record says, as a cell that the import reads back; ""
// for nothing.
func (f Field) Text(r *Record, say message.Printer) string { return f.text(r, say) }

// Copy makes dst say what src says in this field, and leaves the rest.
func (f Field) Copy(dst, src *Record) { f.copy(dst, src) }

// Part gives a record that says this field alone.
func (f Field) Part(r *Record) Record {
	var p Record
	f.copy(&p, r)
	return p
}

// Same tells whether two records say the same in this field.
func (f Field) Same(a, b *Record) bool {
	x, y := f.Part(a), f.Part(b)
	return string(canonical(&x)) == string(canonical(&y))
}

// Empty tells whether the record says nothing in this field.
func (f Field) Empty(r *Record) bool { return f.Same(r, &Record{}) }

// canonical is the JSON by which records are compared and digested: fixed order
// of fields, empty ones left out, decimals without trailing zeros.
func canonical(r *Record) []byte {
	n := r.Normal()
	b, err := json.Marshal(&n)
	if err != nil {
		panic(err) // texts, numbers and decimals: nothing in a record can fail
	}
	return b
}

// Fields gives every field of a record but its identifier, in the order in
// which they are shown.
func Fields() []Field {
	plain := func(key string, at func(*Record) *string) Field {
		return Field{
			Key:  key,
			text: func(r *Record, _ message.Printer) string { return *at(r) },
			copy: func(dst, src *Record) { *at(dst) = *at(src) },
		}
	}
	names := func(key string, k NameKind) Field {
		return Field{
			Key:  key,
			text: func(r *Record, _ message.Printer) string { return namesText(r.Named(k)) },
			copy: func(dst, src *Record) { *dst = dst.WithNames(k, src.Named(k)) },
		}
	}
	list := func(key string, at func(*Record) *[]string) Field {
		return Field{
			Key:  key,
			text: func(r *Record, _ message.Printer) string { return strings.Join(*at(r), "; ") },
			copy: func(dst, src *Record) { *at(dst) = *at(src) },
		}
	}
	dollars := func(key string, at func(*Record) *decimal.NullDecimal) Field {
		return Field{
			Key:  key,
			text: func(r *Record, _ message.Printer) string { return stated(*at(r)) },
			copy: func(dst, src *Record) { *at(dst) = *at(src) },
		}
	}
	return []Field{
		plain("ref", func(r *Record) *string { return &r.Ref }),
		names("name", Legal),
		names("other_names", Other),
		names("french_name", French),
		names("english_name", English),
		names("acronym", Acronym),
		names("former_names", Former),
		plain("neq", func(r *Record) *string { return &r.NEQ }),
		plain("bn", func(r *Record) *string { return &r.BN }),
		plain("qst", func(r *Record) *string { return &r.QST }),
		plain("charity", func(r *Record) *string { return &r.Charity }),
		plain("legal_form", func(r *Record) *string { return &r.LegalForm }),
		{
			Key: "family",
			text: func(r *Record, say message.Printer) string {
				if key := "record.family." + r.Family; say.Has(key) {
					return say.T(key)
				}
				return r.Family
			},
			copy: func(dst, src *Record) { dst.Family = src.Family },
		},
		{
			Key: "statuses", text: func(r *Record, say message.Printer) string { return statusesText(r, say) },
			copy: func(dst, src *Record) { dst.Statuses = src.Statuses },
		},
		{
			Key: "attestations", text: attestationsText,
			copy: func(dst, src *Record) { dst.Attestations = src.Attestations },
		},
		plain("street", func(r *Record) *string { return &r.Street }),
		plain("city", func(r *Record) *string { return &r.City }),
		plain("postal", func(r *Record) *string { return &r.Postal }),
		plain("mrc", func(r *Record) *string { return &r.MRC }),
		plain("phone", func(r *Record) *string { return &r.Phone }),
		plain("web", func(r *Record) *string { return &r.Web }),
		list("categories", func(r *Record) *[]string { return &r.Categories }),
		list("serves", func(r *Record) *[]string { return &r.Serves }),
		{
			Key: "staff",
			text: func(r *Record, _ message.Printer) string {
				if r.Capacity.Staff == 0 {
					return ""
				}
				return strconv.Itoa(r.Capacity.Staff)
			},
			copy: func(dst, src *Record) { dst.Capacity.Staff = src.Capacity.Staff },
		},
		dollars("capacity", func(r *Record) *decimal.NullDecimal { return &r.Capacity.Volume }),
		dollars("revenue", func(r *Record) *decimal.NullDecimal { return &r.Capacity.Revenue }),
		list("references", func(r *Record) *[]string { return &r.Capacity.References }),
		{
			Key: "contacts", Private: true, text: contactsText,
			copy: func(dst, src *Record) { dst.Contacts = src.Contacts },
		},
		plain("note", func(r *Record) *string { return &r.Note }),
		plain("merged_into", func(r *Record) *string { return &r.MergedInto }),
		{
			Key: "removed",
			text: func(r *Record, say message.Printer) string {
				if !r.Removed {
					return ""
				}
				return say.T("record.removed")
			},
			copy: func(dst, src *Record) { dst.Removed = src.Removed },
		},
	}
}

// FieldOf gives a field by its key.
func FieldOf(key string) (Field, bool) {
	for _, f := range Fields() {
		if f.Key == key {
			return f, true
		}
	}
	return Field{}, false
}

func stated(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

// namesText writes names, each with its dates where it has some:
// "Atelier exemple [2010-01-01..2019-12-31]".
func namesText(list []Name) string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = n.Text
		if n.From != "" || n.To != "" {
			out[i] += " [" + n.From + ".." + n.To + "]"
		}
	}
	return strings.Join(out, "; ")
}

// statusesText writes the history of standing: "2024-06-01 : reconnue (CA)". A
// record without one is a candidate, which a reader of the file must see.
func statusesText(r *Record, say message.Printer) string {
	if len(r.Statuses) == 0 {
		return say.T("record.standing." + string(Candidate))
	}
	out := make([]string, 0, len(r.Statuses))
	for _, s := range byDate(r.Statuses) {
		t := say.T("record.standing." + string(s.Standing))
		if s.From != "" {
			t = say.T("record.status", "from", s.From, "standing", t)
		}
		if s.Reason != "" {
			t += " (" + inside.Replace(s.Reason) + ")"
		}
		out = append(out, t)
	}
	return strings.Join(out, "; ")
}

// inside makes a text fit for the inside of a list: the signs that separate are
// replaced by others.
var inside = strings.NewReplacer("(", "[", ")", "]", "\r\n", " ", "\n", " ", "\r", " ", ";", ",", "|", "/")

// attestationsText writes "mission [2024-01-15, c. exemple] statuts, art. 3".
func attestationsText(r *Record, say message.Printer) string {
	n := r.Normal()
	out := make([]string, 0, len(n.Attestations))
	for _, a := range n.Attestations {
		t := say.T("record.principle." + string(a.Principle))
		if a.ValidatedOn != "" || a.ValidatedBy != "" {
			t += " [" + strings.TrimSuffix(a.ValidatedOn+", "+brackets.Replace(inside.Replace(a.ValidatedBy)), ", ") + "]"
		}
		if a.Evidence != "" {
			t += " " + inside.Replace(a.Evidence)
		}
		out = append(out, t)
	}
	return strings.Join(out, "; ")
}

var brackets = strings.NewReplacer("[", "(", "]", ")")

// contactsText writes "name | role | e-mail | telephone", one contact a line.
func contactsText(r *Record, _ message.Printer) string {
	out := make([]string, len(r.Contacts))
	for i, c := range r.Contacts {
		parts := []string{c.Name, c.Role, c.Email, c.Phone}
		for j := range parts {
			parts[j] = inside.Replace(parts[j])
		}
		out[i] = strings.TrimRight(strings.Join(parts, " | "), " |")
	}
	return strings.Join(out, "; ")
}

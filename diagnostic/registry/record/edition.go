package record

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"jachete/diagnostic/registry"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// ErrEdition is an edition whose records are no longer those it was made of.
var ErrEdition = errors.New("the history does not give this edition back")

// Mark names the edition of the registry as it stood after change seq.
func (h *History) Mark(number int, seq int64, at time.Time) EditionMark {
	held := held(h.At(seq))
	return EditionMark{Number: number, Seq: seq, At: at.UTC(), Digest: digest(held), Size: len(held)}
}

// Edition gives the registry of a mark as diagnostics use it. The error wraps
// [ErrEdition] when the history gives other records than those it was made of.
func (h *History) Edition(m EditionMark) (*registry.Edition, error) {
	ed := EditionOf(h.At(m.Seq))
	if m.Digest != "" && ed.Digest != m.Digest {
		return nil, fmt.Errorf("edition %d (change %d): digest %s, was %s: %w", m.Number, m.Seq, ed.Digest, m.Digest, ErrEdition)
	}
	ed.Number, ed.Seq = m.Number, m.Seq
	if m.Number > 0 {
		ed.File += "-" + strconv.Itoa(m.Number)
	}
	return ed, nil
}

// Edition turns the registry as it stood after change seq into what a
// diagnostic uses. The error wraps [ErrHistory].
func Edition(versions []Version, seq int64) (*registry.Edition, error) {
	h, err := NewHistory(versions)
	if err != nil {
		return nil, err
	}
	return h.Edition(EditionMark{Seq: seq})
}

// EditionOf turns records into what a diagnostic uses: those recognised on some
// day, each with its stretches of recognition. Candidates, merged and removed
// records are not in it; the name of a merged one finds its survivor, which
// bears it. A record that may not be recognised is left out and told.
func EditionOf(records []Record) *registry.Edition {
	list := held(records)
	ed := &registry.Edition{File: "jachete", Digest: digest(list), Entries: make([]registry.Entry, 0, len(list))}
	for i := range list {
		ed.Entries = append(ed.Entries, Entry(&list[i]))
	}
	for i := range records {
		if r := &records[i]; r.Counts() {
			if f := r.Barred(); f != nil {
				ed.Warnings = append(ed.Warnings, f)
			}
		}
	}
	ed.Warnings = append(ed.Warnings, shared(list)...)
	return ed
}

// held gives the records an edition holds, by identifier.
func held(records []Record) []Record {
	var out []Record
	for i := range records {
		if r := &records[i]; r.Counts() && r.Barred() == nil && r.Name() != "" {
			out = append(out, r.Normal())
		}
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// digest is the SHA-256 of the canonical JSON of records in the order of their
// identifiers. Contacts and notes are left out: no diagnostic reads them, and
// who answers the telephone does not make another edition.
func digest(list []Record) string {
	sum := sha256.New()
	for i := range list {
		r := list[i]
		r.Contacts, r.Note = nil, ""
		sum.Write(canonical(&r))
		sum.Write([]byte{'\n'})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Entry gives a record as a diagnostic sees it.
func Entry(r *Record) registry.Entry {
	e := registry.Entry{
		ID: r.ID, Name: r.Name(), OtherNames: r.OtherNames(), QST: name.QST(r.QST),
		LegalForm: r.LegalForm, Family: r.Family, City: r.City, Postal: name.Postal(r.Postal), MRC: r.MRC,
		Categories: r.Categories, Serves: r.Serves, Capacity: r.Capacity.Volume, Revenue: r.Capacity.Revenue,
	}
	e.NEQ, _ = name.NEQ(r.NEQ)
	for _, bn := range []string{r.BN, r.Charity} {
		if e.BN == "" {
			e.BN, _ = name.BN(bn)
		}
	}
	if e.Family == "" {
		e.Family = registry.Family(e.LegalForm, e.Name)
	}
	e.SetSpans(r.Spans())
	return e
}

// shared tells of identifiers that two records of an edition bear: an error of
// the registry to show, never first come, first served.
func shared(list []Record) []*message.Fault {
	var out []*message.Fault
	for _, k := range identifiers {
		first := map[string]*Record{}
		for i := range list {
			r := &list[i]
			v := k.value(r)
			if v == "" {
				continue
			}
			if o, twice := first[v]; twice {
				out = append(out, message.NewFault("record.shared_identifier", message.Place{},
					"field_fr", k.fr, "field_en", k.en, "value", v, "name", short(o.Name()), "other", short(r.Name())))
				continue
			}
			first[v] = r
		}
	}
	return out
}

// identifiers are those that name one enterprise, comparable. Read only.
var identifiers = []struct {
	key, fr, en string
	value       func(*Record) string
}{
	{"neq", "NEQ", "NEQ", func(r *Record) string { v, _ := name.NEQ(r.NEQ); return v }},
	{"bn", "NE", "BN", func(r *Record) string {
		if v, _ := name.BN(r.BN); v != "" {
			return v
		}
		v, _ := name.BN(r.Charity)
		return v
	}},
	{"qst", "TVQ", "QST", func(r *Record) string { return name.QST(r.QST) }},
}

// Identifiers gives what identifies a record, comparable: "neq", "bn" (that of
// the charity number where there is no other) and "qst", each only if it reads
// as one.
func (r *Record) Identifiers() map[string]string {
	out := map[string]string{}
	for _, k := range identifiers {
		if v := k.value(r); v != "" {
			out[k.key] = v
		}
	}
	return out
}

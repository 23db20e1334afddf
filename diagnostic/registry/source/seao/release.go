package seao

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/registry/source"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// text accepts a number, true or null where a text is announced: publishers do
// not agree. Anything else is "".
type text string

// UnmarshalJSON keeps what can be read as one text.
func (t *text) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	switch {
	case len(b) == 0 || b[0] == '{' || b[0] == '[' || bytes.Equal(b, []byte("null")):
		*t = ""
		return nil
	case b[0] != '"':
		*t = text(b)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = text(strings.Join(strings.Fields(s), " "))
	return nil
}

// release is the part of a release that is read. Keys are matched whatever
// their case: "neq", "NEQ".
type release struct {
	OCID    text `json:"ocid"`
	ID      text `json:"id"`
	Date    text `json:"date"`
	Parties []struct {
		ID      text          `json:"id"`
		Name    text          `json:"name"`
		Roles   loose[[]text] `json:"roles"`
		Address loose[struct {
			Locality text `json:"locality"`
			Postal   text `json:"postalCode"`
		}] `json:"address"`
		Details loose[struct {
			NEQ       text `json:"neq"`
			Municipal text `json:"municipal"`
		}] `json:"details"`
	} `json:"parties"`
	Buyer loose[struct {
		ID text `json:"id"`
	}] `json:"buyer"`
	Awards []struct {
		ID        text `json:"id"`
		Suppliers []struct {
			ID   text `json:"id"`
			Name text `json:"name"`
		} `json:"suppliers"`
		Value loose[value] `json:"value"`
	} `json:"awards"`
	Contracts []struct {
		AwardID text         `json:"awardID"`
		Value   loose[value] `json:"value"`
	} `json:"contracts"`
}

type value struct {
	Amount   json.RawMessage `json:"amount"`
	Currency text            `json:"currency"`
}

// loose reads a value of another shape than announced as absent.
type loose[T any] struct{ V T }

// UnmarshalJSON never fails on a shape.
func (l *loose[T]) UnmarshalJSON(b []byte) error {
	var v T
	if json.Unmarshal(b, &v) == nil {
		l.V = v
	}
	return nil
}

// extractor gathers suppliers and the latest word on each award.
type extractor struct {
	opt       *Options
	where     *source.Locator
	releases  int
	awards    map[key]award
	suppliers map[string]*supplier
	badNEQ    int
	badFile   string
}

// key names an award: a digest, so that memory does not hang on how long
// identifiers are.
type key [16]byte

// award is the latest word on an award.
type award struct {
	date      string
	suppliers []string // keys; nil when none is kept
	named     bool     // it names suppliers, kept or not
	several   bool     // more than one
	value     decimal.NullDecimal
	final     decimal.NullDecimal
	municipal bool
	foreign   bool
}

type supplier struct {
	neq, where string
	place      source.Place
	seen       map[string]int
}

// nameRunes is where a longer name is cut.
const nameRunes = 200

// namesKept bounds the spellings kept of one supplier.
const namesKept = 20

func (x *extractor) release(r *release, file string, n int) error {
	municipal := false
	neqs := map[text]string{}
	for i := range r.Parties {
		p := &r.Parties[i]
		raw := string(p.Details.V.NEQ)
		neq, state := name.NEQ(raw)
		if state == name.NEQInvalid || state == name.NEQBadCheck {
			if x.badNEQ++; x.badFile == "" {
				x.badFile = file
			}
		}
		neqs[p.ID] = neq
		if has(p.Roles.V, "buyer") && (p.Details.V.Municipal == "1" || p.Details.V.Municipal == "true") {
			municipal = true
		}
	}
	for i := range r.Awards {
		a := &r.Awards[i]
		w := award{date: day(string(r.Date)), municipal: municipal, named: len(a.Suppliers) > 0, several: len(a.Suppliers) > 1}
		for _, s := range a.Suppliers {
			neq := neqs[s.ID]
			written, place := string(s.Name), source.Place{}
			for j := range r.Parties {
				if p := &r.Parties[j]; p.ID == s.ID && p.ID != "" {
					if p.Name != "" {
						written = string(p.Name)
					}
					place = x.where.Place("", string(p.Address.V.Locality), name.Postal(string(p.Address.V.Postal)))
				}
			}
			k := supplierKey(neq, written)
			if k == "" || strings.HasPrefix(neq, "22") || x.opt.Keep != nil && !x.opt.Keep(neq, written) {
				continue // nobody, a natural person, or of no interest
			}
			w.suppliers = append(w.suppliers, k)
			if err := x.saw(k, neq, written, place, file, n); err != nil {
				return err
			}
		}
		w.value, w.foreign = a.Value.V.read()
		for _, c := range r.Contracts {
			if c.AwardID == a.ID {
				v, foreign := c.Value.V.read()
				if v.Valid {
					w.final.Decimal, w.final.Valid = w.final.Decimal.Add(v.Decimal), true
				}
				w.foreign = w.foreign || foreign
			}
		}
		x.keep(w, string(r.OCID)+"\x00"+string(a.ID))
		if len(x.awards) > x.opt.Awards {
			return message.NewFault("seao.too_many", message.Place{File: file}, "limit", strconv.Itoa(x.opt.Awards))
		}
	}
	return nil
}

// day keeps what orders releases of a date and time, whatever follows.
func day(s string) string { return strings.Clone(s[:min(len(s), 30)]) }

// keep holds an award unless a later word on it is known; at the same date, the
// word read last.
func (x *extractor) keep(w award, id string) {
	sum := sha256.Sum256([]byte(id))
	k := key(sum[:16])
	if old, ok := x.awards[k]; ok {
		if old.date > w.date {
			return
		}
		if !w.value.Valid { // a later word need not repeat everything
			w.value = old.value
		}
		if !w.final.Valid {
			w.final = old.final
		}
		if !w.named {
			w.named, w.suppliers, w.several = old.named, old.suppliers, old.several
		}
	}
	x.awards[k] = w
}

func (x *extractor) saw(k, neq, written string, place source.Place, file string, n int) error {
	s := x.suppliers[k]
	if s == nil {
		if len(x.suppliers) >= x.opt.Suppliers {
			return message.NewFault("seao.too_many", message.Place{File: file}, "limit", strconv.Itoa(x.opt.Suppliers))
		}
		s = &supplier{neq: neq, where: file + ", " + strconv.Itoa(n), seen: map[string]int{}}
		x.suppliers[k] = s
	}
	if s.place.City == "" {
		s.place = place
	}
	if r := []rune(written); len(r) > nameRunes {
		written = string(r[:nameRunes])
	}
	if _, known := s.seen[written]; written != "" && (known || len(s.seen) < namesKept) {
		s.seen[written]++
	}
	return nil
}

func (v *value) read() (d decimal.NullDecimal, foreign bool) {
	a, ok := amount(v.Amount)
	if !ok {
		return d, false
	}
	if v.Currency != "" && v.Currency != "CAD" {
		return d, true
	}
	return decimal.NewNullDecimal(a), false
}

// sum adds an award to the totals of its supplier. One that several share is
// counted apart: nothing says how they share it.
func (x *extractor) sum(totals map[string]*Total, a *award) {
	for _, k := range a.suppliers {
		t := totals[k]
		if t == nil {
			t = &Total{}
			totals[k] = t
		}
		t.Awards++
		switch {
		case a.several:
			t.Joint++
		case a.foreign || !a.value.Valid:
			t.Other++
		default:
			t.Awarded = t.Awarded.Add(a.value.Decimal)
			if a.municipal {
				t.Municipal = t.Municipal.Add(a.value.Decimal)
			}
		}
		if a.final.Valid && !a.several && !a.foreign {
			t.Contracts = t.Contracts.Add(a.final.Decimal)
		}
	}
}

func has(list []text, s text) bool {
	for _, x := range list {
		if strings.EqualFold(string(x), string(s)) {
			return true
		}
	}
	return false
}

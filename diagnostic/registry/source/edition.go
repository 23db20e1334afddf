package source

import (
	"time"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
)

// Records gives a registry file as records, so that it can be compared without
// a store.
func Records(ed *registry.Edition) []record.Record {
	out := make([]record.Record, len(ed.Entries))
	for i := range ed.Entries {
		e := &ed.Entries[i]
		r := record.Record{
			ID: e.ID, NEQ: e.NEQ, BN: e.BN, QST: e.QST, LegalForm: e.LegalForm, Family: e.Family,
			City: e.City, Postal: e.Postal, MRC: e.MRC, Categories: e.Categories, Serves: e.Serves,
			Names:    []record.Name{{Text: e.Name, Kind: record.Legal}},
			Statuses: []record.Status{{Standing: record.Recognised, From: e.From}},
		}
		for _, n := range e.OtherNames {
			r.Names = append(r.Names, record.Name{Text: n, Kind: record.Other})
		}
		if e.To != "" {
			if d, err := time.Parse(time.DateOnly, e.To); err == nil {
				r.Statuses = append(r.Statuses, record.Status{Standing: record.Withdrawn, From: d.AddDate(0, 0, 1).Format(time.DateOnly)})
			}
		}
		out[i] = r
	}
	return out
}

package desk

import (
	"slices"
	"sync"

	"jachete/diagnostic"
)

// frozen keeps the last diagnostics that were opened. A value never changes once
// it is kept, and its digest is part of its key: what is remembered is what would
// be read again.
type frozen struct {
	mu sync.Mutex
	at map[string]*diagnostic.Diagnostic
	by []string // the one used last at the end
	// keep lets one diagnostic at a time be compared with the last and kept.
	keep sync.Mutex
}

// maxFrozen bounds the memory: a value of 60,000 lines takes tens of megabytes.
const maxFrozen = 8

func newFrozen() *frozen { return &frozen{at: map[string]*diagnostic.Diagnostic{}} }

// get gives the value of an organisation's diagnostic, reading it when it is not
// at hand.
func (f *frozen) get(org OrgID, id, digest string, read func() (*diagnostic.Diagnostic, error)) (*diagnostic.Diagnostic, error) {
	key := string(org) + "/" + id + "/" + digest
	f.mu.Lock()
	v, ok := f.at[key]
	if ok {
		f.used(key)
	}
	f.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := read()
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at[key] = v
	f.used(key)
	if len(f.by) > maxFrozen {
		delete(f.at, f.by[0])
		f.by = f.by[1:]
	}
	return v, nil
}

// used moves a key to the end of the list.
func (f *frozen) used(key string) {
	if i := slices.Index(f.by, key); i >= 0 {
		f.by = slices.Delete(f.by, i, i+1)
	}
	f.by = append(f.by, key)
}

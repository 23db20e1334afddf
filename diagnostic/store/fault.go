package store

import (
	"errors"
	"strconv"
	"time"

	"jachete/templates/message"
)

// Fault tells an error of the store to a person, or gives nil when it is none
// of the store's sentinels: it is then a bug, for logs. file is the file the
// user gave, if any.
func Fault(err error, file string) *message.Fault {
	at := message.Place{File: file}
	var met *ConflictError
	var schema *SchemaError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &met):
		return met.fault(at)
	case errors.As(err, &schema):
		versions := []string{"database", strconv.FormatInt(schema.Database, 10), "program", strconv.FormatInt(schema.Program, 10)}
		if errors.Is(err, ErrOlderSchema) {
			return message.NewFault("store.older_schema", at, versions...)
		}
		return message.NewFault("store.newer_schema", at, versions...)
	case errors.Is(err, ErrConflict):
		return message.NewFault("store.conflict", at)
	case errors.Is(err, ErrNotEmpty):
		return message.NewFault("store.not_empty", at)
	case errors.Is(err, ErrCorrupt):
		return message.NewFault("store.corrupt", at)
	case errors.Is(err, ErrFull):
		return message.NewFault("store.full", at)
	case errors.Is(err, ErrLost):
		return message.NewFault("store.lost", at)
	case errors.Is(err, ErrBusy):
		return message.NewFault("store.busy", at)
	case errors.Is(err, ErrReadOnly):
		return message.NewFault("store.read_only", at)
	case errors.Is(err, ErrInvalid):
		return message.NewFault("store.invalid", at)
	case errors.Is(err, ErrNotFound):
		return message.NewFault("store.not_found", at)
	}
	return nil
}

// fault says what stands in the way, since when and by whom.
func (e *ConflictError) fault(at message.Place) *message.Fault {
	who := []string{"name", e.Name, "by", e.By, "day", e.At.UTC().Format(time.DateOnly), "time", e.At.UTC().Format("15:04")}
	switch e.What {
	case "ledger":
		return message.NewFault("store.ledger_twice", at, who...)
	case "registry":
		return message.NewFault("store.registry_twice", at, who...)
	case "record":
		return message.NewFault("store.record_changed", at, who...)
	case "ledger undo", "registry undo":
		return message.NewFault("store.undone_already", at, who...)
	}
	return message.NewFault("store.settled_already", at, who...)
}

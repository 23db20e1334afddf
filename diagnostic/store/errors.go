package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a driver's error becomes at the edge. The text behind it is for logs;
// [Fault] is for people.
var (
	// ErrNotFound: the row, or a row it refers to, is not there, or is another
	// organisation's.
	ErrNotFound = errors.New("not found")
	// ErrConflict: it exists already, or it changed in the meantime. A
	// [ConflictError] says which.
	ErrConflict = errors.New("conflict")
	// ErrInvalid: the value can not be kept as it is.
	ErrInvalid = errors.New("invalid value")
	// ErrBusy: another program or another change holds the database; trying again
	// may do.
	ErrBusy = errors.New("database is busy")
	// ErrNewerSchema: the database was written by a newer program. A [SchemaError]
	// says which versions.
	ErrNewerSchema = errors.New("the database's schema is newer than this program")
	// ErrOlderSchema: the database waits for [Store.Migrate], see [Store.Ready].
	ErrOlderSchema = errors.New("the database's schema is older than this program")
	// ErrCorrupt: the file or a blob is damaged or is something else.
	ErrCorrupt = errors.New("damaged data")
	// ErrFull: no room is left.
	ErrFull = errors.New("no space left")
	// ErrLost: the database or the bucket does not answer, or stopped to.
	ErrLost = errors.New("connection lost")
	// ErrReadOnly: the place may not be written, or not even opened.
	ErrReadOnly = errors.New("no permission")
	// ErrShared: the decision holds for all buyers, which is the Pôle's to change.
	ErrShared = errors.New("the decision holds for all buyers")
	// ErrNotEmpty: a backup is restored into an empty store only.
	ErrNotEmpty = errors.New("the store is not empty")
)

// sentinels lists them, to know an error that was translated already.
var sentinels = [...]error{
	ErrNotFound, ErrConflict, ErrInvalid, ErrBusy, ErrNewerSchema, ErrOlderSchema, ErrCorrupt, ErrFull, ErrLost, ErrReadOnly,
	ErrNotEmpty, ErrShared,
}

// ConflictError says what stands in the way. It is an [ErrConflict].
type ConflictError struct {
	What string // "ledger", "registry", "record", "diagnostic", "user"...
	ID   string
	Name string // file or name of what is there
	By   string
	At   time.Time
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("conflict: %s %s %q by %s at %s", e.What, e.ID, e.Name, e.By, e.At.Format(time.RFC3339))
}

// Is makes it an ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// SchemaError says which schema was met and which is known. It is an
// [ErrNewerSchema] or an [ErrOlderSchema].
type SchemaError struct{ Database, Program int64 }

func (e *SchemaError) Error() string {
	return fmt.Sprintf("the database has schema %d, this program knows %d", e.Database, e.Program)
}

// Is tells which of the two it is.
func (e *SchemaError) Is(target error) bool {
	if e.Database > e.Program {
		return target == ErrNewerSchema
	}
	return target == ErrOlderSchema
}

// known tells whether an error says already what it is.
func known(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	for _, s := range sentinels {
		if errors.Is(err, s) {
			return true
		}
	}
	return false
}

// translate adds the sentinel of a driver's error. The first text is kept.
func translate(err error) error {
	if err == nil || known(err) {
		return err
	}
	if s := sentinel(err); s != nil {
		return fmt.Errorf("%w: %w", s, err)
	}
	return err
}

// sentinel finds what a driver's error means, nil when nobody knows.
func sentinel(err error) error {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, fs.ErrNotExist):
		return ErrNotFound
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.As(err, &lite):
		return liteSentinel(lite.Code())
	case errors.As(err, &pg):
		return pgSentinel(pg.Code)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, net.ErrClosed):
		return ErrLost
	case strings.Contains(err.Error(), "conn closed"):
		return ErrLost // pgx says no more than that
	}
	return nil
}

// liteSentinel reads a result code of SQLite, extended or not.
func liteSentinel(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return ErrConflict
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ErrNotFound
	case sqlite3.SQLITE_IOERR_SHMSIZE:
		return ErrFull // the index of the journal could not grow
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrCorrupt
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return ErrReadOnly
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH:
		return ErrInvalid
	case sqlite3.SQLITE_IOERR:
		return ErrLost
	}
	return nil
}

// pgSentinel reads a SQLSTATE.
func pgSentinel(state string) error {
	switch state {
	case "23505":
		return ErrConflict
	case "23503":
		return ErrNotFound
	case "53100":
		return ErrFull
	case "40001", "40P01", "55P03", "53300":
		return ErrBusy
	case "42501", "25006":
		return ErrReadOnly
	case "XX001", "XX002":
		return ErrCorrupt
	}
	if len(state) < 2 {
		return nil
	}
	switch state[:2] {
	case "08", "57", "28", "3D":
		return ErrLost
	case "22", "23", "54":
		return ErrInvalid
	}
	return nil
}

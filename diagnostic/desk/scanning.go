package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"jachete/diagnostic/store"
)

// ErrScan: the scanner of files could not look, so that nothing was kept.
var ErrScan = errors.New("the scanner of files could not look")

// takeIn puts what is sent on the disk, has it looked at for malware, and hands
// it over. Every file that a browser sends comes through here before it is kept.
func (d *Desk) takeIn(ctx context.Context, a Actor, org OrgID, name string, r io.Reader, use func(f *os.File, size int64) error) (err error) {
	f, err := os.CreateTemp(d.Work, "depot-")
	if err != nil {
		return fmt.Errorf("make room for the file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	size, err := io.Copy(f, r)
	if err != nil {
		return fmt.Errorf("take the file in: %w", err)
	}
	if err := d.scan(ctx, a, org, uploadName(name), io.NewSectionReader(f, 0, size)); err != nil {
		return err
	}
	return use(f, size)
}

// scan has a file looked at, and writes into the log that it was refused: as
// malware (a fault), or because nobody could look ([ErrScan]).
func (d *Desk) scan(ctx context.Context, a Actor, org OrgID, name string, r io.Reader) error {
	if d.Scan == nil {
		return nil
	}
	err := d.Scan(ctx, name, r)
	if err == nil || ctx.Err() != nil {
		return err
	}
	why := "scan.infected"
	if _, ok := asFault(err); !ok {
		why, err = "scan.absent", errors.Join(ErrScan, err)
	}
	e := store.AuditEntry{Actor: a.User, Organisation: org, Action: "refuse", ObjectKind: "upload", Detail: jsonOf(map[string]string{"file": name, "detail": why})}
	if e := d.Store.Log(context.WithoutCancel(ctx), e); e != nil {
		return errors.Join(err, fmt.Errorf("write audit log: %w", e))
	}
	return err
}

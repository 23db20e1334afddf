package desk

import (
	"context"
	"fmt"
	"time"
)

// unlockTime bounds the reading of an encrypted workbook within a request.
const unlockTime = 2 * time.Minute

// Unlock reads an encrypted upload with its password, which nobody keeps: the
// reading happens now, not in the background.
func (d *Desk) Unlock(ctx context.Context, a Actor, org OrgID, id, password string, read Reading) error {
	if err := a.works(org); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, unlockTime)
	defer cancel()
	if err := d.Store.ResetUpload(ctx, org, id, jsonOf(read)); err != nil {
		return fmt.Errorf("read again: %w", err)
	}
	u, err := d.Store.Upload(ctx, org, id)
	if err != nil {
		return fmt.Errorf("find upload: %w", err)
	}
	_, err = d.readAndShow(ctx, org, u, password, func(string, int, int) {})
	if _, ok := asFault(err); ok {
		return nil // it stands on the upload, where it is shown
	}
	return err
}

// ConfirmLocked imports an encrypted upload within the request.
func (d *Desk) ConfirmLocked(ctx context.Context, a Actor, org OrgID, id, password string, choice Choice) error {
	u, err := d.confirmed(ctx, a, org, id, choice)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, unlockTime)
	defer cancel()
	_, err = d.store(ctx, org, u.Upload, confirmation{Choice: choice, Understood: u.Understood.digest()}, password, a.User, func(string, int, int) {})
	if _, ok := asFault(err); err != nil && !ok {
		// It waits to be confirmed again rather than for a job that nobody asked for.
		back := context.WithoutCancel(ctx)
		if e := d.Store.UnderstoodUpload(back, org, id, u.Upload.Understood, nil); e != nil {
			return fmt.Errorf("%w; keep what was understood: %w", err, e)
		}
	}
	return err
}

package desk

import (
	"context"
	"fmt"

	"jachete/diagnostic/store"
)

// Letter is a message with the link of an invitation, that could not leave.
type Letter = store.Letter

// KeepLetter keeps a message that could not leave; secret is that of the link it
// holds. It is kept as long as that link is good.
func (d *Desk) KeepLetter(ctx context.Context, secret, to, subject, text string, failed bool) error {
	_, err := d.Store.AddLetter(ctx, Letter{TokenHash: hexDigest([]byte(secret)), To: to, Subject: subject, Text: text, Failed: failed})
	if err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	return nil
}

// Outbox lists the messages that wait, the newest first. They hold links that
// open accounts: they are the administrator's.
func (d *Desk) Outbox(ctx context.Context, a Actor) ([]Letter, error) {
	if err := a.administers(); err != nil {
		return nil, err
	}
	list, err := d.Store.Letters(ctx)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	return list, nil
}

// Letter gives one message that waits.
func (d *Desk) Letter(ctx context.Context, a Actor, id string) (Letter, error) {
	if err := a.administers(); err != nil {
		return Letter{}, err
	}
	l, err := d.Store.Letter(ctx, id)
	if err != nil {
		return l, fmt.Errorf("find message: %w", err)
	}
	return l, nil
}

// DropLetter forgets a message: it left, or was told otherwise. Its link stays
// good.
func (d *Desk) DropLetter(ctx context.Context, a Actor, id string) error {
	if err := a.administers(); err != nil {
		return err
	}
	if err := d.Store.DropLetter(ctx, id, a.User); err != nil {
		return fmt.Errorf("forget message: %w", err)
	}
	return nil
}

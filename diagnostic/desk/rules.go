package desk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/store"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// lawbook keeps the policy last made from the Pôle's own files: reading it
// takes longer than most pages.
type lawbook struct {
	mu  sync.Mutex
	key string
	p   *policy.Policy
}

// rules is the policy in force today: what the desk was started with, and the
// Pôle's own files on top.
func (d *Desk) rules(ctx context.Context) (*policy.Policy, error) {
	files, err := d.Store.PolicyFiles(ctx, d.Now().Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	over, key := map[string]string{}, ""
	for _, f := range files {
		if f.Content != "" {
			over[f.File] = f.Content
			key += f.ID + " "
		}
	}
	if len(over) == 0 {
		return d.Policy, nil
	}
	d.laws.mu.Lock()
	defer d.laws.mu.Unlock()
	if d.laws.p != nil && d.laws.key == key {
		return d.laws.p, nil
	}
	p, err := d.Policy.Over(over)
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	d.laws.key, d.laws.p = key, p
	return p, nil
}

// Rules gives the policy in force.
func (d *Desk) Rules(ctx context.Context) (*policy.Policy, error) { return d.rules(ctx) }

// CheckPolicyFile tells what a file of the policy would be with a content: a
// *policy.FileError names the line that is wrong.
func (d *Desk) CheckPolicyFile(ctx context.Context, file, content string) (*policy.Policy, error) {
	files, err := d.Store.PolicyFiles(ctx, d.Now().Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	over := map[string]string{}
	for _, f := range files {
		if f.Content != "" {
			over[f.File] = f.Content
		}
	}
	over[file] = content
	if content == "" {
		delete(over, file)
	}
	return d.Policy.Over(over)
}

// SetPolicyFile replaces a file of the policy from a civil date on; content ""
// goes back to the one built in. What does not load is refused.
func (d *Desk) SetPolicyFile(ctx context.Context, a Actor, file, content, effective, reason string) error {
	if err := a.advises(); err != nil {
		return err
	}
	if _, err := d.CheckPolicyFile(ctx, file, content); err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, effective); err != nil {
		return message.NewFault("desk.date", message.Place{}, "value", effective)
	}
	if reason == "" {
		return message.NewFault("desk.reason", message.Place{})
	}
	_, err := d.Store.SetPolicyFile(ctx, store.PolicyFile{File: file, Content: content, Author: a.User, Effective: effective, Reason: reason})
	if err != nil {
		return fmt.Errorf("keep policy file: %w", err)
	}
	return nil
}

// SetTarget sets the share an organisation aims at in a year, percent 0–100.
func (d *Desk) SetTarget(ctx context.Context, a Actor, org OrgID, year int, percent decimal.Decimal) error {
	if err := a.works(org); err != nil {
		return err
	}
	if percent.Sign() <= 0 || percent.GreaterThan(decimal.NewFromInt(100)) || year < 2000 || year > 2100 {
		return message.NewFault("desk.target", message.Place{}, "value", percent.String())
	}
	if _, err := d.Store.SetTarget(ctx, org, store.Target{Year: year, Percent: percent, SetBy: a.User}); err != nil {
		return fmt.Errorf("keep target: %w", err)
	}
	d.forget(org)
	return nil
}

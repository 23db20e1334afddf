package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"jachete/diagnostic/jobs"
	"jachete/templates/message"
)

// jobRow is a job as it is kept.
type jobRow struct {
	bun.BaseModel `bun:"table:jobs"`

	ID           string `bun:",pk"`
	Organisation string
	Kind         string
	Object       string
	Payload      string
	AskedBy      string
	State        jobs.State
	Attempts     int
	Step         string
	Progress     int
	Total        int
	Fault        string
	Result       string
	Worker       string
	CreatedAt    time.Time
	RenewedAt    time.Time
	EndedAt      time.Time `bun:",nullzero"`
}

func (r *jobRow) job() (jobs.Job, error) {
	j := jobs.Job{
		ID: r.ID, Organisation: r.Organisation, Kind: r.Kind, Object: r.Object, Payload: json.RawMessage(r.Payload), By: r.AskedBy,
		State: r.State, Attempts: r.Attempts, Step: r.Step, Progress: r.Progress, Total: r.Total, Result: r.Result,
		Created: r.CreatedAt, Ended: r.EndedAt,
	}
	if r.Fault != "" {
		j.Fault = &message.Fault{}
		if err := json.Unmarshal([]byte(r.Fault), j.Fault); err != nil {
			return j, fmt.Errorf("%w: fault of job %s: %w", ErrCorrupt, r.ID, err)
		}
	}
	return j, nil
}

// AddJob makes a job wait. One of the same kind on the same object that waits
// already is that job.
func (s *Store) AddJob(ctx context.Context, j jobs.Job) (out jobs.Job, err error) {
	now := s.now()
	row := jobRow{
		ID: s.opt.NewID(), Organisation: clean(j.Organisation), Kind: j.Kind, Object: clean(j.Object), Payload: string(orEmpty(j.Payload)),
		AskedBy: clean(j.By), State: jobs.Waiting, CreatedAt: now, RenewedAt: now,
	}
	err = s.write(ctx, "add job", func(ctx context.Context, tx *tx) error {
		var same jobRow
		err := tx.NewSelect().Model(&same).Where("organisation = ? AND object = ? AND kind = ? AND state = ?", row.Organisation, row.Object, row.Kind, jobs.Waiting).
			Limit(1).Scan(ctx)
		switch {
		case err == nil:
			_, err = tx.NewUpdate().Model(&same).Set("payload = ?", row.Payload).WherePK().Exec(ctx)
			row.ID = same.ID
		case errors.Is(err, sql.ErrNoRows):
			_, err = tx.NewInsert().Model(&row).Exec(ctx)
		}
		if err != nil {
			return err
		}
		out, err = row.job()
		return err
	})
	return out, err
}

// LastJob is the newest job on an object of an organisation.
func (s *Store) LastJob(ctx context.Context, org OrgID, object string) (j jobs.Job, err error) {
	err = s.read(ctx, "read job", func(ctx context.Context, tx *tx) error {
		var row jobRow
		if err := tx.NewSelect().Model(&row).Where("organisation = ? AND object = ?", org, clean(object)).Order("id DESC").Limit(1).Scan(ctx); err != nil {
			return err
		}
		var err error
		j, err = row.job()
		return err
	})
	return j, err
}

// ClaimJob takes the oldest job that waits, or whose worker stopped renewing.
func (s *Store) ClaimJob(ctx context.Context, worker string, stale time.Time) (j jobs.Job, ok bool, err error) {
	// Looking costs nothing; only a job that is there takes the writer's turn.
	var waiting int64
	err = s.read(ctx, "look for jobs", func(ctx context.Context, tx *tx) error {
		n, err := tx.NewSelect().Model((*jobRow)(nil)).Where("state = ? OR (state = ? AND renewed_at < ?)", jobs.Waiting, jobs.Running, stale.UTC()).Count(ctx)
		waiting = n
		return err
	})
	if err != nil || waiting == 0 {
		return j, false, err
	}
	err = s.write(ctx, "claim job", func(ctx context.Context, tx *tx) error {
		var row jobRow
		q := tx.NewSelect().Model(&row).Where("state = ? OR (state = ? AND renewed_at < ?)", jobs.Waiting, jobs.Running, stale.UTC()).Order("id").Limit(1)
		if s.Engine() == "postgres" {
			q = q.For("UPDATE SKIP LOCKED")
		}
		if err := q.Scan(ctx); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			return err
		}
		row.State, row.Worker, row.RenewedAt = jobs.Running, worker, s.now()
		row.Attempts++
		if _, err := tx.NewUpdate().Model(&row).Column("state", "worker", "renewed_at", "attempts").WherePK().Exec(ctx); err != nil {
			return err
		}
		ok = true
		var err error
		j, err = row.job()
		return err
	})
	return j, ok && err == nil, err
}

// RenewJob keeps a claim and tells how far the work is.
func (s *Store) RenewJob(ctx context.Context, id, worker, step string, done, total int) error {
	return s.write(ctx, "renew job", func(ctx context.Context, tx *tx) error {
		return one(tx.NewUpdate().Model((*jobRow)(nil)).Set("step = ?", clean(step)).Set("progress = ?", done).Set("total = ?", total).
			Set("renewed_at = ?", s.now()).Where("id = ? AND worker = ? AND state = ?", id, worker, jobs.Running).Exec(ctx))
	})
}

// EndJob writes the end of a job that the worker holds; state Waiting gives it
// back to be tried again. An upload whose storing failed waits to be confirmed
// again.
func (s *Store) EndJob(ctx context.Context, id, worker string, state jobs.State, fault *message.Fault, result string) error {
	var told string
	if fault != nil {
		b, err := json.Marshal(fault)
		if err != nil {
			return fmt.Errorf("end job: %w", err)
		}
		told = string(b)
	}
	return s.write(ctx, "end job", func(ctx context.Context, tx *tx) error {
		q := tx.NewUpdate().Model((*jobRow)(nil)).Set("state = ?", state).Set("fault = ?", told).Set("result = ?", clean(result))
		if state == jobs.Done || state == jobs.Failed {
			q = q.Set("ended_at = ?", s.now())
		}
		if err := one(q.Where("id = ? AND worker = ? AND state = ?", id, worker, jobs.Running).Exec(ctx)); err != nil || state != jobs.Failed {
			return err
		}
		_, err := tx.NewUpdate().Model((*Upload)(nil)).Set("state = ?", UploadUnderstood).Set("changed_at = ?", s.now()).Where("state = ?", UploadConfirmed).
			Where("(organisation, id) IN (SELECT j.organisation, j.object FROM jobs AS j WHERE j.id = ?)", id).Exec(ctx)
		return err
	})
}

// WaitingJobs counts the jobs that are not over.
func (s *Store) WaitingJobs(ctx context.Context) (n int, err error) {
	err = s.read(ctx, "count jobs", func(ctx context.Context, tx *tx) error {
		count, err := tx.NewSelect().Model((*jobRow)(nil)).Where("state IN (?, ?)", jobs.Waiting, jobs.Running).Count(ctx)
		n = int(count)
		return err
	})
	return n, err
}

// Working lists the organisations for which work of a kind is not over.
func (s *Store) Working(ctx context.Context, kind string) (orgs []OrgID, err error) {
	err = s.read(ctx, "list jobs", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model((*jobRow)(nil)).ColumnExpr("DISTINCT organisation").Where("state IN (?, ?)", jobs.Waiting, jobs.Running).
			Where("kind = ?", kind).Order("organisation").Scan(ctx, &orgs)
	})
	return orgs, err
}

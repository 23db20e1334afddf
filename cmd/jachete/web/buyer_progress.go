package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
)

// progressView is work that is being done: where it stands, and where to watch.
type progressView struct {
	Stream, Here, Words string
	Done, Total         int
	// Retry is where a button posts when the work failed on our side.
	Retry string
	Fault *faultLines
}

func (c *call) progressView(j *jobs.Job, here string) *progressView {
	v := &progressView{Stream: here + "/flux", Here: here, Words: c.jobWords(j), Done: j.Progress, Total: j.Total}
	if j.State == jobs.Failed {
		v.Retry = here + "/reprendre"
		if j.Fault != nil {
			v.Fault = faultView(c.say, j.Fault)
		}
	}
	return v
}

// jobWords says where a job stands.
func (c *call) jobWords(j *jobs.Job) string {
	switch {
	case j.State == jobs.Waiting:
		return c.say.T("own.job_waiting")
	case j.State == jobs.Failed:
		return c.say.T("own.job_failed")
	case j.State == jobs.Done:
		return c.say.T("own.job_done")
	case j.Step == "" || !c.say.Has("progress."+j.Step):
		return c.say.T("own.job_running")
	case j.Total > 0:
		return c.say.T("own.job_of", "step", c.say.T("progress."+j.Step), "n", c.say.Count(j.Progress), "of", c.say.Count(j.Total))
	case j.Progress > 0:
		return c.say.T("own.job_rows", "step", c.say.T("progress."+j.Step), "n", c.say.Count(j.Progress))
	}
	return c.say.T("progress." + j.Step)
}

// Times of a stream: how often the job is looked at, how often a silent line
// keeps the connection, and when the browser is asked to come again.
const (
	streamLook  = 400 * time.Millisecond
	streamAlive = 15 * time.Second
	streamLife  = 10 * time.Minute
)

func fileStream(c *call) error {
	return c.stream(func(ctx context.Context) (jobs.Job, error) {
		return c.s.desk.Job(ctx, *c.actor, c.org(), c.Param("id"))
	})
}

func yearStream(c *call) error {
	return c.stream(func(ctx context.Context) (jobs.Job, error) {
		return c.s.desk.YearJob(ctx, *c.actor, c.org(), c.period())
	})
}

// stream tells a job's progress as server-sent events until it is over. The
// job's row is looked at each time: a stream that is opened again goes on where
// the job is.
func (c *call) stream(look func(context.Context) (jobs.Job, error)) error {
	ctx, cancel := context.WithTimeout(c.Request.Context(), streamLife)
	defer cancel()
	j, err := look(ctx)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // a reverse proxy passes it on at once
	c.Status(http.StatusOK)
	rc := http.NewResponseController(c.Writer.(interface{ Unwrap() http.ResponseWriter }).Unwrap()) // gin's own Flush stops at a wrapped writer
	last, told := "", c.s.cfg.Now()
	for {
		event := "progress"
		if j.Over() {
			event = "done"
		}
		data, err := json.Marshal(map[string]any{"done": j.Progress, "total": j.Total, "words": c.jobWords(&j)})
		if err != nil {
			return fmt.Errorf("write event: %w", err)
		}
		line := fmt.Sprintf("event: %s\ndata: %s\n\n", event, data)
		now := c.s.cfg.Now()
		if line == last && now.Sub(told) >= streamAlive {
			line = ": \n\n"
		}
		if line != last {
			told = now
			if _, err := c.Writer.WriteString(line); err != nil || rc.Flush() != nil {
				return nil //nolint:nilerr // the browser went away
			}
			if line[0] == 'e' {
				last = line
			}
		}
		if j.Over() {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(streamLook):
		}
		if j, err = look(ctx); err != nil {
			if ctx.Err() == nil && !errors.Is(err, desk.ErrNotFound) {
				c.s.log.Error("follow a job", "error", err)
			}
			return nil
		}
	}
}

// awaitTime is how long a page waits for short work before it shows progress.
const awaitTime = 1500 * time.Millisecond

// await gives short work the time to end, so that its result is the next page.
func (c *call) await(look func(context.Context) (jobs.Job, error)) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), awaitTime)
	defer cancel()
	for {
		if j, err := look(ctx); err != nil || j.Over() {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(60 * time.Millisecond):
		}
	}
}

package main

import (
	"sync"

	"github.com/schollz/progressbar/v3"

	"jachete/diagnostic"
)

// progress shows the steps of a run on standard error when it is a terminal,
// and nothing otherwise.
type progress struct {
	e   *env
	mu  sync.Mutex // match reports from several goroutines
	at  diagnostic.Step
	bar *progressbar.ProgressBar
}

func (e *env) progress() *progress { return &progress{e: e} }

// step shows how far a step is; total 0 means that the end is not known.
func (p *progress) step(s diagnostic.Step, done, total int) {
	if !p.e.screen {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil || p.at != s {
		p.end()
		p.at = s
		length := int64(-1)
		if total > 0 {
			length = int64(total)
		}
		p.bar = progressbar.NewOptions64(length,
			progressbar.OptionSetWriter(p.e.err),
			progressbar.OptionSetDescription(p.e.say.T("progress."+string(s))),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(30),
		)
	}
	_ = p.bar.Set(done) // a bar that cannot be drawn must not stop the run
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
	p.bar = nil
}

// done takes the bar away.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
}

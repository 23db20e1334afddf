package web

import (
	"context"
	"errors"
	"net/http"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

type fileView struct {
	Title                     string
	Base, Here, File, Day, By string
	Said                      string      // what a preview tells who does not see it
	Wrong                     *faultLines // why a choice was not taken
	Work                      bool
	State                     store.UploadState
	Tag                       tag
	Progress                  *progressView
	Fault                     *faultLines
	Locked                    bool // a password is needed
	Read                      *readView
	Form                      *readingForm
	// Of an imported file.
	Ledger *ledgerRow
	Years  []madeYear
}

// madeYear is the diagnostic of a year that an import covers.
type madeYear struct {
	Name, Href string
	Running    bool
	Failed     bool
}

// filePage shows a file where it stands: being read, understood, refused, being
// stored, imported.
func filePage(c *call) error {
	u, err := c.s.desk.Upload(c.Request.Context(), *c.actor, c.org(), c.Param("id"))
	if err != nil {
		return err
	}
	if u.State == store.UploadDropped {
		return errNotFound
	}
	return c.showFile(u, nil)
}

// showFile shows a file, or for htmx the part of its page that a choice changes:
// the preview of what would be stored.
func (c *call) showFile(u *desk.Upload, wrong *message.Fault) error {
	ctx := c.Request.Context()
	name, err := c.buyerName()
	if err != nil {
		return err
	}
	v := fileView{Base: c.at(""), Here: c.at("/fichiers/" + u.ID), File: u.File, Day: day(u.UploadedAt), Work: c.mayWork(), State: u.State, Tag: c.uploadTag(u.State)}
	if v.Title, err = c.fillFile(ctx, u, &v); err != nil {
		return err
	}
	if wrong != nil {
		v.Wrong = faultView(c.say, wrong)
	}
	if c.wantsPart() {
		v.Said = c.previewSaid(&v)
		return c.partial("buyer_file", "b-file-part", v)
	}
	status := http.StatusOK
	if u.State == store.UploadRefused {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, "buyer_file", v.Title, v, c.ours(name, link{Text: u.File})...)
}

// previewSaid tells in a sentence what a preview shows.
func (c *call) previewSaid(v *fileView) string {
	switch {
	case v.Wrong != nil:
		return v.Wrong.What
	case v.Fault != nil:
		return v.Fault.What
	case v.Read != nil:
		return c.say.N("own.preview_said", v.Read.Balance.Kept, "total", v.Read.Balance.SumKept)
	}
	return v.Title
}

// fillFile adds what the state of a file shows, and gives the page's title.
func (c *call) fillFile(ctx context.Context, u *desk.Upload, v *fileView) (string, error) {
	switch u.State {
	case store.UploadUnderstood:
		v.Read, v.Form, v.Locked = c.readView(u), c.readingForm(u), u.Understood.Locked
		return c.say.T("own.understood_title"), nil
	case store.UploadRefused:
		v.Form = c.readingForm(u)
		if u.Fault != nil {
			v.Fault = faultView(c.say, u.Fault)
			v.Locked = u.Fault.Key == "file.encrypted" || u.Fault.Key == "file.wrong_password"
			if v.Locked {
				v.Fault.Do = c.say.T("own.password_do")
			}
		}
		return c.say.T("own.refused_title"), nil
	case store.UploadImported:
		return c.say.T("own.imported_title"), c.fillImported(ctx, u, v)
	}
	j, err := c.s.desk.Job(ctx, *c.actor, c.org(), u.ID)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return "", err
	}
	if err == nil {
		v.Progress = c.progressView(&j, v.Here)
	}
	if u.State == store.UploadConfirmed {
		return c.say.T("own.storing_title"), nil
	}
	return c.say.T("own.reading_title"), nil
}

// fillImported shows the ledger that a file became, and its diagnostics.
func (c *call) fillImported(ctx context.Context, u *desk.Upload, v *fileView) error {
	list, err := c.s.desk.Ledgers(ctx, *c.actor, c.org())
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.ID != u.Ledger {
			continue
		}
		v.Ledger = &ledgerRow{
			File: l.File, Href: c.at("/grands-livres/" + l.ID), From: l.FirstDay, To: l.LastDay, Day: day(l.ImportedAt), Lines: l.Lines,
			Total: c.say.For(l.Currency).Money(l.Total),
		}
		if l.State != store.Imported {
			return nil
		}
		for _, y := range desk.Years(l) {
			m := madeYear{Name: c.periodName(y), Href: c.at("/annees/" + periodPath(y))}
			if j, err := c.s.desk.YearJob(ctx, *c.actor, c.org(), y); err == nil {
				m.Running, m.Failed = !j.Over(), j.State == jobs.Failed
				if m.Running && v.Progress == nil {
					v.Progress = c.progressView(&j, m.Href)
				}
			}
			v.Years = append(v.Years, m)
		}
	}
	return nil
}

// confirmFile imports a file as it was shown. Something else than what was shown
// is not confirmed.
func confirmFile(c *call) error {
	ctx := c.Request.Context()
	id := c.Param("id")
	u, err := c.s.desk.Upload(ctx, *c.actor, c.org(), id)
	if err != nil {
		return err
	}
	if u.Understood != nil && c.form("vu") != u.Seen() {
		return desk.ErrConflict
	}
	choice := desk.Choice(c.form("choix"))
	if u.Understood != nil && u.Understood.Locked {
		if err := c.s.desk.ConfirmLocked(ctx, *c.actor, c.org(), id, c.PostForm("mot-de-passe"), choice); err != nil {
			return err
		}
		return c.redirect(c.at("/fichiers/" + id))
	}
	if err := c.s.desk.Confirm(ctx, *c.actor, c.org(), id, choice); err != nil {
		return err
	}
	c.await(func(ctx context.Context) (jobs.Job, error) { return c.s.desk.Job(ctx, *c.actor, c.org(), id) })
	return c.redirect(c.at("/fichiers/" + id))
}

// readAgain reads a file with other decisions.
func readAgain(c *call) error {
	ctx := c.Request.Context()
	id := c.Param("id")
	u, err := c.s.desk.Upload(ctx, *c.actor, c.org(), id)
	if err != nil {
		return err
	}
	read, err := c.decodeReading(u)
	if fault := (*message.Fault)(nil); errors.As(err, &fault) && c.wantsPart() {
		return c.showFile(u, fault)
	}
	if err != nil {
		return err
	}
	if u.Understood != nil && u.Understood.Locked {
		err = c.s.desk.Unlock(ctx, *c.actor, c.org(), id, c.PostForm("mot-de-passe"), read)
	} else {
		err = c.s.desk.ReadAgain(ctx, *c.actor, c.org(), id, read)
	}
	if err != nil {
		return err
	}
	c.await(func(ctx context.Context) (jobs.Job, error) { return c.s.desk.Job(ctx, *c.actor, c.org(), id) })
	return c.redirect(c.at("/fichiers/" + id))
}

// unlockFile reads an encrypted workbook with the password typed, which is not
// kept.
func unlockFile(c *call) error {
	ctx := c.Request.Context()
	id := c.Param("id")
	u, err := c.s.desk.Upload(ctx, *c.actor, c.org(), id)
	if err != nil {
		return err
	}
	password := c.PostForm("mot-de-passe")
	if password == "" {
		return message.NewFault("own.no_password", message.Place{File: u.File})
	}
	if err := c.s.desk.Unlock(ctx, *c.actor, c.org(), id, password, u.Reading); err != nil {
		return err
	}
	return c.redirect(c.at("/fichiers/" + id))
}

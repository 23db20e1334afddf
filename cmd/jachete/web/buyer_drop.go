package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"

	"jachete/templates/message"
)

type dropView struct {
	Base   string
	Limit  string // MiB
	Files  int
	Taken  []uploadRow
	Faults []*faultLines
}

func (c *call) dropView() dropView {
	return dropView{Base: c.at(""), Limit: c.say.Count(int(c.s.cfg.Limits.UploadBytes >> 20)), Files: c.s.cfg.Limits.Files}
}

func dropPage(c *call) error { return c.showDrop(http.StatusOK, c.dropView()) }

func (c *call) showDrop(status int, v dropView) error {
	name, err := c.buyerName()
	if err != nil {
		return err
	}
	title := c.say.T("own.drop_title")
	return c.render(status, "buyer_drop", title, v, c.ours(name, link{Text: title})...)
}

// dropFiles takes the files of a form in as they arrive. What is refused is
// told beside what is taken.
func dropFiles(c *call) error {
	r, err := c.Request.MultipartReader()
	if err != nil {
		return errBadForm
	}
	v := c.dropView()
	n := 0
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return c.halfSent(err)
		}
		if p.FileName() == "" {
			continue
		}
		if n++; n > c.s.cfg.Limits.Files {
			return errors.Join(errTooLarge, message.NewFault("upload.too_many_files", message.Place{}, "limit", strconv.Itoa(c.s.cfg.Limits.Files)))
		}
		if err := c.bring(p, &v); err != nil {
			return c.halfSent(err)
		}
	}
	switch {
	case len(v.Taken) == 1 && len(v.Faults) == 0:
		return c.redirect(v.Taken[0].Href)
	case len(v.Faults) == 0 && len(v.Taken) > 0:
		c.flash("good", c.say.N("own.drop_taken", len(v.Taken)), "")
		return c.redirect(c.at(""))
	}
	return c.showDrop(http.StatusUnprocessableEntity, v)
}

// halfSent tells an upload that was too large from one that cannot be read; other
// errors stay what they are.
func (c *call) halfSent(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return c.tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, multipart.ErrMessageTooLarge), strings.HasPrefix(err.Error(), "multipart: "):
		return fmt.Errorf("%w: %w", errBadForm, err)
	}
	return err
}

// bring hands one file of the form to the desk.
func (c *call) bring(p *multipart.Part, v *dropView) error {
	list, err := c.s.desk.Bring(c.Request.Context(), *c.actor, c.org(), p.FileName(), p)
	if err != nil {
		return err
	}
	for _, b := range list {
		if b.Fault != nil {
			v.Faults = append(v.Faults, faultView(c.say, b.Fault))
			continue
		}
		v.Taken = append(v.Taken, uploadRow{File: b.File, Href: c.at("/fichiers/" + b.Upload.ID)})
	}
	return nil
}

// dropFile forgets a file that is not imported.
func dropFile(c *call) error {
	u, err := c.s.desk.Upload(c.Request.Context(), *c.actor, c.org(), c.Param("id"))
	if err != nil {
		return err
	}
	if err := c.s.desk.Drop(c.Request.Context(), *c.actor, c.org(), c.Param("id")); err != nil {
		return err
	}
	c.flash("good", c.say.T("own.file_dropped", "file", u.File), "")
	return c.redirect(c.at(""))
}

func retryFile(c *call) error {
	if err := c.s.desk.Retry(c.Request.Context(), *c.actor, c.org(), c.Param("id")); err != nil {
		return err
	}
	return c.redirect(c.at("/fichiers/" + c.Param("id")))
}

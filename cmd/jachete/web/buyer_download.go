package web

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"jachete/diagnostic/desk"
	"jachete/reports"
	"jachete/reports/workbook"
	"jachete/scoring/name"
)

// download makes a document of a frozen diagnostic and sends it as it is made.
func download(c *call) error {
	what := c.Param("quoi")
	m, err := c.s.desk.Take(c.Request.Context(), *c.actor, c.org(), c.Param("id"), what)
	if err != nil {
		return err
	}
	base := fileName(m.Value.Buyer.Name, c.periodName(m.Period))
	lang := c.say.Lang
	switch what {
	case desk.TakePDF:
		return c.send("diagnostic-"+base+".pdf", "application/pdf", func(w io.Writer) error { return reports.PDF(w, m.Value, lang) })
	case desk.TakeWorkbook:
		return c.send("annexe-"+base+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(w io.Writer) error { return workbook.Write(w, m.Value, lang) })
	case desk.TakeJSON:
		return c.send("diagnostic-"+base+".json", "application/json", m.Value.WriteJSON)
	}
	docs, err := reports.CouncilPack(m.Value, lang)
	if err != nil {
		return fmt.Errorf("make the council's documents: %w", err)
	}
	return c.send("conseil-"+base+".zip", "application/zip", func(w io.Writer) error { return packed(w, docs) })
}

// packed writes documents into one archive.
func packed(w io.Writer, docs []reports.Document) error {
	z := zip.NewWriter(w)
	for _, d := range docs {
		f, err := z.Create(d.Name)
		if err != nil {
			return fmt.Errorf("pack %s: %w", d.Name, err)
		}
		if err := d.Write(f); err != nil {
			return fmt.Errorf("pack %s: %w", d.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("pack documents: %w", err)
	}
	return nil
}

// markedLedger sends the buyer its own file with the cells marked.
func markedLedger(c *call) error {
	l, err := c.s.desk.Ledger(c.Request.Context(), *c.actor, c.org(), c.Param("id"))
	if err != nil {
		return err
	}
	short := l.File
	if i := strings.LastIndexByte(short, '.'); i > 0 {
		short = short[:i]
	}
	return c.send(c.say.T("own.marked_file")+"-"+fileName(short)+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(w io.Writer) error {
		return c.s.desk.Marked(c.Request.Context(), *c.actor, c.org(), l.ID, c.say, w)
	})
}

// fileName makes a name that every system takes.
func fileName(parts ...string) string {
	s := strings.Join(strings.Fields(name.Fold(strings.Join(parts, " "))), "-")
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
}

// send writes a file as it is made. What goes wrong before its first byte is a
// page; afterwards the connection is cut, so that half a file is not taken for
// the whole.
func (c *call) send(file, kind string, write func(io.Writer) error) error {
	out := &sender{c: c, file: file, kind: kind}
	err := write(out)
	if err != nil && !out.begun {
		return err
	}
	if err != nil {
		c.s.log.Error("send a file", "file", file, "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// sender sets the headers with the first byte.
type sender struct {
	c          *call
	file, kind string
	begun      bool
}

func (s *sender) Write(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.c.Header("Content-Type", s.kind)
		s.c.Header("Content-Disposition", `attachment; filename*=UTF-8''`+url.PathEscape(s.file))
		s.c.Status(http.StatusOK)
	}
	n, err := s.c.Writer.Write(p)
	if err != nil {
		return n, fmt.Errorf("send: %w", err)
	}
	return n, nil
}

package desk

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Limits of an archive of ledgers.
const (
	maxMembers  = 200
	maxInflated = 2 << 30 // bytes, all members together
)

// Brought is what became of one file that was brought: an upload, or why not.
type Brought struct {
	File   string
	Upload store.Upload
	Fault  *message.Fault
}

// Bring receives a file, or every ledger inside it when it is an archive of
// ledgers: each becomes an upload of its own. A file that is refused does not
// stop the others. The file goes through the disk, never whole through memory.
func (d *Desk) Bring(ctx context.Context, a Actor, org OrgID, name string, r io.Reader) (list []Brought, err error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	err = d.takeIn(ctx, a, org, name, r, func(f *os.File, size int64) error {
		if z, err := zip.NewReader(f, size); err == nil && !workbook(z) {
			list, err = d.bringMembers(ctx, a, org, name, z)
			return err
		}
		u, err := d.Receive(ctx, a, org, name, io.NewSectionReader(f, 0, size), Reading{})
		if err == nil {
			list = []Brought{{File: u.File, Upload: u}}
		}
		return err
	})
	if _, ok := asFault(err); ok {
		return one(name, store.Upload{}, err)
	}
	return list, err
}

// one is the list of a single file; a fault is told in it.
func one(name string, u store.Upload, err error) ([]Brought, error) {
	if f, ok := asFault(err); ok {
		return []Brought{{File: uploadName(name), Fault: f}}, nil
	}
	if err != nil {
		return nil, err
	}
	return []Brought{{File: u.File, Upload: u}}, nil
}

// workbook tells a workbook, which is a zip file too, from an archive.
func workbook(z *zip.Reader) bool {
	for _, m := range z.File {
		if m.Name == "[Content_Types].xml" || m.Name == "mimetype" {
			return true
		}
	}
	return false
}

// bringMembers receives the files of an archive. Folders, files of the system
// and archives within are left out; an empty archive is told.
func (d *Desk) bringMembers(ctx context.Context, a Actor, org OrgID, name string, z *zip.Reader) ([]Brought, error) {
	at := message.Place{File: uploadName(name)}
	var members []*zip.File
	for _, m := range z.File {
		base := path.Base(strings.ReplaceAll(m.Name, "\\", "/"))
		if m.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.HasPrefix(m.Name, "__MACOSX/") {
			continue
		}
		members = append(members, m)
	}
	switch {
	case len(members) == 0:
		return []Brought{{File: at.File, Fault: message.NewFault("file.zip_nothing", at)}}, nil
	case len(members) > maxMembers:
		return []Brought{{File: at.File, Fault: message.NewFault("file.zip_many", at, "limit", strconv.Itoa(maxMembers))}}, nil
	}
	var list []Brought
	limit := int64(maxInflated)
	if d.Limits.InflatedBytes > 0 {
		limit = d.Limits.InflatedBytes
	}
	left := limit
	for _, m := range members {
		got, err := d.bringMember(ctx, a, org, at.File, m, &left, limit)
		if err != nil {
			return list, err
		}
		list = append(list, got...)
	}
	return list, nil
}

func (d *Desk) bringMember(ctx context.Context, a Actor, org OrgID, archive string, m *zip.File, left *int64, limit int64) ([]Brought, error) {
	at := message.Place{File: archive + " › " + uploadName(m.Name)}
	r, err := m.Open()
	if err != nil {
		return []Brought{{File: at.File, Fault: message.NewFault("file.zip_method", at, "part", uploadName(m.Name))}}, nil //nolint:nilerr // told to the user
	}
	defer r.Close()
	in := &inflating{r: r, left: left}
	u, err := d.Receive(ctx, a, org, m.Name, in, Reading{})
	switch {
	case in.over:
		return []Brought{{File: at.File, Fault: message.NewFault("file.inflates", at, "limit", strconv.FormatInt(max(1, limit>>20), 10))}}, nil
	case in.bad:
		return []Brought{{File: at.File, Fault: message.NewFault("file.damaged", at)}}, nil
	}
	return one(m.Name, u, err)
}

// inflating reads a member and stops when the archive gave all it may.
type inflating struct {
	r         io.Reader
	left      *int64
	over, bad bool
}

var errInflates = errors.New("the archive inflates to more than is taken")

func (x *inflating) Read(p []byte) (int, error) {
	if *x.left <= 0 {
		x.over = true
		return 0, errInflates
	}
	n, err := x.r.Read(p[:min(int64(len(p)), *x.left)])
	*x.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		x.bad = true
	}
	return n, err //nolint:wrapcheck // an io.Reader gives io.EOF as it is
}

// waitingFile refuses a file that is here already and waits to be confirmed.
func (d *Desk) waitingFile(ctx context.Context, org OrgID, name, digest string) (*message.Fault, error) {
	list, err := d.Store.Uploads(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list uploads: %w", err)
	}
	for _, u := range list {
		if u.Digest != digest {
			continue
		}
		by := u.By
		if who, err := d.Store.User(ctx, u.By); err == nil {
			by = who.Name
		}
		return message.NewFault("import.waiting_file", message.Place{File: name}, "first", u.File, "by", by, "on", u.UploadedAt.Format("2006-01-02")), nil
	}
	return nil, nil
}

// Package req reads the open-data file of the Registraire des entreprises du
// Québec: a ZIP of six CSV files, 2.7 million enterprises, about one gigabyte
// inflated. It keeps those that may be proposed (legal form, state, territory)
// and those the registry names, and nothing else of the file stays in memory.
//
// Vocabulary: a member is one of the six files; an establishment (site) is a
// place of business besides the head office. The file is streamed; each member
// is inflated in a goroutine and read in another. A file that is not whole, or
// a row that is not as announced, gives a [message.Fault] (keys "req.*") and
// nothing of what was read. Start with [Open].
package req

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"jachete/diagnostic/registry/source"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Options say what to keep.
type Options struct {
	Sources   policy.REQSource
	Territory policy.Territory
	// Follow are the NEQ to bring back whatever their form, state and place: those
	// of the registry (source.Follow).
	Follow map[string]bool
	Limits Limits
}

// Open reads the file at path.
func Open(ctx context.Context, path string, opt Options) (*source.Extract, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, message.NewFault("file.missing", message.Place{File: path})
	case errors.Is(err, fs.ErrPermission):
		return nil, message.NewFault("file.forbidden", message.Place{File: path})
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", path, err)
	case info.IsDir():
		return nil, message.NewFault("file.directory", message.Place{File: path})
	case !info.Mode().IsRegular():
		return nil, message.NewFault("file.not_regular", message.Place{File: path})
	}
	return Read(ctx, f, info.Size(), filepath.Base(path), opt)
}

// Read reads a file of size bytes; file is its name, for messages. The error is
// a *message.Fault when the file cannot serve; the extract is then nil.
func Read(ctx context.Context, r io.ReaderAt, size int64, file string, opt Options) (*source.Extract, error) {
	a, err := openArchive(r, size, file, opt.Limits.withDefaults())
	if err != nil {
		return nil, err
	}
	x := newExtractor(a, &opt)
	// The small members first: they say which rows of the large ones to keep.
	digest := ""
	if err := parallel(
		func() error { return x.values(ctx) },
		func() error { return x.sites(ctx) },
		func() error { return x.related(ctx) },
		func() (err error) { digest, err = digestOf(ctx, r, size); return err },
	); err != nil {
		return nil, err
	}
	if err := x.enterprises(ctx); err != nil {
		return nil, err
	}
	if err := parallel(
		func() error { return x.names(ctx) },
		func() error { return x.mergers(ctx) },
		func() error { return x.changes(ctx) },
	); err != nil {
		return nil, err
	}
	out := x.extract()
	out.Files = []source.File{{Name: file, Digest: digest}}
	return out, nil
}

// parallel runs all and gives the first error in the order written, whichever
// came first, so that the same file always gets the same message.
func parallel(runs ...func() error) error {
	errs := make([]error, len(runs))
	var wait sync.WaitGroup
	for i, run := range runs {
		wait.Go(func() { errs[i] = run() })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func digestOf(ctx context.Context, r io.ReaderAt, size int64) (string, error) {
	sum, section, buf := sha256.New(), io.NewSectionReader(r, 0, size), make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := section.Read(buf)
		sum.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(sum.Sum(nil)), nil
		}
		if err != nil {
			return "", fmt.Errorf("read the archive: %w", err)
		}
	}
}

// extractor gathers what is kept.
type extractor struct {
	a       *archive
	opt     *Options
	forms   map[string]*policy.SourceCode
	labels  map[string]map[string]string // type of value → code → words
	site    map[string][]source.Place    // NEQ → establishments in the territory
	want    map[string]bool              // followed, and those tied to them
	kept    map[string]*source.Enterprise
	seen    *bitmap
	read    map[string]int // rows by member
	left    map[string]int // rows left out of Entreprise.csv, by reason
	unknown map[string]int // codes that the policy does not list
	mu      sync.Mutex     // of read and unknown
	bad     int            // NEQ whose check fails
	bytes   atomic.Int64   // of the texts kept
}

func newExtractor(a *archive, opt *Options) *extractor {
	x := &extractor{
		a: a, opt: opt, forms: map[string]*policy.SourceCode{}, labels: map[string]map[string]string{}, site: map[string][]source.Place{},
		want: map[string]bool{}, kept: map[string]*source.Enterprise{}, seen: newBitmap(), read: map[string]int{}, left: map[string]int{}, unknown: map[string]int{},
	}
	for i := range opt.Sources.Forms {
		x.forms[opt.Sources.Forms[i].Code] = &opt.Sources.Forms[i]
	}
	for n := range opt.Follow {
		x.want[n] = true
	}
	return x
}

// hold accounts for texts that stay in memory; too many refuse the file.
func (x *extractor) hold(member string, line int, texts ...string) error {
	n := int64(64) // what holds them
	for _, s := range texts {
		n += int64(len(s))
	}
	if x.bytes.Add(n) > x.a.limits.KeptBytes {
		return x.a.at("req.too_much_kept", member, line, "limit", strconv.FormatInt(x.a.limits.KeptBytes>>20, 10))
	}
	return nil
}

func (x *extractor) count(member string, n int) {
	x.mu.Lock()
	x.read[member] = n
	x.mu.Unlock()
}

func (x *extractor) strange(what string) {
	x.mu.Lock()
	if len(x.unknown) < 100 {
		x.unknown[what]++
	}
	x.mu.Unlock()
}

// label gives the register's own words for a code; types are what the list of
// values may call its kind.
func (x *extractor) label(code string, types ...string) string {
	if code == "" {
		return ""
	}
	for _, t := range types {
		if w := x.labels[t][code]; w != "" {
			return w
		}
	}
	return ""
}

// The kinds of values, by the names they are known to bear.
var (
	formKinds   = []string{"FORME_JURI", "FORM_JURI", "COD_FORME_JURI"}
	statusKinds = []string{"STAT_IMMAT", "COD_STAT_IMMAT"}
	relateKinds = []string{"RELA_ASSUJ", "COD_RELA_ASSUJ"}
	changeKinds = []string{"TYP_CHANG", "COD_TYP_CHANG"}
	staffKinds  = []string{"INTVAL_EMPLO_QUE", "COD_INTVAL_EMPLO_QUE"}
	trackKinds  = []string{"ACT_ECON", "ACT_ECON_CAE", "COD_ACT_ECON_CAE", "COD_ACT_ECON"}
)

// extract ends the reading.
func (x *extractor) extract() *source.Extract {
	out := &source.Extract{Source: source.REQ, Labels: map[string]string{}}
	for _, e := range x.kept {
		orderNames(e.Names)
		sortRelations(e.Relations)
		for i := range e.Relations {
			if o := x.kept[e.Relations[i].NEQ]; o != nil {
				e.Relations[i].State = o.State
			}
		}
		out.Enterprises = append(out.Enterprises, *e)
	}
	sort.Slice(out.Enterprises, func(i, j int) bool { return out.Enterprises[i].Key < out.Enterprises[j].Key })
	for _, m := range memberNames {
		out.Counts = append(out.Counts, source.Count{What: "read." + m, N: x.read[m]})
	}
	for _, k := range []string{"form", "status", "territory"} {
		out.Counts = append(out.Counts, source.Count{What: "left." + k, N: x.left[k]})
	}
	candidates := 0
	for i := range out.Enterprises {
		if out.Enterprises[i].Candidate {
			candidates++
		}
	}
	out.Counts = append(out.Counts, source.Count{What: "kept.candidates", N: candidates}, source.Count{What: "kept.followed", N: len(out.Enterprises) - candidates})
	for n := range x.opt.Follow {
		if x.kept[n] == nil {
			out.Absent = append(out.Absent, n)
		}
	}
	slices.Sort(out.Absent)
	for i := range x.opt.Sources.Forms {
		code := x.opt.Sources.Forms[i].Code
		if w := x.label(code, formKinds...); w != "" {
			out.Labels["FORME_JURI|"+code] = w
		} else {
			out.Warnings = append(out.Warnings, x.a.fault("req.unlabelled", "code", code))
		}
	}
	for i := range x.opt.Sources.Statuses {
		code := x.opt.Sources.Statuses[i].Code
		out.Labels["STAT_IMMAT|"+code] = x.label(code, statusKinds...)
	}
	var strange []string
	for k := range x.unknown {
		strange = append(strange, k)
	}
	slices.Sort(strange)
	if len(strange) > 0 {
		out.Warnings = append(out.Warnings, x.a.fault("req.unknown_codes", "codes", strings.Join(strange[:min(len(strange), 12)], ", ")))
	}
	if x.bad > 0 {
		out.Warnings = append(out.Warnings, x.a.fault("req.neq_checks", "n", fmt.Sprint(x.bad)))
	}
	return out
}

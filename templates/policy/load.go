package policy

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed *.yaml
var embedded embed.FS

// section ties a file of the policy to the field it fills.
type section struct {
	file string
	into func(*Policy) any
}

// sections in the order in which they are read and digested.
var sections = []section{
	{"version.yaml", func(p *Policy) any { return &versionFile{policy: p} }},
	{"classes.yaml", func(p *Policy) any { return &p.Classes }},
	{"rules.yaml", func(p *Policy) any { return &p.Rules }},
	{"categories.yaml", func(p *Policy) any { return &p.Categories }},
	{"headers.yaml", func(p *Policy) any { return &p.Headers }},
	{"levers.yaml", func(p *Policy) any { return &p.Levers }},
	{"thresholds.yaml", func(p *Policy) any { return &p.Thresholds }},
	{"advice.yaml", func(p *Policy) any { return &p.Advice }},
	{"territory.yaml", func(p *Policy) any { return &p.Territory }},
	{"switches.yaml", func(p *Policy) any { return &p.Switches }},
	{"names.yaml", func(p *Policy) any { return &p.Names }},
	{"sources.yaml", func(p *Policy) any { return &p.Sources }},
	{"places.yaml", func(p *Policy) any { return &p.Places }},
	{"contacts.yaml", func(p *Policy) any { return &p.Contacts }},
	{"doubts.yaml", func(p *Policy) any { return &p.Doubts }},
}

// versionFile is version.yaml: its only key goes into the policy.
type versionFile struct{ policy *Policy }

// UnmarshalYAML sets the policy's version.
func (v *versionFile) UnmarshalYAML(unmarshal func(any) error) error {
	var f struct {
		Version string `yaml:"version"`
	}
	if err := unmarshal(&f); err != nil {
		return err
	}
	v.policy.Version = f.Version
	return nil
}

// Default returns the embedded policy. It is read once.
var Default = sync.OnceValues(func() (*Policy, error) { return load(embedded, nil) })

// Load returns the embedded policy with the files of dir laid over it: a file
// of the same name replaces the embedded one. dir "" gives [Default]. A file
// that does not parse, has an unknown key, or breaks a rule of the format is
// refused with its name and line.
func Load(dir string) (*Policy, error) {
	if dir == "" {
		return Default()
	}
	over := os.DirFS(dir)
	list, err := fs.ReadDir(over, ".")
	if err != nil {
		return nil, fmt.Errorf("list policy directory: %w", err)
	}
	var names []string
	for _, e := range list {
		if ext := strings.ToLower(path.Ext(e.Name())); ext == ".yaml" || ext == ".yml" {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, &FileError{File: dir, Err: errors.New("no policy file (*.yaml) in this directory")}
	}
	known := map[string]bool{}
	for _, s := range sections {
		known[s.file] = true
	}
	for _, n := range names {
		if !known[n] {
			return nil, &FileError{File: n, Err: fmt.Errorf("not a file of the policy; known are %s", knownFiles())}
		}
	}
	return load(embedded, over)
}

// Files lists the names of the files that make a policy, in their order.
func Files() []string {
	var names []string
	for _, s := range sections {
		names = append(names, s.file)
	}
	return names
}

// Source gives a file as the policy has it: what lies over the embedded one, or
// that.
func (p *Policy) Source(file string) ([]byte, error) {
	if b, ok := p.sources[file]; ok {
		return b, nil
	}
	return nil, &FileError{File: file, Err: fs.ErrNotExist}
}

// Over returns the policy with whole files laid over it (name → content), as
// [Load] does with a folder's.
func (p *Policy) Over(files map[string]string) (*Policy, error) {
	over := overlay{}
	for name, b := range p.sources {
		if slices.Contains(p.Replaced, name) {
			over[name] = b
		}
	}
	for name, content := range files {
		if !slices.Contains(Files(), name) {
			return nil, &FileError{File: name, Err: fmt.Errorf("not a file of the policy; known are %s", knownFiles())}
		}
		over[name] = []byte(content)
	}
	return load(embedded, over)
}

func knownFiles() string {
	var names []string
	for _, s := range sections {
		names = append(names, s.file)
	}
	return strings.Join(names, ", ")
}

// FileError is a policy file that cannot be used. Line is 1-based, 0 when the
// fault is not in one line.
type FileError struct {
	File string
	Line int
	Err  error
}

func (e *FileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.File, e.Err)
}

func (e *FileError) Unwrap() error { return e.Err }

func load(base, over fs.FS) (*Policy, error) {
	p := &Policy{}
	sum := sha256.New()
	local := false
	sources := map[string][]byte{}
	for _, s := range sections {
		b, err := read(over, s.file)
		if err != nil {
			return nil, err
		}
		if b != nil {
			local = true
			p.Replaced = append(p.Replaced, s.file)
		} else if b, err = read(base, s.file); err != nil {
			return nil, err
		} else if b == nil {
			return nil, &FileError{File: s.file, Err: fs.ErrNotExist}
		}
		fmt.Fprintf(sum, "%s %d\n", s.file, len(b))
		sum.Write(b)
		sources[s.file] = b
		if len(bytes.TrimSpace(b)) == 0 {
			return nil, &FileError{File: s.file, Err: errors.New("the file is empty; take it out of the directory to keep the embedded rules")}
		}
		if err := yaml.UnmarshalWithOptions(b, s.into(p), yaml.Strict()); err != nil {
			return nil, &FileError{File: s.file, Line: line(err), Err: errors.New(yaml.FormatError(err, false, false))}
		}
	}
	if local {
		p.Version += "+local"
		inherited, err := p.inherit(base)
		if err != nil {
			return nil, err
		}
		sum.Write(inherited)
	}
	p.Digest = hex.EncodeToString(sum.Sum(nil))
	p.sources = sources
	if f := p.check(); f != nil {
		return nil, f.at(sources)
	}
	p.Names.Municipalities, p.Names.SharedDomains = p.gazetteer(), p.Contacts.SharedDomains
	return p, nil
}

// overlay is files by name, as a file system.
type overlay map[string][]byte

// Open is there for fs.FS; a policy is read with ReadFile.
func (o overlay) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile gives a file's content.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if b, ok := o[name]; ok {
		return b, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// inherit gives a local territory the designations of the embedded one, which
// hold for all Québec, where it states none; and the file they came from.
func (p *Policy) inherit(base fs.FS) ([]byte, error) {
	t := &p.Territory
	if t.Designations != nil && t.MRCRegime != "" {
		return nil, nil
	}
	b, err := read(base, "territory.yaml")
	if err != nil {
		return nil, err
	}
	var own Territory
	if err := yaml.UnmarshalWithOptions(b, &own, yaml.Strict()); err != nil {
		return nil, &FileError{File: "territory.yaml", Line: line(err), Err: errors.New(yaml.FormatError(err, false, false))}
	}
	if t.Designations == nil {
		t.Designations = own.Designations
	}
	if t.MRCRegime == "" {
		t.MRCRegime = own.MRCRegime
	}
	return b, nil
}

func read(f fs.FS, name string) ([]byte, error) {
	if f == nil {
		return nil, nil
	}
	b, err := fs.ReadFile(f, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read policy file %s: %w", name, err)
	}
	return b, nil
}

// line finds the line a YAML error speaks of.
func line(err error) int {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		return y.GetToken().Position.Line
	}
	return 0
}

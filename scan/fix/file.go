package fix

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// file is a file that fixes are to change.
type file struct {
	path    string
	mode    fs.FileMode
	old     []byte // on disk
	pieces  []piece
	current []byte     // what the pieces hold
	view    *scan.File // current as analyzers see it
	pending []change   // of this round, in rising order, on current
}

// change replaces current[start:end].
type change struct {
	start, end int
	text       string
	owner      *scan.Record
}

// file returns the file at a path, or why it is left alone.
func (p *Patch) file(name string) (*file, *refusal) {
	if f := p.files[name]; f != nil {
		return f, nil
	}
	if !fs.ValidPath(name) || name == "." {
		return nil, &refusal{ReasonPath, fmt.Sprintf("%q is no path inside of the folder", name)}
	}
	info, why := p.stat(name)
	if why != nil {
		return nil, why
	}
	if info.Mode().Perm()&0o200 == 0 {
		return nil, &refusal{ReasonReadOnly, name + " is read-only"}
	}
	data, err := p.read(name)
	if err != nil {
		return nil, &refusal{ReasonUnreadable, err.Error()}
	}
	f := &file{path: name, mode: info.Mode(), old: data, pieces: []piece{{0, len(data), ""}}}
	f.see(data)
	switch {
	case f.view.Encoding() != "utf-8":
		return nil, &refusal{ReasonEncoding, name + " is " + strings.ToUpper(f.view.Encoding()[:6]) + ": only UTF-8 is edited"}
	case f.view.Binary():
		return nil, &refusal{ReasonEncoding, name + " is no text"}
	}
	p.files[name] = f
	return f, nil
}

// stat returns what is known of a regular file that no link leads to.
func (p *Patch) stat(name string) (info fs.FileInfo, why *refusal) {
	for i := range len(name) + 1 {
		if i < len(name) && name[i] != '/' {
			continue
		}
		part := name[:i]
		if strings.EqualFold(path.Base(part), ".git") {
			return nil, &refusal{ReasonPath, part + " belongs to Git"}
		}
		var err error
		if info, err = fs.Lstat(p.config.Files, part); err != nil {
			return nil, &refusal{ReasonUnreadable, reading(part, err).Error()}
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return nil, &refusal{ReasonPath, part + " is a symbolic link"}
		}
	}
	if !info.Mode().IsRegular() {
		return nil, &refusal{ReasonUnreadable, name + " is no regular file"}
	}
	return info, nil
}

// read returns the content of a file that is not too large.
func (p *Patch) read(name string) ([]byte, error) {
	f, err := p.config.Files.Open(name)
	if err != nil {
		return nil, reading(name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, p.config.MaxFileSize+1))
	if err != nil {
		return nil, reading(name, err)
	}
	if int64(len(data)) > p.config.MaxFileSize {
		return nil, fmt.Errorf("%s has more than %d bytes", name, p.config.MaxFileSize)
	}
	return data, nil
}

// reading wraps the cause of an error, which names the operation and not
// always the right path.
func reading(name string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("reading %s: %w", name, err)
}

// see makes data the current content.
func (f *file) see(data []byte) {
	f.current, f.view = data, scan.NewFile(&scan.Entry{Path: f.path}, data)
}

// room says which change is in the way of a new one, be it one of this round or
// of the same fix. Equal changes are one; changes that touch might depend on
// their order.
func (f *file) room(c change, own []change) *refusal {
	for _, o := range own {
		if c.touches(o) {
			return &refusal{ReasonInvalid, "two edits of the fix touch each other"}
		}
	}
	at, _ := slices.BinarySearchFunc(f.pending, c.start, func(o change, start int) int { return o.end - start })
	for _, o := range f.pending[at:] {
		if o.start > c.end {
			break
		}
		if !c.same(o) {
			return &refusal{ReasonOverlap, fmt.Sprintf("it touches the fix of %s in line %d", o.owner.RuleID(), o.owner.Location.Region.StartLine)}
		}
	}
	return nil
}

func (c change) touches(o change) bool { return c.start <= o.end && o.start <= c.end }

func (c change) same(o change) bool { return c.start == o.start && c.end == o.end && c.text == o.text }

// add takes changes that there is room for into the round.
func (f *file) add(list []change) {
	for _, c := range list {
		at, found := slices.BinarySearchFunc(f.pending, c, func(a, b change) int { return a.start - b.start })
		if !found {
			f.pending = slices.Insert(f.pending, at, c)
		}
	}
}

// commit makes the changes of the round.
func (f *file) commit() {
	if len(f.pending) == 0 {
		return
	}
	f.pieces = splice(f.pieces, f.pending)
	f.pending = nil
	var data []byte
	for _, p := range f.pieces {
		data = append(data, p.bytes(f.old)...)
	}
	f.see(data)
}

func (f *file) changed() bool { return string(f.old) != string(f.current) }

package archive

import (
	"context"
	"io"
	"io/fs"
	"path"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/penstock-dev/penstock/scan"
)

// walk is one iteration over the wrapped target.
type walk struct {
	Config
	ctx       context.Context
	yield     func(*scan.Entry, error) bool
	over      bool // the consumer has left
	budget    *budget
	memory    memory
	inflaters *sync.Pool // of members that are read in parallel, too
}

func newWalk(ctx context.Context, config Config, yield func(*scan.Entry, error) bool) *walk {
	return &walk{Config: config, ctx: ctx, yield: yield, memory: memory{max: config.MaxBuffer}, inflaters: &sync.Pool{}}
}

func (w *walk) going() bool { return !w.over && w.ctx.Err() == nil }

func (w *walk) give(e *scan.Entry) {
	if w.going() {
		w.over = !w.yield(e, nil)
		return
	}
	if e.Discard != nil {
		e.Discard()
	}
}

func (w *walk) say(d *scan.Diagnostic) {
	if w.going() {
		w.over = !w.yield(nil, d)
	}
}

// file is a file that may be an archive.
type file struct {
	scan.Entry // as it is passed on if it is none; not yet with Open
	naming     naming
	around     *level // the archive that it is in; nil in the wrapped target
}

// depth returns the number of archives around a file.
func (f *file) depth() int {
	if f.around == nil {
		return 0
	}
	return f.around.depth
}

// content is what is in an opened file.
type content struct {
	io.Reader // all of it, until somebody has read from it
	peek      func() []byte
	at        io.ReaderAt // nil without random access
	size      int64       // with random access
	shared    *shared     // what has to stay open for at, which then can be used in parallel
	held      []chunk     // what at is made of if that is memory of the walk
}

// shared is an open file with several users; the last one closes it.
type shared struct {
	io.Closer
	users atomic.Int32
}

func (s *shared) keep() { s.users.Add(1) }

func (s *shared) release() {
	if s.users.Add(-1) == 0 {
		s.Close()
	}
}

// entry looks into an entry of the wrapped target, or passes it on.
func (w *walk) entry(e *scan.Entry) {
	f := &file{Entry: *e, naming: named(path.Base(e.Path))}
	f.Discard = nil
	rc, err := e.Open(w.ctx)
	if err != nil { // for the consumer to find
		f.Open = func(context.Context) (io.ReadCloser, error) { return nil, err }
		w.give(&f.Entry)
		return
	}
	w.budget = &budget{place: scan.Location{Path: e.Path, Origin: e.Origin}}
	open := &shared{Closer: rc}
	open.keep()
	defer open.release()
	c := openContent(rc, e.Size)
	if c.at != nil {
		c.shared = open
	}
	if w.look(f, c) {
		w.memory.free(c.held)
		return
	}
	open.keep()
	l := &loan{open: func() (io.ReadCloser, error) { return closer{c.Reader, open.release}, nil }}
	f.Open, f.Discard = l.lend, open.release
	sequential := f.Sequential || c.held != nil // the memory is wanted back
	f.Sequential = sequential
	w.give(&f.Entry)
	if sequential {
		l.expired = true
	}
	w.memory.free(c.held)
}

// openContent makes content of an opened entry.
func openContent(rc io.Reader, size int64) *content {
	if at, ok := rc.(io.ReaderAt); ok {
		if s, ok := rc.(interface{ Stat() (fs.FileInfo, error) }); ok {
			if info, err := s.Stat(); err == nil && info.Mode().IsRegular() {
				size = info.Size()
			}
		}
		if size >= 0 {
			return &content{Reader: rc, at: at, size: size, peek: func() []byte {
				head := make([]byte, headSize)
				n, _ := at.ReadAt(head, 0)
				return head[:n]
			}}
		}
	}
	s := &stream{}
	s.reset(rc)
	return &content{Reader: s, peek: s.peek}
}

// look looks into a file if it is an archive. It returns false if the file is
// to be passed on, which can then still be read from its start.
func (w *walk) look(f *file, c *content) bool {
	form := formatOf(c.peek(), f.naming)
	switch {
	case form == formatNone && f.naming == namedZip:
		form = formatZip
	case form == formatNone:
		return false
	case form == format7z || form == formatRar:
		w.say(&scan.Diagnostic{Kind: scan.DiagUnsupported, Location: f.location(),
			Message: "archives of this format (7z, rar) are not looked into"})
		return false
	}
	if f.depth() >= w.MaxDepth {
		f.around.miss(tooDeep, f.Path)
		return false
	}
	if form == formatZip {
		return w.zip(f, c)
	}
	w.unpack(f, c, form)
	return true
}

func (f *file) location() scan.Location { return scan.Location{Path: f.Path, Origin: f.Origin} }

// enter begins with the members of an archive.
func (w *walk) enter(f *file) *level {
	lv := &level{place: f.location(), depth: f.depth() + 1, inside: &scan.Origin{}}
	if f.Origin != nil {
		*lv.inside = *f.Origin
	}
	lv.inside.Archives = append(slices.Clip(lv.inside.Archives), f.Path)
	e := f.Entry
	e.Open, e.Discard, e.Sequential, e.Skip = nil, nil, false, scan.SkipUnpacked
	w.give(&e)
	return lv
}

// members yields the members of an archive that is read as a stream.
func (w *walk) members(lv *level, r reader) {
	s := &stream{}
	for w.going() {
		m, err := r.next()
		if err == io.EOF {
			return
		}
		if err != nil {
			w.broken(lv, err)
			return
		}
		take, err := w.admit(lv, &m)
		if err != nil {
			w.broken(lv, err)
			return
		}
		if take {
			s.reset(r)
			w.member(lv, m, s)
		}
	}
}

// member yields one member, or what is in it. What breaks off in its midst ends
// it; the archive's own reader then tells why.
func (w *walk) member(lv *level, m member, s *stream) {
	f := newFile(lv, m)
	c := &content{Reader: s, peek: s.peek}
	taken := w.look(f, c)
	if !taken {
		l := &loan{open: func() (io.ReadCloser, error) { return io.NopCloser(partial{c.Reader}), nil }}
		f.Open, f.Sequential = l.lend, true
		w.give(&f.Entry)
		l.expired = true
	}
	w.memory.free(c.held)
}

func newFile(lv *level, m member) *file {
	name := cleanName(m.name)
	return &file{Entry: scan.Entry{Path: name, Size: m.size, Mode: m.mode.Perm(), Origin: lv.inside}, naming: named(path.Base(name)), around: lv}
}

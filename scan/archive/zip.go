package archive

import (
	"context"
	"io"

	"github.com/penstock-dev/penstock/scan"
)

// zip looks into a zip. It returns false if there is none to look into.
func (w *walk) zip(f *file, c *content) bool {
	certain := string(c.peek()[:min(2, len(c.peek()))]) == "PK"
	if c.at == nil && !w.hold(f, c) {
		return false
	}
	dir, err := findDirectory(c.at, c.size)
	if err != nil {
		if certain {
			w.say(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: f.location(),
				Message: "the archive cannot be looked into: its directory is missing or damaged", Err: err})
		}
		return false
	}
	lv := w.enter(f)
	z := &zipWalk{walk: w, level: lv, content: c, dir: dir}
	if err := z.members(); err != nil && w.going() {
		w.broken(lv, err)
	}
	w.leave(lv)
	return true
}

// hold reads content into memory, for random access. It returns false if that
// is too much; the content can be read from its start in either case.
func (w *walk) hold(f *file, c *content) bool {
	chunks, size, err := w.memory.fill(c.Reader)
	c.held, c.at, c.size = chunks, memoryReader(chunks), size
	whole := io.NewSectionReader(c.at, 0, size)
	switch {
	case err == nil:
		c.Reader = whole
		return true
	case err == errFull:
		c.Reader = io.MultiReader(whole, c.Reader)
		w.say(&scan.Diagnostic{Kind: scan.DiagLimit, Location: f.location(), Message: "not looked into: the archive has to be held in memory, and is above the limit for that"})
	default:
		c.Reader = whole
		w.say(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: f.location(), Message: "the archive cannot be looked into: it is damaged or cut off", Err: err})
	}
	return false
}

// zipWalk yields the members of a zip.
type zipWalk struct {
	*walk
	level   *level
	content *content
	dir     directory
	in, out int64 // of all members so far, compressed and not
}

// members yields the members in the order of the directory.
func (z *zipWalk) members() error {
	r := z.dir.reader(z.content.at)
	for z.going() {
		h, err := r.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		m := h.member()
		take, err := z.admit(z.level, &m)
		if err != nil {
			return err
		}
		if err := z.account(h, take); err != nil {
			return err
		}
		if take {
			z.member(h, m)
		}
	}
	return nil
}

// account holds the sizes that the directory states to the limits. Members are
// held to their sizes when they are read.
func (z *zipWalk) account(h *zipHeader, take bool) error {
	if z.in += h.packed; z.in > z.content.size {
		return newStop(z.level.place, "its members overlap, which is the mark of a bomb")
	}
	if !take {
		return nil
	}
	z.out += h.size
	if err := z.weigh(z.level, z.content.size, z.out); err != nil {
		return err
	}
	return z.charge(h.size)
}

// member yields one member, or what is in it.
func (z *zipWalk) member(h *zipHeader, m member) {
	f := newFile(z.level, m)
	h.place = f.location()
	if z.Sniff || f.naming != notNamed {
		if z.lookInto(f, h) {
			return
		}
	}
	open := func() (io.ReadCloser, error) { return z.open(h) }
	users := z.content.shared
	if users == nil {
		l := &loan{open: open}
		f.Open, f.Sequential = l.lend, true
		z.give(&f.Entry)
		l.expired = true
		return
	}
	users.keep()
	f.Discard = users.release
	f.Open = func(context.Context) (io.ReadCloser, error) {
		rc, err := open()
		if err != nil {
			users.release()
			return nil, err
		}
		return &sharedMember{rc, users}, nil
	}
	z.give(&f.Entry)
}

// lookInto looks into a member that may be an archive.
func (z *zipWalk) lookInto(f *file, h *zipHeader) bool {
	rc, err := z.open(h)
	if err != nil {
		return false // the consumer will see
	}
	defer rc.Close()
	s := &stream{}
	s.reset(rc)
	c := &content{Reader: s, peek: s.peek}
	if at := z.stored(h); at != nil {
		c.at, c.size, c.shared = at, h.size, z.content.shared
	}
	taken := z.look(f, c)
	z.memory.free(c.held)
	return taken
}

// sharedMember is an open member of a file with several users.
type sharedMember struct {
	io.ReadCloser
	users *shared
}

// Close implements [io.Closer]. Only the first call counts.
func (m *sharedMember) Close() error {
	if m.users == nil {
		return nil
	}
	err := m.ReadCloser.Close()
	m.users.release()
	m.users = nil
	return err
}

package archive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// body is the part of a stream that a member takes, with what fills it up.
type body struct {
	left, padding int64
	err           error
}

// read reads from the member at hand.
func (b *body) read(r io.Reader, p []byte) (int, error) {
	switch {
	case b.err != nil:
		return 0, b.err
	case b.left == 0:
		return 0, io.EOF
	}
	n, err := r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err == io.EOF && b.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// skip goes on to the end of the member and of what fills it up.
func (b *body) skip(r *bufio.Reader) error {
	for b.err == nil && b.left+b.padding > 0 {
		n, err := r.Discard(int(min(b.left+b.padding, 1<<20)))
		if b.left -= int64(n); b.left < 0 {
			b.left, b.padding = 0, b.padding+b.left
		}
		if err == io.EOF && b.left == 0 { // the last member may lack its padding
			b.padding = 0
		} else if err != nil {
			b.err = unexpected(err)
		}
	}
	return b.err
}

// unexpected makes an error of an end that comes too early.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// arReader reads Unix ar with the long names of GNU and BSD, the form of Debian
// packages.
type arReader struct {
	r     *bufio.Reader
	body  body
	begun bool
	names string // GNU's table of long names
}

// maxNames bounds the table of long names.
const maxNames = 1 << 20

func (a *arReader) next() (m member, err error) {
	if m, err = a.read(); err != nil {
		a.body.err = err
	}
	return m, err
}

func (a *arReader) read() (member, error) {
	if !a.begun {
		a.begun = true
		a.body.left = 8 // the mark of the file
	}
	if err := a.body.skip(a.r); err != nil {
		return member{}, err
	}
	var h [60]byte
	if n, err := io.ReadFull(a.r, h[:]); n == 0 {
		return member{}, err
	} else if err != nil || string(h[58:]) != "`\n" {
		return member{}, errors.New("a member has no header")
	}
	size, err := strconv.ParseInt(strings.TrimRight(string(h[48:58]), " "), 10, 64)
	if err != nil || size < 0 {
		return member{}, fmt.Errorf("a member has the size %q", h[48:58])
	}
	mode, _ := strconv.ParseUint(strings.TrimRight(string(h[40:48]), " "), 8, 32)
	a.body = body{left: size, padding: size & 1}
	m := member{name: strings.TrimRight(string(h[:16]), " "), mode: fs.FileMode(mode & 0o777)}
	err = a.name(&m)
	m.size = a.body.left
	return m, err
}

// name finds out what the member is called.
func (a *arReader) name(m *member) error {
	switch name := m.name; {
	case name == "//":
		m.kind = kindNone
		if a.body.left > maxNames {
			return fmt.Errorf("a table of names of %d bytes", a.body.left)
		}
		table, err := io.ReadAll(io.LimitReader(a.r, a.body.left))
		a.body.left -= int64(len(table))
		a.names = string(table)
		return err
	case name == "/" || name == "/SYM64/" || strings.HasPrefix(name, "__.SYMDEF"):
		m.kind = kindNone
	case strings.HasPrefix(name, "/"):
		if i, err := strconv.Atoi(name[1:]); err == nil && i >= 0 && i < len(a.names) {
			m.name, _, _ = strings.Cut(a.names[i:], "/\n")
		}
	case strings.HasPrefix(name, "#1/"):
		n, err := strconv.ParseInt(name[3:], 10, 64)
		if err != nil || n < 0 || n > a.body.left || n > maxNames {
			return fmt.Errorf("a member has the name %q", name)
		}
		long, err := io.ReadAll(io.LimitReader(a.r, n))
		a.body.left -= int64(len(long))
		m.name = strings.TrimRight(string(long), "\x00")
		if strings.HasPrefix(m.name, "__.SYMDEF") {
			m.kind = kindNone
		}
		return err
	default:
		m.name = strings.TrimSuffix(name, "/")
	}
	return nil
}

// Read implements [io.Reader].
func (a *arReader) Read(p []byte) (int, error) { return a.body.read(a.r, p) }

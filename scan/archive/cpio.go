package archive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// cpioReader reads cpio in the portable form of SVR4, with and without
// checksums, and in that of POSIX.1.
type cpioReader struct {
	r    *bufio.Reader
	body body
}

// cpioForm says where a header has its numbers.
type cpioForm struct {
	size             int64 // of the header, with the mark
	base             int
	mode, name, data [2]int
	align            int64
}

func cpioFormOf(mark string) (cpioForm, error) {
	switch mark {
	case "070701", "070702":
		return cpioForm{110, 16, [2]int{14, 22}, [2]int{94, 102}, [2]int{54, 62}, 4}, nil
	case "070707":
		return cpioForm{76, 8, [2]int{18, 24}, [2]int{59, 65}, [2]int{65, 76}, 1}, nil
	}
	return cpioForm{}, errors.New("a member has no header")
}

func (c *cpioReader) next() (m member, err error) {
	if m, err = c.read(); err != nil {
		c.body.err = err
	}
	return m, err
}

func (c *cpioReader) read() (member, error) {
	if err := c.body.skip(c.r); err != nil {
		return member{}, err
	}
	var h [110]byte
	if _, err := io.ReadFull(c.r, h[:6]); err != nil {
		return member{}, unexpected(err) // the end is marked by a member
	}
	form, err := cpioFormOf(string(h[:6]))
	if err != nil {
		return member{}, err
	}
	if _, err := io.ReadFull(c.r, h[6:form.size]); err != nil {
		return member{}, unexpected(err)
	}
	number := func(at [2]int) (n uint64) {
		text := string(h[at[0]:at[1]])
		n, e := strconv.ParseUint(text, form.base, 64)
		if e != nil {
			err = fmt.Errorf("a member has the number %q", text)
		}
		return n
	}
	mode, nameSize, size := uint32(number(form.mode)), number(form.name), int64(number(form.data))
	if err != nil {
		return member{}, err
	}
	if nameSize > maxNames {
		return member{}, fmt.Errorf("a member has a name of %d bytes", nameSize)
	}
	name, err := io.ReadAll(io.LimitReader(c.r, int64(nameSize)))
	if err != nil {
		return member{}, err
	}
	m := member{name: strings.TrimRight(string(name), "\x00"), size: size, mode: unixMode(mode)}
	if m.kind = kindOf(m.mode); m.name == "TRAILER!!!" {
		return member{}, io.EOF
	}
	fill := body{padding: pad(form.size+int64(nameSize), form.align)}
	if err := fill.skip(c.r); err != nil {
		return member{}, err
	}
	c.body = body{left: size, padding: pad(size, form.align)}
	return m, nil
}

// pad returns what is missing to a multiple of align.
func pad(n, align int64) int64 { return (align - n%align) % align }

// Read implements [io.Reader].
func (c *cpioReader) Read(p []byte) (int, error) { return c.body.read(c.r, p) }

package gitrepo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// maxRestarts bounds how often git is started again after it broke down over an
// object.
const maxRestarts = 100

// stream yields entries with the contents of blobs. It returns how many it
// dealt with: less than all when git broke down over the last of these.
func (w *walk) stream(blobs []change) int {
	var ids strings.Builder
	ids.Grow(len(blobs) * (w.repo.hashLen + 1))
	for _, b := range blobs {
		ids.WriteString(b.id + "\n")
	}
	p, err := w.repo.start(w.ctx, ids.String(), "cat-file", "--batch", "--buffer")
	if err != nil {
		w.fail(err, "contents cannot be read")
		w.lost, w.restarts = w.lost+len(blobs), maxRestarts
		return len(blobs)
	}
	defer p.stop()
	for i, b := range blobs {
		broken, reported := w.blob(p, b)
		if !w.going() {
			return i
		}
		if broken != nil {
			return i + w.brokeDown(b, broken, reported)
		}
	}
	_, err = p.out.Peek(1)
	if err == nil {
		err = errors.New("more output than was asked for")
	}
	if err := p.end(err); err != nil {
		w.fail(err, "not all contents may have been read")
	}
	return len(blobs)
}

// brokeDown deals with a blob over which git broke down, and returns 1, or 0 if
// it turns out to be missing, which is reported when it comes up again.
func (w *walk) brokeDown(b change, broken error, reported bool) int {
	w.restarts++
	w.learnMissing()
	if _, absent := w.absent[keyOf(b.id)]; absent && !reported {
		return 0
	}
	if w.unread++; !reported {
		w.say(unreadable(b, broken))
	}
	return 1
}

func unreadable(b change, err error) *scan.Diagnostic {
	return &scan.Diagnostic{Kind: scan.DiagUnreadable, Location: scan.Location{Path: b.path, Origin: b.place()},
		Message: "blob " + b.id + " cannot be read", Err: err}
}

// blob reads one answer and yields its entry. It returns why git broke down, and
// whether the consumer was told by the content's reader.
func (w *walk) blob(p *process, b change) (broken error, reported bool) {
	answer, err := readAnswer(p.out)
	if err == nil && answer.id != b.id {
		err = fmt.Errorf("git answers with object %.80q", answer.id)
	}
	if err != nil {
		return p.end(err), false
	}
	if answer.missing {
		w.miss(b)
		return nil, false
	}
	c := &content{process: p, left: answer.size}
	if answer.kind == "blob" {
		w.pass(b, answer.size, c)
	} else {
		w.unread++
		w.say(unreadable(b, fmt.Errorf("it is a %s", answer.kind)))
	}
	if w.over {
		return nil, false
	}
	return c.skip(), c.told
}

// pass yields the entry of a blob, unless its content has to be read before and
// cannot be.
func (w *walk) pass(b change, size int64, c *content) {
	e := &scan.Entry{Path: b.path, Size: size, Mode: fileMode(b.mode), Origin: b.place(), Sequential: true, Open: c.open}
	defer func() { c.expired = true }()
	if w.large(b, size) {
		h, err := w.hold(e, c)
		if err != nil {
			c.told = false // c keeps the error
			return
		}
		defer func() { h.expired = true }()
	}
	w.over = !w.yield(e, nil)
}

// answer is the first line of what git cat-file writes about an object.
type answer struct {
	id, kind string
	size     int64
	missing  bool
}

// readAnswer reads such a line.
//
//	ID blob SIZE
//	ID missing
func readAnswer(r *bufio.Reader) (answer, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return answer{}, midway(err)
	}
	fields := strings.Split(string(line[:len(line)-1]), " ")
	if len(fields) == 2 && fields[1] == "missing" {
		return answer{id: fields[0], missing: true}, nil
	}
	if len(fields) == 3 && fields[1] != "" {
		if size, err := strconv.ParseInt(fields[2], 10, 64); err == nil && size >= 0 {
			return answer{id: fields[0], kind: fields[1], size: size}, nil
		}
	}
	return answer{}, fmt.Errorf("an answer of the form %.80q", line)
}

// content is what is left of one blob in the stream.
type content struct {
	*process
	left    int64
	expired bool // the stream has gone on
	told    bool // the reader of the content got err
	err     error
}

var errExpired = errors.New("the content can only be read before the next entry is asked for")

func (c *content) open(context.Context) (io.ReadCloser, error) {
	if c.expired {
		return nil, errExpired
	}
	return c, nil
}

// Read implements [io.Reader].
func (c *content) Read(p []byte) (int, error) {
	switch {
	case c.expired:
		return 0, errExpired
	case c.err != nil:
		c.told = true
		return 0, c.err
	case c.left == 0:
		return 0, io.EOF
	}
	n, err := c.out.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if err != nil {
		c.err, c.told = c.end(midway(err)), true
		return n, c.err
	}
	return n, nil
}

// Close implements [io.Closer]. The rest of the content is skipped later.
func (c *content) Close() error { return nil }

// skip goes on to the end of the content and of the line break after it.
func (c *content) skip() error {
	for c.err == nil && c.left >= 0 {
		n, err := c.out.Discard(int(min(c.left+1, 1<<20)))
		c.left -= int64(n)
		if err != nil {
			c.err = c.end(midway(err))
		}
	}
	return c.err
}

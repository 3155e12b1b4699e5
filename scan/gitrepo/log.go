package gitrepo

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// logFormat makes git log write a commit as four tokens. The first begins with
// a letter, whereas a change begins with a colon: names cannot pass for either,
// since tokens are counted.
const logFormat = "--format=tformat:C%H%x00%ct%x00%an%x00%ae"

// logArgs ask for every change of every commit. Commits come parents first,
// else by time. A merge shows the paths that differ from all of its parents,
// which is what it introduces itself.
func logArgs() []string {
	return []string{
		"log", "--reverse", "--date-order", "--root", "-c", "--raw", "-z", "--no-renames", "--no-abbrev", logFormat, "--encoding=UTF-8",
		"--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--no-mailmap", "--no-color", "--no-decorate", "--submodule=short",
		"--ignore-submodules=none",
	}
}

// logReader reads the output of git log.
type logReader struct {
	r       *bufio.Reader
	hashLen int
	name    string // Origin.Target
	commit  func(id string)
	origin  *scan.Origin
}

// next returns the next change of a blob or submodule, or io.EOF.
func (l *logReader) next() (change, error) {
	for {
		head, err := token(l.r)
		if err != nil {
			return change{}, err
		}
		head = strings.TrimLeft(head, "\n")
		switch {
		case head == "":
		case head[0] == 'C':
			if err := l.header(head[1:]); err != nil {
				return change{}, midway(err)
			}
		default:
			c, ok, err := l.change(head)
			if ok || err != nil {
				return c, midway(err)
			}
		}
	}
}

// change reads the rest of a change. It is not ok for a deletion.
func (l *logReader) change(line string) (c change, ok bool, err error) {
	mode, id, _, err := parseRaw(line, l.hashLen)
	if err != nil {
		return c, false, err
	}
	name, err := token(l.r)
	if err == nil && l.origin == nil {
		err = fmt.Errorf("a change before the first commit")
	}
	return change{mode, id, name, l.origin}, mode != modeNone, err
}

func (l *logReader) header(id string) error {
	if len(id) != l.hashLen || !isHex(id) {
		return fmt.Errorf("a commit named %.80q", id)
	}
	var fields [3]string
	for i := range fields {
		var err error
		if fields[i], err = token(l.r); err != nil {
			return err
		}
	}
	l.origin = &scan.Origin{Target: l.name, Commit: id, Author: author(fields[1], fields[2]), Time: commitTime(fields[0])}
	if l.commit != nil {
		l.commit(id)
	}
	return nil
}

// midway turns the end of the output into what it is inside of a record.
func midway(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// maxName bounds the bytes of an author's name and address each.
const maxName = 256

func author(name, address string) string {
	clip := func(s string) string {
		return strings.TrimSpace(printable(s[:min(len(s), maxName)]))
	}
	return strings.TrimSpace(clip(name) + " <" + clip(address) + ">")
}

// lastSecond is the end of the year 9999, after which no time can be written as
// JSON.
const lastSecond = 253402300799

// commitTime returns a time, or the zero time for one that no clock shows.
func commitTime(seconds string) time.Time {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n < 0 || n > lastSecond {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

package gitrepo

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// change is a blob, or a submodule, at a path.
type change struct {
	mode   string // as git writes it: six octal digits
	id     string // in hexadecimal
	path   string
	origin *scan.Origin
}

// place returns the origin of the blob itself; nil where there is none.
func (c change) place() *scan.Origin {
	if c.origin == nil {
		return nil
	}
	o := *c.origin
	o.Blob = c.id
	return &o
}

// The modes of a tree's entries that are not regular files.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
	modeTree      = "040000"
	modeNone      = "000000"
)

// fileMode returns the mode of a blob.
func fileMode(mode string) fs.FileMode {
	switch mode {
	case modeLink:
		return fs.ModeSymlink | 0o777
	case "100755":
		return 0o755
	default:
		return 0o644
	}
}

// key is an object id as a map's key.
type key [32]byte

func keyOf(id string) (k key) {
	hex.Decode(k[:], []byte(id))
	return k
}

// maxToken bounds a path and every other piece of git's output.
const maxToken = 1 << 20

// token reads up to the next NUL. At the end of the output it returns io.EOF,
// in the midst of a token io.ErrUnexpectedEOF.
func token(r *bufio.Reader) (string, error) {
	var long []byte
	for {
		piece, err := r.ReadSlice(0)
		switch {
		case err == nil && long == nil:
			return string(piece[:len(piece)-1]), nil
		case err == nil:
			long = append(long, piece[:len(piece)-1]...)
			return string(long), nil
		case err == io.EOF && len(piece)+len(long) > 0:
			return "", io.ErrUnexpectedEOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		case len(long)+len(piece) > maxToken:
			return "", fmt.Errorf("a name of more than %d bytes", maxToken)
		}
		long = append(long, piece...)
	}
}

// parseRaw reads the line that `--raw` writes for a change: the modes and ids
// before and after it, one more of each for every further parent of a merge.
//
//	:100644 100644 ID ID M
//	::100644 100644 100644 ID ID ID MM
func parseRaw(line string, hashLen int) (mode, id, status string, err error) {
	parents := len(line) - len(strings.TrimLeft(line, ":"))
	fields := strings.Split(line[parents:], " ")
	if parents == 0 || len(fields) != 2*(parents+1)+1 {
		return "", "", "", fmt.Errorf("a change of the form %.80q", line)
	}
	mode, id, status = fields[parents], fields[len(fields)-2], fields[len(fields)-1]
	if !validEntry(mode, id, hashLen) || status == "" {
		return "", "", "", fmt.Errorf("a change of the form %.80q", line)
	}
	return mode, id, status, nil
}

func validEntry(mode, id string, hashLen int) bool {
	_, err := strconv.ParseUint(mode, 8, 32)
	return err == nil && len(mode) == 6 && len(id) == hashLen && isHex(id)
}

// parseTree reads what `ls-tree -z` writes for an entry.
//
//	100644 blob ID<tab>PATH
func parseTree(line string, hashLen int) (change, error) {
	head, name, ok := strings.Cut(line, "\t")
	fields := strings.Split(head, " ")
	if !ok || len(fields) != 3 || !validEntry(fields[0], fields[2], hashLen) {
		return change{}, fmt.Errorf("a tree entry of the form %.80q", line)
	}
	return change{mode: fields[0], id: fields[2], path: name}, nil
}

// cleanPath makes a path of what a tree calls a file. Trees that no git would
// write can hold any name; what leads upwards or to the root is cut off.
func cleanPath(name string) string {
	if name = path.Clean("/" + name)[1:]; name == "" {
		return "."
	}
	return name
}

// Package gitindex reads which files Git tracks out of the index of a work
// tree, after gitformat-index(5), versions 2 to 4.
package gitindex

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Index is the set of tracked files, immutable and safe for concurrent use. A
// nil Index is empty.
type Index struct {
	files map[string]bool
	dirs  map[string]bool
}

// HasFile reports whether the file is tracked.
func (x *Index) HasFile(path string) bool { return x != nil && x.files[path] }

// HasDir reports whether a file below the folder is tracked.
func (x *Index) HasDir(path string) bool { return x != nil && x.dirs[path] }

// errShort says that the index ends before its last entry.
var errShort = errors.New("the index is cut off or damaged")

// The parts of an entry in front of its name, without the object id.
const (
	entryStat  = 40
	entryFlags = 2
)

// Parse reads an index. The names of entries are shared with data.
func Parse(data []byte) (*Index, error) {
	if len(data) < 12 || !bytes.HasPrefix(data, []byte("DIRC")) {
		return nil, errors.New("not an index of Git")
	}
	version, count := binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:])
	if version < 2 || version > 4 {
		return nil, fmt.Errorf("index of unknown version %d", version)
	}
	// The length of object ids stands in the repository's configuration; an
	// index that is read with the wrong one makes no sense.
	x, err := parse(data, version, count, 20)
	if err != nil {
		if y, err256 := parse(data, version, count, 32); err256 == nil {
			return y, nil
		}
	}
	return x, err
}

func parse(data []byte, version, count uint32, idLen int) (*Index, error) {
	x := &Index{files: map[string]bool{}, dirs: map[string]bool{}}
	rest := data[12:]
	name := ""
	for range count {
		head := entryStat + idLen + entryFlags
		if len(rest) < head {
			return nil, errShort
		}
		if extended := rest[head-2]&0x40 != 0; extended && version >= 3 {
			head += 2
		}
		if len(rest) < head {
			return nil, errShort
		}
		var size int
		var err error
		if version == 4 {
			name, size, err = compressedName(name, rest[head:])
			size += head
		} else {
			name, size, err = plainName(rest[head:])
			size = (head + size + 7) / 8 * 8
		}
		if err != nil || len(rest) < size || !plausible(name) {
			return nil, errShort
		}
		x.add(name)
		rest = rest[size:]
	}
	return x, extensions(rest, idLen)
}

// plainName returns a name and its length with the NUL behind it.
func plainName(data []byte) (string, int, error) {
	n := bytes.IndexByte(data, 0)
	if n < 0 {
		return "", 0, errShort
	}
	return string(data[:n]), n + 1, nil
}

// compressedName returns a name that is given by how many bytes to cut off the
// one before it, and what to put there.
func compressedName(last string, data []byte) (string, int, error) {
	cut, n := 0, 0
	for more := true; more; n++ {
		if n == len(data) || n == 4 {
			return "", 0, errShort
		}
		if n > 0 {
			cut++
		}
		cut = cut<<7 | int(data[n]&0x7f)
		more = data[n]&0x80 != 0
	}
	suffix, size, err := plainName(data[n:])
	if err != nil || cut > len(last) {
		return "", 0, errShort
	}
	return last[:len(last)-cut] + suffix, n + size, nil
}

func plausible(name string) bool {
	return name != "" && name[0] != '/' && !strings.Contains(name, "//")
}

// add takes an entry; one that ends with a slash stands for a whole folder of
// a sparse index, which is not in the work tree.
func (x *Index) add(name string) {
	if strings.HasSuffix(name, "/") {
		return
	}
	x.files[name] = true
	for i := strings.LastIndexByte(name, '/'); i > 0 && !x.dirs[name[:i]]; i = strings.LastIndexByte(name[:i], '/') {
		x.dirs[name[:i]] = true
	}
}

// extensions refuses an index whose entries lie in another file.
func extensions(rest []byte, idLen int) error {
	for len(rest) >= 8+idLen {
		name, size := string(rest[:4]), int64(binary.BigEndian.Uint32(rest[4:]))
		if name == "link" {
			return errors.New("a split index is not understood")
		}
		if size > int64(len(rest))-8 {
			return errShort
		}
		rest = rest[8+size:]
	}
	return nil
}

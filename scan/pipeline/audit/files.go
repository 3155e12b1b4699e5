package audit

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/internal/glob"
)

// maxOpened bounds the bytes of the files whose models a [Files] keeps. A model
// takes some twenty times as much.
const maxOpened = 1 << 20

// Files opens the files of a repository that are checked together, and keeps
// the models of some. It is used by one goroutine.
type Files struct {
	list   []LinkedFile
	index  map[string]int // the first file of each path
	runs   map[int]*Run
	opened []int // the keys of runs, oldest first
	size   int   // the bytes of the files opened
}

// NewFiles returns the files by their index in the list of [Linker.Link].
func NewFiles(list []LinkedFile) *Files {
	f := &Files{list: list, index: map[string]int{}, runs: map[int]*Run{}}
	for i, file := range list {
		if _, ok := f.index[file.Path]; !ok {
			f.index[file.Path] = i
		}
	}
	return f
}

// Path returns the path of a file.
func (f *Files) Path(i int) string { return f.list[i].Path }

// Index returns the first file of a path.
func (f *Files) Index(path string) (int, bool) {
	i, ok := f.index[path]
	return i, ok
}

// Open returns the run of a file, nil when it holds no model. The run of a file
// that was opened long ago is another one.
func (f *Files) Open(i int) *Run {
	if r, ok := f.runs[i]; ok {
		return r
	}
	if f.list[i].Open == nil {
		return nil
	}
	r := f.list[i].Open()
	if r == nil {
		return nil
	}
	for f.size += f.list[i].Size; f.size > maxOpened && len(f.opened) > 0; f.opened = f.opened[1:] {
		f.size -= f.list[f.opened[0]].Size
		delete(f.runs, f.opened[0])
	}
	f.runs[i] = r
	f.opened = append(f.opened, i)
	return r
}

// maxFound bounds how many files one pattern names.
const maxFound = 200

// Find returns the files that a reference in a file names, from the root of the
// repository: that of the target, or else the folders above the file, highest
// first, since a target can hold repositories in folders. The reference may be a
// pattern, in which * stands for any name and ** for any folders.
func (f *Files) Find(from, ref string) []int {
	ref = strings.TrimPrefix(path.Clean("/"+ref), "/")
	if ref == "" {
		return nil
	}
	for _, root := range Roots(from) {
		if found := f.match(path.Join(root, ref)); len(found) > 0 {
			return found
		}
	}
	return nil
}

// match returns the files whose paths a pattern matches, or the one it names.
func (f *Files) match(name string) []int {
	if i, ok := f.index[name]; ok {
		return []int{i}
	}
	if !strings.ContainsAny(name, "*?[") {
		return nil
	}
	p, err := glob.Compile(name)
	if err != nil {
		return nil
	}
	var found []int
	for i, file := range f.list {
		if len(found) < maxFound && p.Match(file.Path) && f.index[file.Path] == i {
			found = append(found, i)
		}
	}
	return found
}

// Roots returns the folders that may be the root of the repository that holds a
// file, highest first: that of the target, and those above the file.
func Roots(from string) []string {
	list := []string{""}
	for i, c := range from {
		if c == '/' && len(list) < 20 {
			list = append(list, from[:i])
		}
	}
	return list
}

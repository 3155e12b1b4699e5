package scantest

import (
	"io/fs"
	"maps"
	"sync"
	"time"
)

// Fault says how a path of a [FaultFS] misbehaves.
type Fault struct {
	// Open is the error of opening the file or folder, if not nil.
	Open error
	// Read is the error of reading, after ReadBytes bytes, if not nil.
	Read      error
	ReadBytes int64
	// List is the error of listing the folder, if not nil; it comes with the
	// entries that the folder has.
	List error
	// Panic makes opening panic.
	Panic bool
}

// FaultFS is a file system around another one that counts what is opened and
// fails on demand. It is safe for concurrent use.
type FaultFS struct {
	base  fs.FS
	delay time.Duration
	fault map[string]Fault

	mu    sync.Mutex
	opens map[string]int
	open  int
}

// NewFaultFS returns a file system like base whose paths have the given
// faults.
func NewFaultFS(base fs.FS, faults map[string]Fault) *FaultFS {
	return &FaultFS{base: base, fault: maps.Clone(faults), opens: map[string]int{}}
}

// Slow returns the same file system in which every Open takes a time d. It
// shares no counts.
func (f *FaultFS) Slow(d time.Duration) *FaultFS {
	slow := NewFaultFS(f.base, f.fault)
	slow.delay = d
	return slow
}

// Opens returns how often the path was opened.
func (f *FaultFS) Opens(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opens[path]
}

// AllOpens returns how often each path was opened.
func (f *FaultFS) AllOpens() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.opens)
}

// StillOpen returns the number of files and folders opened and not closed.
func (f *FaultFS) StillOpen() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open
}

// Open implements [fs.FS].
func (f *FaultFS) Open(path string) (fs.File, error) {
	if f.delay > 0 {
		time.Sleep(f.delay)
	}
	f.mu.Lock()
	f.opens[path]++
	f.mu.Unlock()
	fault := f.fault[path]
	if fault.Panic {
		panic("fault in Open of " + path)
	}
	if fault.Open != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fault.Open}
	}
	file, err := f.base.Open(path)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.open++
	f.mu.Unlock()
	base := faultFile{File: file, fs: f, path: path, fault: fault}
	if dir, ok := file.(fs.ReadDirFile); ok {
		return &faultDir{base, dir}, nil
	}
	return &base, nil
}

type faultFile struct {
	fs.File
	fs     *FaultFS
	path   string
	fault  Fault
	read   int64
	closed bool
}

func (f *faultFile) Read(p []byte) (int, error) {
	if f.fault.Read == nil {
		return f.File.Read(p)
	}
	left := f.fault.ReadBytes - f.read
	if left <= 0 {
		return 0, &fs.PathError{Op: "read", Path: f.path, Err: f.fault.Read}
	}
	n, err := f.File.Read(p[:min(int64(len(p)), left)])
	f.read += int64(n)
	return n, err
}

func (f *faultFile) Close() error {
	f.fs.mu.Lock()
	if !f.closed {
		f.closed = true
		f.fs.open--
	}
	f.fs.mu.Unlock()
	return f.File.Close()
}

type faultDir struct {
	faultFile
	dir fs.ReadDirFile
}

// ReadDir implements [fs.ReadDirFile].
func (d *faultDir) ReadDir(n int) ([]fs.DirEntry, error) {
	list, err := d.dir.ReadDir(n)
	if d.fault.List != nil {
		return list, &fs.PathError{Op: "readdir", Path: d.path, Err: d.fault.List}
	}
	return list, err
}

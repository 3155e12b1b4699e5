package golang

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime/debug"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Stream reads a program of any size piece by piece. The build information lies
// in it as it is, at an offset that is a multiple of 16 (package
// debug/buildinfo). Programs of before Go 1.18 have pointers there instead, which
// are not followed.
func (Binary) Stream(e *scan.Entry, out scan.Sink) io.WriteCloser {
	return &stream{file: scan.NewFile(e, nil), out: out}
}

const (
	buildMagic  = "\xff Go buildinf:"
	buildHeader = 32
	buildAlign  = 16
	maxInfo     = 8 << 20 // bytes that build information may have
)

// stream looks for build information in what is written to it.
type stream struct {
	file   *scan.File
	out    scan.Sink
	buffer []byte // begins at a multiple of buildAlign
	done   bool
}

// Write implements [io.Writer].
func (s *stream) Write(p []byte) (int, error) {
	if !s.done {
		s.buffer = append(s.buffer, p...)
		s.search(false)
	}
	return len(p), nil
}

// Close implements [io.Closer].
func (s *stream) Close() error {
	if !s.done {
		s.search(true)
	}
	s.buffer = nil
	return nil
}

// search reads the first build information in the buffer and drops what lies in
// front of it. At the end of the program there is no more to wait for.
func (s *stream) search(end bool) {
	for from := 0; ; from++ {
		i := bytes.Index(s.buffer[from:], []byte(buildMagic))
		if i < 0 {
			s.drop(len(s.buffer) - len(buildMagic))
			return
		}
		if from += i; from%buildAlign != 0 {
			continue
		}
		info, enough := parseInfo(s.buffer[from:])
		if !enough && !end {
			s.drop(from)
			return
		}
		if info != nil {
			r := binaryReader{file: s.file}
			r.read(info)
			r.list.Report(s.out)
			s.done = true
			return
		}
	}
}

// drop forgets the first n bytes, or fewer so that the alignment stays.
func (s *stream) drop(n int) {
	if n = max(n, 0) / buildAlign * buildAlign; n > 0 {
		s.buffer = append(s.buffer[:0], s.buffer[min(n, len(s.buffer)):]...)
	}
}

// parseInfo reads build information at the start of data, nil where it is none;
// enough is false where more bytes are needed to tell.
func parseInfo(data []byte) (info *debug.BuildInfo, enough bool) {
	if len(data) < buildHeader {
		return nil, false
	}
	const inline = 2
	if data[15]&inline == 0 {
		return nil, true
	}
	version, rest, enough := lengthPrefixed(data[buildHeader:])
	if !strings.HasPrefix(version, "go") && !strings.HasPrefix(version, "devel") {
		return nil, enough
	}
	modules, _, enough := lengthPrefixed(rest)
	if !enough {
		return nil, false
	}
	const frame = 16 // of marks around the text
	if len(modules) >= 2*frame+1 && modules[len(modules)-frame-1] == '\n' {
		modules = modules[frame : len(modules)-frame]
	} else {
		modules = ""
	}
	info, err := debug.ParseBuildInfo(modules)
	if err != nil {
		return nil, true
	}
	info.GoVersion = version
	return info, true
}

// lengthPrefixed reads a text behind its length.
func lengthPrefixed(data []byte) (text string, rest []byte, enough bool) {
	n, size := binary.Uvarint(data)
	if size < 0 || n > maxInfo {
		return "", nil, true
	}
	if size == 0 || n > uint64(len(data)-size) {
		return "", nil, false
	}
	return string(data[size : size+int(n)]), data[size+int(n):], true
}

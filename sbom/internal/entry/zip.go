package entry

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// maxInflated is the number of bytes that are unpacked of one zip file.
const maxInflated = 256 << 20

// Zip unpacks the members of a zip file that are wanted, in the order of its
// directory. Each has the archive in its origin. With an error, which joins
// diagnostics, come the members that could be read.
func Zip(f *scan.File, want func(name string) bool) ([]*scan.File, error) {
	z, err := zip.NewReader(bytes.NewReader(f.Bytes()), int64(len(f.Bytes())))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, AboutFile(f, scan.DiagMalformed, "the archive cannot be read", err)
	}
	var files []*scan.File
	var errs []error
	left := int64(maxInflated)
	for _, m := range z.File {
		if m.Mode().IsDir() || !want(m.Name) {
			continue
		}
		data, err := inflate(m, left)
		if err != nil {
			errs = append(errs, AboutFile(f, scan.DiagMalformed, fmt.Sprintf("member %q of the archive cannot be read", m.Name), err))
			continue
		}
		if left -= int64(len(data)); left < 0 {
			errs = append(errs, AboutFile(f, scan.DiagLimit, "the archive unpacks to too much: members behind the limit were not read", nil))
			break
		}
		files = append(files, Member(f, m.Name, data))
	}
	return files, errors.Join(errs...)
}

// inflate returns at most one byte more than the limit.
func inflate(m *zip.File, limit int64) ([]byte, error) {
	r, err := m.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	return data, errors.Join(err, r.Close())
}

// Member returns a file that lies in another one, by its path there.
func Member(f *scan.File, name string, data []byte) *scan.File {
	origin := scan.Origin{}
	if f.Origin != nil {
		origin = *f.Origin
	}
	origin.Archives = append(slices.Clone(origin.Archives), f.Path)
	if name = path.Clean(name); !fs.ValidPath(name) {
		name = path.Base(name)
	}
	return scan.NewFile(&scan.Entry{Path: name, Size: int64(len(data)), Origin: &origin}, data)
}

// AboutFile returns a diagnostic about a file as a whole.
func AboutFile(f *scan.File, kind scan.DiagnosticKind, message string, err error) *scan.Diagnostic {
	return &scan.Diagnostic{Kind: kind, Location: scan.Location{Path: f.Path, Origin: f.Origin}, Message: message, Err: err}
}

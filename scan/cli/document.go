package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// maxDocument bounds the files that are held in memory to see whether they are bills
// of materials.
const maxDocument = 256 << 20

// file returns a target of the file at a path of the operating system, under another
// path: of the packages that it lists if it is a bill of materials.
func (c *command) file(at, name string) (scan.Target, error) {
	name = pathBelow(filepath.ToSlash(filepath.Clean(name)))
	info, err := os.Stat(at)
	if err != nil {
		return nil, usageError("%v", err)
	}
	if c.Config.Document != nil && documentNamed(at) && info.Mode().IsRegular() && info.Size() <= maxDocument {
		data, err := os.ReadFile(at)
		if err != nil {
			return nil, usageError("%v", err)
		}
		if target, err := c.Config.Document(name, data); target != nil || err != nil {
			return target, err
		}
	}
	return renamed{scan.Files(at), func(*scan.Entry) string { return name }}, nil
}

// documentNamed reports whether a file is named as bills of materials may be.
func documentNamed(name string) bool {
	return slices.Contains([]string{".json", ".xml", ".spdx", ".rdf", ".yaml", ".yml", ".tag", ".jsonld"}, strings.ToLower(path.Ext(filepath.ToSlash(name))))
}

// stdin returns a target of standard input.
func (c *command) stdin(name string) (scan.Target, error) {
	if c.Config.Document == nil || !documentNamed(name) {
		return scan.Reader(name, c.env.Stdin), nil
	}
	data, err := io.ReadAll(io.LimitReader(c.env.Stdin, maxDocument))
	if err != nil {
		return nil, fmt.Errorf("reading standard input: %w", err)
	}
	if target, err := c.Config.Document(name, data); target != nil || err != nil {
		return target, err
	}
	return scan.Reader(name, io.MultiReader(bytes.NewReader(data), c.env.Stdin)), nil
}

// renamed is a target whose files come under other paths, as those of a plain tree.
type renamed struct {
	scan.Target
	name func(*scan.Entry) string
}

// Entries implements [scan.Target].
func (r renamed) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for e, err := range r.Target.Entries(ctx) {
			if e != nil {
				own := *e
				own.Path, own.Origin = r.name(e), nil
				e = &own
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

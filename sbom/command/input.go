package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// maxText is the size in bytes above which a document is not read.
const maxText = 256 << 20

// load returns the text of a file, or of standard input for "-", and the path to
// call it by.
func load(call cli.Call, path string) (text []byte, name string, err error) {
	var in io.Reader = call.Stdin
	if name = "stdin"; path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, path, cli.Usage("%v", err)
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return nil, path, cli.Usage("%s is a folder: want a document", path)
		}
		in, name = file, path
	} else if in == nil {
		return nil, name, cli.Usage("there is no standard input")
	}
	text, err = io.ReadAll(io.LimitReader(in, maxText+1))
	switch {
	case err != nil:
		return nil, name, fmt.Errorf("read %s: %w", name, err)
	case len(text) > maxText:
		return nil, name, fmt.Errorf("read %s: the document is above the limit of %d MiB", name, maxText>>20)
	}
	return text, name, nil
}

// release returns the number of a version of a specification.
func release(version string) string { return strings.TrimPrefix(version, "SPDX-") }

// read reads a document. What its reader had to leave out is told.
func (r *remarks) read(call cli.Call, path string) (*bom.Document, []byte, error) {
	text, name, err := load(call, path)
	if err != nil {
		return nil, nil, err
	}
	d, err := document.Read(text)
	if errors.Is(err, bom.ErrFormat) || err == nil && d == nil {
		return nil, nil, cli.Usage("%s: %v", name, err)
	}
	if err != nil {
		if d == nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		r.diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: scan.Location{Path: name}, Message: "the document breaks off", Err: err})
	}
	for _, p := range d.Problems {
		r.diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: scan.Location{Path: name, Region: p.Region, Logical: p.Pointer}, Message: p.Message})
	}
	return d, text, nil
}

package command

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/scan/cli"
)

// formatNames are the formats that documents are written in.
func formatNames() []string {
	return []string{
		"cyclonedx-json", "cyclonedx-json@1.6", "cyclonedx-json@1.7", "cyclonedx-xml", "cyclonedx-xml@1.6", "cyclonedx-xml@1.7",
		"spdx-json", "spdx-json@2.3", "spdx-json@3.0.1", "text",
	}
}

const formatHelp = "`format`, repeatable: cyclonedx-json, cyclonedx-xml (@1.6, @1.7), spdx-json (@2.3, @3.0.1), text; NAME@VERSION chooses the version, NAME=FILE writes to a file (default cyclonedx-json)"

// documentOutput are the flags that say in which formats a document is written.
type documentOutput struct {
	formats list
	out     string
}

func (o *documentOutput) add(flags *flag.FlagSet) {
	flags.Var(&o.formats, "format", formatHelp)
	flags.StringVar(&o.out, "o", "", "`file` for the document instead of standard output")
}

// copyOf is a document to be written: in a format, to a file or, if that is
// empty, to standard output.
type copyOf struct{ format, version, file string }

func (c copyOf) cycloneDX() bool { return strings.HasPrefix(c.format, "cyclonedx") }

// copies returns what the flags ask for.
func (o *documentOutput) copies() ([]copyOf, error) {
	formats := o.formats
	if len(formats) == 0 {
		formats = list{"cyclonedx-json"}
	}
	var out []copyOf
	rest, taken := o.out, map[string]string{}
	for _, value := range formats {
		name, file, _ := strings.Cut(value, "=")
		if !slices.Contains(formatNames(), name) {
			return nil, cli.Usage("-format: there is no format %q: want one of %s", name, strings.Join(formatNames(), ", "))
		}
		if file == "" {
			file, rest = rest, ""
		}
		if other, ok := taken[file]; ok {
			return nil, cli.Usage("-format %s and -format %s both go to one place: give one another file with NAME=FILE", other, name)
		}
		taken[file] = name
		format, version, _ := strings.Cut(name, "@")
		out = append(out, copyOf{format, version, file})
	}
	if rest != "" {
		return nil, cli.Usage("-o %s: every -format names a file of its own", rest)
	}
	return out, nil
}

// write writes a document in all formats.
func write(call cli.Call, d *bom.Document, copies []copyOf) error {
	for _, c := range copies {
		var text bytes.Buffer
		if err := c.encode(&text, d); err != nil {
			return fmt.Errorf("write %s: %w", c.format, err)
		}
		if err := put(call, c.file, text.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (c copyOf) encode(w io.Writer, d *bom.Document) error {
	switch c.format {
	case "cyclonedx-json":
		return cyclonedx.Write(w, d, cyclonedx.WriteConfig{Version: c.version})
	case "cyclonedx-xml":
		return cyclonedx.Write(w, d, cyclonedx.WriteConfig{Version: c.version, Syntax: cyclonedx.XML})
	case "spdx-json":
		return spdx.Write(w, d, spdx.WriteConfig{Version: c.version})
	default:
		return describe(w, d)
	}
}

// put writes a text that is complete to a file, or to standard output.
func put(call cli.Call, file string, text []byte) error {
	if file == "" {
		_, err := call.Stdout.Write(text)
		return err
	}
	if err := os.WriteFile(file, text, 0o666); err != nil {
		return cli.Usage("%v", err)
	}
	return nil
}

package command

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan/cli"
)

// convertFlags are the flags of the verb that writes a document in another
// format.
type convertFlags struct {
	documentOutput
	accept list
}

func convertVerb() cli.Verb {
	return cli.Verb{
		Name: "convert", Args: "[flags] FILE",
		Summary: "write a bill of materials in another format, and say what is lost",
		Details: `Read are CycloneDX 1.0 to 1.7 (JSON, XML), SPDX 2.0 to 2.3 (JSON, YAML, XML, RDF,
tag-value) and SPDX 3.0 (JSON-LD).

Examples:
  %s -format spdx-json -o bom.spdx.json bom.json
  %s -format cyclonedx-json@1.7 old.spdx > bom.json
  %s -format text bom.json

Exit codes: 0 converted; 2 wrong usage; 3 the document could not be understood whole.`,
		Values: map[string][]string{"format": formatNames(), "accept": {"malformed"}},
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &convertFlags{}
			f.documentOutput.add(flags)
			acceptFlag(flags, &f.accept)
			return f.run
		},
	}
}

func (f *convertFlags) run(_ context.Context, call cli.Call) (int, error) {
	if len(call.Args) != 1 {
		return 0, cli.Usage("want one document")
	}
	copies, err := f.copies()
	if err != nil {
		return 0, err
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	d, _, err := r.read(call, call.Args[0])
	if err != nil {
		return 0, err
	}
	for _, c := range copies {
		if err := c.tellLoss(r, d); err != nil {
			return 0, err
		}
	}
	if err := write(call, d, copies); err != nil {
		return 0, err
	}
	return r.code(), nil
}

// tellLoss writes a document, reads it again and says what is not there any
// more.
func (c copyOf) tellLoss(r *remarks, d *bom.Document) error {
	if c.format == "text" {
		return nil
	}
	var text bytes.Buffer
	if err := c.encode(&text, d); err != nil {
		return err
	}
	again, err := document.Read(text.Bytes())
	if err != nil {
		return err
	}
	lost := losses(d, again)
	if n := relations(d); n > 0 && c.cycloneDX() {
		lost = append(lost, fmt.Sprintf("%d × relationships that are no dependencies", n))
	}
	if len(lost) > 0 {
		r.say("note: %s has no place for: %s", c.format+" "+release(again.SpecVersion), strings.Join(lost, ", "))
	} else {
		r.say("%s: nothing is lost", c.format+" "+release(again.SpecVersion))
	}
	return nil
}

// Command bill is a build tool that ships a bill of materials: it takes inventory
// of a folder, writes the document as CycloneDX, and says what changed since the
// one that was shipped before.
//
//	go run ./examples/bill [-name NAME] [-version VERSION] [-last bom.json] [folder] > bom.json
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/diff"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/validate"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/formulation"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

func main() {
	name, version, last := flag.String("name", "", "what is shipped"), flag.String("version", "", "its version"), flag.String("last", "", "the document shipped before")
	flag.Parse()
	folder := "."
	if flag.NArg() > 0 {
		folder = flag.Arg(0)
	}
	if err := ship(folder, *last, bom.Config{Name: *name, Version: *version}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ship(folder, last string, about bom.Config) error {
	text, err := bill(context.Background(), scan.Dir(folder, scan.TreeConfig{}), about)
	if err != nil {
		return err
	}
	if last != "" {
		before, err := os.ReadFile(last)
		if err != nil {
			return err
		}
		if err := changes(os.Stderr, before, text); err != nil {
			return err
		}
	}
	_, err = os.Stdout.Write(text)
	return err
}

// bill returns the bill of materials of a target. A document that would leave
// something out is none to ship.
func bill(ctx context.Context, target scan.Target, about bom.Config) ([]byte, error) {
	packages, err := sbom.New(sbom.Config{})
	if err != nil {
		return nil, err
	}
	var pipelines inventory.Collector
	components, err := pipeline.New(pipeline.Config{Pipelines: pipelines.Add})
	if err != nil {
		return nil, err
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{packages, components}})
	if err != nil {
		return nil, err
	}
	result, err := runner.Run(ctx, target)
	if errors.Is(err, scan.ErrIncomplete) {
		return nil, fmt.Errorf("the bill of materials would not be complete: %w", result.Incomplete()[0])
	} else if err != nil {
		return nil, err
	}
	about.Diagnostics, about.Complete = result.Diagnostics, true
	d := bom.New(result.Packages, about)
	if formula := formulation.Of(pipelines.Pipelines()); formula != nil {
		d.Formulation = []*bom.Formula{formula}
	}
	var text bytes.Buffer
	if err := cyclonedx.Write(&text, d, cyclonedx.WriteConfig{}); err != nil {
		return nil, err
	}
	report, err := validate.Document(text.Bytes())
	if err == nil && !report.Valid() {
		err = fmt.Errorf("the bill of materials is not valid: %s", report.Problems[0].Message)
	}
	return text.Bytes(), err
}

// changes writes a line for each thing that somebody should look at before the
// new document is shipped.
func changes(w io.Writer, before, after []byte) error {
	from, err := document.Read(before)
	if err != nil {
		return fmt.Errorf("read what was shipped before: %w", err)
	}
	to, err := document.Read(after)
	if err != nil {
		return err
	}
	report := diff.Compare(from, to)
	for _, e := range report.Of(diff.Hash, diff.LookAlike, diff.Identity, diff.Downgraded, diff.Added) {
		for _, c := range e.Changes {
			fmt.Fprintln(w, c.Kind, e.Name, c.From, c.To)
		}
	}
	for _, work := range report.Work {
		for _, c := range work.Changes {
			fmt.Fprintln(w, work.Workflow, work.Task, c.Kind, c.From, c.To)
		}
	}
	return nil
}

// Command wrap is the gate command under another name, with one more analyzer:
// Dockerfiles may use base images of the company's own registry only.
//
//	go run ./examples/wrap scan .
package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/suite"
)

func main() {
	cli.Main(cli.Config{Name: "wrap", Analyzers: analyzers})
}

func analyzers(ctx context.Context, o cli.Options) ([]scan.Analyzer, error) {
	all, err := suite.New(ctx, suite.Config{AdvisoryPath: o.Advisories})
	return append(all, newBaseImages("registry.acme.example/")), err
}

// baseImages reports Dockerfiles whose base images come from elsewhere.
type baseImages struct {
	registry string
	rule     *scan.Rule
}

func newBaseImages(registry string) *baseImages {
	return &baseImages{registry, &scan.Rule{
		ID: "acme/base-image", Name: "Base image from outside", Class: "forbidden-component", Kind: scan.KindPolicy, Severity: scan.SeverityHigh,
		Description: "Images are built on the company's own base images, which are patched every day.",
		Remediation: "Use an image of " + registry + ", or ask for one.",
		Example:     "FROM debian:12\n",
		Fixed:       "FROM " + registry + "debian:12\n",
	}}
}

func (b *baseImages) Name() string                             { return "base-images" }
func (b *baseImages) Rules() []*scan.Rule                      { return []*scan.Rule{b.rule} }
func (b *baseImages) Begin(context.Context) (scan.Pass, error) { return b, nil }
func (b *baseImages) Wants(e *scan.Entry) bool                 { return e.Base() == "Dockerfile" }

func (b *baseImages) File(_ context.Context, f *scan.File, out scan.Sink) error {
	at := 0
	for line := range bytes.Lines(f.Bytes()) {
		words := strings.Fields(string(line))
		if len(words) > 1 && strings.EqualFold(words[0], "FROM") && !strings.HasPrefix(words[1], b.registry) && words[1] != "scratch" {
			start := at + bytes.Index(line, []byte(words[1]))
			r := scan.NewRecord(b.rule, f.Location(start, start+len(words[1])), fmt.Sprintf("%s is no base image of the company", words[1]))
			out.Finding(&r)
		}
		at += len(line)
	}
	return nil
}

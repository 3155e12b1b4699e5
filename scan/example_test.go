package scan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
)

// noTabs is a whole analyzer: it reports lines that are indented with a tab.
type noTabs struct{ rule *scan.Rule }

func (a noTabs) Name() string        { return "no-tabs" }
func (a noTabs) Rules() []*scan.Rule { return []*scan.Rule{a.rule} }

func (a noTabs) Begin(context.Context) (scan.Pass, error) { return a, nil }

func (a noTabs) Wants(e *scan.Entry) bool { return e.Ext() == ".yml" }

func (a noTabs) File(_ context.Context, f *scan.File, out scan.Sink) error {
	text := f.Bytes()
	for at := 0; at < len(text); {
		if text[at] == '\t' {
			r := scan.NewRecord(a.rule, f.Location(at, at+1), "indented with a tab")
			out.Finding(&r)
		}
		n := bytes.IndexByte(text[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
	}
	return nil
}

// An analyzer of one's own, run over a file system.
func Example() {
	tabs := noTabs{&scan.Rule{ID: "acme/no-tabs", Name: "Tab in YAML", Severity: scan.SeverityLow}}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{tabs}})
	if err != nil {
		fmt.Println(err)
		return
	}
	tree := fstest.MapFS{
		"deploy.yml":     {Data: []byte("steps:\n\t- build\n")},
		"empty/pipe.yml": {Mode: fs.ModeNamedPipe},
	}
	for finding, err := range runner.Stream(context.Background(), scan.FS(tree, scan.TreeConfig{})) {
		if err != nil {
			fmt.Println("note:", err)
			continue
		}
		r := finding.Common()
		fmt.Printf("%s:%d: %s (%s)\n", r.Location.Path, r.Location.Region.StartLine, r.Message, r.Severity)
	}
	// Output:
	// deploy.yml:2: indented with a tab (low)
	// note: empty/pipe.yml: not a regular file but a named pipe
}

// Run collects everything; what could not be looked at is an error too.
func ExampleRunner_Run() {
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{noTabs{&scan.Rule{ID: "acme/no-tabs"}}}, MaxFileSize: 1000})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := runner.Run(context.Background(), scan.Bytes("large.yml", make([]byte, 5000)))
	fmt.Println(len(result.Findings), "findings, incomplete:", errors.Is(err, scan.ErrIncomplete))
	fmt.Println(result.Diagnostics[0])
	// Output:
	// 0 findings, incomplete: true
	// large.yml: the file is above the limit of 1000 bytes: not looked at by no-tabs
}

package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/rs/zerolog"
	"github.com/zricethezav/gitleaks/v8/cmd/scm"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/logging"
	"github.com/zricethezav/gitleaks/v8/sources"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
	"github.com/penstock-dev/penstock/secrets"
)

// child does one task.
func child(in io.Reader, out io.Writer) error {
	var t task
	if err := json.NewDecoder(in).Decode(&t); err != nil {
		return err
	}
	tools := map[string]func(task) (outcome, error){
		toolNothing:  func(task) (outcome, error) { return outcome{}, nil },
		toolOwn:      own,
		toolGitleaks: gitleaks,
	}
	tool, ok := tools[t.Tool]
	if !ok {
		return fmt.Errorf("no tool %q", t.Tool)
	}
	o, err := tool(t)
	if err != nil {
		return err
	}
	if o.Peak, err = peak(); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(o)
}

// values gathers what was found.
type values map[string]struct{}

func (v values) add(value string) {
	sum := sha256.Sum256([]byte(strings.TrimSpace(value)))
	v[hex.EncodeToString(sum[:8])] = struct{}{}
}

func (v values) sorted() []string { return slices.Sorted(maps.Keys(v)) }

func own(t task) (outcome, error) {
	leaks, err := secrets.New(secrets.Config{})
	if err != nil {
		return outcome{}, err
	}
	var o outcome
	runner, err := scan.New(scan.Config{
		Analyzers: []scan.Analyzer{leaks}, Workers: t.Workers, ByteBudget: t.Budget,
		Progress: func(c scan.Coverage) { o.Bytes = c.Bytes },
	})
	if err != nil {
		return outcome{}, err
	}
	target := scan.Dir(t.Path, scan.TreeConfig{NoGitignore: true})
	if t.Git {
		if target, err = gitrepo.New(gitrepo.Config{Path: t.Path}); err != nil {
			return outcome{}, err
		}
	}
	stream := runner.Stream(context.Background(), target)
	if t.Git {
		stream = scan.First(stream)
	}
	seen := values{}
	for f, err := range stream {
		var d *scan.Diagnostic
		switch {
		case errors.As(err, &d):
			if !d.Note && d.Kind != scan.DiagMissingObject {
				fmt.Fprintln(os.Stderr, d)
			}
		case !f.Common().Suppressed():
			o.Findings++
			if leak, ok := f.(*secrets.Leak); ok {
				seen.add(leak.Reveal())
			}
		}
	}
	o.Values = seen.sorted()
	return o, nil
}

func gitleaks(t task) (outcome, error) {
	logging.Logger = zerolog.Nop()
	d, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		return outcome{}, err
	}
	var source sources.Source = &sources.Files{Config: &d.Config, Path: t.Path, Sema: d.Sema}
	if t.Git {
		cmd, err := sources.NewGitLogCmd(t.Path, "")
		if err != nil {
			return outcome{}, err
		}
		source = &sources.Git{Cmd: cmd, Config: &d.Config, Remote: sources.NewRemoteInfo(scm.NoPlatform, t.Path), Sema: d.Sema}
	}
	findings, err := d.DetectSource(context.Background(), source)
	seen := values{}
	for _, f := range findings {
		seen.add(f.Secret)
	}
	return outcome{Findings: len(findings), Values: seen.sorted()}, err
}

// peak returns the most memory that this process had. The kernel's figure for
// the resources of a process would count what it was forked from.
func peak() (int64, error) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var kb int64
		if n, _ := fmt.Sscanf(s.Text(), "VmHWM: %d kB", &kb); n == 1 {
			return kb << 10, nil
		}
	}
	return 0, errors.New("/proc/self/status has no VmHWM")
}

// Command gate looks for leaked credentials, weak pipeline configuration,
// vulnerable and malicious dependencies, and decides whether what it saw may
// pass.
//
//	go run ./examples/gate scan .
//	go run ./examples/gate scan -history .
//	go run ./examples/gate scan -log build.log
package main

import (
	"context"
	"os"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/gitrepo"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/suite"
	"github.com/penstock-dev/penstock/secrets"
)

func main() { cli.Main(config()) }

func config() cli.Config {
	return cli.Config{
		Analyzers: func(ctx context.Context, o cli.Options) ([]scan.Analyzer, error) {
			if o.History || o.Log {
				leaks, err := secrets.New(secrets.Config{Log: o.Log})
				return []scan.Analyzer{leaks}, err
			}
			return suite.New(ctx, suite.Config{AdvisoryPath: o.Advisories, PinsPath: o.Pins, IgnorePaths: o.Ignores, Pipeline: pipeline.Config{UnusedIgnores: o.UnusedIgnores, Now: time.Now}})
		},
		Repository: repository,
		Archives: func(t scan.Target) (scan.Target, error) {
			return archive.New(archive.Config{Target: t})
		},
	}
}

func repository(r cli.Repository) (scan.Target, error) {
	config := gitrepo.Config{Path: r.Path, Name: r.Name, Base: r.Base, Head: r.Head, Exclude: r.Exclude, AllowForeignOwner: r.AllowForeignOwner}
	switch {
	case r.Range:
		config.Mode = gitrepo.Range
	case r.Staged:
		config.Mode = gitrepo.Staged
	}
	if r.Path == "." { // perhaps a hook of this repository
		config.HookEnv = os.Environ()
	}
	return gitrepo.New(config)
}

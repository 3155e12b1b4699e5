// Command gate looks for leaked credentials, weak pipeline configuration,
// vulnerable and malicious dependencies, and decides whether what it saw may
// pass.
//
//	go run ./examples/gate scan .
//	go run ./examples/gate scan -history .
//	go run ./examples/gate scan -base origin/main .
//	go run ./examples/gate scan -log build.log
//	go run ./examples/gate scan -advisories advisories -reach .
//	go run ./examples/gate scan -licenses licenses.yaml -vex statements.json -format openvex=vex.json -format text .
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/penstock-dev/penstock/sbom/command"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/vex"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/exploit"
	"github.com/penstock-dev/penstock/scan/deps/health"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/bucket"
	"github.com/penstock-dev/penstock/scan/deps/osv/foreign"
	"github.com/penstock-dev/penstock/scan/gitrepo"
	"github.com/penstock-dev/penstock/scan/govuln"
	"github.com/penstock-dev/penstock/scan/licensing"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/penstock-dev/penstock/scan/suite"
	"github.com/penstock-dev/penstock/secrets"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == worker {
		os.Exit(govuln.Worker(context.Background(), os.Args[2:], os.Stdout, os.Stderr))
	}
	cli.Main(config())
}

func config() cli.Config {
	return cli.Config{
		Analyzers: func(ctx context.Context, o cli.Options) ([]scan.Analyzer, error) {
			if o.History || o.Log {
				leaks, err := secrets.New(secrets.Config{Log: o.Log})
				return []scan.Analyzer{leaks}, err
			}
			return everything(ctx, o)
		},
		Reach:      true,
		Repository: repository,
		Commands: []cli.Command{command.New(command.Config{
			Archives: func(t scan.Target) (scan.Target, error) { return archive.New(archive.Config{Target: t}) },
			Revision: func(path, revision string, exclude []string) (scan.Target, error) {
				return gitrepo.New(gitrepo.Config{Path: path, Mode: gitrepo.Tree, Head: revision, Exclude: exclude})
			},
			Now: time.Now(),
		})},
		Archives: func(t scan.Target) (scan.Target, error) {
			return archive.New(archive.Config{Target: t})
		},
		Statements: statements,
		Formats: map[string]func(cli.Output) (report.Encoder, error){
			"openvex":       func(o cli.Output) (report.Encoder, error) { return statementsReport(o, vex.OpenVEX) },
			"cyclonedx-vex": func(o cli.Output) (report.Encoder, error) { return statementsReport(o, vex.CycloneDX) },
		},
		Update:         update,
		LoadAdvisories: load,
	}
}

// everything returns all analyzers with the data that the user has.
func everything(ctx context.Context, o cli.Options) ([]scan.Analyzer, error) {
	config := suite.Config{
		LicensePath: o.Licenses, PinsPath: o.Pins, IgnorePaths: o.Ignores, EndOfLifePath: o.EndOfLife, ScorecardPath: o.Scorecards,
		Documents: document.AnalyzerConfig{Named: o.Named},
		Health:    health.Config{Private: o.Private}, Pipeline: pipeline.Config{UnusedIgnores: o.UnusedIgnores}, Now: time.Now(),
	}
	if o.Reach {
		config.Reach = func(advisories deps.Source) (deps.Reacher, error) { return reach(advisories, o.Roots) }
	}
	if o.Rules {
		config.Licenses = &licensing.Config{}
	}
	if o.Advisories != "" {
		db, err := load(ctx, o.Advisories)
		if err != nil {
			return nil, fmt.Errorf("advisories at %s: %w", o.Advisories, err)
		}
		config.Advisories = db
	}
	if o.KEV != "" || o.EPSS != "" {
		data, err := exploit.Open(o.KEV, o.EPSS)
		if err != nil {
			return nil, err
		}
		config.Exploits = data
	}
	return suite.New(ctx, config)
}

// update fetches advisories from the server that the user named.
func update(ctx context.Context, u cli.Update) ([]osv.Updated, error) {
	client := &http.Client{Timeout: 30 * time.Minute} // for one file
	return bucket.Update(ctx, client, u.From, bucket.Config{Dir: u.Dir, Ecosystems: u.Ecosystems, Full: u.Full, Now: u.Now})
}

// load reads advisories in the formats of other databases too.
func load(ctx context.Context, path string) (*osv.Database, error) {
	return osv.LoadPath(ctx, path, osv.Config{Decode: foreign.Decode})
}

func repository(r cli.Repository) (scan.Target, error) {
	config := gitrepo.Config{Path: r.Path, Name: r.Name, Base: r.Base, Head: r.Head, Exclude: r.Exclude, AllowForeignOwner: r.AllowForeignOwner}
	switch {
	case r.Range:
		config.Mode = gitrepo.Range
	case r.Staged:
		config.Mode = gitrepo.Staged
	case r.Tree:
		config.Mode, config.Below = gitrepo.Tree, r.Below
	}
	if r.Path == "." { // perhaps a hook of this repository
		config.HookEnv = os.Environ()
	}
	return gitrepo.New(config)
}

// Package pipeline finds weaknesses in the configuration of CI systems:
// expressions that expand outsiders' text inside scripts, checkouts of
// untrusted code with a token at hand, components and images that can be
// swapped, tokens and secrets handed out too widely.
//
// What runs through several files is followed: inputs and outputs of local
// actions and called workflows, the environment that actions change, and
// workflows that start after others; GitLab's local includes, their inputs, and
// child pipelines; templates of Azure; what CircleCI goes on with and what
// Buildkite uploads; the objects of Tekton and Argo that name each other. Such files are checked together, once all
// of a target's files are known; [Analyzer.CheckFiles] does it for files at hand.
//
// Findings about one attack are told as its path ([ci.Path]): who starts it, the
// way, and what is in reach. One of them tells it all, the others are its parts
// ([scan.Record].Part); docs/attack-paths.md says which and why.
//
// The analyzer never touches the network and runs nothing. Files are
// recognised by path and content, read into one neutral model ([ci]) by the
// front end of their system, and checked by that front end's rules. Each
// finding is a [*Weakness] with the exact bytes concerned.
//
// The components that pipelines use, actions, templates, images and the like, are
// packages of the run; package inventory describes them and the pipelines.
//
// A comment "# penstock: ignore[rule] reason" on a line of a finding, of the step
// that it is in, or alone on the line above suppresses it, and one with
// "ignore-file" in the whole file: the finding is reported with a suppression of
// kind "inSource". Comments for zizmor, checkov, hadolint and semgrep are honoured
// alike; see [scan.Ignore]. One that names a rule which does not exist gives a
// note.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/argo"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/azure"
	"github.com/penstock-dev/penstock/scan/pipeline/bitbucket"
	"github.com/penstock-dev/penstock/scan/pipeline/buildkite"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/circleci"
	"github.com/penstock-dev/penstock/scan/pipeline/cloudbuild"
	"github.com/penstock-dev/penstock/scan/pipeline/codebuild"
	"github.com/penstock-dev/penstock/scan/pipeline/compose"
	"github.com/penstock-dev/penstock/scan/pipeline/dockerfile"
	"github.com/penstock-dev/penstock/scan/pipeline/drone"
	"github.com/penstock-dev/penstock/scan/pipeline/github"
	"github.com/penstock-dev/penstock/scan/pipeline/gitlab"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
	"github.com/penstock-dev/penstock/scan/pipeline/jenkins"
	"github.com/penstock-dev/penstock/scan/pipeline/precommit"
	"github.com/penstock-dev/penstock/scan/pipeline/script"
	"github.com/penstock-dev/penstock/scan/pipeline/tekton"
	"github.com/penstock-dev/penstock/scan/pipeline/travis"
	"github.com/penstock-dev/penstock/scan/pipeline/workspace"
)

// Weakness is a finding of this package; see [ci.Weakness].
type Weakness = ci.Weakness

// Config configures an [Analyzer]. The zero value checks the files of every
// system that this module knows.
type Config struct {
	// Systems are the front ends to use; nil means those of [Systems].
	Systems []audit.System
	// MaxFileSize is the number of bytes above which a file is not read; 0
	// means 1 MiB. Larger files give a diagnostic.
	MaxFileSize int64
	// Archives checks files inside of archives too, for targets that are
	// archives of a repository. By default they are passed over: a system runs
	// what lies in the repository itself.
	Archives bool
	// NoInventory keeps the components that pipelines use out of the packages of
	// the run. By default they are reported; see package inventory.
	NoInventory bool
	// Pipelines, if it is set, is given a description of every file that was
	// read, such as [inventory.Collector.Add]. It is called from several
	// goroutines at once, in no fixed order.
	Pipelines func(*inventory.Pipeline)
	// Resolver knows what tags and branches of components and images stand for,
	// for the fixes that name a commit or a digest, as [audit.ReadPins] does.
	// Nil leaves those fixes out.
	Resolver audit.Resolver
	// IgnoreFiles are configuration of other tools. Findings that they ignore are
	// reported with a suppression of kind "external".
	IgnoreFiles []IgnoreFile
	// UnusedIgnores reports comments in our own form that ignore nothing, as
	// notes.
	UnusedIgnores bool
	// Now is asked on which day comments that hold until a day are judged; nil
	// lets them hold forever.
	Now func() time.Time
}

// Systems returns a new list of the front ends that this module has.
func Systems() []audit.System {
	return []audit.System{
		github.New(), buildkite.New(), azure.New(), circleci.New(), bitbucket.New(), drone.New(), travis.New(),
		dockerfile.New(), workspace.New(), script.New(),
		jenkins.New(), tekton.New(), argo.New(), cloudbuild.New(), codebuild.New(), precommit.New(),
		// Told apart last, since they are known by little.
		gitlab.New(), compose.New(),
	}
}

// Analyzer checks pipeline configuration. It is immutable and safe for
// concurrent use.
type Analyzer struct {
	systems []audit.System
	scripts []*audit.Rule // of every system
	rules   []*scan.Rule
	max     int64
	// resolver is for fixes; it may be nil.
	resolver audit.Resolver
	ignoring ignoring
	unused   bool
	now      func() time.Time
	// archives says that files inside of archives are checked too.
	archives bool
	// packages says that components are reported; describe may be nil.
	packages bool
	describe func(*inventory.Pipeline)
}

// New returns an analyzer. It fails when two systems have the same name, or two
// rules the same id.
func New(cfg Config) (*Analyzer, error) {
	a := &Analyzer{
		systems: cfg.Systems, max: cfg.MaxFileSize, archives: cfg.Archives, packages: !cfg.NoInventory, describe: cfg.Pipelines,
		resolver: cfg.Resolver, unused: cfg.UnusedIgnores, now: cfg.Now,
	}
	if a.systems == nil {
		a.systems = Systems()
	}
	for _, f := range cfg.IgnoreFiles {
		a.ignoring.read(f)
	}
	if a.max < 0 {
		return nil, fmt.Errorf("pipeline: negative MaxFileSize %d", a.max)
	}
	if a.max == 0 {
		a.max = 1 << 20
	}
	names, ids := map[string]bool{}, map[string]bool{}
	if len(a.systems) > 0 {
		a.scripts = script.Rules()
	}
	for _, r := range a.scripts {
		ids[r.Meta.ID] = true
		a.rules = append(a.rules, &r.Meta)
	}
	for _, s := range a.systems {
		if s == nil {
			return nil, errors.New("pipeline: nil system")
		}
		if names[s.Name()] {
			return nil, fmt.Errorf("pipeline: two systems named %q", s.Name())
		}
		names[s.Name()] = true
		for _, r := range s.Rules() {
			if ids[r.ID] {
				return nil, fmt.Errorf("pipeline: two rules with id %q", r.ID)
			}
			ids[r.ID] = true
			a.rules = append(a.rules, r)
		}
	}
	return a, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "pipeline" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule { return append([]*scan.Rule(nil), a.rules...) }

// Begin implements [scan.Analyzer].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return &pass{analyzer: a}, nil }

// Check returns the weaknesses of one file that is at hand, on its own, in the
// order of their places. The path decides how the content is read, as it would in a
// tree: ".github/workflows/ci.yml" for a workflow of GitHub Actions. The error
// is a [*scan.Diagnostic] when the content could not be read; what was found up
// to there comes with it. Notes about comments are for runs and not told here.
func (a *Analyzer) Check(ctx context.Context, path string, content []byte) ([]*Weakness, error) {
	f := scan.NewFile(&scan.Entry{Path: path, Size: int64(len(content))}, content)
	system := a.systemOf(f)
	if ctx.Err() != nil {
		return nil, nil
	}
	if system == nil {
		if diag := a.unknown(f); diag != nil {
			return nil, diag
		}
		return nil, nil
	}
	list, diag := a.check(system, f, nil, func(*scan.Diagnostic) {})
	if diag != nil {
		return list, diag
	}
	return list, nil
}

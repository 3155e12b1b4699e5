// Package ci is the neutral model of pipeline configuration: what every CI
// system has, with the place of each part. Front ends ([System]) fill it from
// their own syntax; rules and analyses read it.
//
// Scalars stay *document.Node values, so that a range inside a script or a
// setting can be traced back to the bytes of the file. Parts that are absent
// are nil or empty; a front end leaves out what it cannot read.
package ci

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Span is a range of bytes in a file, end exclusive.
type Span struct{ Start, End int }

// SpanOf returns the span of a node.
func SpanOf(n *document.Node) Span {
	start, end := n.Span()
	return Span{start, end}
}

// Between returns the span from the start of one node to the end of another.
func Between(from, to *document.Node) Span {
	span := Span{from.Start(), SpanOf(to).End}
	span.End = max(span.End, SpanOf(from).End)
	return span
}

// Source is a file whose YAML has been read.
type Source struct {
	*scan.File
	// Roots are the documents' roots: at least one of a YAML file, none of
	// other text.
	Roots []*document.Node
}

// Root returns the first document, nil where there is none.
func (s *Source) Root() *document.Node {
	if len(s.Roots) == 0 {
		return nil
	}
	return s.Roots[0]
}

// Kind is what a file is for.
type Kind string

// The kinds of files.
const (
	KindPipeline  Kind = "pipeline"  // what runs when something happens
	KindComponent Kind = "component" // a reusable action, orb, template or task
	KindUpdates   Kind = "updates"   // configuration of a dependency updater
	KindImage     Kind = "image"     // how a container image is built
	KindServices  Kind = "services"  // containers that run together
)

// File is the model of one file.
type File struct {
	// Source is the text; Root is the document that the model was read from,
	// nil where the file is no YAML.
	Source *Source
	Root   *document.Node
	// Section and Steps are what the system calls the part of the file that
	// holds the jobs, empty where they stand at the top, and that of a job that
	// holds the steps: "jobs" and "steps". Places are named with them.
	Section, Steps string
	// System is the name of the CI system.
	System string
	Kind   Kind
	// Name is the file's own display name.
	Name        *document.Node
	Triggers    []Trigger
	Inputs      []Input
	Permissions *Permissions
	Env         *Env
	Jobs        []*Job
	// Image is what a component runs in, for one made of an image.
	Image *Image
	// Linked are the other files of the repository that the system reads into one
	// pipeline with this one, as far as they are at hand: those that include it, and those
	// that are included. What they define counts behind what the file itself
	// does, in this order.
	Linked []*File
}

// Trigger is an event that starts a pipeline.
type Trigger struct {
	// Name in the system's own words, lower case.
	Name string
	// Key is the node that names it; Config is what narrows it.
	Key, Config *document.Node
}

// Input is a parameter that whoever starts the pipeline or calls the component
// sets.
type Input struct {
	Name string
	// Type is the system's name of the type; empty means text.
	Type string
	// Trigger is the event that brings the input, where inputs belong to one.
	Trigger string
	Key     *document.Node
	Config  *document.Node
}

// Permissions are those of a job's token.
type Permissions struct {
	Key, Value *document.Node
	// All is the word that stands for every scope at once, such as write-all.
	All string
	// Scopes are the single grants.
	Scopes []Setting
}

// Setting is a key with its value.
type Setting struct{ Key, Value *document.Node }

// Job is a unit of work on one runner.
type Job struct {
	ID string
	// Key names it, Node is all of it.
	Key, Node   *document.Node
	Name        *document.Node
	If          *document.Node
	Needs       []string
	Runner      *document.Node
	Permissions *Permissions
	Env         *Env
	Matrix      *document.Node
	Environment *document.Node
	Container   *Image
	Services    []*Image
	Outputs     []Setting
	Shell       *document.Node
	Steps       []*Step
	// Calls is the pipeline that the job calls in place of steps, With its
	// inputs, Secrets what it is handed.
	Calls   *Component
	With    *Env
	Secrets Setting
}

// Step is one action of a job.
type Step struct {
	// Index counts from 0 in the job, or in Group, where a job has several lists
	// of steps, such as "before_script" and "script".
	Index int
	Group string
	ID    string
	Node  *document.Node
	Name  *document.Node
	If    *document.Node
	Uses  *Component
	Run   *Script
	// With holds the inputs of the used component.
	With *Env
	Env  *Env
}

// Input returns the value that the step gives to an input of the component it
// uses, ignoring case.
func (s *Step) Input(name string) *document.Node { return s.With.Get(name) }

// Script is source text that a shell or another interpreter runs.
type Script struct {
	Key, Text *document.Node
	// Shell is the setting that names the interpreter; nil means that of the
	// runner, Default.
	Shell *document.Node
	// Default is the runner's own interpreter where it is not the system's
	// usual one.
	Default string
	// Templates are the parts of the text's value that the system replaces
	// before the interpreter sees it, in their order and apart, other than
	// ${{ … }}, which is always taken for one.
	Templates []Span
}

// Interpreter returns the setting that names the interpreter, or else the
// runner's default.
func (s *Script) Interpreter() string {
	if name := s.Shell.Value(); name != "" {
		return name
	}
	return s.Default
}

// Component is a reference to something reusable: an action, an orb, a
// template.
type Component struct {
	Key, Ref *document.Node
	// Local says that it lives in the same repository.
	Local bool
	// Image is the reference of a container image that is used as a component.
	Image string
	// Owner, Repo and Path name a component of a repository, Version what
	// follows the @.
	Owner, Repo, Path, Version string
}

// Name returns owner/repo/path in lower case; "" for a local one or an image.
func (c *Component) Name() string {
	if c == nil || c.Repo == "" {
		return ""
	}
	name := c.Owner + "/" + c.Repo
	if c.Path != "" {
		name += "/" + c.Path
	}
	return strings.ToLower(name)
}

// Is reports whether the component is one of the named ones; names are lower
// case.
func (c *Component) Is(names ...string) bool {
	if c == nil || c.Repo == "" {
		return false
	}
	for _, n := range names {
		if c.is(n) {
			return true
		}
	}
	return false
}

// is compares without making the name.
func (c *Component) is(name string) bool {
	i := len(c.Owner)
	j := i + 1 + len(c.Repo)
	if len(name) < j || name[i] != '/' || !strings.EqualFold(name[:i], c.Owner) || !strings.EqualFold(name[i+1:j], c.Repo) {
		return false
	}
	if c.Path == "" {
		return len(name) == j
	}
	return len(name) == j+1+len(c.Path) && name[j] == '/' && strings.EqualFold(name[j+1:], c.Path)
}

// Pinned reports whether the version is a full commit hash.
func (c *Component) Pinned() bool {
	return (len(c.Version) == 40 || len(c.Version) == 64) && strings.Trim(c.Version, "0123456789abcdefABCDEF") == ""
}

// Image is a container image that a job, a service or a component runs in.
type Image struct {
	// Name is the service's name; empty for the job's own container.
	Name string
	// Ref is the image reference.
	Ref *document.Node
	// Node is the whole setting.
	Node        *document.Node
	Credentials *document.Node
	Env         *Env
}

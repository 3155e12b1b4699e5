package ci

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// UseKind says what a [Use] refers to.
type UseKind string

// The kinds of what pipelines use.
const (
	UseAction    UseKind = "action"    // a step made elsewhere: an action of GitHub
	UseWorkflow  UseKind = "workflow"  // a whole pipeline made elsewhere
	UseTemplate  UseKind = "template"  // configuration that becomes part of the pipeline
	UseComponent UseKind = "component" // configuration out of a catalog
	UseOrb       UseKind = "orb"       // commands, jobs and executors of CircleCI
	UseTask      UseKind = "task"      // a task of Azure Pipelines or Tekton
	UsePipe      UseKind = "pipe"      // a step of Bitbucket made elsewhere
	UsePlugin    UseKind = "plugin"    // code that changes how a step runs
	UseLibrary   UseKind = "library"   // a shared library of Jenkins
	UseHook      UseKind = "hook"      // hooks of pre-commit
	UseCode      UseKind = "code"      // a repository that a job is given
	UseImage     UseKind = "image"     // what a job or step runs in
	UseService   UseKind = "service"   // a container beside a job
	UseBase      UseKind = "base"      // what an image is made from
	UseTool      UseKind = "tool"      // an image that gives an image's build files, mounts or its syntax
)

// Use is one reference to something that a pipeline takes from elsewhere, or,
// with Local, from its own repository. Exactly one of Image, URL, Catalog and
// Repo says where it is, unless it is Local; Repo also names an entry of a
// Catalog.
type Use struct {
	Kind UseKind
	// Text is the reference as the file writes it.
	Text string
	// Span is its place.
	Span Span
	// Job and Step it belongs to, nil for the file and the job as a whole.
	Job  *Job
	Step *Step
	// Local says that it lives in the same repository.
	Local bool
	// Computed says that it has parts that the file does not tell. Those that
	// the file tells are filled in.
	Computed bool
	// Image is the reference of a container image.
	Image string
	// URL is the address of a single file or of a Git repository (with Git set).
	URL string
	Git bool
	// Catalog is the platform's register in which Repo is a name, such as
	// "circleci-orbs".
	Catalog string
	// Host, Repo and Path name what lies in a repository: Repo with its owner,
	// such as "owner/name" or "group/sub/name". Host is empty where it is the
	// platform's own or not known.
	Host, Repo, Path string
	// Version is a tag, branch, commit or range as written.
	Version string
	// Hash is the digest of the content, where the reference has one besides its
	// version.
	Hash scan.Hash
	// Scope is what it is used for; empty means [scan.ScopeBuild].
	Scope scan.Scope
}

// ImageUse returns the use of an image that a node names, nil where it names
// none. The prefix docker:// is taken off.
func ImageUse(kind UseKind, job *Job, step *Step, ref *document.Node) *Use {
	text := strings.TrimSpace(ref.Value())
	if ref == nil || ref.Kind() != document.Scalar || ref.Null() || text == "" {
		return nil
	}
	image := strings.TrimPrefix(text, "docker://")
	return &Use{Kind: kind, Text: text, Span: SpanOf(ref), Job: job, Step: step, Image: image, Computed: !IsImage(image)}
}

// IsImage reports whether a text is made like the reference of an image, without
// anything that is yet to be put in.
func IsImage(ref string) bool {
	return ref != "" && strings.IndexFunc(ref, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("._-/:@+", c)
	}) < 0
}

// IsCommit reports whether a version is a full commit hash.
func IsCommit(version string) bool { return (&Component{Version: version}).Pinned() }

// Secret is the name under which a file asks its platform for a secret.
type Secret struct {
	Name string
	Span Span
	// Job and Step that get it, nil where that is the file or the job as a whole.
	Job  *Job
	Step *Step
}

// Variable returns the value of a variable of the job, nil where the job is nil
// or does not set it.
func (j *Job) Variable(name string) *document.Node {
	if j == nil {
		return nil
	}
	return j.Env.Get(name)
}

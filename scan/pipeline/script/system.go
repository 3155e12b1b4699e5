package script

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Name is the name of the [System].
const Name = "script"

// System reads the shell scripts of a repository that its pipelines run. They
// are told by their place: files with the extension of a shell in the folders
// where such scripts are kept.
type System struct{}

var _ audit.TextSystem = (*System)(nil)

// New returns the system.
func New() *System { return &System{} }

// Name implements [audit.System].
func (*System) Name() string { return Name }

// Rules implements [audit.System]. It has none of its own: those of [Rules]
// are run for every system.
func (*System) Rules() []*scan.Rule { return nil }

// Recognize implements [audit.System]: no YAML file is a script.
func (*System) Recognize(*scan.File) bool { return false }

// Read implements [audit.System].
func (*System) Read(*ci.Source) *ci.File { return nil }

// Check implements [audit.System]: there is nothing to check but what [Rules]
// do.
func (*System) Check(*audit.Run) {}

// WantsText implements [audit.TextSystem].
func (*System) WantsText(e *scan.Entry) bool {
	switch strings.ToLower(e.Ext()) {
	case ".sh", ".bash", ".ps1":
		return runByPipelines(e.Path)
	}
	return false
}

// runByPipelines reports whether a script lies where those are kept that
// pipelines run.
func runByPipelines(file string) bool {
	for dir := range strings.SplitSeq(path.Dir(file), "/") {
		switch strings.ToLower(dir) {
		case ".github", ".gitlab", ".circleci", ".buildkite", ".azure-pipelines", ".azuredevops", ".ci", ".travis", ".semaphore", ".teamcity", ".woodpecker", ".jenkins",
			"ci", "scripts", "script", "hack", "build", "jenkins", "release", "deploy", "docker":
			return true
		}
	}
	return false
}

// ReadText implements [audit.TextSystem]. The script is the one step of one
// job.
func (*System) ReadText(src *ci.Source) (*ci.File, error) {
	text := src.Bytes()
	node := document.NewText(text, document.Piece{Start: 0, End: len(text)})
	script := &ci.Script{Text: node, Default: "bash"}
	if strings.EqualFold(src.Ext(), ".ps1") {
		script.Default = "pwsh"
	}
	job := &ci.Job{Node: node, Steps: []*ci.Step{{Node: node, Run: script}}}
	return &ci.File{Source: src, System: Name, Kind: ci.KindComponent, Jobs: []*ci.Job{job}, Steps: "script"}, nil
}

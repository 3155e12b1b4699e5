package script

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Name is the name of the [System].
const Name = "script"

// System reads the shell scripts of a repository: files with the extension of a
// shell, wherever they lie. Which of them a pipeline runs is not told by their
// place: over 2,500 scripts of public repositories the rules reported one
// weakness in 30 files, and as rightly outside of the folders that are named
// for pipelines as in them.
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
		return !audit.Foreign(e.Path)
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

package audit_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// A front end of one's own fills the model; rules run over it.
func Example() {
	text := []byte("deploy: rsync -a . server:\n")
	file := &ci.File{
		System: "makeshift",
		Source: &ci.Source{File: scan.NewFile(&scan.Entry{Path: "deploy.txt"}, text)},
		Jobs: []*ci.Job{{ID: "deploy", Steps: []*ci.Step{{
			Run: &ci.Script{Text: document.NewText(text, document.Piece{Start: 8, End: 26})},
		}}}},
		Steps: "steps",
	}
	rule := &audit.Rule{
		Meta: scan.Rule{ID: "makeshift/rsync", Name: "Copied by hand", Severity: scan.SeverityLow},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachCommand(step, func(cmd *shell.Command) {
				if cmd.Name() == "rsync" {
					r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), "run", "files are copied by hand")
				}
			})
		},
	}
	run := audit.NewRun(file, func(w *ci.Weakness) {
		fmt.Println(w.Location.Region.StartColumn, w.Location.Logical, w.Message)
	})
	run.Rules([]*audit.Rule{rule})
	// Output: 9 deploy.steps[0].run files are copied by hand
}

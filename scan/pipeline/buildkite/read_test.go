package buildkite_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/buildkite"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, buildkite.New(), ".buildkite/pipeline.yml", `
env: {A: b}
steps:
- wait
- label: one
  commands: ['make $X ${Y:-z}', 'echo $$Z \$W $1']
  plugins:
  - docker#v5: {image: 'a:1'}
  - acme/tool
- group: g
  steps:
  - command: two
- block: go
`)
	var got []string
	for _, job := range f.Jobs {
		got = append(got, job.ID+" "+job.Name.Value())
		for _, s := range job.Steps {
			line := fmt.Sprintf("  %s[%d]", s.Group, s.Index)
			if s.Run == nil {
				line += " " + s.Uses.Name() + " " + s.Uses.Version
			} else {
				line += " " + s.Run.Text.Value()
				for _, t := range s.Run.Templates {
					line += " <" + s.Run.Text.Value()[t.Start:t.End] + ">"
				}
			}
			got = append(got, line)
		}
	}
	want := []string{
		"steps[0] one",
		"  commands[0] make $X ${Y:-z} <$X> <${Y:-z}>",
		`  commands[1] echo $$Z \$W $1 <$> <\>`,
		"  plugins[0] buildkite-plugins/docker v5",
		"  plugins[1] acme/tool ",
		"steps[1] ", "  command[0] two",
		"steps[2] ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, buildkite.New(), []audittest.Candidate{
		{".buildkite/pipeline.yml", "steps: []\n", true},
		{"buildkite.yaml", "- command: make\n", true},
		{".buildkite/docker-compose.yml", "services: {}\n", false},
		{"ci/pipeline.yml", "steps:\n- command: make\n", false},
		{"vendor/.buildkite/pipeline.yml", "steps: []\n", false},
	})
	if audittest.Read(t, buildkite.New(), ".buildkite/pipeline.yml", "steps: []\n") != nil {
		t.Error("a file without steps has a model")
	}
}

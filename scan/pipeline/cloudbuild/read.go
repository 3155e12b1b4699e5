package cloudbuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// maxSteps bounds the steps that are read; the platform allows 300.
const maxSteps = 1000

// Read implements [audit.System]. The build is one job.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline, Steps: "steps"}
	job := &ci.Job{ID: "build", Node: root, Env: variables(src.Bytes(), root.At("options", "env"))}
	for i, n := range root.Get("steps").Items() {
		if n.Get("name").Value() == "" || i >= maxSteps {
			continue
		}
		job.Steps = append(job.Steps, step(src.Bytes(), i, n))
	}
	if len(job.Steps) == 0 {
		return nil
	}
	f.Env = ci.EnvOf(root, "substitutions")
	f.Jobs = []*ci.Job{job}
	return f
}

func step(text []byte, i int, n *document.Node) *ci.Step {
	s := &ci.Step{Index: i, Node: n, Name: n.Get("id"), Env: variables(text, n.Get("env"))}
	if key, script := n.Pair("script"); script != nil {
		s.Run = &ci.Script{Key: key, Text: script, Default: container.Interpreter(script.Value())}
	} else if script, shell := container.Command(n.Get("entrypoint"), n.Get("args")); script != nil {
		s.Run = &ci.Script{Text: script, Default: shell}
		for _, u := range substitutions(script.Value()) {
			s.Run.Templates = append(s.Run.Templates, u.Span)
		}
	}
	return s
}

// variables returns the NAME=value of a list.
func variables(text []byte, list *document.Node) *ci.Env {
	if list.Kind() != document.Sequence {
		return nil
	}
	env := &ci.Env{Value: list}
	env.Assign(text, list)
	return env
}

// use is a place that Cloud Build replaces.
type use struct {
	ci.Span
	name string
}

// substitutions returns the places in a text that Cloud Build replaces.
func substitutions(text string) []use {
	var list []use
	for at := 0; at < len(text); {
		i := strings.IndexByte(text[at:], '$')
		if i < 0 {
			break
		}
		start := at + i
		if strings.HasPrefix(text[start:], "$$") {
			at = start + 2
			continue
		}
		from := start + 1
		braced := strings.HasPrefix(text[from:], "{")
		if braced {
			from++
		}
		end := from
		for end < len(text) && (text[end] == '_' || text[end] >= 'A' && text[end] <= 'Z' || end > from && text[end] >= '0' && text[end] <= '9') {
			end++
		}
		at = end
		if end == from {
			continue
		}
		name := text[from:end]
		if braced {
			n := strings.IndexByte(text[end:min(len(text), end+200)], '}')
			if n < 0 {
				continue
			}
			at = end + n + 1
		}
		list = append(list, use{ci.Span{Start: start, End: at}, name})
	}
	return list
}

// rank says who decides a text, in rising order of danger.
type rank uint8

const (
	clean    rank = iota
	caller        // whoever starts the build or sets up its trigger
	pusher        // whoever may push a branch or a tag
	outsider      // whoever opens a pull request, or sends the event
)

// origin judges a substitution: those that are made of others or of an event's
// body by what they are made of.
func origin(f *ci.File, name string, hops int) rank {
	switch name {
	case "_HEAD_BRANCH":
		return outsider
	case "BRANCH_NAME", "TAG_NAME", "REF_NAME":
		return pusher
	}
	if !strings.HasPrefix(name, "_") || name == "_PR_NUMBER" || name == "_BASE_BRANCH" || name == "_HEAD_REPO_URL" || hops > 5 {
		return clean
	}
	value := f.Env.Get(name).Value()
	worst := caller
	if i := strings.Index(value, "$(body."); i >= 0 && container.FreeText(value[i+2:]) {
		worst = outsider
	}
	for _, u := range substitutions(value) {
		worst = max(worst, origin(f, u.name, hops+1))
	}
	return worst
}

func (r rank) String() string {
	switch r {
	case outsider:
		return "outsiders write"
	case pusher:
		return "whoever pushes chooses"
	}
	return "whoever starts the build sets"
}

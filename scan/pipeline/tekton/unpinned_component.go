package tekton

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unpinnedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Remote task by a name that can be moved",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The task is fetched when the run starts: whoever can push to its repository or registry decides what runs with the pipeline's service account and workspaces.",
			Remediation: "Name a commit (resolver git: `revision`), or a digest (resolver bundles: `bundle: registry.example/task@sha256:…`).",
			Example:     "taskRef:\n  resolver: git\n  params:\n    - name: url\n      value: https://git.example.com/tasks.git\n    - name: revision\n      value: main",
			Fixed:       "taskRef:\n  resolver: git\n  params:\n    - name: url\n      value: https://git.example.com/tasks.git\n    - name: revision\n      value: 0123456789abcdef0123456789abcdef01234567",
		},
		File: func(r *audit.Run) {
			for _, o := range objects(r.File.Source.Roots) {
				annotated(r, o.node)
				eachReference(o, func(ref *document.Node) { remote(r, ref) })
			}
		},
	}
}

// eachReference visits what refers to tasks, pipelines and steps elsewhere.
func eachReference(o object, visit func(*document.Node)) {
	spec := o.node.Get("spec")
	some := func(ref *document.Node) {
		if ref != nil {
			visit(ref)
		}
	}
	steps := func(task *document.Node) {
		for _, s := range task.Get("steps").Items() {
			some(s.Get("ref"))
		}
	}
	some(spec.Get("taskRef"))
	some(spec.Get("pipelineRef"))
	steps(spec)
	steps(spec.Get("taskSpec"))
	for _, pipeline := range []*document.Node{spec, spec.Get("pipelineSpec")} {
		for _, list := range []string{"tasks", "finally"} {
			for _, t := range pipeline.Get(list).Items() {
				some(t.Get("taskRef"))
				steps(t.Get("taskSpec"))
			}
		}
	}
}

// computed reports whether a part of a text is put in later.
func computed(text string) bool { return strings.Contains(text, "$(") || strings.Contains(text, "{{") }

// remote judges one reference.
func remote(r *audit.Run, ref *document.Node) {
	if b := ref.Get("bundle"); b != nil {
		bundle(r, b)
		return
	}
	switch resolver := ref.Get("resolver"); resolver.Value() {
	case "git":
		at := param(ref, "revision")
		switch v := at.Value(); {
		case isCommit(v) || computed(v):
		case v == "":
			movable(r, ci.SpanOf(resolver), "a remote task is whatever stands on its repository's default branch", "")
		case isRelease(v):
			release(r, ci.SpanOf(at), fmt.Sprintf("a remote task is named by %s, which can be moved", v), v)
		default:
			movable(r, ci.SpanOf(at), fmt.Sprintf("a remote task is whatever stands on %s", v), v)
		}
	case "bundles":
		bundle(r, param(ref, "bundle"))
	case "hub":
		name := param(ref, "name").Value()
		switch at := param(ref, "version"); {
		case at == nil:
			release(r, ci.SpanOf(resolver), fmt.Sprintf("task %s of a hub is in whatever version is newest", name), name)
		case !computed(at.Value()):
			release(r, ci.SpanOf(at), fmt.Sprintf("task %s of a hub is named by version %s, whose content can change", name, at.Value()), name)
		}
	case "http":
		if u := param(ref, "url"); u != nil {
			address(r, u.Value(), ci.SpanOf(u))
		}
	}
}

func bundle(r *audit.Run, at *document.Node) {
	v := at.Value()
	switch pin := audit.PinOf(v); {
	case computed(v):
	case pin == audit.PinNothing:
		movable(r, ci.SpanOf(at), fmt.Sprintf("bundle %s is whatever is newest", v), v)
	case pin == audit.PinTag:
		release(r, ci.SpanOf(at), fmt.Sprintf("bundle %s is named by a tag that can be pushed again", v), v)
	}
}

// annotated judges the tasks that annotations have Pipelines-as-Code fetch.
func annotated(r *audit.Run, run *document.Node) {
	eachAnnotated(run, func(ref string, span ci.Span) {
		switch {
		case strings.Contains(ref, "://"):
			address(r, ref, span)
		case !strings.HasSuffix(ref, ".yaml") && !strings.HasSuffix(ref, ".yml"):
			release(r, span, fmt.Sprintf("task %s is taken from a hub, whose content can change", ref), ref)
		}
	})
}

// eachAnnotated visits what annotations have Pipelines-as-Code fetch.
func eachAnnotated(run *document.Node, visit func(ref string, span ci.Span)) {
	for key, value := range run.At("metadata", "annotations").Pairs() {
		name, ok := strings.CutPrefix(key.Value(), annotation)
		if !ok || name != "pipeline" && name != "task" && !strings.HasPrefix(name, "task-") {
			continue
		}
		at := 0
		for part := range strings.SplitSeq(value.Value(), ",") {
			ref := strings.Trim(part, "[] \"'\n")
			from := at + strings.Index(part, ref)
			at += len(part) + 1
			if ref != "" {
				start, end := value.Resolve().Source(from, from+len(ref))
				visit(ref, ci.Span{Start: start, End: end})
			}
		}
	}
}

// address judges the address of a file with a task: it should hold a commit.
func address(r *audit.Run, ref string, span ci.Span) {
	for part := range strings.SplitSeq(ref, "/") {
		if isCommit(part) || computed(part) {
			return
		}
	}
	movable(r, span, fmt.Sprintf("what stands at %s can change", ref), ref)
}

func movable(r *audit.Run, span ci.Span, message, component string) {
	r.Find(nil, nil, span, "", message, func(w *ci.Weakness) { w.Component = component })
}

// release reports what is named by a version, which is hygiene.
func release(r *audit.Run, span ci.Span, message, component string) {
	r.Find(nil, nil, span, "", message, audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic), func(w *ci.Weakness) { w.Component = component })
}

func isCommit(version string) bool {
	return (len(version) == 40 || len(version) == 64) && strings.Trim(strings.ToLower(version), "0123456789abcdef") == ""
}

// isRelease reports whether a revision is named like a release: digits behind
// an optional v.
func isRelease(version string) bool {
	version = strings.TrimLeft(strings.TrimPrefix(version, "refs/tags/"), "vV")
	return version != "" && version[0] >= '0' && version[0] <= '9'
}

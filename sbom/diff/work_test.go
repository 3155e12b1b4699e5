package diff_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/diff"
)

// made is a document with one workflow, changed by change.
func made(change func(f *bom.Formula, w *bom.Workflow, t *bom.Task)) *bom.Document {
	task := &bom.Task{
		Ref: "t", UID: "jobs.build", Resources: []bom.Resource{{Ref: "sieve"}},
		Topology: []bom.Dependency{{Ref: "image"}},
		Steps:    []bom.Step{{Name: "make", Commands: []bom.Command{{Executed: "uses x"}, {Executed: "sh", Properties: []bom.Property{{Name: bom.PropertyDigest, Value: "aa"}}}}}},
		Properties: []bom.Property{
			{Name: bom.PropertyRunner, Value: "small"}, {Name: bom.PropertyPermission, Value: "contents:read"}, {Name: bom.PropertySecret, Value: "DOOR"},
		},
	}
	w := &bom.Workflow{Task: bom.Task{Ref: "w", UID: "mill.yml", Properties: []bom.Property{{Name: bom.PropertyTrigger, Value: "push branches: main"}}}, Tasks: []*bom.Task{task}}
	f := &bom.Formula{Workflows: []*bom.Workflow{w}, Components: []*bom.Component{
		{Ref: "sieve", Name: "acme/sieve", Version: "v2", PURL: "pkg:github/acme/sieve@v2"}, {Ref: "image", Type: "container", Name: "golang"},
		{Ref: "press", Name: "press", Version: "1"}, {Ref: "machine", Type: "platform", Name: "linux", Version: "6"},
	}}
	if change != nil {
		change(f, w, task)
	}
	return &bom.Document{Formulation: []*bom.Formula{f}}
}

func workText(r *diff.Report) []string {
	var out []string
	for _, w := range r.Work {
		for _, c := range w.Changes {
			out = append(out, fmt.Sprintf("%s %s %s: %s -> %s", w.Workflow, w.Task, c.Kind, c.From, c.To))
		}
	}
	return out
}

func TestCompareWork(t *testing.T) {
	t.Parallel()
	property := func(name, value string) bom.Property { return bom.Property{Name: name, Value: value} }
	tests := []struct {
		name   string
		change func(f *bom.Formula, w *bom.Workflow, t *bom.Task)
		want   []string
	}{
		{"nothing", nil, nil},
		{"another order", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Properties[0], t.Properties[2] = t.Properties[2], t.Properties[0]
		}, nil},
		{"another version", func(f *bom.Formula, _ *bom.Workflow, _ *bom.Task) {
			f.Components[0].Version, f.Components[0].PURL = "v3", "pkg:github/acme/sieve@v3"
		}, []string{"mill.yml jobs.build uses: github/acme/sieve@v2 -> github/acme/sieve@v3"}},
		{"another component", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Resources = append(t.Resources, bom.Resource{Ref: "press"})
		},
			[]string{"mill.yml jobs.build uses:  -> press@1"}},
		{"resources elsewhere", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Resources = []bom.Resource{{Ref: "gone"}, {Reference: &bom.Reference{URL: "https://mill.example"}}}
		}, []string{"mill.yml jobs.build uses: github/acme/sieve@v2 -> ", "mill.yml jobs.build uses:  -> gone", "mill.yml jobs.build uses:  -> https://mill.example"}},
		{"secret", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Properties = append(t.Properties, property(bom.PropertySecret, "SACK"))
		},
			[]string{"mill.yml jobs.build secret:  -> SACK"}},
		{"permission", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Properties = append(t.Properties[2:], property(bom.PropertyPermission, "contents:write"), property(bom.PropertyPermission, "id-token:write"))
		}, []string{
			"mill.yml jobs.build permission: contents:read -> contents:write", "mill.yml jobs.build permission:  -> id-token:write", "mill.yml jobs.build runner: small -> ",
		}},
		{"trigger", func(_ *bom.Formula, w *bom.Workflow, _ *bom.Task) {
			w.Properties = []bom.Property{property(bom.PropertyTrigger, "push"), property(bom.PropertyTrigger, "pull_request_target")}
		}, []string{"mill.yml  trigger:  -> pull_request_target", "mill.yml  trigger: push branches: main -> push"}},
		{"trigger of others", func(_ *bom.Formula, w *bom.Workflow, _ *bom.Task) {
			w.Properties, w.Trigger = nil, &bom.Trigger{Type: "manual"}
		},
			[]string{"mill.yml  trigger:  -> manual", "mill.yml  trigger: push branches: main -> "}},
		{"runner of others", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Properties, t.Topology = t.Properties[1:], []bom.Dependency{{Ref: "machine"}, {Ref: "image"}}
		}, []string{"mill.yml jobs.build runner:  -> linux:6", "mill.yml jobs.build runner: small -> "}},
		{"environment", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Properties = append(t.Properties, property(bom.PropertyEnvironment, "bakery"))
		}, []string{"mill.yml jobs.build environment:  -> bakery"}},
		{"script", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) { t.Steps[0].Commands[1].Properties[0].Value = "bb" },
			[]string{"mill.yml jobs.build script: make:aa -> make:bb"}},
		{"command", func(_ *bom.Formula, _ *bom.Workflow, t *bom.Task) {
			t.Steps[0].Commands[1] = bom.Command{Executed: "make more"}
		},
			[]string{"mill.yml jobs.build script: make:aa -> make:make more"}},
		{"new task", func(_ *bom.Formula, w *bom.Workflow, _ *bom.Task) {
			w.Tasks = append(w.Tasks, &bom.Task{UID: "jobs.push", Properties: []bom.Property{property(bom.PropertySecret, "KEY")}})
		}, []string{"mill.yml jobs.push added:  -> jobs.push", "mill.yml jobs.push secret:  -> KEY"}},
		{"no task", func(_ *bom.Formula, w *bom.Workflow, _ *bom.Task) { w.Tasks = nil }, []string{
			"mill.yml jobs.build removed: jobs.build -> ", "mill.yml jobs.build uses: github/acme/sieve@v2 -> ", "mill.yml jobs.build permission: contents:read -> ",
			"mill.yml jobs.build secret: DOOR -> ", "mill.yml jobs.build runner: small -> ", "mill.yml jobs.build script: make:aa -> ",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := diff.Compare(made(nil), made(tt.change))
			if d := cmp.Diff(tt.want, workText(r)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if r.Empty() != (len(tt.want) == 0) {
				t.Errorf("Empty() = %v", r.Empty())
			}
			if back := diff.Compare(made(tt.change), made(nil)); len(back.Work) != len(r.Work) {
				t.Errorf("the other way round: %v", workText(back))
			}
		})
	}
	r := diff.Compare(made(nil), made(tests[5].change))
	if !r.Work[0].Has(diff.Secret, diff.Trigger) || r.Work[0].Has(diff.Script) {
		t.Errorf("%+v", r.Work)
	}
}

// TestCompareWorkAcrossFormats wants a formulation to be compared only where both
// formats have a place for it.
func TestCompareWorkAcrossFormats(t *testing.T) {
	t.Parallel()
	of := func(format bom.Format, version string, whole bool) *bom.Document {
		d := made(nil)
		if d.Format, d.SpecVersion = format, version; !whole {
			d.Formulation = nil
		}
		return d
	}
	full := of(bom.CycloneDX, "1.6", true)
	for _, tt := range []struct {
		name        string
		from, to    *bom.Document
		work        int
		notCompared []string
	}{
		{"SPDX", full, of(bom.SPDX, "SPDX-2.3", false), 0, []string{"the workflows and tasks of the old document (2): SPDX 2.3, the format of the new one, has no place for them"}},
		{"from SPDX", of(bom.SPDX, "3.0.1", false), full, 0, []string{"the workflows and tasks of the new document (2): SPDX 3.0.1, the format of the old one, has no place for them"}},
		{"old CycloneDX", full, of(bom.CycloneDX, "1.4", false), 0, []string{"the workflows and tasks of the old document (2): CycloneDX 1.4, the format of the new one, has no place for them"}},
		{"both SPDX", of(bom.SPDX, "SPDX-2.3", false), of(bom.SPDX, "SPDX-2.3", false), 0, nil},
		{"none in CycloneDX", full, of(bom.CycloneDX, "1.5", false), 2, nil},
	} {
		r := diff.Compare(tt.from, tt.to)
		if diff := cmp.Diff(tt.notCompared, r.NotCompared); diff != "" || len(r.Work) != tt.work {
			t.Errorf("%s: %d changes of work, not compared (-want +got):\n%s", tt.name, len(r.Work), diff)
		}
	}
}

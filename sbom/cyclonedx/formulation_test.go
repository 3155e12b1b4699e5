package cyclonedx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
)

// TestTaskPropertiesLast holds the order that the XML schema asks for.
func TestTaskPropertiesLast(t *testing.T) {
	t.Parallel()
	task := func(name string) *bom.Task {
		return &bom.Task{Ref: name, Types: []string{"build"}, Steps: []bom.Step{{Name: name, Properties: []bom.Property{{Name: "of-step", Value: name}}}},
			Properties: []bom.Property{{Name: "of-task", Value: name}}}
	}
	d := &bom.Document{Formulation: []*bom.Formula{{Ref: "f", Workflows: []*bom.Workflow{{
		Task: bom.Task{Ref: "w", Properties: []bom.Property{{Name: "of-workflow", Value: "w"}}}, Tasks: []*bom.Task{task("one"), {Ref: "bare"}, task("two")},
	}}}}}
	for _, compact := range []bool{false, true} {
		text := write(t, d, cyclonedx.WriteConfig{Syntax: cyclonedx.XML, Compact: compact})
		for i, part := range strings.Split(text, "<task ")[1:] {
			body, _, _ := strings.Cut(part, "</task>")
			body = strings.TrimSpace(body)
			if i != 1 && (!strings.HasSuffix(body, "</properties>") || strings.Index(body, "of-task") < strings.Index(body, "of-step")) {
				t.Errorf("properties are not last:\n%s", body)
			}
		}
		back, err := cyclonedx.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if w := back.Formulation[0].Workflows[0]; len(w.Tasks) != 3 || w.Tasks[2].Properties[0].Value != "two" || w.Properties[0].Value != "w" {
			t.Errorf("%+v", w)
		}
	}
}

// TestStrangeFormulas writes what lacks what the specification asks for.
func TestStrangeFormulas(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Formulation: []*bom.Formula{{Workflows: []*bom.Workflow{{
		Task: bom.Task{
			Types: []string{"grind", "build", "bake"}, Trigger: &bom.Trigger{Type: "wind"}, Workspaces: []bom.Workspace{{}},
			Resources: []bom.Resource{{Reference: &bom.Reference{URL: "not a url"}}, {Ref: "x"}},
			Outputs:   []bom.Port{{Type: "flour", Environment: []bom.Property{{Value: "N"}}}},
		},
		Tasks: []*bom.Task{{}, {UID: "u"}},
	}}}}}
	back, err := cyclonedx.Read([]byte(write(t, d, cyclonedx.WriteConfig{})))
	if err != nil {
		t.Fatal(err)
	}
	w := back.Formulation[0].Workflows[0]
	got := []string{w.Ref, w.UID, strings.Join(w.Types, " "), w.Trigger.Ref, w.Trigger.Type, w.Workspaces[0].UID, w.Resources[0].Ref, w.Outputs[0].Type, w.Tasks[0].Ref, w.Tasks[1].UID}
	at := "#/formulation/0/workflows/0"
	want := []string{at, at, "other build", at + "/trigger", "manual", at + "/workspaces/0", "x", "other", at + "/tasks/0", "u"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBrokenFormulas wants what can be read of a formulation, and a problem with
// its place for what cannot.
func TestBrokenFormulas(t *testing.T) {
	t.Parallel()
	text := header + `"formulation": [
		{"bom-ref": "f", "components": [{"name": "sieve", "type": "library", "version": 2}, 7], "services": {}, "workflows": [
			{"bom-ref": "w", "uid": "w", "taskTypes": ["build"], "name": {"no": "text"}, "tasks": [{"bom-ref": "t", "uid": 5}, null, {"bom-ref": "u"}]}]},
		"nothing", null]}`
	d, err := cyclonedx.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	f := d.Formulation[0]
	if f.Ref != "f" || f.Components[0].Name != "sieve" || f.Workflows[0].UID != "w" || len(f.Workflows[0].Tasks) != 3 || f.Workflows[0].Tasks[2].Ref != "u" {
		t.Errorf("%+v", f)
	}
	var pointers []string
	for _, p := range d.Problems {
		pointers = append(pointers, p.Pointer)
	}
	want := []string{
		"/formulation/0/components/0/version", "/formulation/0/components/1", "/formulation/0/services", "/formulation/0/workflows/0/name",
		"/formulation/0/workflows/0/tasks/0/uid", "/formulation/1",
	}
	if diff := cmp.Diff(want, pointers); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestSharedFormulaRef writes a formula that has the reference of its workflow,
// as documents in JSON may.
func TestSharedFormulaRef(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{"w": "", "t": "", "f": "f"} {
		d := &bom.Document{Formulation: []*bom.Formula{{Ref: ref, Workflows: []*bom.Workflow{{Task: bom.Task{Ref: "w"}, Tasks: []*bom.Task{{Ref: "t"}}}}}}}
		back, err := cyclonedx.Read([]byte(write(t, d, cyclonedx.WriteConfig{Syntax: cyclonedx.XML})))
		if err != nil {
			t.Fatal(err)
		}
		if f := back.Formulation[0]; f.Ref != want || f.Workflows[0].Ref != "w" || f.Workflows[0].Tasks[0].Ref != "t" {
			t.Errorf("%s: %+v", ref, f)
		}
	}
}

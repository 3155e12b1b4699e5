package merge_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/merge"
)

// made returns a document with a formula whose parts refer to each other and to
// the root.
func made(name, step string) *bom.Document {
	return &bom.Document{
		Roots:      []string{"root"},
		Components: []*bom.Component{{Ref: "root", Type: "application", Name: name, Version: "1"}},
		Formulation: []*bom.Formula{{
			Ref:        "formulation",
			Components: []*bom.Component{{Ref: "formulation/checkout", Type: "library", Name: "checkout"}},
			Workflows: []*bom.Workflow{{
				Task:         bom.Task{Ref: "build", UID: "build.yml", Trigger: &bom.Trigger{Ref: "start", UID: "start", Type: "webhook"}},
				Tasks:        []*bom.Task{{Ref: "job", UID: "job", Types: []string{"build"}, Steps: []bom.Step{{Name: step}}, Resources: []bom.Resource{{Ref: "formulation/checkout"}, {Ref: "root"}}}},
				Dependencies: []bom.Dependency{{Ref: "job", DependsOn: []string{"build"}}},
			}},
		}},
	}
}

// TestFormulation merges formulas of equal references, and keeps what they say.
func TestFormulation(t *testing.T) {
	t.Parallel()
	a, b := made("wheel", "make wheel"), made("axle", "make axle")
	result, err := merge.Merge([]*bom.Document{a, b}, merge.Config{Name: "cart"})
	if err != nil {
		t.Fatal(err)
	}
	d := result.Document
	if len(d.Formulation) != 2 {
		t.Fatalf("%d formulas", len(d.Formulation))
	}
	refs := map[string]bool{}
	for _, c := range d.Components {
		refs[c.Ref] = true
	}
	for _, f := range d.Formulation {
		w := f.Workflows[0]
		job := w.Tasks[0]
		for _, ref := range []string{f.Ref, f.Components[0].Ref, w.Ref, w.Trigger.Ref, job.Ref} {
			if refs[ref] || ref == "" {
				t.Errorf("reference %q is not unique", ref)
			}
			refs[ref] = true
		}
		if diff := cmp.Diff([]bom.Dependency{{Ref: job.Ref, DependsOn: []string{w.Ref}}}, w.Dependencies); diff != "" {
			t.Error(diff)
		}
		about := d.Component(job.Resources[1].Ref)
		if job.Resources[0].Ref != f.Components[0].Ref || about == nil || job.Steps[0].Name != "make "+about.Name {
			t.Errorf("resources %+v of %q", job.Resources, job.Steps[0].Name)
		}
	}
	if a.Formulation[0].Ref != "formulation" || a.Formulation[0].Workflows[0].Tasks[0].Ref != "job" {
		t.Error("a document was changed")
	}
	var text bytes.Buffer
	if err := cyclonedx.Write(&text, d, cyclonedx.WriteConfig{}); err != nil {
		t.Fatal(err)
	}
	again, err := cyclonedx.Read(text.Bytes())
	if err != nil || len(again.Problems) > 0 || len(again.Formulation) != 2 {
		t.Errorf("read again: %v, %v", err, again.Problems)
	}
}

// TestEqualFormulation tells once what documents say alike, unless each of them
// stays whole.
func TestEqualFormulation(t *testing.T) {
	t.Parallel()
	for mode, want := range map[merge.Mode]int{merge.Flat: 1, merge.Hierarchical: 2} {
		a, b := made("wheel", "make"), made("wheel", "make")
		b.Components = append(b.Components, &bom.Component{Ref: "axle", Type: "library", Name: "axle", Version: "2"})
		result, err := merge.Merge([]*bom.Document{a, b}, merge.Config{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(result.Document.Formulation); got != want {
			t.Errorf("%s: %d formulas, want %d", mode, got, want)
		}
	}
}

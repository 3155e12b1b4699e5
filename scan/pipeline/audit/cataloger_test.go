package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func TestShellVariables(t *testing.T) {
	t.Parallel()
	known := map[string]string{"A": "x", "B_2": "y", "EMPTY": ""}
	for text, want := range map[string]string{
		"":              "",
		"node":          "node",
		"$A":            "x",
		"${A}":          "x",
		"a$A:$B_2-c":    "ax:y-c",
		"${A}${B_2}":    "xy",
		"$EMPTY.":       ".",
		"$NONE":         "$NONE",
		"${NONE}":       "${NONE}",
		"${NONE:-z}":    "z",
		"${NONE-z:1}":   "z:1",
		"${A:-z}":       "x",
		"${NONE:-}":     "${NONE:-}",
		"${A:?must be}": "${A:?must be}",
		"${A":           "${A",
		"$":             "$",
		"$$A":           "$x",
		"${}":           "${}",
		"é$A":           "éx",
	} {
		got := audit.ShellVariables(text, func(name string) (string, bool) {
			v, ok := known[name]
			return v, ok
		})
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// makeshift is a system that only fills the model.
type makeshift struct{ audit.System }

func TestUsesOfOtherSystems(t *testing.T) {
	t.Parallel()
	text := []byte("image: node:24\nservices: [db:1, '']\nuses: docker://alpine\nbase: $X\n")
	roots, err := document.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	get := func(key string) *document.Node { return roots[0].Get(key) }
	job := &ci.Job{Container: &ci.Image{Ref: get("image")}}
	for s := range get("services").List() {
		job.Services = append(job.Services, &ci.Image{Ref: s})
	}
	job.Steps = []*ci.Step{{Uses: &ci.Component{Ref: get("uses"), Image: "alpine"}}, {Uses: &ci.Component{Ref: get("uses")}}}
	f := &ci.File{
		Source: &ci.Source{File: scan.NewFile(&scan.Entry{Path: "x"}, text), Roots: roots}, Jobs: []*ci.Job{job}, Image: &ci.Image{Ref: get("base")},
	}
	var got []string
	for _, u := range audit.Uses(makeshift{}, f) {
		state := ""
		if u.Computed {
			state = " computed"
		}
		got = append(got, string(u.Kind)+" "+u.Image+state)
	}
	if diff := cmp.Diff([]string{"image $X computed", "image node:24", "service db:1", "action alpine"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package compose_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/compose"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

const services = "services:\n  a:\n    image: x:1\n"

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, compose.New(), []audittest.Candidate{
		{"compose.yaml", services, true},
		{"deploy/docker-compose.prod.yml", services, true},
		{"docker-compose-dev.yml", services, true},
		{"stack.yml", "version: '3'\nx-a: 1\n" + services + "networks:\n  b:\n", true},
		{"stack.yml", services + "jobs:\n", false},
		{"stack.yml", "a: services\n", false},
		{"config.yml", "name: x\n", false},
		{"compose.yaml", "name: x\n", false},
		{"node_modules/x/compose.yaml", services, false},
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	text := "name: app\nservices:\n  a:\n    image: x:1\n    environment:\n      A: 1\n      B:\n  b:\n    build: .\n    environment:\n      - C=d=e\n      - \"F=\"\n      - G\n  c: none\n"
	f := audittest.Read(t, compose.New(), "compose.yaml", text)
	var got []string
	for _, job := range f.Jobs {
		line := job.ID
		if job.Container != nil {
			line += " " + job.Container.Ref.Value()
		}
		got = append(got, line)
		for _, v := range job.Env.Vars {
			start, end := v.Value.Span()
			got = append(got, fmt.Sprintf("  %s=%s %q", v.Key.Value(), v.Value.Value(), text[start:end]))
		}
	}
	want := []string{"a x:1", `  A=1 "1"`, `  B= ""`, "b", `  C=d=e "d=e"`, `  F= ""`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("model (-want +got):\n%s", diff)
	}
	if f.Name.Value() != "app" || f.Kind != ci.KindServices {
		t.Errorf("name %q, kind %q", f.Name.Value(), f.Kind)
	}
	for _, text := range []string{"services: []\n", "services:\n  a:\n    class: B\n", "a: 1\n"} {
		if audittest.Read(t, compose.New(), "compose.yaml", text) != nil {
			t.Errorf("%q is read", text)
		}
	}
}

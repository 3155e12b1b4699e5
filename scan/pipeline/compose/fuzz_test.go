package compose_test

import (
	"context"
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/compose"
)

func FuzzCheck(f *testing.F) {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{compose.New()}})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		services, "services:\n  a: &x\n    image: ${A:-b\n    environment: [A=\"b\", =c, 'D=\te']\n    volumes: [\"/:/\", :, {type: bind, source: /etc}]\n  b: *x\n",
		"services: {a: {build: {privileged: yes}, cap_add: [ALL, 1], security_opt: [\"=\", seccomp=unconfined]}}", "x-a: 1\nservices:\n  a:\n    image: \"x\\u0041:${\"\n    environment:\n      - \"API_TOKEN=\\u0041b\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		list, _ := analyzer.Check(context.Background(), "compose.yaml", text)
		for _, w := range list {
			if r := w.Location.Region; r.StartOffset < 0 || r.StartOffset > r.EndOffset || r.EndOffset > len(text) {
				t.Fatalf("%s at [%d, %d) of %d bytes", w.Rule.ID, r.StartOffset, r.EndOffset, len(text))
			}
		}
	})
}

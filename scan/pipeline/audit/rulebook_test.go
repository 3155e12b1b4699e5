package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func TestRulebook(t *testing.T) {
	t.Parallel()
	var order []string
	told := func(name string) func(*audit.Run) {
		return func(r *audit.Run) { order = append(order, name+" "+r.Front.(string)) }
	}
	book := audit.NewRulebook("own",
		&audit.Rule{Meta: scan.Rule{Class: "unpinned-image"}, File: told("first")},
		&audit.Rule{Meta: scan.Rule{ID: "other", Class: "unpinned-image"}, File: told("second")})
	if book.Name() != "own" {
		t.Errorf("named %q", book.Name())
	}
	var ids []string
	for _, r := range book.Rules() {
		ids = append(ids, r.ID+" "+string(r.Kind))
	}
	if diff := cmp.Diff([]string{"own/unpinned-image misconfiguration", "own/other misconfiguration"}, ids); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	book.Rules()[0] = nil // the list is the caller's
	if book.Rules()[0] == nil {
		t.Error("the list of rules is not the caller's own")
	}
	run := audit.NewRun(&ci.File{}, nil)
	run.Front = "state"
	book.Check(run)
	if diff := cmp.Diff([]string{"first state", "second state"}, order); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

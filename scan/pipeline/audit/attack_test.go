package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// TestEndsRates checks that what is in reach raises a finding only where outsiders
// are known to get in, and lowers it everywhere.
func TestEndsRates(t *testing.T) {
	t.Parallel()
	outsider, member := ci.Entry{Event: "a", Who: "x"}, ci.Entry{Event: "b", Who: "y", Members: true}
	secret := ci.Reach{Secrets: []string{"A"}}
	for name, tt := range map[string]struct {
		entries []ci.Entry
		depends []string
		reach   ci.Reach
		want    scan.Severity
	}{
		"open":             {[]ci.Entry{outsider}, nil, secret, scan.SeverityCritical},
		"members":          {[]ci.Entry{member}, nil, secret, scan.SeverityHigh},
		"depends":          {[]ci.Entry{outsider}, []string{"whether"}, secret, scan.SeverityHigh},
		"nothing in reach": {[]ci.Entry{member}, nil, ci.Reach{}, scan.SeverityMedium},
		"nobody known":     {nil, nil, ci.Reach{}, scan.SeverityHigh},
	} {
		w := found(t, tt.entries, tt.depends, tt.reach)
		if w.Severity != tt.want || w.Path == nil || w.Correlation == "" || w.Impact == "" {
			t.Errorf("%s: %s, path %v", name, w.Severity, w.Path)
		}
	}
}

// found returns a finding that ends a path.
func found(t *testing.T, entries []ci.Entry, depends []string, reach ci.Reach) *ci.Weakness {
	t.Helper()
	src := &ci.Source{File: scan.NewFile(&scan.Entry{Path: "a.yml"}, []byte("job: x\n"))}
	roots, err := document.Parse(src.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	src.Roots = roots
	job := &ci.Job{ID: "job", Node: roots[0]}
	var list []*ci.Weakness
	run := audit.NewRun(&ci.File{Source: src, Root: roots[0], Jobs: []*ci.Job{job}}, func(w *ci.Weakness) { list = append(list, w) })
	run.Stage = audit.Stage{
		Entries: func(*ci.Job, *ci.Step, *audit.Attack) []ci.Entry { return entries },
		Reach:   func(_ *ci.Job, r *ci.Reach) { *r = reach },
		Depends: func(*ci.Path) []string { return depends },
	}
	run.Rules([]*audit.Rule{{
		Meta: scan.Rule{ID: "x/y", Severity: scan.SeverityHigh},
		Job: func(r *audit.Run, job *ci.Job) {
			r.Find(job, nil, ci.SpanOf(job.Node), "", "m", r.Ends(job, nil, audit.RunsCode("text")))
		},
	}})
	return list[0]
}

func TestNamedCredentials(t *testing.T) {
	t.Parallel()
	src := &ci.Source{File: scan.NewFile(&scan.Entry{Path: "a.yml"}, []byte("a: 'curl -u $API_TOKEN ${MY_PASSWORD-x} $OWN_SECRET $CI_JOB_TOKEN $HOME $(deployPassword) %WIN_TOKEN%'\nb: 'OWN_SECRET=1; echo $env:PS_KEY_SECRET'\n"))}
	roots, err := document.Parse(src.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	job := &ci.Job{ID: "job", Node: roots[0]}
	for _, n := range roots[0].Pairs() {
		job.Steps = append(job.Steps, &ci.Step{Node: n, Run: &ci.Script{Text: n}})
	}
	run := audit.NewRun(&ci.File{Source: src, Root: roots[0], Jobs: []*ci.Job{job}}, func(*ci.Weakness) {})
	got := run.NamedCredentials(job, func(name string) bool { return name == "CI_JOB_TOKEN" })
	want := []string{"API_TOKEN", "MY_PASSWORD", "PS_KEY_SECRET", "WIN_TOKEN", "deployPassword"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("credentials (-want +got):\n%s", diff)
	}
}

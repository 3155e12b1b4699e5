package ci_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func TestReachSeverity(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		reach ci.Reach
		want  scan.Severity
	}{
		"nothing":      {ci.Reach{}, scan.SeverityMedium},
		"reads":        {ci.Reach{Token: ci.Token{Read: []string{"*"}}}, scan.SeverityMedium},
		"withheld":     {ci.Reach{Withheld: true, Secrets: []string{"A"}}, scan.SeverityMedium},
		"own runner":   {ci.Reach{Withheld: true, Runner: "r"}, scan.SeverityHigh},
		"cache":        {ci.Reach{Cache: true}, scan.SeverityHigh},
		"issues":       {ci.Reach{Token: ci.Token{Write: []string{"issues"}}}, scan.SeverityHigh},
		"later secret": {ci.Reach{Consumers: []ci.Consumer{{Job: "j", Secrets: []string{"A"}}}}, scan.SeverityHigh},
		"later job":    {ci.Reach{Consumers: []ci.Consumer{{Job: "j"}}}, scan.SeverityMedium},
		"contents":     {ci.Reach{Token: ci.Token{Write: []string{"contents"}}}, scan.SeverityCritical},
		"everything":   {ci.Reach{Token: ci.Token{Write: []string{"*"}}}, scan.SeverityCritical},
		"default":      {ci.Reach{Token: ci.Token{Default: true}}, scan.SeverityCritical},
		"secret":       {ci.Reach{Secrets: []string{"A"}}, scan.SeverityCritical},
		"all secrets":  {ci.Reach{AllSecrets: true}, scan.SeverityCritical},
		"group":        {ci.Reach{Groups: []string{"context a"}}, scan.SeverityCritical},
		"account":      {ci.Reach{Accounts: []string{"service account a"}}, scan.SeverityCritical},
		"unlisted":     {ci.Reach{Unlisted: "variables"}, scan.SeverityHigh},
		"later group":  {ci.Reach{Consumers: []ci.Consumer{{Job: "j", Groups: []string{"context a"}}}}, scan.SeverityHigh},
		"deployment":   {ci.Reach{Environments: []string{"prod"}}, scan.SeverityCritical},
	} {
		if got := tt.reach.Severity(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestReachMerge(t *testing.T) {
	t.Parallel()
	r := ci.Reach{Withheld: true, Secrets: []string{"B"}, Consumers: []ci.Consumer{{Job: "a", Takes: "outputs"}}}
	r.Merge(ci.Reach{Secrets: []string{"A", "B"}, Token: ci.Token{Default: true, Write: []string{"issues"}}, Runner: "r", Cache: true, AllSecrets: true,
		Consumers: []ci.Consumer{{Job: "a", Takes: "outputs"}, {Job: "b", Takes: "outputs"}}})
	want := ci.Reach{Secrets: []string{"A", "B"}, Token: ci.Token{Default: true, Write: []string{"issues"}}, Runner: "r", Cache: true, AllSecrets: true,
		Consumers: []ci.Consumer{{Job: "a", Takes: "outputs"}, {Job: "b", Takes: "outputs"}}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
}

func TestPathOpen(t *testing.T) {
	t.Parallel()
	outsider, member := ci.Entry{Event: "a"}, ci.Entry{Event: "b", Members: true}
	for _, tt := range []struct {
		path ci.Path
		want bool
	}{
		{ci.Path{}, false},
		{ci.Path{Entries: []ci.Entry{member}}, false},
		{ci.Path{Entries: []ci.Entry{member, outsider}}, true},
		{ci.Path{Entries: []ci.Entry{outsider}, Depends: []string{"whether"}}, false},
	} {
		if got := tt.path.Open(); got != tt.want {
			t.Errorf("%v: %t", tt.path, got)
		}
	}
}

func TestPathStringOfSettings(t *testing.T) {
	t.Parallel()
	p := ci.Path{
		Entries: []ci.Entry{{Event: "push", Who: "whoever pushes", Members: true}}, Source: "x", Effect: "runs code", Job: "j", Depends: []string{"whether a", "who b"},
		Reach: ci.Reach{
			Groups: []string{"context a", "context b"}, Accounts: []string{"service account c"}, Unlisted: "the variables of the project",
			Token:     ci.Token{Name: "JOB", Write: []string{"packages"}},
			Consumers: []ci.Consumer{{Job: "k", Takes: "artifact", Groups: []string{"context d"}, Environments: []string{"prod"}}},
		},
	}
	want := "Whoever pushes (push) runs code in job j. In reach: the context a and the context b; the service account c; JOB, which may write packages; " +
		"the variables of the project; job k, which takes its artifact over and has the context d and deployments to prod. " +
		"It depends on whether a and on who b, which the file does not tell."
	if diff := cmp.Diff(want, p.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestPathString(t *testing.T) {
	t.Parallel()
	entry := ci.Entry{Event: "issues", Who: "anybody who opens an issue"}
	guarded := entry
	guarded.Guards = []string{"a ==\n b", "c"}
	for _, tt := range []struct {
		path ci.Path
		want string
	}{
		{ci.Path{Source: "x", Effect: "runs code", Job: "j"}, "Whoever decides on x runs code in job j."},
		{ci.Path{Source: "x", Effect: "runs code", Job: "j", Entries: []ci.Entry{entry}},
			"Anybody who opens an issue (issues) runs code in job j. Neither a secret nor a token that writes is in reach."},
		{ci.Path{Effect: "starts this workflow", Entries: []ci.Entry{entry, entry, {Event: "fork", Who: "anybody who forks"}}, Reach: ci.Reach{Cache: true}},
			"Anybody who opens an issue (issues) or anybody who forks (fork) starts this workflow. At stake: the cache of the default branch."},
		{ci.Path{Source: "x", Effect: "runs code", Entries: []ci.Entry{guarded}, Reach: ci.Reach{Withheld: true}},
			"Anybody who opens an issue (issues) runs code. The conditions a == b and c are not known to keep them out. The platform withholds secrets and gives a token that only reads."},
		{ci.Path{Source: "x", Effect: "runs code", Entries: []ci.Entry{entry}, Reach: ci.Reach{
			Secrets: []string{"A", "B", "C", "D", "E", "F"}, Environments: []string{"prod"}, Token: ci.Token{Write: []string{"contents", "id-token"}},
			Runner: "a runner", CacheReaders: []string{"w/a.yml", "w/b.yml"},
			Consumers: []ci.Consumer{{Job: "next", Takes: "outputs", Secrets: []string{"K"}, Write: []string{"*"}}},
		}}, "Anybody who opens an issue (issues) runs code. In reach: the secrets A, B, C, D and 2 more; deployments to prod; a token that may write contents; " +
			"the identity of the workflow at other systems; a runner, for as long as it lives; the cache that goes into what is published by a.yml and b.yml; " +
			"job next, which takes its outputs over and has secrets K and a token that may write everything."},
	} {
		if got := tt.path.String(); got != tt.want {
			t.Errorf("%s\nwant\n%s", got, tt.want)
		}
	}
}

func TestManyConsumers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{5: "job e, which takes its outputs over.", 6: "job d, which takes its outputs over; 2 more jobs that take over from it."} {
		p := ci.Path{Source: "x", Effect: "runs code"}
		for i := range n {
			p.Reach.Consumers = append(p.Reach.Consumers, ci.Consumer{Job: string(rune('a' + i)), Takes: "outputs"})
		}
		if got := p.String(); !strings.HasSuffix(got, want) {
			t.Errorf("%d consumers: %s", n, got)
		}
	}
}

// TestPathConceal checks that nothing of a path shows what must not be shown.
func TestPathConceal(t *testing.T) {
	t.Parallel()
	w := &ci.Weakness{Path: &ci.Path{
		Source: "hush", Effect: "hush", Job: "hush",
		Entries: []ci.Entry{{Who: "hush", Guards: []string{"hush"}, Location: scan.Location{Region: scan.Region{Snippet: "hush"}}}},
		Reach: ci.Reach{Secrets: []string{"hush"}, Environments: []string{"hush"}, Runner: "hush", Cache: true,
			Consumers: []ci.Consumer{{Job: "hush", Secrets: []string{"hush"}}}},
	}}
	w.Properties = map[string]any{ci.PropertyPath: w.Path}
	w.Conceal(func(s string) string { return strings.ReplaceAll(s, "hush", "*") })
	if got := mustJSON(t, w); strings.Contains(got, "hush") || !strings.Contains(got, `"secrets":["*"]`) {
		t.Errorf("shown: %s", got)
	}
}

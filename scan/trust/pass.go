package trust

import (
	"bytes"
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// pass is the work of one run.
type pass struct {
	analyzer *Analyzer

	mu    sync.Mutex
	found []*Weakness
	jobs  []scan.Location // that may ask for tokens
}

// maxJobs bounds the related locations of a finding.
const maxJobs = 5

// Wants implements [scan.Pass].
func (p *pass) Wants(e *scan.Entry) bool {
	return isTerraform(e.Path) || isNodes(e.Path)
}

func isTerraform(path string) bool { return hasSuffix(path, ".tf", ".tofu") }

func isTerraformJSON(path string) bool { return hasSuffix(path, ".tf.json", ".tofu.json") }

func isNodes(path string) bool { return hasSuffix(path, ".yml", ".yaml", ".json", ".template") }

func isWorkflow(path string) bool {
	return hasSuffix(path, ".yml", ".yaml") && strings.Contains("/"+path, "/.github/workflows/")
}

func hasSuffix(path string, list ...string) bool {
	path = strings.ToLower(path)
	return slices.ContainsFunc(list, func(s string) bool { return strings.HasSuffix(path, s) })
}

// File implements [scan.Pass].
func (p *pass) File(_ context.Context, f *scan.File, _ scan.Sink) error {
	if isWorkflow(f.Path) {
		p.collect(f)
		return nil
	}
	list, diag := p.analyzer.check(f)
	p.mu.Lock()
	p.found = append(p.found, list...)
	p.mu.Unlock()
	if diag != nil {
		return diag
	}
	return nil
}

var tokenRight = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^[^#\n]*\b(id-token["']?:[ \t]*["']?write)\b`)
})

// collect keeps where jobs are given the right to ask for tokens.
func (p *pass) collect(f *scan.File) {
	if !bytes.Contains(f.Bytes(), []byte("id-token")) {
		return
	}
	for _, m := range tokenRight().FindAllSubmatchIndex(f.Bytes(), maxJobs) {
		loc := f.Location(m[2], m[3])
		loc.Role, loc.Message = "token", "this pipeline may ask for tokens"
		p.mu.Lock()
		p.jobs = append(p.jobs, loc)
		p.mu.Unlock()
	}
}

// End implements [scan.EndPass].
func (p *pass) End(_ context.Context, out scan.Sink) error {
	slices.SortFunc(p.jobs, comparePlace)
	slices.SortStableFunc(p.found, func(a, b *Weakness) int { return comparePlace(a.Location, b.Location) })
	for _, w := range p.found {
		if w.Issuer == p.analyzer.issuers[0].name {
			w.Related = append(w.Related, p.jobs[:min(len(p.jobs), maxJobs)]...)
		}
		out.Finding(w)
	}
	return nil
}

func comparePlace(a, b scan.Location) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Region.StartOffset, b.Region.StartOffset), cmp.Compare(a.Region.EndOffset, b.Region.EndOffset))
}

// check reads and checks one file.
func (a *Analyzer) check(f *scan.File) ([]*Weakness, *scan.Diagnostic) {
	if f.Binary() || !concerns(f) {
		return nil, nil
	}
	at := scan.Location{Path: f.Path, Origin: f.Origin}
	if len(f.Bytes()) > a.max {
		return nil, &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: at, Message: "template above the size limit"}
	}
	read := readNodes
	if isTerraform(f.Path) {
		read = readHCL
	}
	t, diag := read(f)
	c := &check{template: t, file: f, issuers: a.issuers, claims: a.claims, rules: a.rules}
	for _, r := range t.resources {
		c.resource = r
		c.aws(r)
		c.gcp(r)
		c.azure(r)
	}
	slices.SortStableFunc(c.list, func(a, b *Weakness) int { return comparePlace(a.Location, b.Location) })
	suppress(f, c.list)
	if diag != nil {
		diag.Location.Path, diag.Location.Origin = at.Path, at.Origin
	}
	return c.list, diag
}

// concerns reports whether a file can hold what this package looks for, by the
// words that it has to have.
func concerns(f *scan.File) bool {
	has := func(word string) bool { return bytes.Contains(f.Bytes(), []byte(word)) }
	switch {
	case isTerraform(f.Path), isTerraformJSON(f.Path):
		return has("WebIdentity") || has("Federated") || has("workload_identity_pool_provider") || has("federated_identity_credential")
	case hasSuffix(f.Path, ".json"):
		return has("Federated") && (has("AWS::IAM::Role") || has("Statement"))
	}
	return has("Federated") && has("AWS::IAM::Role")
}

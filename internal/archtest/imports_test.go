package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// room is a part of the house: packages below a path, and what of the house
// they may import besides themselves and internal.
type room struct {
	path string
	may  []string
}

// rooms is the import rule, the most special paths first.
func rooms() []room {
	return []room{
		{"examples", []string{"."}},
		{"internal/conformance", []string{"."}},
		{"internal/archtest", nil},
		{"internal/ruledocs", []string{"scan"}},
		{"internal", nil},
		{"scan/suite", []string{"scan", "sbom", "secrets"}},
		{"scan/cli", []string{"scan", "policy"}},
		{"scan/scantest", []string{"scan"}},
		{"scan/report", []string{"scan"}},
		{"scan/gitrepo", []string{"scan"}},
		{"scan/archive", []string{"scan"}},
		{"scan/fix", []string{"scan"}},
		{"scan/deps", []string{"scan", "sbom"}},
		{"scan/govuln", []string{"scan", "sbom"}},
		{"scan/licensing", []string{"scan", "sbom"}},
		{"scan/pipeline", []string{"scan", "sbom"}},
		{"scan/formulation", []string{"scan", "sbom"}},
		{"scan", nil},
		{"sbom/command", []string{"scan", "sbom", "policy"}},
		{"sbom", []string{"scan"}},
		{"secrets", []string{"scan"}},
		{"policy", []string{"scan"}},
		{"provenance", []string{"scan"}},
		{".", nil},
	}
}

// within reports whether rel is dir or below it.
func within(rel, dir string) bool {
	return dir == "." || rel == dir || strings.HasPrefix(rel, dir+"/")
}

func TestImportRule(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		rel := p.rel()
		i := slices.IndexFunc(rooms(), func(r room) bool { return within(rel, r.path) })
		r := rooms()[i]
		for _, imp := range p.Imports {
			if !within(imp, module) {
				continue
			}
			to := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/")
			allowed := within(to, r.path) && r.path != "." || within(to, "internal") || slices.ContainsFunc(r.may, func(m string) bool { return within(to, m) })
			if r.path == "scan" && rel == "scan" {
				allowed = within(to, "internal")
			}
			if !allowed {
				t.Errorf("%s may not import %s", rel, to)
			}
			if within(to, "examples") || within(to, "scan/cli") && !within(rel, "examples") && !within(rel, "scan/cli") && rel != "sbom/command" {
				t.Errorf("%s imports %s, which only commands may", rel, to)
			}
			if within(to, "internal/conformance") || within(to, "internal/archtest") || within(to, "scan/scantest") {
				t.Errorf("%s imports %s outside of a test", rel, to)
			}
		}
	}
}

// TestWeight holds the most packages outside of the standard library, own ones
// included, that an importer of a package gets, and the table in the README.
func TestWeight(t *testing.T) {
	t.Parallel()
	limits := map[string]int{
		"policy":                  18,
		"provenance":              12,
		"sbom":                    45,
		"sbom/command":            98,
		"sbom/document":           20,
		"sbom/license":            4,
		"sbom/validate":           22,
		"sbom/vex":                26,
		"scan":                    6,
		"scan/archive":            18,
		"scan/cli":                18,
		"scan/deps":               35,
		"scan/deps/health":        35,
		"scan/fix":                6,
		"scan/formulation":        25,
		"scan/gitrepo":            6,
		"scan/govuln":             80,
		"scan/licensing":          14,
		"scan/pipeline":           35,
		"scan/pipeline/inventory": 20,
		"scan/report":             8,
		"scan/suite":              95,
		"scan/trust":              35,
		"secrets":                 12,
		"secrets/awssm":           80,
		"secrets/store":           12,
		"secrets/vault":           14,
		"secrets/verify":          12,
	}
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	for _, p := range loaded(t) {
		limit, ok := limits[p.rel()]
		if !ok {
			continue
		}
		n := 1
		for _, dep := range p.Deps {
			if first, _, _ := strings.Cut(dep, "/"); strings.Contains(first, ".") {
				n++
			}
		}
		if row := fmt.Sprintf("| %d | %d |", n, limit); !strings.Contains(readme, "| `"+p.rel()+"`") || !slices.ContainsFunc(strings.Split(readme, "\n"), func(line string) bool {
			return strings.HasPrefix(line, "| `"+p.rel()+"`") && strings.HasSuffix(line, row)
		}) {
			t.Errorf("README.md has no row for %s that ends with %q", p.rel(), row)
		}
		if n > limit {
			t.Errorf("%s costs its importers %d packages, the limit is %d", p.rel(), n, limit)
		}
	}
}

// TestNoNetwork keeps network code out of what must never dial, and other
// programs out of all of that but scan/gitrepo, which is there to run git.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	quiet := []string{"scan", "scan/report", "scan/pipeline", "scan/trust", "policy", "provenance", "secrets", "secrets/store", "sbom", "sbom/license", "sbom/vex", "scan/deps", "scan/deps/health", "scan/licensing", "scan/suite", "scan/cli", "scan/gitrepo", "scan/archive", "scan/fix"}
	for _, p := range loaded(t) {
		if !slices.Contains(quiet, p.rel()) {
			continue
		}
		for _, bad := range []string{"net/http", "net", "crypto/tls", "os/exec"} {
			if slices.Contains(p.Deps, bad) && (bad != "os/exec" || p.rel() != "scan/gitrepo") {
				t.Errorf("%s depends on %s", p.rel(), bad)
			}
		}
	}
}

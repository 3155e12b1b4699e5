package archtest

import (
	"bytes"
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// TestText keeps out of the repository what does not belong to the project:
// paths of a machine and names of package registries' hosts.
func TestText(t *testing.T) {
	t.Parallel()
	hosts := []string{
		"registry.npmjs" + ".org", "registry.yarnpkg" + ".com", "pypi" + ".org", "files.pythonhosted" + ".org", "crates" + ".io/api", "static.crates" + ".io", "index.crates" + ".io",
		"proxy.golang" + ".org", "sum.golang" + ".org", "repo.maven.apache" + ".org", "repo1.maven" + ".org", "rubygems" + ".org", "api.nuget" + ".org", "deb.debian" + ".org",
	}
	paths := regexp.MustCompile(`/(root|home/[a-z]+|Users/[A-Za-z]+|work)/[A-Za-z0-9._-]`)
	tracked(t, func(name string, text []byte) {
		for _, host := range hosts {
			if bytes.Contains(text, []byte(host)) {
				t.Errorf("%s names the registry host %s", name, host)
			}
		}
		if m := paths.Find(text); m != nil && !strings.HasSuffix(name, ".sum") {
			t.Errorf("%s holds the machine path %s", name, m)
		}
	})
}

// TestNothingIsSkipped refuses tests that can be skipped: what hides a part
// says nothing about it.
func TestNothingIsSkipped(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		for _, f := range p.tests {
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if ok && (sel.Sel.Name == "Skip" || sel.Sel.Name == "Skipf" || sel.Sel.Name == "SkipNow") {
					if x, ok := sel.X.(*ast.Ident); ok && (x.Name == "t" || x.Name == "b" || x.Name == "f") {
						t.Errorf("%s: a test is skipped", p.place(n))
					}
				}
				return true
			})
		}
	}
}

package archtest

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// TestSizes keeps files and functions small enough to be read in one sitting.
// Tables are data.
func TestSizes(t *testing.T) {
	t.Parallel()
	var files, functions []int
	for _, p := range loaded(t) {
		for name, f := range p.files {
			if strings.HasSuffix(name, "_table.go") {
				continue
			}
			lines := p.fset.Position(f.FileEnd).Line
			files = append(files, lines)
			if lines > 600 {
				t.Errorf("%s/%s has %d lines, the limit is 600", p.rel(), name, lines)
			}
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				n := p.fset.Position(fn.End()).Line - p.fset.Position(fn.Pos()).Line + 1
				functions = append(functions, n)
				if n > 80 {
					t.Errorf("%s: %s has %d lines, the limit is 80", p.place(fn), fn.Name.Name, n)
				}
			}
		}
	}
	slices.Sort(files)
	slices.Sort(functions)
	if m := files[len(files)/2]; m > 200 {
		t.Errorf("the median file has %d lines, the limit is 200", m)
	}
	if m := functions[len(functions)/2]; m > 12 {
		t.Errorf("the median function has %d lines, the limit is 12", m)
	}
	if p := functions[len(functions)*95/100]; p > 50 {
		t.Errorf("5 %% of the functions have more than %d lines, the limit is 50", p)
	}
}

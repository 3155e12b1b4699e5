package archtest

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// commands are the packages that may talk to the process around them.
func isCommand(rel string) bool {
	return within(rel, "examples") || within(rel, "scan/cli") || rel == "internal/bigram" || rel == "scan/deps/internal/measure"
}

// keepsTime are the packages whose clock and timers are those of the system
// unless a configuration replaces them: leases end whether somebody looks or
// not.
func keepsTime(rel string) bool { return rel == "secrets/vault" }

func TestNoInit(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		for _, f := range p.files {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s: init function", p.place(fn))
				}
			}
		}
	}
}

// TestNoPackageState allows package variables only for error values, interface
// checks, embedded data, once-functions and unexported tables that nothing
// changes.
func TestNoPackageState(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		vars := map[string]*ast.ValueSpec{}
		for _, f := range p.files {
			for _, d := range f.Decls {
				if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.VAR {
					for _, s := range gen.Specs {
						collectVars(t, p, s.(*ast.ValueSpec), gen.Doc, vars)
					}
				}
			}
		}
		for _, f := range p.files {
			ast.Inspect(f, func(n ast.Node) bool {
				for _, target := range changed(n) {
					if id := base(target); id != nil && vars[id.Name] != nil && !shadowed(f, id) {
						t.Errorf("%s: package variable %s is changed", p.place(n), id.Name)
					}
				}
				return true
			})
		}
	}
}

func collectVars(t *testing.T, p *pkg, s *ast.ValueSpec, doc *ast.CommentGroup, vars map[string]*ast.ValueSpec) {
	t.Helper()
	embedded := doc != nil && strings.Contains(commentText(doc), "//go:embed")
	for i, name := range s.Names {
		if name.Name == "_" {
			continue
		}
		vars[name.Name] = s
		isError := strings.HasPrefix(name.Name, "Err") || strings.HasPrefix(name.Name, "err")
		if name.IsExported() && !isError {
			t.Errorf("%s: exported variable %s", p.place(name), name.Name)
		}
		if len(s.Values) <= i && !embedded {
			t.Errorf("%s: variable %s has no value, so it can only be there to be changed", p.place(name), name.Name)
		}
		if sel, ok := s.Type.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "sync" {
				t.Errorf("%s: %s is package state", p.place(name), name.Name)
			}
		}
	}
}

func commentText(doc *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range doc.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// changed returns the expressions that a statement writes to or takes the
// address of.
func changed(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if id, ok := n.X.(*ast.Ident); ok {
				return []ast.Expr{id}
			}
		}
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") && len(n.Args) > 0 {
			return n.Args[:1]
		}
	}
	return nil
}

// base returns the variable that an expression is a part of.
func base(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// shadowed reports whether the function around id declares the same name.
func shadowed(f *ast.File, id *ast.Ident) bool {
	found := false
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || id.Pos() < fn.Pos() || id.Pos() > fn.End() {
			continue
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok == token.DEFINE {
					for _, l := range n.Lhs {
						x, ok := l.(*ast.Ident)
						found = found || ok && x.Name == id.Name
					}
				}
			case *ast.Field:
				for _, x := range n.Names {
					found = found || x.Name == id.Name
				}
			case *ast.ValueSpec:
				for _, x := range n.Names {
					found = found || x.Name == id.Name
				}
			}
			return true
		})
	}
	return found
}

// TestNoHiddenInputOrOutput keeps libraries from reading the environment or the
// clock, and from writing anywhere on their own.
func TestNoHiddenInputOrOutput(t *testing.T) {
	t.Parallel()
	forbidden := map[string][]string{
		"os":      {"Getenv", "LookupEnv", "Environ", "Stdout", "Stderr", "Stdin", "Exit", "Args", "Chdir", "Setenv"},
		"fmt":     {"Print", "Printf", "Println"},
		"time":    {"Now", "Since", "Sleep", "After", "Tick", "NewTimer", "NewTicker"},
		"runtime": {"GC"},
	}
	packages := map[string]bool{"log": true, "math/rand": true, "math/rand/v2": true, "unsafe": true}
	for _, p := range loaded(t) {
		if isCommand(p.rel()) || p.rel() == "scan/scantest" {
			continue
		}
		for _, f := range p.files {
			for _, imp := range f.Imports {
				if packages[strings.Trim(imp.Path.Value, `"`)] {
					t.Errorf("%s: imports %s", p.place(imp), imp.Path.Value)
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); ok {
					for _, name := range forbidden[x.Name] {
						if keepsTime(p.rel()) && (name == "Now" || name == "NewTimer") {
							continue
						}
						if sel.Sel.Name == name && !shadowed(f, x) {
							t.Errorf("%s: uses %s.%s", p.place(n), x.Name, name)
						}
					}
				}
				return true
			})
		}
	}
}

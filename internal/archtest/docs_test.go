package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocumented wants a comment on every exported name, beginning with the
// name, and one on every package.
func TestDocumented(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		packageDoc := false
		names := 0
		for _, f := range p.files {
			packageDoc = packageDoc || f.Doc != nil && (strings.HasPrefix(f.Doc.Text(), "Package "+p.Name) || p.Name == "main" && strings.HasPrefix(f.Doc.Text(), "Command "))
			for _, d := range f.Decls {
				names += checkDecl(t, p, d)
			}
		}
		if !packageDoc && len(p.files) > 0 {
			t.Errorf("%s has no package comment", p.rel())
		}
		if limit := 60; names > limit && p.rel() != "scan" || names > 120 {
			t.Errorf("%s exports %d names, the limit is %d", p.rel(), names, limit)
		}
	}
}

// checkDecl checks one declaration and returns the number of exported package
// level names in it. Constants of one group count once.
func checkDecl(t *testing.T, p *pkg, d ast.Decl) int {
	t.Helper()
	switch d := d.(type) {
	case *ast.FuncDecl:
		if !d.Name.IsExported() || d.Recv != nil && !exportedReceiver(d) {
			return 0
		}
		checkDoc(t, p, d, d.Name.Name, d.Doc)
		if d.Recv == nil {
			return 1
		}
	case *ast.GenDecl:
		n := 0
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					n++
					doc := s.Doc
					if doc == nil {
						doc = d.Doc
					}
					checkDoc(t, p, s, s.Name.Name, doc)
				}
			case *ast.ValueSpec:
				if slices.ContainsFunc(s.Names, func(id *ast.Ident) bool { return id.IsExported() }) {
					n = 1
					if d.Doc == nil && s.Doc == nil && s.Comment == nil {
						t.Errorf("%s: %s has no comment", p.place(s), s.Names[0].Name)
					}
				}
			}
		}
		if d.Tok != token.IMPORT {
			return n
		}
	}
	return 0
}

func exportedReceiver(d *ast.FuncDecl) bool {
	id := base(d.Recv.List[0].Type)
	return id != nil && id.IsExported()
}

func checkDoc(t *testing.T, p *pkg, n ast.Node, name string, doc *ast.CommentGroup) {
	t.Helper()
	text := doc.Text()
	if !regexp.MustCompile(`^(A |An |The )?` + name + `\b|^Deprecated:`).MatchString(text) {
		t.Errorf("%s: %s has no comment that begins with its name", p.place(n), name)
	}
}

// TestExamples wants an Example that is run in every package for importers.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		rel := p.rel()
		if rel == "." || p.Name == "main" || within(rel, "internal") || strings.Contains(rel, "/internal/") {
			continue
		}
		found := false
		for _, f := range p.tests {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				found = found || ok && strings.HasPrefix(fn.Name.Name, "Example") && hasOutput(f, fn)
			}
		}
		if !found {
			t.Errorf("%s has no Example with output", rel)
		}
	}
}

func hasOutput(f *ast.File, fn *ast.FuncDecl) bool {
	for _, c := range f.Comments {
		if c.Pos() > fn.Pos() && c.End() < fn.End() && regexp.MustCompile(`(?i)^\s*(unordered )?output:`).MatchString(c.Text()) {
			return true
		}
	}
	return false
}

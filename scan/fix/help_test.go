package fix_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

// finding returns a finding of a rule with one safe fix, about the place of its
// first edit.
func finding(rule string, severity scan.Severity, edits ...scan.Edit) *scan.Record {
	r := scan.NewRecord(&scan.Rule{ID: "test/" + rule, Class: scan.Class(rule), Severity: severity}, scan.Location{}, rule)
	if len(edits) > 0 {
		r.Location = scan.Location{Path: edits[0].Path, Region: edits[0].Region}
	}
	r.Fixes = []scan.Fix{{Description: "mend it", Safe: true, Edits: edits}}
	return &r
}

// edit returns the edit that replaces the only occurrence of old in a file; its
// part in brackets, which are not in the file, where it has such.
func edit(path, content, old, text string) scan.Edit {
	before, rest, marked := strings.Cut(old, "[")
	inner, after, _ := strings.Cut(rest, "]")
	if !marked {
		before, inner, after = "", old, ""
	}
	f := scan.NewFile(&scan.Entry{Path: path}, []byte(content))
	if strings.Count(string(f.Bytes()), before+inner+after) != 1 {
		panic("not once in the file: " + old)
	}
	at := strings.Index(string(f.Bytes()), before+inner+after) + len(before)
	return scan.Edit{Path: path, Region: f.Location(at, at+len(inner)).Region, Text: text}
}

func files(content map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range content {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return fsys
}

func patch(t *testing.T, fsys fs.FS, findings ...scan.Finding) *fix.Patch {
	t.Helper()
	p, err := fix.New(fix.Config{Files: fsys})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Add(t.Context(), findings); err != nil {
		t.Fatal(err)
	}
	return p
}

// content returns what the patch makes of a file.
func content(p *fix.Patch, path, old string) string {
	if data, ok := p.Content(path); ok {
		return string(data)
	}
	return old
}

// reasons returns "rule reason" of what is left.
func reasons(p *fix.Patch) string {
	var list []string
	for _, l := range p.Left() {
		list = append(list, strings.TrimPrefix(l.Finding.Common().RuleID(), "test/")+" "+string(l.Reason))
	}
	return strings.Join(list, ", ")
}

// tree writes files into a new folder.
func tree(t *testing.T, content map[string]string) (string, *os.Root) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root
}

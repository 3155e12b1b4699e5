package inventory_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

var update = flag.Bool("update", false, "write what comes out into the archives")

// TestGolden describes the files of each archive. Files named want… are what
// comes out: packages, what is no package, and the pipeline.
func TestGolden(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("%d archives, error %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			golden(t, name)
		})
	}
}

func golden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	var rest []txtar.File
	want := map[string]string{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			want[f.Name] = string(f.Data)
			continue
		}
		files[f.Name] = f.Data
		rest = append(rest, f)
	}
	got := map[string]string{}
	for _, p := range describe(t, files) {
		got["want/"+p.Location.Path] = packagesText(p) + pipelineText(p)
	}
	if !*update {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return
	}
	archive.Files = rest
	for _, f := range rest {
		if text, ok := got["want/"+f.Name]; ok {
			archive.Files = append(archive.Files, txtar.File{Name: "want/" + f.Name, Data: []byte(text)})
		}
	}
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func describe(t testing.TB, files map[string][]byte) []*inventory.Pipeline {
	t.Helper()
	a, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := a.Inventory(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func packagesText(p *inventory.Pipeline) string {
	var b strings.Builder
	for _, pkg := range p.Packages() {
		fmt.Fprintf(&b, "%s\n\t%s %s", pkg.PURL, pkg.Name, pkg.Version)
		if pkg.Ecosystem != "" {
			fmt.Fprintf(&b, " (%s)", pkg.Ecosystem)
		}
		fmt.Fprintf(&b, " %s %s %s", pkg.Scope, pkg.Properties[inventory.PropertyKind], pkg.Properties[inventory.PropertyPinned])
		for _, key := range []string{inventory.PropertyVersion, inventory.PropertyTag} {
			if v := pkg.Properties[key]; v != "" {
				fmt.Fprintf(&b, " %s=%s", key, v)
			}
		}
		for _, h := range pkg.Hashes {
			fmt.Fprintf(&b, " %s:%.8s", h.Algorithm, h.Value)
		}
		for _, l := range pkg.Locations {
			fmt.Fprintf(&b, " %s", place(l))
		}
		b.WriteByte('\n')
	}
	for _, c := range p.All() {
		switch {
		case c.Local:
			fmt.Fprintf(&b, "local %s %s %s\n", c.Kind, c.Name, place(c.Location))
		case c.Computed:
			fmt.Fprintf(&b, "computed %s %s %s\n", c.Kind, c.Text, place(c.Location))
		case c.PURL == "", !contains(p.Packages(), c.PURL):
			fmt.Fprintf(&b, "no package: %s %s %s\n", c.Kind, c.Text, c.PURL)
		}
	}
	return b.String()
}

func contains(list []*scan.Package, purl string) bool {
	for _, p := range list {
		if p.PURL == purl {
			return true
		}
	}
	return false
}

func place(l scan.Location) string {
	return strings.TrimSpace(fmt.Sprintf("%d:%d-%d %s", l.Region.StartLine, l.Region.StartColumn, l.Region.EndColumn, l.Logical))
}

// pipelineText shows the pipeline without places, which packagesText shows.
func pipelineText(p *inventory.Pipeline) string {
	data, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err.Error()
	}
	var b strings.Builder
	b.WriteString("\n")
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(prune(v)); err != nil {
		return err.Error()
	}
	return b.String()
}

// prune takes places out, and makes components as short as their references.
func prune(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	case map[string]any:
		delete(v, "location")
		if sum, ok := v["sha256"].(string); ok {
			v["sha256"] = sum[:8]
		}
		if _, ok := v["pinned"]; ok {
			return v["text"]
		}
		if len(v) == 1 && v["name"] != nil {
			return v["name"]
		}
		for key := range v {
			v[key] = prune(v[key])
		}
	}
	return v
}

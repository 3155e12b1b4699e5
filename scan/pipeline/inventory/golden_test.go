package inventory_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// TestGolden describes the files of each archive. Files named want… are what
// comes out: packages, what is no package, and the pipeline.
func TestGolden(t *testing.T) {
	t.Parallel()
	goldentest.Each(t, "testdata/*.txtar", func(t *testing.T, ar *goldentest.Archive) {
		files := map[string][]byte{}
		var given []txtar.File
		for _, f := range ar.Files {
			if !strings.HasPrefix(f.Name, "want/") {
				files[f.Name] = f.Data
				given = append(given, f)
			}
		}
		got := map[string]string{}
		for _, p := range describe(t, files) {
			got[p.Location.Path] = packagesText(p) + pipelineText(p)
		}
		all := slices.Clone(given)
		for _, f := range given {
			if text, ok := got[f.Name]; ok {
				all = append(all, txtar.File{Name: "want/" + f.Name, Data: []byte(text)})
			}
		}
		ar.Whole(t, all)
	})
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

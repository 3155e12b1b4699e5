package sbom_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

const lockEntries = 5000

// largeLock is a package-lock.json with as much in an entry as npm writes.
func largeLock() []byte {
	var b strings.Builder
	b.WriteString("{\n  \"name\": \"bench\",\n  \"version\": \"1.0.0\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n")
	b.WriteString("    \"\": {\n      \"name\": \"bench\",\n      \"version\": \"1.0.0\",\n      \"dependencies\": {\n        \"package-0\": \"^1.0.0\"\n      }\n    }")
	for i := range lockEntries {
		fmt.Fprintf(&b, `,
    "node_modules/package-%[1]d": {
      "version": "1.%[1]d.0",
      "resolved": "https://registry.example/package-%[1]d/-/package-%[1]d-1.%[1]d.0.tgz",
      "integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==",
      "dev": true,
      "license": "MIT",
      "dependencies": {
        "package-%[2]d": "^1.0.0",
        "package-%[3]d": "~1.2.3"
      },
      "engines": {
        "node": ">=12"
      }
    }`, i, (i+1)%lockEntries, (i*7)%lockEntries)
	}
	b.WriteString("\n  }\n}\n")
	return []byte(b.String())
}

func extractBench(b *testing.B, path string, text []byte, want int) {
	b.Helper()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		packages, err := sbom.Extract(context.Background(), golden.File(path, text))
		if err != nil || len(packages) != want {
			b.Fatal(len(packages), err)
		}
	}
}

func anyBench(b *testing.B, text []byte) {
	b.Helper()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNPMLock compares the extraction of a large package-lock.json with
// decoding it, and with the two readers that keep positions.
func BenchmarkNPMLock(b *testing.B) {
	text := largeLock()
	b.Run("extract", func(b *testing.B) { extractBench(b, "package-lock.json", text, lockEntries+1) })
	b.Run("encoding-json-any", func(b *testing.B) { anyBench(b, text) })
	b.Run("jsonpos", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := jsonpos.Parse(text, jsonpos.Config{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json-tokens", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			dec := json.NewDecoder(strings.NewReader(string(text)))
			for {
				if _, err := dec.Token(); err != nil {
					break
				}
				_ = dec.InputOffset()
			}
		}
	})
}

// BenchmarkGoMod compares the extraction of a go.mod with decoding JSON of the
// same facts.
func BenchmarkGoMod(b *testing.B) {
	const modules = 300
	var text, facts strings.Builder
	text.WriteString("module registry.example/bench\n\ngo 1.26\n\nrequire (\n")
	facts.WriteString("[")
	for i := range modules {
		fmt.Fprintf(&text, "\tregistry.example/group/module-%d v1.%d.0 // indirect\n", i, i)
		fmt.Fprintf(&facts, "{\"Path\": \"registry.example/group/module-%d\", \"Version\": \"v1.%d.0\", \"Indirect\": true},\n", i, i)
	}
	text.WriteString(")\n")
	b.Run("extract", func(b *testing.B) { extractBench(b, "go.mod", []byte(text.String()), modules+2) })
	b.Run("encoding-json-any", func(b *testing.B) { anyBench(b, []byte(strings.TrimSuffix(facts.String(), ",\n")+"]")) })
}

// BenchmarkWants measures how fast a walk passes over files that no extractor
// wants.
func BenchmarkWants(b *testing.B) {
	a, err := sbom.New(sbom.Config{})
	if err != nil {
		b.Fatal(err)
	}
	pass, err := a.Begin(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	entries := []*scan.Entry{{Path: "cmd/tool/main.go"}, {Path: "docs/guide/readme.txt"}, {Path: "web/src/components/list.tsx"}, {Path: "LICENSE"}}
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range entries {
			if pass.Wants(e) {
				b.Fatal(e.Path)
			}
		}
	}
}

// benchTree is a tree of 200 lockfiles of ten formats among 2,000 other files.
func benchTree() fstest.MapFS {
	const copies, others = 20, 100
	files := fstest.MapFS{}
	for i := range copies {
		dir := fmt.Sprintf("service-%02d/", i)
		lines := func(form string) string {
			var b strings.Builder
			for n := range 50 {
				fmt.Fprintf(&b, form, n, i)
			}
			return b.String()
		}
		for name, text := range map[string]string{
			"go.mod":            "module registry.example/app\n\ngo 1.26\n\nrequire (\n" + lines("\tregistry.example/module-%d v1.%d.0\n") + ")\n",
			"requirements.txt":  lines("package-%d==1.%d.0\n"),
			"Cargo.lock":        "version = 4\n" + lines("\n[[package]]\nname = \"crate-%d\"\nversion = \"1.%d.0\"\n"),
			"package-lock.json": `{"lockfileVersion": 3, "packages": {` + strings.TrimSuffix(lines(`"node_modules/package-%d": {"version": "1.%d.0", "license": "MIT"},`), ",") + "}}",
			"pnpm-lock.yaml":    "lockfileVersion: '9.0'\npackages:\n" + lines("\n  package-%d@1.%d.0:\n    engines: {node: '>=8'}\n"),
			"yarn.lock":         "# yarn lockfile v1\n" + lines("\n\"package-%d@1\":\n  version \"1.%d.0\"\n"),
			"poetry.lock":       lines("[[package]]\nname = \"package-%d\"\nversion = \"1.%d.0\"\n\n"),
			"gradle.lockfile":   lines("example.acme:library-%d:1.%d.0=runtimeClasspath\n"),
			"Gemfile.lock":      "GEM\n  remote: https://registry.example/\n  specs:\n" + lines("    gem-%d (1.%d.0)\n"),
			"pom.xml":           "<project><dependencies>" + lines("<dependency><groupId>example.acme</groupId><artifactId>library-%d</artifactId><version>1.%d.0</version></dependency>\n") + "</dependencies></project>",
		} {
			files[dir+name] = &fstest.MapFile{Data: []byte(text)}
		}
		for n := range others {
			files[fmt.Sprintf("%ssource/file-%d.txt", dir, n)] = &fstest.MapFile{Data: []byte("text\n")}
		}
	}
	return files
}

// BenchmarkTree takes the inventory of a tree with 200 lockfiles in a run.
func BenchmarkTree(b *testing.B) {
	files := benchTree()
	a, err := sbom.New(sbom.Config{})
	if err != nil {
		b.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		result, err := runner.Run(context.Background(), scan.FS(files, scan.TreeConfig{}))
		if err != nil || len(result.Packages) < 10000 {
			b.Fatal(len(result.Packages), err)
		}
	}
}

package formulation_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/scan/formulation"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

const wanted = "want.json"

// archive returns the pipelines of an archive.
func archive(t *testing.T, name string) (*goldentest.Archive, []*inventory.Pipeline) {
	t.Helper()
	a := goldentest.Open(t, filepath.Join("testdata", name))
	return a, describe(t, a.Questions(wanted))
}

func describe(t *testing.T, files map[string][]byte) []*inventory.Pipeline {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := analyzer.Inventory(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func document(f *bom.Formula) *bom.Document {
	return &bom.Document{
		Roots: []string{"mill"}, Components: []*bom.Component{{Ref: "mill", Type: "application", Name: "mill"}}, Formulation: []*bom.Formula{f},
	}
}

func write(t *testing.T, d *bom.Document, config cyclonedx.WriteConfig) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := cyclonedx.Write(&b, d, config); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	a, pipelines := archive(t, "mill.txtar")
	got := write(t, document(formulation.Of(pipelines)), cyclonedx.WriteConfig{})
	a.Answer(t, wanted, string(got))
}

// TestReproducible wants the order of the pipelines to decide nothing.
func TestReproducible(t *testing.T) {
	t.Parallel()
	_, pipelines := archive(t, "mill.txtar")
	first := write(t, document(formulation.Of(pipelines)), cyclonedx.WriteConfig{})
	slices.Reverse(pipelines)
	if again := write(t, document(formulation.Of(pipelines)), cyclonedx.WriteConfig{}); !bytes.Equal(first, again) {
		t.Errorf("(-first +again):\n%s", cmp.Diff(string(first), string(again)))
	}
}

// TestReadBack wants nothing of a formula to be lost in a document.
func TestReadBack(t *testing.T) {
	t.Parallel()
	_, pipelines := archive(t, "mill.txtar")
	want := formulation.Of(pipelines)
	for _, config := range []cyclonedx.WriteConfig{{}, {Version: "1.7"}, {Syntax: cyclonedx.XML}} {
		back, err := cyclonedx.Read(write(t, document(want), config))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]*bom.Formula{want}, back.Formulation); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", config, diff)
		}
		if len(back.Components) != 1 {
			t.Errorf("%d components beside those of the formula", len(back.Components)-1)
		}
	}
}

// TestNoSecrets wants neither scripts nor values in a formula.
func TestNoSecrets(t *testing.T) {
	t.Parallel()
	pipelines := describe(t, map[string][]byte{".github/workflows/x.yml": []byte(
		"on: push\nenv: {A: hidden-one}\njobs:\n  a:\n    runs-on: x\n    env: {B: hidden-two}\n    steps:\n      - run: echo hidden-three\n        env: {C: hidden-four}\n" +
			"      - uses: a/b@v1\n        with: {d: hidden-five}\n")})
	text := string(write(t, document(formulation.Of(pipelines)), cyclonedx.WriteConfig{}))
	if strings.Contains(text, "hidden") {
		t.Error(text)
	}
}

func TestRepeatedNames(t *testing.T) {
	t.Parallel()
	pipelines := describe(t, map[string][]byte{"Dockerfile": []byte("FROM a:1 AS x\nFROM b:1 AS x\nFROM a:1 AS x\n")})
	f := formulation.Of(slices.Concat(pipelines, pipelines))
	seen := map[string]bool{}
	for _, w := range f.Workflows {
		for _, task := range append([]*bom.Task{&w.Task}, w.Tasks...) {
			if seen[task.Ref] {
				t.Errorf("the reference %s is borne twice", task.Ref)
			}
			seen[task.Ref] = true
		}
	}
	if len(seen) != 8 || len(f.Components) != 2 {
		t.Errorf("%d references, %d components", len(seen), len(f.Components))
	}
	if formulation.Of(nil) != nil {
		t.Error("a formula of nothing")
	}
}

package report_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/penstock-dev/penstock/scan/report"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sarifConfigs are the configurations that generated findings go through.
var sarifConfigs = []report.SARIFConfig{
	{},
	{ID: "a/b/", Base: "../x y/", NoFile: "a:b c", SplitVulnerabilities: true, MaxResults: 2, MaxNotifications: 1},
}

func sarifOf(t testing.TB, s *source, config report.SARIFConfig) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Encode(report.NewSARIF(&b, config), s.findings(), s.diagnostics(), summary()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// officialSchema compiles the schema of the standard, which lies beside the
// repository where the project is worked on. It is nil in a plain clone.
var officialSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(root, "..", "shared", "schemas", "sarif-schema-2.1.0.json"))
	if errors.Is(err, fs.ErrNotExist) {
		f, err = os.Open(filepath.Join(root, "..", "..", "shared", "schemas", "sarif-schema-2.1.0.json"))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("sarif.json")
})

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("no go.mod above the package")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// validate holds a document against our own rules and the official schema.
func validate(t testing.TB, doc []byte) {
	t.Helper()
	for _, problem := range checkSARIF(doc) {
		t.Error(problem)
	}
	schema, err := officialSchema()
	if err != nil {
		t.Fatal(err)
	}
	if schema != nil {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%#v", err)
		}
	}
	if t.Failed() {
		t.Logf("document:\n%s", doc)
	}
}

func TestSARIFSamples(t *testing.T) {
	t.Parallel()
	for _, config := range sarifConfigs {
		var b bytes.Buffer
		if err := report.Encode(report.NewSARIF(&b, config), samples(), diagnostics(), summary()); err != nil {
			t.Fatal(err)
		}
		validate(t, b.Bytes())
	}
}

func TestSARIFEmpty(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := report.NewSARIF(&b, report.SARIFConfig{}).Close(nil); err != nil {
		t.Fatal(err)
	}
	validate(t, b.Bytes())
	for _, want := range []string{`"results":[`, `"rules":[]`, `"executionSuccessful":true`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}

func TestSARIFGenerated(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		for _, config := range sarifConfigs {
			if validate(t, sarifOf(t, randomSource(seed), config)); t.Failed() {
				t.Fatalf("seed %d, %+v", seed, config)
			}
		}
	}
}

func FuzzSARIF(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(randomSource(seed).data[:256])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, config := range sarifConfigs {
			doc := sarifOf(t, &source{data: data}, config)
			for _, problem := range checkSARIF(doc) {
				t.Errorf("%s in\n%s", problem, doc)
			}
		}
	})
}

// TestCheckerFails makes sure that the checker sees what it is there for.
func TestCheckerFails(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := report.Encode(report.NewSARIF(&b, report.SARIFConfig{}), samples(), diagnostics(), summary()); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"ruleIndex":2`, `"ruleIndex":99`},
		{`"ruleIndex":2`, `"ruleIndex":1`},
		{`"level":"error"`, `"level":"fatal"`},
		{`"kind":"review","level":"none"`, `"kind":"review","level":"error"`},
		{`"uri":".github`, `"uri":"a:b c.github`},
		{`"startLine":9,`, `"startLine":0,`},
		{`"message":{"text":"The title of`, `"message":{"text":null,"x":"The title of`},
		{`"security-severity":"8.0"`, `"security-severity":"high"`},
		{`"baselineState":"new"`, `"baselineState":"old"`},
		{`"rules":[`, `"rules":[{"id":"deps/vulnerable","properties":{"tags":[]}},`},
		{`"executionSuccessful":false`, `"executionSuccessful":null`},
		{`"columnKind":`, `"columnKind":"x","columnKind":`},
		{`"descriptor":{"id":"too-large","index":0}`, `"descriptor":{"id":"too-large","index":7}`},
		{`"target":{"id":"78","index":0`, `"target":{"id":"78","index":50`},
	} {
		doc := strings.Replace(b.String(), change[0], change[1], 1)
		if doc == b.String() {
			t.Errorf("the document has no %s", change[0])
		} else if len(checkSARIF([]byte(doc))) == 0 {
			t.Errorf("%s was not noticed", change[1])
		}
	}
}

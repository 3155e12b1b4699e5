package document_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
)

const good = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
{"type": "library", "bom-ref": "w", "name": "wheel", "version": "1.2", "purl": "pkg:npm/wheel@1.2"},
null,
{"type": "library", "name": "axle"}]}`

func TestRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text   string
		format bom.Format
		fails  string
	}{
		{good, bom.CycloneDX, ""},
		{`{"spdxVersion": "SPDX-2.3"}`, bom.SPDX, ""},
		{"SPDXVersion: SPDX-2.3\n", bom.SPDX, ""},
		{"", "", "empty"},
		{"hello", "", "names no format"},
		{`{"a": 1}`, "", "neither CycloneDX nor SPDX"},
		{`<rdf:RDF>`, "", "neither CycloneDX nor SPDX"},
		{"\x00\x01", "", "no UTF-8"},
	} {
		if got := document.Detect([]byte(tt.text)); got != tt.format {
			t.Errorf("Detect(%.20q) = %q", tt.text, got)
		}
		d, err := document.Read([]byte(tt.text))
		if tt.fails == "" && (err != nil || d.Format != tt.format) {
			t.Errorf("Read(%.20q): %v", tt.text, err)
		}
		if tt.fails != "" && (!errors.Is(err, bom.ErrFormat) || !strings.Contains(err.Error(), tt.fails)) {
			t.Errorf("Read(%.20q): error %v, want one about %q", tt.text, err, tt.fails)
		}
	}
}

// checker is an analyzer that looks at packages.
type checker struct{ got *[]string }

func (checker) Name() string                                      { return "checker" }
func (checker) Rules() []*scan.Rule                               { return nil }
func (c checker) Begin(context.Context) (scan.Pass, error)        { return c, nil }
func (checker) Wants(*scan.Entry) bool                            { return false }
func (checker) File(context.Context, *scan.File, scan.Sink) error { return nil }
func (c checker) Packages(_ context.Context, packages []*scan.Package, _ scan.Sink) error {
	for _, p := range packages {
		*c.got = append(*c.got, fmt.Sprintf("%s %s %s:%d %s", p.PURL, p.Name, p.Locations[0].Path, p.Locations[0].Region.StartLine, p.Locations[0].Origin.Component))
	}
	return nil
}

func run(t *testing.T, config document.Config) (packages, diagnostics []string) {
	t.Helper()
	target, err := document.New(config)
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{checker{&packages}}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(context.Background(), target)
	if (len(result.Diagnostics) > 0) != errors.Is(err, scan.ErrIncomplete) {
		t.Errorf("%d diagnostics, error %v", len(result.Diagnostics), err)
	}
	for _, d := range result.Diagnostics {
		diagnostics = append(diagnostics, fmt.Sprintf("%s line %d: %s", d.Kind, d.Location.Region.StartLine, d.Message))
	}
	return packages, diagnostics
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                  string
		config                document.Config
		packages, diagnostics []string
	}{
		{
			"packages and problems", document.Config{Name: "bom.json", Data: []byte(good)},
			[]string{"pkg:npm/wheel@1.2 wheel bom.json:2 w", " axle bom.json:4 #/components/2"},
			[]string{"malformed line 3: /components/1: null in place of a component", "not-evaluated line 4: 1 of 2 components have no package URL of a known ecosystem: nothing can be looked up for them"},
		},
		{"broken", document.Config{Name: "bom.json", Data: []byte(good[:100])}, nil, []string{"malformed line 2: the document breaks off here"}},
		{"other", document.Config{Name: "bom.json", Data: []byte("x")}, nil, []string{"unsupported line 0: the document cannot be read"}},
		{"large", document.Config{Name: "bom.json", Data: []byte(good), MaxSize: 10}, nil, []string{fmt.Sprintf("too-large line 0: a document of %d bytes is above the limit of 10", len(good))}},
		{
			"too many", document.Config{Name: "bom.json", Data: []byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}` + strings.Repeat(",{}", bom.MaxItems) + "]}")},
			nil, []string{"limit line 1: the document holds more than 500000 items of one kind"},
		},
		{
			"up to the break", document.Config{Name: "b.spdx", Data: []byte("SPDXVersion: SPDX-2.3\nPackageName: wheel\nSPDXID: SPDXRef-w\nExternalRef: PACKAGE-MANAGER purl pkg:npm/wheel@1\nPackageComment: <text>x")},
			[]string{"pkg:npm/wheel@1 wheel b.spdx:2 SPDXRef-w"}, []string{"malformed line 5: the document breaks off here"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			packages, diagnostics := run(t, tt.config)
			if diff := cmp.Diff(tt.packages, packages); diff != "" {
				t.Errorf("packages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.diagnostics, diagnostics); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTargetStops(t *testing.T) {
	t.Parallel()
	target, err := document.New(document.Config{Name: "bom.json", Data: []byte(good)})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range target.Packages(context.Background()) {
		n++
		if n == 3 {
			break
		}
	}
	if n != 3 || len(target.Document().Components) != 2 {
		t.Errorf("%d steps, document %+v", n, target.Document())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range target.Packages(ctx) {
		t.Error("a package after the end")
	}
	for e, err := range target.Entries(context.Background()) {
		if err != nil || e.Path != "bom.json" || e.Size != int64(len(good)) {
			t.Errorf("entry %+v, error %v", e, err)
		}
	}
}

func TestNewWantsAName(t *testing.T) {
	t.Parallel()
	if _, err := document.New(document.Config{}); err == nil {
		t.Error("no error")
	}
}

func Example() {
	target, err := document.New(document.Config{Name: "bom.json", Data: []byte(good)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for p, err := range target.Packages(context.Background()) {
		if err != nil {
			continue // a diagnostic: null in place of a component
		}
		fmt.Println(p.Name, p.Version, p.Ecosystem)
	}
	// Output:
	// wheel 1.2 npm
	// axle
}

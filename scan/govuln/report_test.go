package govuln_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/govuln"
)

const (
	streamConfig = `{"config":{"protocol_version":"v1.0.0","go_version":"go1.26.1","scan_level":"symbol"}}`
	streamModule = `{"finding":{"osv":"GO-1","fixed_version":"v2.0.0","trace":[{"module":"m","version":"v1.0.0"}]}}`
	streamCalled = `{"finding":{"osv":"GO-1","trace":[{"module":"m","package":"m/p","function":"F","receiver":"*T"},{"module":"own","package":"own","function":"main"}]}}`
)

func TestDecode(t *testing.T) {
	t.Parallel()
	stream := strings.Join([]string{
		streamConfig, `{"progress":{"message":"looking"}}`, `{"osv":{"id":"GO-1"}}`, `{"later":{}}`,
		`{"SBOM":{"go_version":"go1.26.2","modules":[{"path":"own"},{"path":"m","version":"v1.0.0"}],"roots":["own"]}}`,
		streamCalled, streamModule, streamModule,
	}, "\n")
	got, err := govuln.Decode(strings.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	want := &govuln.Report{
		GoVersion: "go1.26.2", Level: govuln.LevelSymbol, Roots: []string{"own"},
		Modules: []govuln.Module{{Path: "own"}, {Path: "m", Version: "v1.0.0"}},
		Findings: []govuln.Finding{
			{OSV: "GO-1", Level: govuln.LevelModule, Module: "m", Version: "v1.0.0", Fixed: "v2.0.0", Trace: []govuln.Frame{{Module: "m", Version: "v1.0.0"}}},
			{OSV: "GO-1", Level: govuln.LevelSymbol, Module: "m", Package: "m/p", Symbol: "T.F", Trace: []govuln.Frame{
				{Module: "m", Package: "m/p", Function: "F", Receiver: "*T"}, {Module: "own", Package: "own", Function: "main"},
			}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	for name, stream := range map[string]string{
		"empty":            "",
		"no configuration": streamModule,
		"another protocol": `{"config":{"protocol_version":"v2.0.0"}}`,
		"cut":              streamConfig + streamModule[:30],
		"no trace":         streamConfig + `{"finding":{"osv":"GO-1"}}`,
		"no advisory":      streamConfig + `{"finding":{"trace":[{"module":"m"}]}}`,
		"text":             "panic: oh no",
	} {
		if r, err := govuln.Decode(strings.NewReader(stream)); err == nil || r != nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(streamConfig + streamModule + streamCalled)
	f.Add(streamConfig + `{"finding":{"osv":"","trace":[{"receiver":"*"}]}}`)
	f.Add(`{"config":{"protocol_version":"v1."}}{"SBOM":{"modules":[null]}}`)
	f.Fuzz(func(t *testing.T, stream string) {
		report, err := govuln.Decode(strings.NewReader(stream))
		if err != nil {
			return
		}
		best := report.Best()
		if len(best) > len(report.Findings) || len(report.Findings) > 0 && len(best) == 0 {
			t.Errorf("%d best of %d", len(best), len(report.Findings))
		}
		for _, finding := range best {
			if finding.OSV == "" || len(finding.Trace) == 0 {
				t.Errorf("%+v", finding)
			}
		}
	})
}

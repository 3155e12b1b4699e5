package report_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// stock returns findings as they are usual: a rule, a place with its line, a
// fingerprint; every tenth has a fix, every hundredth is about a package.
func stock() []*scan.Record {
	var list []*scan.Record
	for i := range 1000 {
		text := fmt.Sprintf("    - uses: example/action-%d@v%d # the usual\n", i, i%7)
		r := record(unpinned, locate(fmt.Sprintf("dir%d/sub/file%d.yml", i/100, i/10), text, "@v"), "The action is at a movable tag.")
		r.Location.Logical = "jobs.build.steps[2].uses"
		r.Foreign = map[string]string{scan.LineHashName: "39fa2ee980eb94b0:1"}
		if i%10 == 0 {
			r.Fixes = []scan.Fix{{Description: "Pin it", Edits: []scan.Edit{{Path: r.Location.Path, Region: r.Location.Region, Text: "@abc"}}}}
		}
		if i%100 == 0 {
			r.Rule, r.Package = vulnerable, &scan.Package{PURL: "pkg:npm/x@1", Name: "x", Version: "1"}
			r.Vulnerability = &scan.Vulnerability{ID: fmt.Sprintf("CVE-2026-%d", i)}
		}
		r.Fingerprint = r.ComputeFingerprint(0)
		list = append(list, r)
	}
	return list
}

func encoders() map[string]func() report.Encoder {
	return map[string]func() report.Encoder{
		"github": func() report.Encoder { return report.NewGitHub(io.Discard, report.GitHubConfig{Summary: io.Discard}) },
		"jsonl":  func() report.Encoder { return report.NewJSONL(io.Discard) },
		"sarif":  func() report.Encoder { return report.NewSARIF(io.Discard, report.SARIFConfig{}) },
		"text":   func() report.Encoder { return report.NewText(io.Discard, report.TextConfig{}) },
	}
}

// BenchmarkEncode encodes 100,000 findings an iteration.
func BenchmarkEncode(b *testing.B) {
	list := stock()
	for _, format := range report.Formats() {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				enc := encoders()[format]()
				for i := range 100_000 {
					if err := enc.Finding(list[i%len(list)]); err != nil {
						b.Fatal(err)
					}
				}
				if err := enc.Close(nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReadJSONL reads 1,000 findings an iteration.
func BenchmarkReadJSONL(b *testing.B) {
	var list []scan.Finding
	for _, r := range stock() {
		list = append(list, r)
	}
	doc := encodeJSONL(b, list, nil, nil)
	b.ReportAllocs()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		r := &sliceReader{doc}
		for _, err := range report.ReadJSONL(r, report.ReadConfig{}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

type sliceReader struct{ data []byte }

func (r *sliceReader) Read(p []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.data)
	r.data = r.data[n:]
	return n, nil
}

// TestMemory encodes many findings and diagnostics and checks that the heap
// does not grow with their number.
func TestMemory(t *testing.T) {
	const limit = 6 << 20
	list := stock()
	diag := diagnostics()
	for name, make := range encoders() {
		before := heap()
		enc := make()
		for i := range 60_000 {
			if err := enc.Finding(list[i%len(list)]); err != nil {
				t.Fatal(err)
			}
			if err := enc.Diagnostic(diag[i%len(diag)]); err != nil {
				t.Fatal(err)
			}
			if i%20_000 == 19_999 {
				if grown := heap() - before; grown > limit {
					t.Errorf("%s: %d bytes more in use after %d findings", name, grown, i+1)
				}
			}
		}
		if err := enc.Close(nil); err != nil {
			t.Fatal(err)
		}
	}
}

// heap returns the bytes in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestSARIFAllocations holds the hot path free of allocations.
func TestSARIFAllocations(t *testing.T) {
	enc := report.NewSARIF(io.Discard, report.SARIFConfig{})
	r := stock()[1]
	n := testing.AllocsPerRun(1000, func() {
		if err := enc.Finding(r); err != nil {
			t.Fatal(err)
		}
	})
	if n > 3 {
		t.Errorf("%v allocations for a finding", n)
	}
}

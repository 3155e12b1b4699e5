package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

func encodeJSONL(t testing.TB, findings []scan.Finding, diags []*scan.Diagnostic, s *report.Summary) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Encode(report.NewJSONL(&b), findings, diags, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read collects a stream.
func read(r io.Reader, config report.ReadConfig) (findings []scan.Finding, diags []*scan.Diagnostic, sums []*report.Summary, errs []error) {
	for item, err := range report.ReadJSONL(r, config) {
		switch {
		case err != nil:
			errs = append(errs, err)
		case item.Finding != nil:
			findings = append(findings, item.Finding)
		case item.Diagnostic != nil:
			diags = append(diags, item.Diagnostic)
		default:
			sums = append(sums, item.Summary)
		}
	}
	return findings, diags, sums, errs
}

var sameErrors = cmp.Comparer(func(a, b error) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Error() == b.Error()
})

func TestJSONLRoundTrip(t *testing.T) {
	t.Parallel()
	doc := encodeJSONL(t, samples(), diagnostics(), summary())
	findings, diags, sums, errs := read(bytes.NewReader(doc), report.ReadConfig{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	opts := cmp.Options{sameErrors, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(scan.Record{}, "Anchor")}
	// The snippet and the message have no broken bytes; the path of one has.
	if diff := cmp.Diff(samples(), findings, opts); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(diagnostics(), diags, opts); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]*report.Summary{summary()}, sums, opts); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if again := encodeJSONL(t, findings, diags, sums[0]); !bytes.Equal(again, doc) {
		t.Error("the stream that was read is written differently")
	}
	if findings[2].Common().Rule != findings[3].Common().Rule {
		t.Error("two findings of one rule do not share it")
	}
}

func TestJSONLGenerated(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		s := randomSource(seed)
		s.sane = true
		want, wantDiags := s.findings(), s.diagnostics()
		doc := encodeJSONL(t, want, wantDiags, nil)
		got, gotDiags, _, errs := read(bytes.NewReader(doc), report.ReadConfig{})
		if len(errs) > 0 || len(got) != len(want) || len(gotDiags) != len(wantDiags) {
			t.Fatalf("seed %d: %d of %d findings, %d of %d diagnostics, %v", seed, len(got), len(want), len(gotDiags), len(wantDiags), errs)
		}
		for i := range got {
			if g, w := got[i].Common().Location.Path, want[i].Common().Location.Path; g != w {
				t.Errorf("seed %d: path %q came back as %q", seed, w, g)
			}
		}
		// What was no UTF-8 is written as an escape, and as a character once read.
		doc = bytes.ReplaceAll(doc, []byte(`\ufffd`), []byte("\ufffd"))
		if diff := cmp.Diff(string(doc), string(encodeJSONL(t, got, gotDiags, nil))); diff != "" && !bytes.Contains(doc, []byte("pathBytes")) {
			t.Fatalf("seed %d: not stable:\n%s", seed, diff)
		}
	}
}

func TestJSONLRules(t *testing.T) {
	t.Parallel()
	twin := *unpinned
	other := *unpinned
	other.Name = "Another text"
	var list []scan.Finding
	for _, rule := range []*scan.Rule{unpinned, &twin, &other, unpinned} {
		list = append(list, record(rule, scan.Location{Path: "p"}, "m"))
	}
	doc := encodeJSONL(t, list, nil, nil)
	if n := bytes.Count(doc, []byte(`{"type":"rule"`)); n != 3 {
		t.Errorf("%d rule lines, want 3: a twin needs none, a change one each way", n)
	}
	got, _, _, _ := read(bytes.NewReader(doc), report.ReadConfig{})
	if diff := cmp.Diff(list, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadJSONLErrors(t *testing.T) {
	t.Parallel()
	const end = `{"type":"summary","findings":1,"diagnostics":0}` + "\n"
	finding := `{"type":"finding","severity":"high","message":"m"}` + "\n"
	for _, test := range []struct {
		name, in string
		config   report.ReadConfig
		findings int
		want     []string
	}{
		{name: "nothing", in: ""},
		{name: "complete", in: finding + end, findings: 1},
		{name: "joined streams", in: finding + end + "\r\n \n" + finding + end, findings: 2},
		{name: "other order of members", in: `{"severity":"low","type":"finding"}` + "\n" + end, findings: 1},
		{name: "unknown rule", in: `{"type":"finding","severity":"low","rule":{"id":"x","class":"c"}}` + "\n" + end, findings: 1},
		{name: "cut off", in: finding, findings: 1, want: []string{"after line 1: no summary: stream is not complete"}},
		{name: "cut off inside a line", in: finding + end[:20], findings: 1, want: []string{"line 2: summary: unexpected end of JSON input", "after line 2: no summary: stream is not complete"}},
		{name: "line lost", in: end, want: []string{"line 1: summary counts findings and diagnostics as 1 and 0, read were 0 and 0: stream is not complete"}},
		{name: "garbage", in: "}{\n" + finding + end, findings: 1, want: []string{"line 1: invalid character '}' looking for beginning of value"}},
		{name: "unknown type", in: `{"type":"package"}` + "\n" + finding + end, findings: 1, want: []string{`line 1: unknown type "package"`}},
		{name: "wrong field", in: `{"type":"finding","severity":"huge"}` + "\n" + finding + end, findings: 1,
			want: []string{`line 1: finding: unknown severity "huge": want one of unknown, info, low, medium, high, critical`}},
		{name: "long line", in: finding + strings.Repeat("x", 100) + "\n" + end, config: report.ReadConfig{MaxLine: 60}, findings: 1, want: []string{"line 2: longer than 60 bytes"}},
		{name: "long last line", in: finding + end + strings.Repeat("x", 100_000), config: report.ReadConfig{MaxLine: 60}, findings: 1, want: []string{"line 3: longer than 60 bytes"}},
		{name: "too many rules", in: `{"type":"rule","id":"a"}` + "\n" + `{"type":"rule","id":"b"}` + "\n" + finding + end, config: report.ReadConfig{MaxRules: 1}, findings: 1,
			want: []string{`line 2: rule "b": more than 1 rules`}},
		{name: "deep", in: `{"type":"finding","properties":` + strings.Repeat(`{"a":`, 20_000) + "\n" + finding + end, findings: 1,
			want: []string{"line 1: finding: invalid character '{' exceeded max depth"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			findings, _, _, errs := read(strings.NewReader(test.in), test.config)
			var got []string
			for _, err := range errs {
				got = append(got, err.Error())
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if len(findings) != test.findings {
				t.Errorf("%d findings, want %d", len(findings), test.findings)
			}
		})
	}
}

func TestReadJSONLStops(t *testing.T) {
	t.Parallel()
	doc := encodeJSONL(t, samples(), nil, nil)
	n := 0
	for range report.ReadJSONL(bytes.NewReader(doc), report.ReadConfig{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d items before the break", n)
	}
	broken := errors.New("disk on fire")
	_, _, _, errs := read(io.MultiReader(bytes.NewReader(doc[:len(doc)/2]), iotest.ErrReader(broken)), report.ReadConfig{})
	if len(errs) != 1 || !errors.Is(errs[0], broken) {
		t.Errorf("errors %v, want the reader's only", errs)
	}
	_, _, _, errs = read(bytes.NewReader(doc[:len(doc)/2]), report.ReadConfig{})
	if len(errs) == 0 || !errors.Is(errs[len(errs)-1], report.ErrTruncated) {
		t.Errorf("errors %v, want ErrTruncated last", errs)
	}
}

func TestJSONLUnencodable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	enc := report.NewJSONL(&b)
	bad := record(unpinned, scan.Location{Path: "p"}, "m")
	bad.Properties = map[string]any{"f": func() {}}
	if err := enc.Finding(bad); err == nil || !strings.Contains(err.Error(), `rule "github/unpinned-action" in "p"`) {
		t.Errorf("error %v does not name the finding", err)
	}
	if err := enc.Finding(record(unpinned, scan.Location{Path: "q"}, "m")); err != nil {
		t.Fatal(err)
	}
	if err := enc.Close(nil); err != nil {
		t.Fatal(err)
	}
	if findings, _, _, errs := read(&b, report.ReadConfig{}); len(findings) != 1 || len(errs) > 0 {
		t.Errorf("%d findings, %v", len(findings), errs)
	}
}

func FuzzReadJSONL(f *testing.F) {
	f.Add([]byte(fmt.Sprintf("%s\n", `{"type":"rule","id":"a"}`)), 100)
	f.Add([]byte(`{"type":"finding","rule":null,"pathBytes":"/w==","codeFlows":[{"steps":null}]}`), 1<<20)
	f.Add([]byte(`{"type":"diagnostic","kind":"x","cause":"y"}`+"\n\n"+`{"type":"summary","rules":["a"],"diagnostics":1}`), 1<<20)
	for seed := range uint64(3) {
		s := randomSource(seed)
		f.Add(encodeJSONL(f, s.findings(), s.diagnostics(), summary()), 1<<20)
	}
	f.Fuzz(func(t *testing.T, data []byte, maxLine int) {
		findings, diags, sums, _ := read(bytes.NewReader(data), report.ReadConfig{MaxLine: maxLine % (1 << 20), MaxRules: 10})
		var s *report.Summary
		if len(sums) > 0 {
			s = sums[0]
		}
		// Whatever can be read can be written in every format.
		for _, format := range report.Formats() {
			enc, err := report.New(format, io.Discard, report.Config{GitHub: report.GitHubConfig{Summary: io.Discard}})
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Encode(enc, findings, diags, s); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	})
}

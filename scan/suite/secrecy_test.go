package suite_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/penstock-dev/penstock/scan/suite"
)

// TestNoAnalyzerShowsASecret scans a workflow whose findings stand on lines
// with secrets, and a lockfile with one, and wants no report to show them,
// whichever analyzer reports.
func TestNoAnalyzerShowsASecret(t *testing.T) {
	t.Parallel()
	token := "gh" + "p_" + "wq7YtR2mZx9LkV4bNc8HsJ6dFg1PaE3uTi5o"
	password := "Zx9" + "-LkV" + "4bNc8" + "HsJ6"
	workflow := "on: push\npermissions: write-all\nenv:\n  TOKEN: " + token + "\njobs:\n  a:\n    runs-on: ubuntu-latest\n" +
		"    container: registry.internal:5000/image:latest\n    steps:\n" +
		"    - run: curl http://files.internal.net/x?token=" + token + "\n" +
		"    - uses: docker://deploy:" + password + "@registry.internal.net/image:latest\n" +
		"    - run: docker login -u deploy -p " + password + " registry.internal.net && echo https://deploy:" + password + "@git.internal.net/x\n"
	analyzers, err := suite.New(t.Context(), suite.Config{})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.Bytes(".github/workflows/ci.yml", []byte(workflow)))
	if err != nil && result == nil {
		t.Fatal(err)
	}
	others := 0
	for _, f := range result.Findings {
		if f.Common().Secret == nil {
			others++
		}
	}
	if others < 3 {
		t.Fatalf("only %d findings that are no secrets: the test tests little", others)
	}
	for name, text := range encoded(t, result) {
		for _, secret := range []string{token, password} {
			if strings.Contains(text, secret) {
				at := strings.Index(text, secret)
				t.Errorf("%s shows a secret: …%s", name, text[max(0, at-150):at])
			}
		}
	}
}

// encoded returns the result in every format.
func encoded(t *testing.T, result *scan.Result) map[string]string {
	t.Helper()
	all := map[string]string{"values": fmt.Sprintf("%+v", result.Findings)}
	for _, f := range result.Findings {
		all["records"] += fmt.Sprintf("%+v\n", *f.Common())
	}
	for _, name := range report.Formats() {
		var out bytes.Buffer
		enc, err := report.New(name, &out, report.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Encode(enc, result.Findings, result.Diagnostics, &report.Summary{}); err != nil {
			t.Fatal(err)
		}
		all[name] = out.String()
	}
	return all
}

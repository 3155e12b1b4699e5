package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// archived are a finding and a diagnostic in an archive in an archive.
func archived() (*scan.Record, *scan.Diagnostic) {
	origin := &scan.Origin{Archives: []string{"dist/site 1.zip", "backup/home.tar.gz"}}
	text := "x: ${{ github.event.issue.title }}\n"
	r := record(unpinned, locate("ci/greet.yml", text, "github"), "A step is unpinned.")
	r.Location.Origin = origin
	r.Related = []scan.Location{{Path: "ci/greet.yml", Origin: origin, Region: r.Location.Region, Role: "sink"}}
	r.Fixes = []scan.Fix{{Description: "Pin it.", Edits: []scan.Edit{{Path: "ci/greet.yml", Region: r.Location.Region, Text: "y"}}}}
	return r, &scan.Diagnostic{Kind: scan.DiagMalformed, Location: scan.Location{Path: "ci/bad.yml", Origin: origin}, Message: "it is broken"}
}

func encodeArchived(t *testing.T, format string, config report.Config) string {
	t.Helper()
	var b strings.Builder
	r, d := archived()
	enc, err := report.New(format, &b, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Encode(enc, []scan.Finding{r}, []*scan.Diagnostic{d}, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestInsideArchives wants every report for people to lead through the archives
// to the file.
func TestInsideArchives(t *testing.T) {
	t.Parallel()
	var summary strings.Builder
	config := report.Config{GitHub: report.GitHubConfig{Summary: &summary}}
	const chain = "dist/site 1.zip » backup/home.tar.gz » ci/"
	for format, wants := range map[string][]string{
		"text":   {"\n" + chain + "greet.yml\n", chain + "bad.yml: it is broken"},
		"github": {"file=dist/site 1.zip,title=", "%0AInside of the archive: backup/home.tar.gz » ci/greet.yml:1:8\n"},
		"jsonl":  {`"origin":{"archives":["dist/site 1.zip","backup/home.tar.gz"]}`},
	} {
		got := "\n" + encodeArchived(t, format, config)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%s", format, want, got)
			}
		}
	}
	for _, want := range []string{"| dist/site 1.zip » backup/home.tar.gz » ci/greet.yml\\:1\\:8 |", chain + "bad.yml"} {
		if !strings.Contains(summary.String(), want) {
			t.Errorf("the summary lacks %q:\n%s", want, summary.String())
		}
	}
}

// TestSARIFInsideArchives wants the file that lies in the repository for a place,
// without the line of another file, and no fix that nobody could apply.
func TestSARIFInsideArchives(t *testing.T) {
	t.Parallel()
	text := encodeArchived(t, "sarif", report.Config{})
	if errs := checkSARIF([]byte(text)); len(errs) > 0 {
		t.Errorf("invalid: %q", errs)
	}
	var doc struct {
		Runs []struct {
			Results     []map[string]any
			Invocations []struct{ ToolExecutionNotifications []map[string]any }
		}
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	member := func(name string) []any {
		return []any{object{"name": name, "fullyQualifiedName": "dist/site 1.zip!backup/home.tar.gz!" + name, "kind": "resource"}}
	}
	artifact := object{"uri": "dist/site%201.zip", "uriBaseId": "%SRCROOT%"}
	result := doc.Runs[0].Results[0]
	want := []any{
		object{
			"physicalLocation": object{"artifactLocation": artifact, "region": object{"startLine": 1.0}},
			"logicalLocations": member("ci/greet.yml"),
			"message":          object{"text": "Inside of the archive: backup/home.tar.gz » ci/greet.yml:1:8"},
		},
		object{
			"id":               1.0,
			"physicalLocation": object{"artifactLocation": artifact},
			"logicalLocations": member("ci/greet.yml"),
			"message":          object{"text": "sink. Inside of the archive: backup/home.tar.gz » ci/greet.yml:1:8"},
			"properties":       object{"role": "sink"},
		},
		object{
			"physicalLocation": object{"artifactLocation": artifact},
			"logicalLocations": member("ci/bad.yml"),
			"message":          object{"text": "Inside of the archive: backup/home.tar.gz » ci/bad.yml"},
		},
	}
	got := append(append([]any{}, result["locations"].([]any)...), result["relatedLocations"].([]any)...)
	got = append(got, doc.Runs[0].Invocations[0].ToolExecutionNotifications[0]["locations"].([]any)...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if result["fixes"] != nil {
		t.Errorf("fixes: %v", result["fixes"])
	}
}

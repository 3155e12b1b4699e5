package report_test

import (
	"fmt"
	"os"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

func Example() {
	rule := &scan.Rule{ID: "demo/latest-image", Name: "Image at a movable tag", Severity: scan.SeverityMedium}
	file := scan.NewFile(&scan.Entry{Path: "ci.yml"}, []byte("image: alpine:latest\n"))
	finding := scan.NewRecord(rule, file.Location(14, 20), "The tag latest can be moved to another image.")

	enc, err := report.New("text", os.Stdout, report.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = report.Encode(enc, []scan.Finding{&finding}, nil, &report.Summary{
		Decision: &report.Decision{Verdict: "pass", Reasons: []string{"nothing above medium"}},
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// ci.yml
	//   medium    1:15  The tag latest can be moved to another image.
	//     1 │ image: alpine:latest
	//       │               ^^^^^^
	//     rule     demo/latest-image
	//
	// 1 finding: 1 medium.
	//
	// PASS
	//   - nothing above medium
}

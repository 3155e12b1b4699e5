package govuln_test

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan/govuln"
)

// What govulncheck wrote with -format json: one finding for each level, of which
// the best is kept.
func ExampleDecode() {
	report, err := govuln.Decode(strings.NewReader(`
{"config": {"protocol_version": "v1.0.0", "scan_level": "symbol"}}
{"finding": {"osv": "GO-2026-0001", "trace": [{"module": "example.com/lib"}]}}
{"finding": {"osv": "GO-2026-0001", "trace": [{"module": "example.com/lib", "package": "example.com/lib/parser"}]}}
{"finding": {"osv": "GO-2026-0001", "trace": [
	{"module": "example.com/lib", "package": "example.com/lib/parser", "receiver": "*Reader", "function": "Next"},
	{"module": "example.com/own", "package": "example.com/own", "function": "main"}]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Best() {
		fmt.Println(f.OSV, f.Level, f.Package, f.Symbol)
	}
	// Output: GO-2026-0001 symbol example.com/lib/parser Reader.Next
}

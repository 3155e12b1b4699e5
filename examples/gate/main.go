// Command gate looks for leaked credentials, weak pipeline configuration,
// vulnerable and malicious dependencies, and decides whether what it saw may
// pass.
//
//	go run ./examples/gate scan .
package main

import (
	"context"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/suite"
)

func main() { cli.Main(config()) }

func config() cli.Config {
	return cli.Config{Analyzers: func(ctx context.Context, o cli.Options) ([]scan.Analyzer, error) {
		return suite.New(ctx, suite.Config{AdvisoryPath: o.Advisories})
	}}
}

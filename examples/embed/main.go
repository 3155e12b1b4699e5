// Command embed is an in-house tool: it runs all analyzers over a folder and
// hands what they know to code of its own, by the findings' types.
//
//	go run ./examples/embed [folder]
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/suite"
	"github.com/penstock-dev/penstock/secrets"
)

func main() {
	folder := "."
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := tickets(context.Background(), scan.Dir(folder, scan.TreeConfig{}), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// tickets writes a line for the team that each finding goes to.
func tickets(ctx context.Context, target scan.Target, w io.Writer) error {
	analyzers, err := suite.New(ctx, suite.Config{})
	if err != nil {
		return err
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers})
	if err != nil {
		return err
	}
	for finding, err := range runner.Stream(ctx, target) {
		if errors.Is(err, scan.ErrIncomplete) {
			fmt.Fprintln(w, "platform: could not look at", err)
			continue
		} else if err != nil {
			continue // a note
		}
		r := finding.Common()
		if r.Suppressed() || r.Persona != scan.PersonaRegular {
			continue // somebody allowed it, or it is not for everybody
		}
		at := fmt.Sprintf("%s:%d", r.Location.Path, r.Location.Region.StartLine)
		switch f := finding.(type) {
		case *secrets.Leak:
			// f.Reveal() gives the value, for a vault that can revoke it.
			fmt.Fprintln(w, "security: revoke", f.Secret.Redacted, "of", f.Secret.Provider, "at", at)
		case *deps.Vulnerability:
			fmt.Fprintln(w, "maintainers: upgrade", f.Package.Name, "because of", f.Record.Vulnerability.ID)
		case *pipeline.Weakness:
			if r.Severity >= scan.SeverityHigh {
				fmt.Fprintln(w, "platform:", r.Message, "at", at)
			}
		default:
			fmt.Fprintln(w, "security:", r.Message, "at", at)
		}
	}
	return nil
}

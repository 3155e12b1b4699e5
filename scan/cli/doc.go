// Package cli is the gate command as a library: [Main] parses the command
// line, runs the analyzers, writes the reports, asks the policy and exits.
//
// A program that adds its own analyzer to a command of its own name:
//
//	func main() {
//		cli.Main(cli.Config{Name: "acme-gate", Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
//			return []scan.Analyzer{noTabs{}}, nil
//		}})
//	}
//
// The exit codes are those of the Exit constants.
package cli

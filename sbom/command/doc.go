// Package command is "gate sbom": bills of materials written, validated, judged,
// compared, merged, completed, converted and held against what they describe.
//
// It is a [cli.Command], for a program to add to those of package cli:
//
//	cli.Main(cli.Config{Commands: []cli.Command{command.New(command.Config{})}, …})
//
// Package cli itself knows nothing of bills of materials, so that a command
// without them does not pay for them.
//
// # Conventions
//
// Exit codes are those of package cli: 0 done, 1 what was asked for does not
// hold, 2 wrong usage, 3 something was not looked at or could not be understood.
// The last is told on standard error, and is accepted by its kind with -accept,
// as in a scan. Documents and reports go to standard output or the file of -o,
// and are written once they are complete. The same input gives the same bytes:
// there is no time in a document unless SOURCE_DATE_EPOCH or -created gives one.
package command

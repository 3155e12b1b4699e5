// Package penstock is the overview of the Penstock SDK; it holds no code.
//
// A penstock is the gate that controls what flows through a pipe. Penstock puts
// such a gate into any delivery pipeline: analyzers for source trees,
// dependencies, SBOMs, pipeline configuration and secrets that all speak one
// Finding, and a policy that decides from them. It is a library first: nothing
// needs a server, an account or the network.
//
//	Target ──files──▶ analyzer passes ──packages──▶ package passes ──findings──▶ policy ──decision──▶ report
//
// The packages, in the order in which a newcomer meets them:
//
//   - [github.com/penstock-dev/penstock/scan]: Finding, Target, Analyzer and
//     the Runner
//   - [github.com/penstock-dev/penstock/scan/suite]: all analyzers with their
//     defaults, in one call
//   - [github.com/penstock-dev/penstock/policy]: the gate
//   - [github.com/penstock-dev/penstock/scan/report]: SARIF, text, JSON Lines
//     and GitHub annotations
//   - [github.com/penstock-dev/penstock/secrets],
//     [github.com/penstock-dev/penstock/scan/pipeline],
//     [github.com/penstock-dev/penstock/sbom],
//     [github.com/penstock-dev/penstock/scan/deps]: the analyzers
//   - [github.com/penstock-dev/penstock/scan/gitrepo]: Git histories as targets
//   - [github.com/penstock-dev/penstock/scan/cli]: the command as a library
//   - [github.com/penstock-dev/penstock/scan/scantest]: a test kit for
//     analyzers of one's own
//
// What could not be looked at is never clean: it is a scan.Diagnostic in the
// same stream as the findings, and a policy has to accept it by name.
package penstock

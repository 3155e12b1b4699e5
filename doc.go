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
//   - [github.com/penstock-dev/penstock/scan/fix]: the fixes that findings
//     carry, done to the files of a folder
//   - [github.com/penstock-dev/penstock/scan/cli]: the command as a library
//   - [github.com/penstock-dev/penstock/scan/scantest]: a test kit for
//     analyzers of one's own
//
// Targets beside folders, files, readers and file systems:
//
//   - [github.com/penstock-dev/penstock/scan/gitrepo]: Git histories, ranges of
//     commits, revisions and what is staged
//   - [github.com/penstock-dev/penstock/scan/archive]: what is in the archives of
//     any target
//   - [github.com/penstock-dev/penstock/sbom/document]: bills of materials, as
//     targets, and as an analyzer of those among the files of a run
//
// Analyzers:
//
//   - [github.com/penstock-dev/penstock/secrets]: leaked credentials, and a
//     Redactor that hides them; with
//     [github.com/penstock-dev/penstock/secrets/verify], which asks issuers, and
//     [github.com/penstock-dev/penstock/secrets/store],
//     [github.com/penstock-dev/penstock/secrets/vault] and
//     [github.com/penstock-dev/penstock/secrets/awssm], where secrets are kept
//   - [github.com/penstock-dev/penstock/scan/pipeline]: CI configuration, scripts
//     and container files; [github.com/penstock-dev/penstock/scan/pipeline/inventory]
//     is what they use, in plain types
//   - [github.com/penstock-dev/penstock/scan/trust]: who may take on roles in
//     clouds, by Terraform, CloudFormation and IAM policies
//   - [github.com/penstock-dev/penstock/sbom]: the inventory of packages
//   - [github.com/penstock-dev/penstock/scan/deps]: packages against advisories;
//     [github.com/penstock-dev/penstock/scan/deps/health]: what packages tell
//     beyond those, and [github.com/penstock-dev/penstock/scan/govuln]: whether Go
//     code gets to what they are about
//   - [github.com/penstock-dev/penstock/scan/licensing]: packages against a policy
//     of licenses, which [github.com/penstock-dev/penstock/sbom/license] reads
//
// Bills of materials:
//
//   - [github.com/penstock-dev/penstock/sbom/bom]: the model, and a document of an
//     inventory; [github.com/penstock-dev/penstock/sbom/cyclonedx] and
//     [github.com/penstock-dev/penstock/sbom/spdx] read and write it,
//     [github.com/penstock-dev/penstock/scan/formulation] adds the pipelines
//   - [github.com/penstock-dev/penstock/sbom/validate],
//     [github.com/penstock-dev/penstock/sbom/quality],
//     [github.com/penstock-dev/penstock/sbom/audit]: what is wrong with a document,
//     what it lacks, and what is not as it says
//   - [github.com/penstock-dev/penstock/sbom/diff],
//     [github.com/penstock-dev/penstock/sbom/merge],
//     [github.com/penstock-dev/penstock/sbom/enrich]: documents compared, joined
//     and completed
//   - [github.com/penstock-dev/penstock/sbom/vex]: statements about
//     vulnerabilities, read, written and applied to findings
//   - [github.com/penstock-dev/penstock/sbom/command]: all of that as the command
//     "gate sbom"
//
// What could not be looked at is never clean: it is a scan.Diagnostic in the
// same stream as the findings, and a policy has to accept it by name.
package penstock

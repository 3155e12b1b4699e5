// Package vex reads and writes what was found out about vulnerabilities in
// products (VEX, Vulnerability Exploitability eXchange), and applies it to
// findings.
//
//	doc, err := vex.Read(text) // OpenVEX, CycloneDX or CSAF
//	if err != nil {
//		return err
//	}
//	judge := vex.New(vex.Config{Documents: []*vex.Document{doc}, Products: []vex.Product{{PURL: "pkg:oci/shop"}}})
//	for finding, err := range judge.Stream(runner.Stream(ctx, target)) {
//		…
//	}
//
// Read are OpenVEX up to version 0.2.0, CycloneDX in all versions of package
// cyclonedx, and the VEX profile of CSAF 2.0; written are OpenVEX 0.2.0 and
// CycloneDX. All share one model, a list of [Statement]. [FromFindings] makes one of
// the findings of a run.
//
// # When a statement applies
//
// The vulnerability has to be named by its id or an alias, on either side. A
// statement about a product without subcomponents is about every component of it; one
// with subcomponents only about those. A product is what was scanned, see
// [Config], or the vulnerable component itself. Package URLs match as OpenVEX
// has it: type, namespace and name are equal, a version and qualifiers that the
// statement gives are those of the component. A version may also be a range in the
// syntax vers, as qualifier "vers" of the URL or as CycloneDX and CSAF write it.
// Where both sides have a digest of the same algorithm, it decides.
//
// Of several statements the latest counts. Of those of the same time that
// contradict each other the most careful counts, and a diagnostic says so.
//
// # What a statement does
//
// Nothing is dropped: a finding that does not matter ("not_affected" with its
// justification, "fixed") is suppressed, and stays in the reports as such. One
// that is "affected" or "under_investigation" is only marked. A
// "not_affected" that says neither a known justification nor anything about the
// impact, which the specifications forbid, suppresses nothing; a diagnostic says so.
package vex

// Package validate checks bills of materials: whether a document has the
// structure that its version of CycloneDX or SPDX prescribes, and whether what it
// says holds together.
//
// [Document] takes the text of one and returns a [Report] with all problems, not
// only the first, each with its place:
//
//	report, err := validate.Document(text)
//	if err != nil {
//		return err // no bill of materials at all
//	}
//	for _, p := range report.Problems {
//		fmt.Println(p.Region.StartLine, p.Pointer, p.Message)
//	}
//	if !report.Valid() {
//		…
//	}
//
// # What is checked
//
// The structure of CycloneDX 1.2 to 1.7 in JSON and 1.0 to 1.7 in XML, of SPDX
// 2.2 and 2.3 in JSON and of SPDX 3.0.1 in JSON-LD is checked member by member
// against tables (the text files in this package), which hold what the
// specifications say: members, types, words, forms, how often and in which
// order. JSON of CycloneDX 1.2 and 1.3 is held to the strict form. SPDX 2 in
// tag-value, YAML, XML and RDF is checked by what a reader makes of it: what must
// be there, and the types of relationships. Problems of this sort have the rule
// [RuleStructure], and [Report.Valid] speaks of them alone.
//
// The other [Rules] are about what no schema can say: references to nothing,
// cycles, package URLs that contradict their components, digests of the wrong
// length and so on.
//
// # What is not
//
// Signatures are not verified, and elements of other XML namespaces not looked
// at. Text is read once and bounded in size, depth and number of problems, no
// entity of XML is expanded, and nothing is fetched.
package validate

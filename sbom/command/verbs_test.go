package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// changed returns the path of a copy of a file in which texts are replaced.
func changed(t *testing.T, file string, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	again := strings.NewReplacer(pairs...).Replace(string(text))
	if again == string(text) {
		t.Fatal("nothing is changed")
	}
	return save(t, again)
}

func save(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.json")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestValidate(t *testing.T) {
	t.Parallel()
	file := written(t)
	gate(t, nil, "", "validate", file).want(t, cli.ExitPass, "CycloneDX 1.6 as JSON, valid: 5 components, 0 problems", "PASS")
	wrong := changed(t, file, `"type": "library"`, `"type": "libary"`, `pkg:npm/axle@1.0.0`, `pkg:npm/axle@1.0.1`)
	o := gate(t, nil, "", "validate", wrong, file)
	o.want(t, cli.ExitFail, "not valid", "sbom/structure", "libary", "/components/1", "sbom/purl-mismatch", "FAIL")
	gate(t, nil, "", "validate", "-fail-on", "high", wrong).want(t, cli.ExitPass, "libary")
	gate(t, nil, "", "validate", "-fail-on", "none", wrong).want(t, cli.ExitPass, "libary")
	gate(t, nil, "", "validate", "-max-problems", "1", wrong).want(t, cli.ExitFail, "more problems than are told")
	sarif := filepath.Join(t.TempDir(), "report.sarif")
	gate(t, nil, "", "validate", "-format", "sarif", "-o", sarif, wrong).want(t, cli.ExitFail)
	text, err := os.ReadFile(sarif)
	if err != nil || !json.Valid(text) || !strings.Contains(string(text), `"startLine"`) {
		t.Errorf("%v: %s", err, text)
	}
	lines := gate(t, nil, "", "validate", "-format", "jsonl", wrong)
	for line := range strings.Lines(lines.out) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
	cut := save(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`)
	gate(t, nil, "", "validate", cut).want(t, cli.ExitFail, "not valid")
	cycle := save(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "a", "bom-ref": "a"}},
		"components": [{"type": "library", "name": "b", "bom-ref": "b"}], "dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a"]}]}`)
	gate(t, nil, "", "validate", cycle).want(t, cli.ExitPass, "1 finding is neither shown nor judged, since it is not for everybody: -persona pedantic", "No findings to show.")
	gate(t, nil, "", "validate", "-persona", "auditor", cycle).want(t, cli.ExitPass, "dependency-cycle")
}

func TestScore(t *testing.T) {
	t.Parallel()
	bare, full := written(t), written(t, "-created", "now", "-supplier", "Acme")
	gate(t, nil, "", "score", bare).want(t, cli.ExitPass,
		"against ntia-2021: NTIA minimum elements (2021)", "does not conform", "--  required  no        timestamp", "--  required  0 of 5    supplier", "2 more", "To do:", "State the time in RFC 3339")
	gate(t, nil, "", "score", full).want(t, cli.ExitPass, "ok  required  yes       timestamp", "1 of 5")
	gate(t, nil, "", "score", "-min", "9.9", full).want(t, cli.ExitFail)
	gate(t, nil, "", "score", "-min", "1", full).want(t, cli.ExitPass)
	gate(t, nil, "", "score", "-conforms", full).want(t, cli.ExitFail)
	gate(t, nil, "", "score", "-profile", "all", full).want(t, cli.ExitPass, "bsi-tr-03183-2-2.0", "cisa-2025", "GRADE")
	o := gate(t, nil, "", "score", "-format", "json", full)
	var got []struct {
		Score    float64
		Grade    string
		Elements []struct{ Rule string }
	}
	if err := json.Unmarshal([]byte(o.out), &got); err != nil || len(got) != 1 || got[0].Grade == "" || len(got[0].Elements) != 7 {
		t.Errorf("%v: %s", err, o.out)
	}
	gate(t, nil, "", "score", "-format", "sarif", full).want(t, cli.ExitPass, `"sbom/supplier"`)
	gate(t, nil, "", "score", "-format", "jsonl", "-persona", "pedantic", full).want(t, cli.ExitPass, `"sbom/supplier"`)
}

func TestDiff(t *testing.T) {
	t.Parallel()
	from := written(t)
	to := changed(t, from, "1.4.0", "1.5.0", "checkout@v6", "checkout@v7", `"v6"`, `"v7"`)
	gate(t, nil, "", "diff", from, from).want(t, cli.ExitPass, "no differences")
	other := save(t, gate(t, nil, "", "convert", "-format", "spdx-json", from).out)
	for _, format := range []string{"text", "markdown", "json"} {
		gate(t, nil, "", "diff", "-fail", "any", "-format", format, from, other).want(t, cli.ExitPass, "the workflows and tasks of the old document (")
	}
	o := gate(t, nil, "", "diff", from, to)
	o.want(t, cli.ExitPass, "upgraded  wheel", "1.4.0 → 1.5.0", "uses", "jobs.build", "2 upgraded, 1 uses")
	gate(t, nil, "", "diff", "-fail", "downgraded", from, to).want(t, cli.ExitPass)
	gate(t, nil, "", "diff", "-fail", "downgraded", to, from).want(t, cli.ExitFail)
	gate(t, nil, "", "diff", "-fail", "any", from, to).want(t, cli.ExitFail)
	gate(t, nil, "", "diff", "-fail", "any", from, from).want(t, cli.ExitPass)
	gate(t, nil, "", "diff", "-format", "markdown", from, to).want(t, cli.ExitPass, "| upgraded | `wheel` | `npm` | `1.4.0 → 1.5.0` |")
	var got struct {
		Components, Pipelines []struct {
			Changes []struct{ Kind, From, To string }
		}
	}
	o = gate(t, nil, "", "diff", "-format", "json", from, to)
	if err := json.Unmarshal([]byte(o.out), &got); err != nil || len(got.Components) != 2 || len(got.Pipelines) != 1 || got.Components[1].Changes[0].To != "1.5.0" {
		t.Errorf("%v: %s", err, o.out)
	}
	gone := written(t, "-formulation=false", "-omit", "dev")
	gate(t, nil, "", "diff", from, gone).want(t, cli.ExitPass, "removed  lathe", "removed  .github/workflows/ci.yml")
	broken := changed(t, from, `"bom-ref": "pkg:npm/axle@1.0.0"`, `"bom-ref": 7`)
	gate(t, nil, "", "diff", from, broken).want(t, cli.ExitIncomplete, "not complete: malformed")
	gate(t, nil, "", "diff", "-accept", "malformed", from, broken).want(t, cli.ExitPass, "accepted: malformed")
	spdx := filepath.Join(t.TempDir(), "bom.spdx.json")
	gate(t, nil, "", "convert", "-format", "spdx-json", "-o", spdx, gone).want(t, cli.ExitPass)
	gate(t, nil, "", "diff", gone, spdx).want(t, cli.ExitPass, "no differences")
}

func TestMerge(t *testing.T) {
	t.Parallel()
	shop, mill := written(t), changed(t, written(t), `"name": "shop"`, `"name": "mill"`, "npm/shop@", "npm/mill@", `"id": "MIT"`, `"id": "ISC"`)
	o := gate(t, nil, "", "merge", "-name", "yard", "-version", "7", "-created", "now", shop, mill)
	o.want(t, cli.ExitPass, "yard 7: 6 components of 2 documents; in several of them: 4", "note: licenses of pkg:npm/axle@1.0.0: declared ISC / declared MIT")
	if d := parsed(t, o.out); d.Root().Name != "yard" || len(d.Tools) != 1 || d.Created != "2026-03-01T08:00:00Z" || len(d.Formulation) != 1 {
		t.Errorf("%+v", d)
	}
	if again := gate(t, nil, "", "merge", "-name", "yard", "-version", "7", "-created", "now", mill, shop); again.out != o.out {
		t.Error("the order of the files decides something")
	}
	gate(t, nil, o.out, "validate", "-fail-on", "low", "-").want(t, cli.ExitPass, "0 problems")
	gate(t, nil, "", "merge", shop, mill).want(t, cli.ExitPass, "the whole has no name")
	o = gate(t, nil, "", "merge", "-mode", "hierarchical", "-name", "yard", shop, mill)
	o.want(t, cli.ExitPass, "10 components of 2 documents; in several of them: 0")
	gate(t, nil, o.out, "validate", "-").want(t, cli.ExitPass, "valid")
	loose := changed(t, shop, `"bom-ref": "pkg:npm/lathe@2.0.0"`, `"bom-ref": "lathe"`)
	gate(t, nil, "", "merge", "-name", "yard", loose, mill).want(t, cli.ExitPass, "refers to pkg:npm/lathe@2.0.0, which is not there")
}

func TestEnrich(t *testing.T) {
	t.Parallel()
	file := written(t)
	patch := save(t, `{"components": [{"match": "pkg:npm/lathe@2.0.0", "licenses": ["ISC"], "supplier": {"name": "Acme"}}, {"match": "pkg:npm/none@1"}]}`)
	o := gate(t, nil, "", "enrich", "-patch", patch, file)
	o.want(t, cli.ExitPass, "2 values put in", "no component is pkg:npm/none@1")
	if c := parsed(t, o.out).Component("pkg:npm/lathe@2.0.0"); c.Supplier.Name != "Acme" || len(c.Licenses) != 1 {
		t.Errorf("%+v", c)
	}
	gate(t, nil, o.out, "enrich", "-patch", patch, "-").want(t, cli.ExitPass, "0 values put in")
	other := changed(t, file, `"id": "MIT"`, `"id": "ISC"`)
	gate(t, nil, "", "enrich", other, shop(t)).want(t, cli.ExitPass, "others kept", "licenses")
	gate(t, nil, "", "enrich", "-overwrite", other, shop(t)).want(t, cli.ExitPass, "0 others kept", `"MIT"`)
	gate(t, nil, "", "enrich", "-patch", patch, "-o", file, file).want(t, cli.ExitPass)
	if text, err := os.ReadFile(file); err != nil || string(text) != o.out {
		t.Errorf("written in place: %v\n%s", err, text)
	}
	markup := save(t, gate(t, nil, "", "convert", "-format", "cyclonedx-xml", file).out)
	o = gate(t, nil, "", "enrich", "-overwrite", "-patch", save(t, `{"document": {"supplier": {"name": "Acme & Co"}}}`), markup)
	o.want(t, cli.ExitPass, "1 value put in", "<name>Acme &amp; Co</name>")
	gate(t, nil, o.out, "validate", "-").want(t, cli.ExitPass, "CycloneDX 1.6 as XML, valid")
	three := save(t, gate(t, nil, "", "convert", "-format", "spdx-json@3.0.1", written(t)).out)
	o = gate(t, nil, "", "enrich", "-patch", patch, three)
	o.want(t, cli.ExitPass, "2 values put in")
	gate(t, nil, o.out, "validate", "-").want(t, cli.ExitPass, "SPDX 3.0.1 as JSON, valid")
	gate(t, nil, "spdxVersion: SPDX-2.3\nname: x\n", "enrich", "-patch", patch, "-").want(t, cli.ExitUsage, "cannot be patched in place", "convert it to one of them first")
	signed := changed(t, written(t), `"version": 1,`, `"version": 1, "signature": {"algorithm": "ES256", "value": "AAAA"},`)
	gate(t, nil, "", "enrich", "-patch", patch, signed).want(t, cli.ExitIncomplete, "-allow-broken-signature")
	gate(t, nil, "", "enrich", "-allow-broken-signature", "-patch", patch, signed).want(t, cli.ExitPass, "2 values put in")
}

func TestAudit(t *testing.T) {
	t.Parallel()
	dir, file := shop(t), written(t)
	gate(t, nil, "", "audit", file, dir).want(t, cli.ExitPass, "bom.json lists 4 packages, and 4 were found, counting each version and leaving out the project itself: 4 in both\n", "and 4 packages", "PASS")
	gate(t, nil, "", "audit", changed(t, file, "1.4.0", "1.5.0"), dir).want(t, cli.ExitFail, "wheel 1.5.0 is in the bill of materials; 1.4.0 was found")
	plain := written(t, "-omit", "build", "-formulation=false")
	gate(t, nil, "", "audit", plain, dir).want(t, cli.ExitPass, "1 component of pipelines not compared: the document lists none")
	gate(t, nil, "", "audit", file, filepath.Join(dir, "package-lock.json")).want(t, cli.ExitPass,
		"1 component of pipelines not compared: there are no pipelines at the paths", "lists 3 packages, and 3 were found")
	gate(t, nil, "", "audit", changed(t, file, "1.4.0", "1.5.0"), dir).want(t, cli.ExitFail, "3 in both, 1 listed in other versions, 1 found in other versions\n")
	gate(t, nil, "", "audit", written(t, "-omit", "dev"), dir).want(t, cli.ExitFail, "lathe 2.0.0")
	gate(t, nil, "", "audit", "-fail-on", "none", "-format", "jsonl", written(t, "-omit", "dev"), dir).want(t, cli.ExitPass, "lathe 2.0.0")
	gate(t, nil, "", "audit", file, t.TempDir()).want(t, cli.ExitIncomplete)
}

func TestConvert(t *testing.T) {
	t.Parallel()
	file := written(t)
	gate(t, nil, "", "convert", "-format", "cyclonedx-xml@1.7", file).want(t, cli.ExitPass, "cyclonedx-xml 1.7: nothing is lost")
	o := gate(t, nil, "", "convert", "-format", "spdx-json", file)
	o.want(t, cli.ExitPass, "spdx-json 2.3 has no place for: ", "occurrences of components", "1 × formulation", "3 × compositions")
	if strings.Contains(o.errors, "of formulation") {
		t.Errorf("parts of what is lost are told too: %s", o.errors)
	}
	if strings.Contains(o.errors, "of licenses") {
		t.Errorf("an identifier that became an expression is told of: %s", o.errors)
	}
	tags := save(t, "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: yard\nDocumentNamespace: https://acme.example/yard\nCreator: Tool: lathe\nCreated: 2026-03-01T08:00:00Z\n\nPackageName: wheel\nSPDXID: SPDXRef-wheel\nPackageDownloadLocation: NOASSERTION\nPackageSourceInfo: dug out\n\nPackageName: axle\nSPDXID: SPDXRef-axle\nPackageDownloadLocation: NOASSERTION\n\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-wheel\nRelationship: SPDXRef-wheel BUILD_TOOL_OF SPDXRef-axle\n")
	o = gate(t, nil, "", "convert", tags)
	o.want(t, cli.ExitPass, "1 × source info of components", "1 × relationships that are no dependencies")
	gate(t, nil, o.out, "validate", "-").want(t, cli.ExitPass, "valid")
	gate(t, nil, "", "convert", "-format", "text", tags).want(t, cli.ExitPass, "wheel, component", "2026-03-01T08:00:00Z")
}

func TestVEX(t *testing.T) {
	t.Parallel()
	first := save(t, `{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/vex/1", "author": "Acme", "timestamp": "2026-03-01T09:00:00Z", "version": 1,
		"statements": [{"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:npm/shop@1.2.0", "subcomponents": [{"@id": "pkg:npm/wheel@1.4.0"}]}],
		"status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"}]}`)
	second := changed(t, first, "CVE-2026-1", "CVE-2026-2", "T09:", "T10:", "Acme", "Mill")
	gate(t, nil, "", "vex", first, second).want(t, cli.ExitPass,
		"OpenVEX, 1 statement", "CVE-2026-1", "not_affected", "vulnerable_code_not_in_execute_path", "pkg:npm/shop@1.2.0 (pkg:npm/wheel@1.4.0)", "2026-03-01", "CVE-2026-2")
	o := gate(t, nil, "", "vex", "-format", "openvex", first, second)
	o.want(t, cli.ExitPass, `"author": "Acme"`, `"timestamp": "2026-03-01T10:00:00Z"`, "CVE-2026-2")
	gate(t, nil, o.out, "vex", "-format", "cyclonedx", "-").want(t, cli.ExitPass, `"state": "not_affected"`)
	gate(t, nil, "", "vex", "-format", "openvex", "-author", "All", "-created", "now", first, second).want(t, cli.ExitPass, `"author": "All"`, `"timestamp": "2026-03-01T08:00:00Z"`)
	gate(t, nil, "", "vex", "-format", "pdf", first).want(t, cli.ExitUsage, `no format "pdf"`)
}

package deps_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// advisories returns two records about npm.
func advisories() *osv.Database {
	about := func(id, name string) *osv.Record {
		return &osv.Record{ID: id, Summary: "Leak", Affected: []osv.Affected{{
			Package: osv.Package{Ecosystem: "npm", Name: name},
			Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}, {Fixed: "1.4.2"}}}},
		}}}
	}
	db, err := osv.New([]*osv.Record{about("GHSA-1", "lode"), about("GHSA-2", "dash")})
	if err != nil {
		log.Fatal(err)
	}
	return db
}

func ExampleAnalyzer_Match() {
	analyzer, err := deps.New(deps.Config{Source: advisories()})
	if err != nil {
		log.Fatal(err)
	}
	at := []scan.Location{{Path: "package-lock.json"}}
	result, err := analyzer.Match(context.Background(), []*scan.Package{
		{Ecosystem: "npm", Name: "app", Version: "1.0.0", PURL: "pkg:npm/app@1.0.0", Relation: scan.RelationRoot, DependsOn: []string{"pkg:npm/web@3.1.0"}, Locations: at},
		{Ecosystem: "npm", Name: "web", Version: "3.1.0", PURL: "pkg:npm/web@3.1.0", DependsOn: []string{"pkg:npm/lode@1.3.0"}, Locations: at},
		{Ecosystem: "npm", Name: "lode", Version: "1.3.0", PURL: "pkg:npm/lode@1.3.0", Locations: at},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range result.Vulnerabilities {
		fmt.Println(v.Message)
		fmt.Println(v.Package.Relation, v.Package.Paths)
		fmt.Println(v.Remediation)
	}
	// Output:
	// lode 1.3.0 is affected by GHSA-1 (Leak): fixed in 1.4.2
	// transitive [[pkg:npm/app@1.0.0 pkg:npm/web@3.1.0 pkg:npm/lode@1.3.0]]
	// It comes with web 3.1.0. Renew the lockfile so as to upgrade lode to 1.4.2; where that is not allowed, take a release of the direct dependency that allows it, or override the version.
}

// What a new version of a product introduces, by its bills of materials.
func Example_change() {
	const before = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"lode","version":"1.3.0","purl":"pkg:npm/lode@1.3.0"}]}`
	const after = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"lode","version":"1.4.0","purl":"pkg:npm/lode@1.4.0"},
		{"type":"library","name":"dash","version":"1.0.0","purl":"pkg:npm/dash@1.0.0"}]}`
	analyzer, err := deps.New(deps.Config{Source: advisories()})
	if err != nil {
		log.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
	if err != nil {
		log.Fatal(err)
	}
	look := func(text string) *scan.Result {
		target, err := document.New(document.Config{Name: "bom.json", Data: []byte(text)})
		if err != nil {
			log.Fatal(err)
		}
		result, err := runner.Run(context.Background(), target)
		if err != nil && !errors.Is(err, scan.ErrIncomplete) {
			log.Fatal(err)
		}
		return result
	}
	for _, f := range policy.NewBaseline(look(before).Findings).Compare(look(after).Findings) {
		fmt.Printf("%s: %s\n", f.Common().Baseline, f.Common().Message)
	}
	// Output:
	// unchanged: lode 1.4.0 is affected by GHSA-1 (Leak): fixed in 1.4.2
	// new: dash 1.0.0 is affected by GHSA-2 (Leak): fixed in 1.4.2
}

// Package scan is the vocabulary of Penstock and the engine that runs it:
// targets yield files, analyzers look at them, findings come out in one common
// form, and whatever could not be looked at is said.
//
// A program picks a [Target], a list of [Analyzer] values from the packages
// secrets, sbom, scan/pipeline, scan/deps and others (or its own), and a
// [Runner]:
//
//	runner, err := scan.New(scan.Config{Analyzers: analyzers})
//	if err != nil {
//		return err
//	}
//	for finding, err := range runner.Stream(ctx, scan.Dir(".", scan.TreeConfig{})) {
//		if err != nil {
//			fmt.Println("not looked at:", err)
//			continue
//		}
//		r := finding.Common()
//		fmt.Println(r.Severity, r.Location.Path, r.Message)
//	}
//
// The package imports the standard library only, opens no network connection,
// writes no output and keeps no state between runs.
package scan

// Package report writes the results of a run: for people (text), for other
// programs (JSON Lines), for code scanning services (SARIF 2.1.0) and for
// GitHub Actions (annotations and a step summary).
//
// Every format is an [Encoder], a stream that takes findings and diagnostics
// as they come and writes what comes last when it is closed:
//
//	enc, err := report.New("sarif", file, report.Config{})
//	if err != nil {
//		return err
//	}
//	err = report.Stream(enc, runner.Stream(ctx, target), &report.Summary{Tool: tool})
//
// Equal input gives equal bytes: nothing that is written depends on time,
// machine or the order of a map. Memory does not grow with the number of
// findings. Text from the target (paths, snippets, messages) is data wherever
// it goes: it cannot move a terminal's cursor, start a workflow command, break
// out of a Markdown table or make a document invalid.
//
// What could not be looked at is part of every format, and so is whatever a
// limit kept out of it.
package report

// Package govuln finds out which published vulnerabilities Go code can reach: it
// runs golang.org/x/vuln, which follows the calls of the code, and makes its
// answers part of the findings of package deps.
//
//	db, err := osv.LoadPath(ctx, "advisories", osv.Config{})
//	if err != nil {
//		return err
//	}
//	scanner, err := govuln.New(govuln.Config{Advisories: db})
//	if err != nil {
//		return err
//	}
//	analyzer, err := deps.New(deps.Config{Source: db, Reach: scanner})
//
// A finding then says whether a vulnerable function is called, with one way
// through the code, whether a vulnerable package is only imported, or whether
// the module is only required; the severity follows, and the fingerprint stays
// the same. [Scanner.Source] and [Scanner.Binary] give what x/vuln says as it is.
//
// # It runs the go command
//
// Sources are read by the go command on PATH. It loads the packages of the
// module, and so parses and type-checks their files; no code of the module is
// run. The scanner keeps it from other things: toolchains are not switched
// (GOTOOLCHAIN=local), no driver of go/packages is used, flags from the
// environment do not count, modules are not downloaded unless
// [Config.Download] is set, cgo and the C compiler are not run unless [Config.Cgo]
// is set, and go.mod and go.sum are never written. The go command writes to its
// build cache.
//
// # When it cannot
//
// No go command, code that needs a newer one, missing modules, code that does
// not build, a crash, the memory limit and the time limit are errors of their
// own. In a scan they become diagnostics; findings stay and say what the import
// declarations tell. x/vuln is not made to be interrupted: run it in a process
// of its own with [Config.Worker] and [Worker] where that matters. In this
// process a panic of x/vuln cannot be caught, for it runs in goroutines of its
// own; a cancelled run ends when x/vuln comes to its next message.
//
// # What it does not see
//
// Calls through reflection and unsafe pointers; other platforms and build tags
// than those asked for; calls that only a test makes,
// unless [Config.Tests] is set. An advisory without functions is taken to be
// about all of the package or module.
package govuln

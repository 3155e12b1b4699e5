// Package ocaml reads what opam locks and installs.
//
// Source: the opam manual ("File formats": opam, switch state, switch export)
// and the documentation of "opam lock".
package ocaml

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "opam"

// Opam reads *.opam.locked, and the state of a switch in .opam-switch/switch-state
// or in a file that "opam switch export" wrote. The roots of a switch are direct
// packages; a lockfile does not tell them from others. What is needed for tests,
// documentation or development only has that scope.
type Opam struct{}

// Name returns "ocaml/opam".
func (Opam) Name() string { return "ocaml/opam" }

// Patterns returns the names of lockfiles and states.
func (Opam) Patterns() []string {
	return []string{"*.opam.locked", "opam.locked", ".opam-switch/switch-state", "*.opam.export", "opam-switch.export"}
}

var (
	opamField  = regexp.MustCompile(`(?m)^(depends|installed|roots):\s*\[`)
	opamLocked = regexp.MustCompile(`"([^"\s]+)"\s*\{\s*=\s*"([^"\s]+)"([^}]*)\}`)
	opamState  = regexp.MustCompile(`"([^".\s]+)\.([^"\s]+)"`)
	errList    = errors.New("a list is not closed")
)

// Extract reads one file.
func (Opam) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	var roots []string
	var errs []error
	text := f.Bytes()
	for _, m := range opamField.FindAllSubmatchIndex(text, -1) {
		start, end := m[1], len(text)
		if i := bytes.IndexByte(text[start:], ']'); i >= 0 {
			end = start + i
		} else {
			errs = append(errs, entry.Malformed(f, end, errList))
		}
		switch string(text[m[2]:m[3]]) {
		case "depends":
			locked(f, &list, start, end)
		case "installed":
			installed(f, &list, start, end)
		case "roots":
			for _, r := range opamState.FindAllSubmatch(text[start:end], -1) {
				roots = append(roots, string(r[1]))
			}
		}
	}
	for _, p := range list.Packages() {
		if slices.Contains(roots, p.Name) {
			p.Relation = scan.RelationDirect
		} else if len(roots) > 0 {
			p.Relation = scan.RelationTransitive
		}
	}
	list.Report(out)
	return errors.Join(errs...)
}

func locked(f *scan.File, list *entry.List, start, end int) {
	text := f.Bytes()[:end]
	for _, m := range opamLocked.FindAllSubmatchIndex(text[start:], -1) {
		at := func(i int) string { return string(text[start+m[2*i] : start+m[2*i+1]]) }
		p := entry.New(f, ecosystem, at(1), at(2), start+m[0], start+m[1])
		switch filter := at(3); {
		case strings.Contains(filter, "with-test"):
			p.Scope = scan.ScopeTest
		case strings.Contains(filter, "with-doc"), strings.Contains(filter, "with-dev-setup"):
			p.Scope = scan.ScopeDev
		case strings.Contains(filter, "build"):
			p.Scope = scan.ScopeBuild
		default:
			p.Scope = scan.ScopeRuntime
		}
		list.Add(p)
	}
}

func installed(f *scan.File, list *entry.List, start, end int) {
	text := f.Bytes()[:end]
	for _, m := range opamState.FindAllSubmatchIndex(text[start:], -1) {
		p := entry.New(f, ecosystem, string(text[start+m[2]:start+m[3]]), string(text[start+m[4]:start+m[5]]), start+m[0], start+m[1])
		p.Installed = true
		list.Add(p)
	}
}

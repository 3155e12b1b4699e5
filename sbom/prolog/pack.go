// Package prolog reads what describes packs of SWI-Prolog.
//
// Source: the SWI-Prolog manual, "Structure of a pack" and the documentation of
// library(prolog_pack).
package prolog

import (
	"context"
	"errors"
	"regexp"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "SWI-Prolog"

// Pack reads pack.pl, the description in the folder of an installed pack. What it
// requires is not resolved and left out.
type Pack struct{}

// Name returns "prolog/pack".
func (Pack) Name() string { return "prolog/pack" }

// Patterns returns pack.pl.
func (Pack) Patterns() []string { return []string{"pack.pl"} }

// fact is a term of one argument, or of two atoms as in author(Name, EMail), at
// the beginning of a line.
var fact = regexp.MustCompile(`(?m)^\s*([a-z]+)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|([A-Za-z0-9_.]+))`)

var errNoPack = errors.New("want the facts name and version")

// Extract reads one description. A file of that name without the fact name is
// another program.
func (Pack) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	values := map[string]string{}
	start, end := 0, 0
	for _, m := range fact.FindAllSubmatchIndex(f.Bytes(), -1) {
		group := func(i int) string { return string(f.Bytes()[max(m[2*i], 0):max(m[2*i+1], 0)]) }
		key := group(1)
		if _, seen := values[key]; seen {
			continue
		}
		values[key] = group(2) + group(3)
		if key == "name" {
			start, end = m[2], m[1]
		}
	}
	switch {
	case values["name"] == "":
		return nil
	case values["version"] == "":
		return entry.Malformed(f, end, errNoPack)
	}
	p := entry.New(f, ecosystem, values["name"], values["version"], start, end)
	p.Installed = true
	p.Supplier = values["author"]
	p.Source = entry.CleanURL(values["download"])
	out.Package(p)
	return nil
}

package cli

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
)

// Acceptances returns what the values KIND and KIND=PATTERN of a flag -accept mean. A
// kind that is neither of [scan.DiagnosticKinds] nor among more is an error about the
// command line, as is a pattern that is empty: what was not looked at would otherwise
// stand in the way for no reason that the user can see.
func Acceptances(values []string, more ...scan.DiagnosticKind) ([]policy.Acceptance, error) {
	var list []policy.Acceptance
	for _, value := range values {
		name, pattern, has := strings.Cut(value, "=")
		kind := scan.DiagnosticKind(name)
		switch {
		case !slices.Contains(scan.DiagnosticKinds(), kind) && !slices.Contains(more, kind):
			return nil, usageError("-accept %s: there is no kind %q: want %s", value, name, strings.Join(kindNames(more), ", "))
		case has && pattern == "":
			return nil, usageError("-accept %s: there is no pattern behind the =: -accept %s accepts the kind on all paths", value, name)
		}
		list = append(list, policy.Acceptance{Kind: kind, Path: pattern})
	}
	return list, nil
}

// kindNames lists the kinds that stand in the way of a pass, with more of a program's
// own.
func kindNames(more []scan.DiagnosticKind) []string {
	var names []string
	for _, k := range append(scan.DiagnosticKinds(), more...) {
		if k != scan.DiagSymlink && k != scan.DiagIrregular { // always notes
			names = append(names, string(k))
		}
	}
	return names
}

package pipeline

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/glob"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// actionlint adds what the configuration of actionlint says: labels of runners of
// the user's own, and, for files whose paths fit, regular expressions for messages
// that are not wanted. They are tried on what actionlint says where we find
// something ([actionlintMessages]); what it has no message for stays.
func (g *ignoring) actionlint(file string, root *document.Node) {
	for _, label := range root.At("self-hosted-runner", "labels").Items() {
		if p, err := glob.Compile(strings.ToLower(label.Value())); err == nil {
			g.labels = append(g.labels, p)
		} else {
			g.note(scan.DiagUnsupported, file, "self-hosted-runner.labels: %q is no pattern", label.Value())
		}
	}
	for pattern, config := range root.Get("paths").Pairs() {
		paths, err := globs(pattern.Value())
		if err != nil {
			g.note(scan.DiagUnsupported, file, "paths: %q is no pattern", pattern.Value())
			continue
		}
		for _, n := range config.Get("ignore").Items() {
			message, err := regexp.Compile(n.Value())
			if err != nil || n.Value() == "" {
				g.note(scan.DiagUnsupported, file, "paths.%s.ignore: %q is no regular expression", pattern.Value(), n.Value())
				continue
			}
			g.list = append(g.list, ignored{file: file, patterns: paths, message: message})
		}
	}
}

// maxAlternatives bounds how many patterns the braces of one stand for.
const maxAlternatives = 64

// globs returns the patterns that one with {a,b} stands for.
func globs(pattern string) ([]*glob.Pattern, error) {
	texts := []string{pattern}
	for i := 0; i < len(texts) && len(texts) < maxAlternatives; {
		before, rest, open := strings.Cut(texts[i], "{")
		inside, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			i++
			continue
		}
		var each []string
		for alternative := range strings.SplitSeq(inside, ",") {
			each = append(each, before+alternative+after)
		}
		texts = slices.Replace(texts, i, i+1, each...)
	}
	var list []*glob.Pattern
	for _, text := range texts {
		p, err := glob.Compile(strings.TrimPrefix(text, "./"))
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// inRepository reports whether a pattern of paths in a repository matches a path,
// which may have folders around the repository before it.
func inRepository(list []*glob.Pattern, path string) bool {
	for {
		if slices.ContainsFunc(list, func(p *glob.Pattern) bool { return p.Match(path) }) {
			return true
		}
		_, rest, ok := strings.Cut(path, "/")
		if !ok {
			return false
		}
		path = rest
	}
}

// actionlintMessages returns how actionlint 1.7, or shellcheck through it, words
// what a finding is about; nothing where it does not look for that.
func actionlintMessages(w *Weakness) []string {
	switch w.Rule.ID {
	case "github/expression-injection":
		return []string{fmt.Sprintf("%q is potentially untrusted. avoid using it directly in inline scripts. instead, pass it through an environment variable", w.Expression)}
	case "github/deprecated-runtime":
		return []string{fmt.Sprintf("the runner of %q action is too old to run on GitHub Actions. update the action's version to fix this issue", w.Component)}
	case "github/insecure-commands":
		return []string{`workflow command "set-env" was deprecated`, `workflow command "add-path" was deprecated`}
	case "github/unsound-condition":
		return []string{"if: condition is always evaluated to true because extra characters are around ${{ }}", "constant expression in condition. remove the if: section"}
	case "github/invalid-permissions":
		return []string{`unknown permission scope "". all available permission scopes are`, `"" is invalid for permission`}
	case "github/hardcoded-credentials":
		return []string{`"password" section in "container" section should be specified via secrets. do not put password value directly`}
	case "script/unquoted-variable":
		return []string{fmt.Sprintf("shellcheck reported issue in this script: SC2086:info:%d:1: Double quote to prevent globbing and word splitting", w.Location.Region.StartLine)}
	}
	return nil
}

// ownRunner reports whether a label is one that a configuration lists as that of a
// runner of the user's own. Runners of the platform that are larger than usual are
// listed alike.
func (a *Analyzer) ownRunner(label string) bool {
	return slices.ContainsFunc(a.ignoring.labels, func(p *glob.Pattern) bool { return p.Match(strings.ToLower(label)) })
}

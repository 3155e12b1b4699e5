package script

import (
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// eachBare calls visit for the commands of a step's script, without sudo and
// its like in front. The commands must not be changed.
func eachBare(r *audit.Run, step *ci.Step, visit func(*shell.Command)) {
	script := r.Script(step.Run)
	if script == nil {
		return
	}
	for i := range script.Commands {
		visit(script.Bare(i))
	}
}

// within returns the place of a range of a step's script.
func within(r *audit.Run, step *ci.Step, at shell.Range) ci.Span {
	return r.Within(step.Run.Text, at.Start, at.End)
}

// option returns the value of the first of the named options of a command, as
// --name=value or as the word behind --name.
func option(cmd *shell.Command, names ...string) (shell.Word, bool) {
	args := cmd.Args()
	for i, a := range args {
		name, value, joined := strings.Cut(a.Text, "=")
		if !slices.Contains(names, name) {
			continue
		}
		if joined {
			a.Text = value
			return a, true
		}
		if i+1 < len(args) {
			return args[i+1], true
		}
	}
	return shell.Word{}, false
}

// hasOption reports whether an option is among the arguments; of those with one
// dash and one letter, also together with others, as in -Lkv. Letters with a
// value are those of which the rest of the word is the value.
func hasOption(cmd *shell.Command, letter byte, withValue string, long ...string) (shell.Word, bool) {
	for _, a := range cmd.Args() {
		if slices.Contains(long, a.Text) {
			return a, true
		}
		if len(a.Text) < 2 || a.Text[0] != '-' || a.Text[1] == '-' || letter == 0 {
			continue
		}
		for i := 1; i < len(a.Text); i++ {
			if a.Text[i] == letter {
				return a, true
			}
			if strings.IndexByte(withValue, a.Text[i]) >= 0 {
				break
			}
		}
	}
	return shell.Word{}, false
}

// off and on report whether a text spells a truth value.
func off(v string) bool {
	return containsWord("0 false no off never", strings.ToLower(strings.Trim(v, `"'`)))
}

func on(v string) bool {
	return containsWord("1 true yes on", strings.ToLower(strings.Trim(v, `"'`)))
}

// prints reports whether a command only shows or searches its arguments.
func prints(name string) bool {
	return containsWord("echo printf grep egrep fgrep rg sed awk test [ [[ write-host write-output", name)
}

// fetches reports whether a program downloads what its arguments name.
func fetches(name string) bool {
	return containsWord("curl wget wget2 aria2c invoke-webrequest iwr invoke-restmethod irm start-bitstransfer", name)
}

// isURL reports whether a word is an address that is fetched over the network.
func isURL(word string) bool {
	lower := strings.ToLower(word)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "ftp://")
}

// localURL reports whether an address is on the runner itself or in a private
// network, as far as it shows.
func localURL(word string) bool { return localHost(hostOf(word)) }

// ownURL reports whether an address is on the runner itself, or an address of a
// private network.
func ownURL(word string) bool {
	host := strings.ToLower(hostOf(word))
	if strings.Trim(host, "0123456789.") == "" || strings.Contains(host, ":") {
		return localHost(host)
	}
	return host == "localhost" || hasSuffix(host, ".localhost", ".internal", ".local")
}

// hostOf returns the host in an address. A port may be a variable, which no
// parser of addresses takes.
func hostOf(word string) string {
	if !strings.Contains(word, "://") {
		word = "https://" + word
	}
	rest := word[strings.Index(word, "://")+3:]
	host := rest[strings.LastIndexByte(rest[:endOfHost(rest)], '@')+1 : endOfHost(rest)]
	if strings.HasPrefix(host, "[") {
		host, _, _ = strings.Cut(host[1:], "]")
	} else {
		host, _, _ = strings.Cut(host, ":")
	}
	return host
}

func endOfHost(rest string) int {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return i
	}
	return len(rest)
}

func localHost(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback() || addr.IsPrivate() || addr.IsUnspecified() || addr.IsLinkLocalUnicast()
	}
	host = strings.ToLower(host)
	if strings.ContainsAny(host, "$`%{(") {
		return false
	}
	return !strings.Contains(host, ".") || hasSuffix(host, ".local", ".internal", ".localhost", ".test", ".svc", ".lan")
}

func hasSuffix(s string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(x string) bool { return strings.HasSuffix(s, x) })
}

func hasPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(x string) bool { return strings.HasPrefix(s, x) })
}

// addresses returns the words of a command that are addresses.
func addresses(cmd *shell.Command) []shell.Word {
	var list []shell.Word
	for _, a := range cmd.Args() {
		if isURL(a.Text) {
			list = append(list, a)
		}
	}
	return list
}

// onlyLocal reports whether every address of a command is local, and there is
// one.
func onlyLocal(cmd *shell.Command) bool {
	list := addresses(cmd)
	return len(list) > 0 && !slices.ContainsFunc(list, func(w shell.Word) bool { return !localURL(w.Text) })
}

// fixedURL reports whether an address names its content by a commit hash.
func fixedURL(word string) bool {
	u, err := url.Parse(word)
	if err != nil {
		return false
	}
	for part := range strings.SplitSeq(u.Path, "/") {
		if (len(part) == 40 || len(part) == 64) && strings.Trim(part, "0123456789abcdefABCDEF") == "" {
			return true
		}
	}
	return false
}

// baseOf returns the last element of a path without leading "./".
func baseOf(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	if file == "" || strings.HasSuffix(file, "/") {
		return ""
	}
	return path.Base(file)
}

// secretly is a change that keeps a literal credential out of a finding.
func secretly(w *ci.Weakness) {
	w.Location.Region.Snippet = ""
	w.Location.Region.SnippetColumn = 0
	w.Anchor = w.Location.Logical
}

// rated returns a change of the rating at the regular persona.
func rated(s scan.Severity, c scan.Confidence) func(*ci.Weakness) {
	return audit.Level(s, c, scan.PersonaRegular)
}

// pedantic returns a change of the rating at the pedantic persona.
func pedantic(s scan.Severity, c scan.Confidence) func(*ci.Weakness) {
	return audit.Level(s, c, scan.PersonaPedantic)
}

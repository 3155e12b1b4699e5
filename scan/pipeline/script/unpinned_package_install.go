package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func unpinnedPackageInstall() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/unpinned-package-install",
			Name:        "Package installed without a lock",
			Class:       "unpinned-package-install",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "What a script installs by name is not in a lock file: even with a version, the packages that it depends on are whatever is newest, and nothing checks what is downloaded.",
			Remediation: "Add the package to the project's manifest and lock file, and install from these (`npm ci`, `bundle install`, `pip install --require-hashes -r requirements.txt`, `cargo install --locked`).",
			Example:     "- run: npm install eslint",
			Fixed:       "- run: npm ci",
			Tags:        []string{"zizmor:adhoc-packages", "scorecard:Pinned-Dependencies"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			eachBare(r, step, func(cmd *shell.Command) {
				m, call := managerOf(*cmd)
				if m == nil {
					return
				}
				w, how := m.installs(&call)
				if how == fixed {
					return
				}
				spec := strings.Trim(r.Script(step.Run).Text[w.Start:w.End], `"'`)
				message := fmt.Sprintf("%s is installed without a lock", spec)
				persona := m.persona(spec, how, r.File)
				r.Find(job, step, within(r, step, cmd.Range), "run", message, func(w *ci.Weakness) { w.Persona, w.Component = persona, spec })
			})
		},
	}
}

// hold says how firmly a package is named, in rising order of danger.
type hold uint8

const (
	fixed     hold = iota // nothing can change, or nothing is installed by name
	versioned             // its version is given, what it depends on is not
	newest                // whatever is newest
)

// manager is a program that installs packages by name.
type manager struct {
	names string
	// verbs are the phrases that install, separated by commas; * stands for any
	// word.
	verbs string
	// values are the options whose value is the next word, pins those that say
	// which version is wanted, locks those with which a list of versions holds
	// for what the package depends on, and sources those after which nothing
	// is taken from a registry unchecked.
	values, pins, locks, sources string
	// judge says how firmly a word names a package.
	judge func(spec shell.Word) hold
	// For whom findings of the two kinds are.
	newest, versioned scan.Persona
	// bootstrap are packages of the manager itself.
	bootstrap string
}

// managerOf returns the package manager that a command calls, nil where it
// calls none, and the command without words in front, such as python -m.
func managerOf(cmd shell.Command) (*manager, shell.Command) {
	if isPython(cmd.Name()) && len(cmd.Words) > 3 && cmd.Words[1].Text == "-m" {
		cmd = cmd.From(2)
	}
	if cmd.Name() == "uv" && len(cmd.Words) > 2 && cmd.Words[1].Text == "pip" {
		cmd = cmd.From(1)
	}
	return managers()[strings.TrimRight(cmd.Name(), "0123456789.")], cmd
}

// persona says for whom a finding is. In images and in scripts of their own
// there is often no project that could hold a lock, so that a version is what
// one can ask for.
func (m *manager) persona(spec string, how hold, f *ci.File) scan.Persona {
	persona := m.newest
	if how == versioned {
		persona = m.versioned
	}
	if how == versioned && (f.Kind == ci.KindImage || f.System == Name) || containsWord(m.bootstrap, spec) {
		persona = max(persona, scan.PersonaPedantic)
	}
	return persona
}

// installs returns the first package that a command installs in the loosest
// way.
func (m *manager) installs(cmd *shell.Command) (spec shell.Word, worst hold) {
	words, at := m.words(cmd)
	if at < 0 {
		return spec, fixed
	}
	for _, w := range words[at:] {
		if how := m.judge(w); how > worst {
			worst, spec = how, w
		}
	}
	if worst == newest && m.has(cmd, m.pins) {
		worst = versioned
	}
	if worst != fixed && m.has(cmd, m.locks) {
		worst--
	}
	if m.has(cmd, m.sources) {
		worst = fixed
	}
	return spec, worst
}

// words returns the arguments that are no options, and where behind the verb
// the packages start; -1 where the command does not install.
func (m *manager) words(cmd *shell.Command) ([]shell.Word, int) {
	var words []shell.Word
	args := cmd.Args()
	for i := 0; i < len(args); i++ {
		a := args[i]
		if strings.HasPrefix(a.Text, "-") && len(a.Text) > 1 {
			if containsWord(m.values, a.Text) {
				i++
			}
			continue
		}
		words = append(words, a)
	}
	for phrase := range strings.SplitSeq(m.verbs, ",") {
		want := strings.Fields(phrase)
		if len(words) < len(want) {
			continue
		}
		if !slices.ContainsFunc(indices(want), func(i int) bool { return want[i] != "*" && !strings.EqualFold(want[i], words[i].Text) }) {
			return words, len(want)
		}
	}
	return nil, -1
}

func indices(list []string) []int {
	out := make([]int, len(list))
	for i := range out {
		out[i] = i
	}
	return out
}

// has reports whether one of the options is given.
func (m *manager) has(cmd *shell.Command, options string) bool {
	for _, a := range cmd.Args() {
		name, _, _ := strings.Cut(a.Text, "=")
		if containsWord(options, name) {
			return true
		}
	}
	return false
}

// isLocal reports whether a word names a file at hand.
func isLocal(spec string) bool {
	return spec == "" || hasPrefix(spec, ".", "/", "~", "file:", "link:") ||
		hasSuffix(spec, ".tgz", ".tar.gz", ".gem", ".whl", ".zip", ".nupkg", ".config", ".txt", ".rb", ".apk", ".deb", ".rpm")
}

// bySign returns a judge for names whose version stands behind a sign.
func bySign(sign string) func(shell.Word) hold {
	return func(w shell.Word) hold {
		switch name, _, found := strings.Cut(strings.TrimPrefix(w.Text, "@"), sign); {
		case isLocal(w.Text) && !strings.HasPrefix(w.Text, "@"):
			return fixed
		case found:
			return versioned
		case !w.Static || strings.ContainsAny(name, "/\\") && !strings.HasPrefix(w.Text, "@"):
			return fixed // not known, or a path
		}
		return newest
	}
}

// byPython judges requirements of pip.
func byPython(w shell.Word) hold {
	text := strings.Trim(w.Text, `"'`)
	switch {
	case hasPrefix(text, "git+", "git:", "hg+", "svn+", "bzr+"):
		if fixedURL(strings.ReplaceAll(strings.ReplaceAll(text, "@", "/"), "#", "/")) {
			return fixed
		}
		if !w.Static && strings.Contains(text, "@") {
			return versioned
		}
		return newest
	case isLocal(text) || strings.Contains(text, "/"):
		return fixed
	case strings.Contains(text, "=="):
		return versioned
	case !w.Static:
		return fixed
	}
	return newest
}

// byModule judges modules of Go. A version is checked against the checksum
// database, a branch is not one.
func byModule(w shell.Word) hold {
	name, version, ok := strings.Cut(w.Text, "@")
	host, _, _ := strings.Cut(name, "/")
	if !ok || !strings.Contains(host, ".") || hasPrefix(name, ".", "/") || !w.Static {
		return fixed
	}
	if len(version) == 40 || isSemver(version) {
		return fixed
	}
	return newest
}

func isSemver(v string) bool {
	v, ok := strings.CutPrefix(v, "v")
	v, _, _ = strings.Cut(v, "+")
	v, _, _ = strings.Cut(v, "-")
	return ok && strings.Count(v, ".") == 2 && strings.Trim(v, "0123456789.") == ""
}

// byVendor judges packages of Composer: vendor/name, with a version behind a
// colon or an equals sign.
func byVendor(w shell.Word) hold {
	switch {
	case isLocal(w.Text) || !strings.Contains(w.Text, "/"):
		return fixed
	case strings.ContainsAny(w.Text, ":="):
		return versioned
	case !w.Static:
		return fixed
	}
	return newest
}

package scan

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Ignore is a comment by which somebody decided to live with findings:
//
//	# penstock: ignore[github/unpinned-component] vendored and reviewed
//	// penstock: ignore[unpinned-component, remote-exec] until 2027-03-31: see the plan
//	<!-- penstock: ignore-file[hardcoded-credentials] a sample -->
//	# zizmor: ignore[template-injection]
//	# checkov:skip=CKV_GHA_2:reviewed
//	# hadolint ignore=DL3006
//	# nosemgrep: yaml.github-actions.run-shell-injection
//
// It concerns what begins or ends on its line, and, where it stands alone, what
// begins on the next line that is no comment. A rule is named by its id, by what
// follows the slash in it, by its class, or by the name that another tool has
// for it, which is a tag of the rule such as "zizmor:template-injection".
type Ignore struct {
	// Mechanism is what introduces it, such as "zizmor: ignore".
	Mechanism string
	// Rules are the names of the rules that are meant; there is at least one.
	Rules []string
	// Reason is what was given as one.
	Reason string
	// Expires is the last day (YYYY-MM-DD) on which it holds; empty means always.
	Expires string
	// File says that it concerns the whole file.
	File bool
	// Line is where it stands, and Below the line that it concerns beneath it,
	// 0 for none.
	Line, Below int
	// Location of its first word.
	Location Location

	tools []string // whose names for rules it may use
	own   bool
}

// dialect is a form of comments.
type dialect struct {
	mark  string // what it is found by
	intro string // what stands before the mark, behind the comment's sign
	name  string
	end   string // what ends the names
	tools []string
	file  bool
}

// dialects are the forms that are known, each with the tools whose names for
// rules can be used in it.
var dialects = []dialect{
	{"ignore[", "penstock:", "penstock: ignore", "]", []string{"zizmor", "poutine"}, false},
	{"ignore-file[", "penstock:", "penstock: ignore-file", "]", []string{"zizmor", "poutine"}, true},
	{"ignore[", "zizmor:", "zizmor: ignore", "]", []string{"zizmor"}, false},
	{"checkov:skip=", "", "checkov:skip", ":", []string{"checkov"}, false},
	{"hadolint ignore=", "", "hadolint ignore", " ", []string{"hadolint"}, false},
	{"hadolint global ignore=", "", "hadolint global ignore", " ", []string{"hadolint"}, true},
	{"nosemgrep:", "", "nosemgrep", "", []string{"semgrep"}, false},
}

// maxIgnore is how far a comment may reach to either side of its mark, in bytes.
const maxIgnore = 1000

// Ignores returns the comments of a file by which findings are ignored, by line.
// What counts as a comment is decided by the file's name; that the sign of the
// comment is no part of a string is not checked. [Ignore.Own] tells those of
// this module from those of other tools.
func Ignores(f *File) []*Ignore {
	text := f.Bytes()
	var signs []string
	var list []*Ignore
	some := bytes.Contains(text, []byte("ignore"))
	for i := range dialects {
		d := &dialects[i]
		if !some && strings.Contains(d.mark, "ignore") {
			continue
		}
		for at := 0; ; {
			n := bytes.Index(text[at:], []byte(d.mark))
			if n < 0 {
				break
			}
			start := at + n
			at = start + len(d.mark)
			if signs == nil {
				signs = commentSigns(f.Path)
			}
			if ignore := d.read(f, signs, start); ignore != nil {
				list = append(list, ignore)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *Ignore) int { return a.Line - b.Line })
	return list
}

// read reads the comment around a mark; nil where there is none.
func (d *dialect) read(f *File, signs []string, start int) *Ignore {
	text := f.Bytes()
	from := max(0, start-maxIgnore)
	from += bytes.LastIndexByte(text[from:start], '\n') + 1
	to := min(len(text), start+len(d.mark)+maxIgnore)
	if n := bytes.IndexByte(text[start:to], '\n'); n >= 0 {
		to = start + n
	}
	before, ok := strings.CutSuffix(strings.TrimRight(string(text[from:start]), " "), d.intro)
	before = strings.TrimSpace(before)
	sign := func(s string) bool { return strings.Contains(before, s) }
	if d.intro == "" || !slices.ContainsFunc(signs, sign) {
		// The mark itself is the comment's first word.
		sign = func(s string) bool { return strings.HasSuffix(before, s) }
	}
	if !ok || !slices.ContainsFunc(signs, sign) {
		return nil
	}
	names, rest := string(text[start+len(d.mark):to]), ""
	if d.end != "" {
		names, rest, ok = strings.Cut(names, d.end)
		if !ok && d.end == "]" {
			return nil
		}
	}
	c := &Ignore{Mechanism: d.name, File: d.file, Location: f.Location(start, start), tools: d.tools, own: d.intro == "penstock:"}
	c.Line = c.Location.Region.StartLine
	if c.Rules = ruleNames(trimClosing(names)); len(c.Rules) == 0 {
		return nil
	}
	c.Reason, c.Expires = reasonOf(trimClosing(rest), c.own)
	if slices.ContainsFunc(signs, func(s string) bool { return strings.HasPrefix(before, s) }) {
		c.Below = f.belowComments(c.Line, signs)
	}
	return c
}

// commentSigns returns what begins a comment in files of a name.
func commentSigns(name string) []string {
	base := strings.ToLower(path.Base(name))
	if strings.HasPrefix(base, "jenkinsfile") {
		return []string{"//", "/*", "*"}
	}
	switch path.Ext(base) {
	case ".yml", ".yaml", ".toml", ".sh", ".bash", ".zsh", ".py", ".rb", ".pl", ".r", ".ps1", ".dockerfile", ".env", ".conf", ".properties", ".mk":
		return []string{"#"}
	case ".json", ".jsonc", ".json5", ".groovy", ".gradle", ".go", ".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".java", ".kt", ".kts", ".c", ".h", ".cc", ".cpp", ".cs", ".swift", ".rs", ".scala", ".dart", ".proto", ".css", ".scss":
		return []string{"//", "/*", "*"}
	case ".tf", ".tfvars", ".hcl", ".php", ".bicep":
		return []string{"#", "//", "/*", "*"}
	case ".xml", ".html", ".htm", ".md", ".svg", ".csproj", ".props", ".targets", ".config", ".vue":
		return []string{"<!--", "//", "/*"}
	case ".sql", ".lua", ".hs", ".elm", ".adb", ".ads", ".vhd":
		return []string{"--", "/*", "*"}
	case ".ini", ".cfg", ".lisp", ".el", ".clj", ".asm", ".reg", ".inf":
		return []string{";", "#"}
	}
	return []string{"#", "//", "/*", "<!--"}
}

// trimClosing drops what ends a comment.
func trimClosing(text string) string {
	text = strings.TrimSpace(text)
	for _, end := range []string{"*/", "-->"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, end))
	}
	return text
}

// ruleNames splits a list of names.
func ruleNames(text string) []string {
	var list []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

var untilDay = regexp.MustCompile(`^until (\d{4}-\d{2}-\d{2})\b[:,;.]?\s*`)

// reasonOf splits what follows the names into a day and a reason.
func reasonOf(text string, own bool) (reason, expires string) {
	if m := untilDay.FindStringSubmatch(text); own && m != nil {
		return strings.TrimSpace(text[len(m[0]):]), m[1]
	}
	return text, ""
}

// belowComments returns the next line that is no comment, 0 where there is none.
func (f *File) belowComments(line int, signs []string) int {
	for next := line + 1; next <= line+20; next++ {
		text := strings.TrimSpace(string(f.Line(next)))
		switch {
		case text == "":
			return 0
		case !slices.ContainsFunc(signs, func(s string) bool { return strings.HasPrefix(text, s) }):
			return next
		}
	}
	return 0
}

// Own reports whether the comment is in the form of this module, not in that of
// another tool.
func (c *Ignore) Own() bool { return c.own }

// Names reports whether a rule is one of those that are meant.
func (c *Ignore) Names(r *Rule) bool {
	return slices.ContainsFunc(c.Rules, func(name string) bool { return c.Calls(r, name) })
}

// Calls reports whether a name, as one of [Ignore.Rules], is one of those that
// the comment may call a rule.
func (c *Ignore) Calls(r *Rule, name string) bool {
	_, short, _ := strings.Cut(r.ID, "/")
	if (c.own || slices.Contains(c.tools, "zizmor")) && (name == r.ID || name == short || name == string(r.Class)) {
		return true
	}
	if slices.Contains(c.tools, "semgrep") {
		name = name[strings.LastIndexByte(name, '.')+1:]
	}
	return slices.ContainsFunc(c.tools, func(tool string) bool { return slices.Contains(r.Tags, tool+":"+name) })
}

// On reports whether the comment is about a region: it stands in it, right above
// it, or for the whole file.
func (c *Ignore) On(r Region) bool {
	return c.File || r.StartLine <= c.Line && c.Line <= r.EndLine || c.Below > 0 && c.Below == r.StartLine
}

// Suppression returns the comment as what suppresses a finding.
func (c *Ignore) Suppression() Suppression {
	at := c.Location
	return Suppression{Kind: "inSource", Mechanism: c.Mechanism, Justification: c.Reason, Expires: c.Expires, Location: &at}
}

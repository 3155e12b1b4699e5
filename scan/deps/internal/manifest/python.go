package manifest

import (
	"bytes"
	"regexp"
	"strings"
)

// pinPattern is a requirement of pip with an exact version.
var pinPattern = regexp.MustCompile(`^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(==\s*[0-9][^\s;#,]*)\s*(?:[;#].*)?$`)

// requirements reads the exact versions of a requirements file. Those with hashes
// are left out: a new version has others.
func (r *reader) requirements() {
	at := 0
	continued := false
	for line := range bytes.Lines(r.text) {
		text := strings.TrimRight(string(line), "\r\n")
		m := pinPattern.FindStringSubmatchIndex(text)
		if m != nil && !continued && !strings.Contains(text, "*") {
			r.add(Declaration{Ecosystem: "PyPI", Name: text[m[2]:m[3]], Spec: text[m[4]:m[5]], Alone: true}, at+m[4])
		}
		continued = strings.HasSuffix(strings.TrimSpace(text), `\`)
		at += len(line)
	}
}

// pythonPattern is a requirement of PEP 508 in a text of TOML.
var pythonPattern = regexp.MustCompile(`["']([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*((?:==|>=|~=)[^"';]*)(?:;[^"']*|)["']`)

// pyproject reads the lists of PEP 621 and PEP 735 and the tables of Poetry.
func (r *reader) pyproject() {
	listed := false // inside of project.dependencies
	for l := range r.tomlLines() {
		switch table := l.table; {
		case table == "project":
			listed = listed || l.key == "dependencies"
			if listed {
				r.pythonList(l)
				listed = !strings.HasSuffix(strings.TrimSpace(cutComment(l.text)), "]")
			}
		case table == "project.optional-dependencies", table == "dependency-groups":
			r.pythonList(l)
		case table == "tool.poetry.dependencies", table == "tool.poetry.dev-dependencies",
			strings.HasPrefix(table, "tool.poetry.group.") && strings.HasSuffix(table, ".dependencies"):
			r.tomlRequirement("PyPI", l)
		}
		listed = listed && l.table == "project"
	}
}

func (r *reader) pythonList(l tomlLine) {
	for _, m := range pythonPattern.FindAllStringSubmatchIndex(cutComment(l.text), -1) {
		r.add(Declaration{Ecosystem: "PyPI", Name: l.text[m[2]:m[3]], Spec: l.text[m[4]:m[5]]}, l.at+m[4])
	}
}

// cutComment cuts off the comment behind a line of TOML.
func cutComment(line string) string {
	quote := byte(0)
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return line[:i]
		}
	}
	return line
}

package github

import (
	"regexp/syntax"
	"strings"
	"unicode"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// scriptPayload judges an output of a github-script by what the script reads from
// the payload by name, as far as that gets to the output.
func (p place) scriptPayload(n *document.Node, output string, here hop) verdict {
	var v verdict
	key := outputOf{n, strings.ToLower(output)}
	texts, known := p.c.payloads[key]
	if !known {
		texts = payloadTexts(n.Value(), output)
		p.c.payloads[key] = texts
	}
	for _, text := range texts {
		for {
			i := strings.Index(text, "context.payload.")
			if i < 0 {
				break
			}
			text = text[i+len("context.payload."):]
			end := strings.IndexFunc(text, func(r rune) bool {
				return r != '_' && r != '.' && r != '?' && (r < 'a' || r > 'z')
			})
			if end < 0 {
				end = len(text)
			}
			path := "github.event." + strings.Trim(strings.ReplaceAll(text[:end], "?", ""), ".")
			if end < len(text) && (text[end] == '(' || 'A' <= text[end] && text[end] <= 'Z') {
				path = path[:strings.LastIndexByte(path, '.')] // the name of a method
			}
			if who := controlOf(path); who == outsider && strings.Count(path, ".") > 2 && (!holdsText(path) || anyText(texts)) {
				v = v.worse(verdict{who: who, source: path}.via(here))
			}
		}
	}
	return v
}

// outputOf is an output of a script.
type outputOf struct {
	script *document.Node
	name   string
}

// holdsText reports whether a value of the payload is no text, but has some.
func holdsText(path string) bool {
	return strings.HasSuffix(path, ".pull_requests") || strings.HasSuffix(path, ".head")
}

// anyText reports whether a script takes what outsiders write from a part of the
// payload.
func anyText(texts []string) bool {
	for _, text := range texts {
		for _, name := range []string{".ref", ".label", ".title", ".body", ".name", ".description"} {
			if strings.Contains(text, name) {
				return true
			}
		}
	}
	return false
}

// jsFlow follows values backwards through the statements of a script in
// JavaScript, by their text: what is assigned to a name anywhere counts, whatever
// the order and the conditions.
type jsFlow struct {
	values map[string][]string // what is assigned to a name
	params map[string]bool     // names that stand beside functions
	seen   map[string]bool     // names, and with a dot those that are used whole
	done   map[string]bool     // expressions
	// reached are the expressions that were followed.
	reached []string
	// lost says that a value comes from where the text cannot be followed.
	lost bool
}

func newJSFlow(statements []string) *jsFlow {
	f := &jsFlow{values: map[string][]string{}, params: map[string]bool{}, seen: map[string]bool{}, done: map[string]bool{}}
	for _, s := range statements {
		if target, value, ok := jsAssignment(s); ok {
			for name := range jsNames(target) {
				f.values[name] = append(f.values[name], value)
			}
		}
		if strings.Contains(s, "=>") || strings.Contains(s, "function") {
			for name := range jsNames(s) {
				f.params[name] = true
			}
		}
	}
	return f
}

// maxPayloadScript is the length of a script above which all of it counts.
const maxPayloadScript = 32 << 10

// payloadTexts returns the parts of a script that an output is made from: the
// whole script where that cannot be told.
func payloadTexts(text, output string) []string {
	if len(text) > maxPayloadScript {
		return []string{text}
	}
	statements := jsStatements(text)
	var values []string
	for _, s := range statements {
		if value, ok := jsOutput(s, output); ok {
			values = append(values, value)
		}
	}
	if values == nil {
		return []string{text}
	}
	f := newJSFlow(statements)
	if f.follow(values); f.lost {
		return []string{text}
	}
	return f.reached
}

// jsOutput returns what a statement makes an output of: "result" is what the
// script returns.
func jsOutput(statement, output string) (string, bool) {
	if output == "result" {
		_, value, ok := strings.Cut(statement, "return ")
		return value, ok
	}
	_, rest, ok := strings.Cut(statement, "setOutput(")
	name, value, comma := strings.Cut(rest, ",")
	return value, ok && comma && strings.EqualFold(strings.Trim(strings.TrimSpace(name), "'\"`"), output)
}

// jsStatements splits a script into lines, those put together that brackets or
// operators hold together.
func jsStatements(text string) []string {
	var list []string
	depth := 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "//") {
			continue
		}
		if len(list) > 0 && trimmed != "" && (depth > 0 || strings.IndexByte(".?:&|+", trimmed[0]) >= 0) {
			list[len(list)-1] += " " + trimmed
		} else {
			list, depth = append(list, trimmed), 0
		}
		depth += strings.Count(trimmed, "(") + strings.Count(trimmed, "[") - strings.Count(trimmed, ")") - strings.Count(trimmed, "]")
	}
	return list
}

// follow notes expressions and what their names stand for.
func (f *jsFlow) follow(todo []string) {
	for len(todo) > 0 && !f.lost {
		value := todo[len(todo)-1]
		if todo = todo[:len(todo)-1]; f.done[value] {
			continue
		}
		f.done[value] = true
		f.reached = append(f.reached, value)
		for name, part := range jsNames(value) {
			if f.seen[name] && part || f.seen[name+"."] {
				continue
			}
			if f.seen[name] = true; !part {
				f.seen[name+"."] = true
			}
			todo = append(todo, f.assigned(name, part)...)
		}
	}
}

// assigned returns what is assigned to a name. Of a match that is used by its
// groups only, groups that let nothing but plain words through do not count.
func (f *jsFlow) assigned(name string, part bool) []string {
	values := f.values[name]
	f.lost = f.lost || values == nil && f.params[name] && !jsKnown[name]
	var list []string
	for _, v := range values {
		if number := strings.HasPrefix(v, "parseInt(") || strings.HasPrefix(v, "Number("); !number && !(part && f.plainGroups(v)) {
			list = append(list, v)
		}
	}
	return list
}

// jsKnown are names that a script does not define: words of the language, and what
// the action and the runtime provide.
var jsKnown = map[string]bool{
	"async": true, "await": true, "const": true, "let": true, "var": true, "new": true, "typeof": true, "null": true, "true": true,
	"false": true, "undefined": true, "return": true, "if": true, "else": true, "of": true, "in": true, "for": true, "function": true,
	"context": true, "core": true, "github": true, "exec": true, "glob": true, "io": true, "require": true, "process": true,
	"JSON": true, "Math": true, "String": true, "Number": true, "parseInt": true, "Object": true, "Array": true, "console": true,
}

// jsAssignment splits a statement that assigns or loops into its target and its
// value.
func jsAssignment(statement string) (target, value string, ok bool) {
	for i := 1; i < len(statement); i++ {
		next := statement[min(i+1, len(statement)-1)]
		if statement[i] == '=' && next != '=' && next != '>' && strings.IndexByte("=!<>", statement[i-1]) < 0 {
			return statement[:i], strings.TrimSpace(statement[i+1:]), true
		}
	}
	if target, value, ok = strings.Cut(statement, " of "); ok {
		return target, value, true
	}
	return strings.Cut(statement, ".push(")
}

// jsNames returns the names of variables in an expression, and whether each is
// used by the groups of a match only, as in m[1] and m.groups.
func jsNames(code string) map[string]bool {
	names := map[string]bool{}
	quote := byte(0)
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case quote == '`' && strings.HasPrefix(code[i:], "${"):
			end := strings.IndexByte(code[i:], '}')
			if end < 0 {
				end = len(code) - i
			}
			for name, part := range jsNames(code[i+2 : i+end]) {
				was, known := names[name]
				names[name] = part && (was || !known)
			}
			i += end
		case quote != 0 && c == '\\':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case isJSName(rune(c)) && (i == 0 || code[i-1] != '.' || strings.HasSuffix(code[:i], "...")):
			n := strings.IndexFunc(code[i:], func(r rune) bool { return !isJSName(r) })
			if n < 0 {
				n = len(code) - i
			}
			rest := strings.TrimPrefix(code[i+n:], "?.")
			part := strings.HasPrefix(rest, ".groups") || len(rest) > 1 && rest[0] == '[' && '1' <= rest[1] && rest[1] <= '9'
			if name := code[i : i+n]; !unicode.IsDigit(rune(name[0])) {
				was, known := names[name]
				names[name] = part && (was || !known)
			}
			i += n - 1
		case isJSName(rune(c)):
			for i+1 < len(code) && isJSName(rune(code[i+1])) {
				i++
			}
		}
	}
	return names
}

func isJSName(r rune) bool {
	return r == '_' || r == '$' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// plainGroups reports whether a value is the match of a pattern whose groups let
// nothing but letters, digits and - _ . / through.
func (f *jsFlow) plainGroups(value string) bool {
	pattern, _, ok := strings.Cut(value, ".exec(")
	if !ok {
		_, rest, ok := strings.Cut(value, ".match(")
		if !ok {
			return false
		}
		pattern = rest[:max(0, strings.LastIndexByte(rest, ')'))]
	}
	if pattern = strings.TrimSpace(pattern); len(f.values[pattern]) == 1 {
		pattern = f.values[pattern][0]
	}
	end := strings.LastIndexByte(pattern, '/')
	if !strings.HasPrefix(pattern, "/") || end < 1 {
		return false
	}
	re, err := syntax.Parse(strings.ReplaceAll(pattern[1:end], `\/`, "/"), syntax.Perl)
	return err == nil && plainBelow(re, false, 0)
}

// plainBelow reports whether what the groups of a pattern let through is plain.
func plainBelow(re *syntax.Regexp, inside bool, depth int) bool {
	inside = inside || re.Op == syntax.OpCapture
	switch {
	case depth > 100 || inside && (re.Op == syntax.OpAnyChar || re.Op == syntax.OpAnyCharNotNL):
		return false
	case inside && re.Op == syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if !isPlain(r) {
					return false
				}
			}
		}
	case inside && re.Op == syntax.OpLiteral:
		return strings.IndexFunc(string(re.Rune), func(r rune) bool { return !isPlain(r) }) < 0
	}
	for _, sub := range re.Sub {
		if !plainBelow(sub, inside, depth+1) {
			return false
		}
	}
	return true
}

func isPlain(r rune) bool { return r == '-' || r == '.' || r == '/' || isJSName(r) && r != '$' }

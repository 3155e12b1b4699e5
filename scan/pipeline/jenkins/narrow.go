package jenkins

import (
	"regexp/syntax"
	"strings"
)

// narrow reports whether a regular expression matches texts only that cannot be
// code of a shell or another word of a command. It must match all of the text:
// by itself, or because the operator asks for that.
func (c *check) narrow(value []token, whole bool) bool {
	value = c.bare(value)
	if c.mark(value, 0, '~') {
		value = value[1:]
	}
	if set := c.settings(c.variableIn(value)); len(set) == 1 && len(value) == 1 && value[0].kind == word {
		value = c.bare(set[0].value)
		if c.mark(value, 0, '~') {
			value = value[1:]
		}
	}
	pattern, ok := c.literal(value)
	if !ok {
		return false
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	return err == nil && (whole || anchored(tree)) && harmless(tree)
}

// anchored reports whether an expression matches whole texts only.
func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCapture:
		return anchored(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !anchored(sub) {
				return false
			}
		}
		return true
	case syntax.OpConcat:
		first, last := re.Sub[0], re.Sub[len(re.Sub)-1]
		return first.Op == syntax.OpBeginText && last.Op == syntax.OpEndText
	}
	return false
}

// dangerous are the characters that end a word or begin code in a shell.
const dangerous = "$`;|&<>(){}'\"\\ \t\r\n"

// harmless reports whether no text that an expression matches has a dangerous
// character.
func harmless(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpLiteral:
		return !strings.ContainsAny(string(re.Rune), dangerous)
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if strings.ContainsFunc(dangerous, func(r rune) bool { return re.Rune[i] <= r && r <= re.Rune[i+1] }) {
				return false
			}
		}
		return true
	}
	for _, sub := range re.Sub {
		if !harmless(sub) {
			return false
		}
	}
	return true
}

// Package expr reads the expressions that CI systems of GitHub's family write
// between ${{ and }}, after the language reference "Evaluate expressions in
// workflows and actions" of GitHub Docs: literals, contexts, operators, calls,
// member access, indices and object filters, with the place of every part.
//
// Beside parsing it evaluates what is constant ([Fold]) and says which contexts
// can put their text into an expression's result ([Node.Flows]): a comparison
// or contains() yields true or false whatever an outsider writes into its
// operands, whereas format() passes them on.
package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// A Fence is one ${{ … }} in a text: Start and End are the byte offsets of the
// whole, Inner and InnerEnd those of what is between the braces.
type Fence struct{ Start, Inner, InnerEnd, End int }

// Fences returns the fences of a text in order. Braces inside the expression's
// string literals do not close it; an opening without an end is no fence.
func Fences(text string) []Fence {
	var list []Fence
	for at := 0; ; {
		i := strings.Index(text[at:], "${{")
		if i < 0 {
			return list
		}
		start := at + i
		end := closing(text, start+3)
		if end < 0 {
			return list
		}
		list = append(list, Fence{start, start + 3, end, end + 2})
		at = end + 2
	}
}

// closing returns the offset of the braces that end an expression.
func closing(text string, at int) int {
	quoted := false
	for i := at; i < len(text); i++ {
		switch {
		case text[i] == '\'':
			quoted = !quoted
		case !quoted && text[i] == '}' && i+1 < len(text) && text[i+1] == '}':
			return i
		}
	}
	// A quote without a partner: take the first braces there are.
	if i := strings.Index(text[at:], "}}"); i >= 0 {
		return at + i
	}
	return -1
}

// SyntaxError says where an expression is broken.
type SyntaxError struct {
	// Offset in the expression's text.
	Offset int
	// Cause says what is wrong there.
	Cause string
}

// Error returns the cause with its offset.
func (e *SyntaxError) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Cause) }

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenIdent
	tokenNumber
	tokenString
	tokenOp // text is the operator or bracket
)

type token struct {
	kind       tokenKind
	text       string // identifier, operator, or a string's value
	num        float64
	start, end int
}

type lexer struct {
	text string
	at   int
}

func isIdentStart(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// next returns the token at the reading position.
func (l *lexer) next() (token, error) {
	for l.at < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.at]) >= 0 {
		l.at++
	}
	start := l.at
	if start == len(l.text) {
		return token{kind: tokenEnd, start: start, end: start}, nil
	}
	switch c := l.text[start]; {
	case isIdentStart(c):
		for l.at < len(l.text) && (isIdentStart(l.text[l.at]) || isDigit(l.text[l.at]) || l.text[l.at] == '-') {
			l.at++
		}
		return token{kind: tokenIdent, text: l.text[start:l.at], start: start, end: l.at}, nil
	case isDigit(c) || (c == '-' || c == '+' || c == '.') && l.at+1 < len(l.text) && isDigit(l.text[l.at+1]):
		return l.number()
	case c == '\'' || c == '"':
		return l.quoted(c)
	}
	for _, op := range []string{"&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*"} {
		if strings.HasPrefix(l.text[start:], op) {
			l.at += len(op)
			return token{kind: tokenOp, text: op, start: start, end: l.at}, nil
		}
	}
	return token{}, &SyntaxError{start, fmt.Sprintf("unexpected character %q", l.text[start:start+1])}
}

func (l *lexer) number() (token, error) {
	start := l.at
	for l.at++; l.at < len(l.text); l.at++ {
		c := l.text[l.at]
		sign := (c == '+' || c == '-') && (l.text[l.at-1] == 'e' || l.text[l.at-1] == 'E')
		if !isDigit(c) && c != '.' && !isIdentStart(c) && !sign {
			break
		}
	}
	text := l.text[start:l.at]
	num, err := strconv.ParseFloat(text, 64)
	if err != nil {
		i, ierr := strconv.ParseInt(text, 0, 64)
		if ierr != nil {
			return token{}, &SyntaxError{start, fmt.Sprintf("bad number %q", text)}
		}
		num = float64(i)
	}
	return token{kind: tokenNumber, num: num, text: text, start: start, end: l.at}, nil
}

// quoted reads a string literal, in which a doubled quote stands for one. The
// language has single quotes only; double ones are read alike, so that an
// expression with this slip still says what was meant.
func (l *lexer) quoted(quote byte) (token, error) {
	start := l.at
	var b strings.Builder
	for i := start + 1; i < len(l.text); i++ {
		if l.text[i] != quote {
			b.WriteByte(l.text[i])
			continue
		}
		if i+1 < len(l.text) && l.text[i+1] == quote {
			b.WriteByte(quote)
			i++
			continue
		}
		l.at = i + 1
		return token{kind: tokenString, text: b.String(), start: start, end: l.at}, nil
	}
	return token{}, &SyntaxError{start, "string literal without an end"}
}

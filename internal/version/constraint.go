package version

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Constraint is a set of versions of one scheme, in the notation that advisories
// and manifests share: comparisons joined by commas or spaces, all of which must
// hold, in alternatives joined by "||". The zero value holds for every version.
type Constraint struct{ alternatives [][]bound }

// bound is one comparison.
type bound struct {
	op  string // "=", "!=", "<", "<=", ">" or ">="
	key Key
	// anyEpoch says that the epoch of the other version does not count: the key
	// has none.
	anyEpoch bool
}

// maxBounds bounds the comparisons of a constraint.
const maxBounds = 1000

// Constraint parses a set of versions. Operators are =, ==, !=, !, <, <=, >, >=,
// and ~, ^, ~> and ~= as npm, Cargo, Composer, RubyGems and PEP 440 use them; no
// operator means equal. Versions may be quoted, and their last parts may be "x" or "*".
// Maven's and NuGet's intervals, such as "[1.0,2.0)", are read too. An empty
// constraint holds for every version. The error wraps [ErrInvalid].
//
// An RPM version without epoch stands for itself in every epoch: advisories
// leave the epoch out, and packages have it. Between two versions, none is zero.
func (s *Scheme) Constraint(text string) (Constraint, error) {
	var c Constraint
	n := 0
	for alternative := range strings.SplitSeq(text, "||") {
		bounds, err := s.bounds(strings.TrimSpace(alternative))
		if err != nil {
			return Constraint{}, fmt.Errorf("constraint %q: %w", text, err)
		}
		if n += len(bounds) + 1; n > maxBounds {
			return Constraint{}, fmt.Errorf("%w: constraint of %d bytes has too many parts", ErrInvalid, len(text))
		}
		c.alternatives = append(c.alternatives, bounds)
	}
	return c, nil
}

// Holds reports whether a version of the constraint's scheme is in the set.
func (c Constraint) Holds(version Key) bool {
	return len(c.alternatives) == 0 || slices.ContainsFunc(c.alternatives, func(bounds []bound) bool {
		return !slices.ContainsFunc(bounds, func(b bound) bool { return !b.holds(version) })
	})
}

func (b bound) holds(version Key) bool {
	if b.anyEpoch {
		version = version.withoutNumber()
	}
	order := version.Compare(b.key)
	switch b.op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

// bounds parses one alternative.
func (s *Scheme) bounds(text string) ([]bound, error) {
	if text != "" && (text[0] == '[' || text[0] == '(') {
		return s.interval(text)
	}
	var all []bound
	for text = strings.TrimLeft(text, " ,"); text != ""; text = strings.TrimLeft(text, " ,") {
		var op, operand string
		op, text = cutSpan(text, func(c byte) bool { return strings.IndexByte("<>=!~^", c) >= 0 })
		operand, text = cutSpan(strings.TrimLeft(text, " "), func(c byte) bool { return c != ' ' && c != ',' })
		bounds, err := s.comparison(op, strings.Trim(operand, `"'`))
		if err != nil {
			return nil, err
		}
		all = append(all, bounds...)
	}
	return all, nil
}

// interval parses "[1.0,2.0)", "(,1.0]" and "[1.0]".
func (s *Scheme) interval(text string) ([]bound, error) {
	if len(text) < 2 {
		return nil, fmt.Errorf("%w: %q is no interval", ErrInvalid, text)
	}
	last := text[len(text)-1]
	low, high, ranged := strings.Cut(text[1:len(text)-1], ",")
	switch exact := text[0] == '[' && last == ']'; {
	case last != ']' && last != ')', !ranged && !exact:
		return nil, fmt.Errorf("%w: %q is no interval", ErrInvalid, text)
	case !ranged:
		return s.comparison("=", strings.TrimSpace(low))
	}
	var all []bound
	for _, end := range [...]struct {
		op, text string
		open     bool
	}{{">", low, text[0] == '('}, {"<", high, last == ')'}} {
		end.text = strings.TrimSpace(end.text)
		if end.text == "" {
			continue
		}
		if !end.open {
			end.op += "="
		}
		bounds, err := s.comparison(end.op, end.text)
		if err != nil {
			return nil, err
		}
		all = append(all, bounds...)
	}
	return all, nil
}

// comparison returns the bounds that one operator and version stand for.
func (s *Scheme) comparison(op, operand string) ([]bound, error) {
	given, wildcard := cutWildcard(operand)
	if given == "" && wildcard {
		return nil, nil
	}
	switch op {
	case "", "==", "===":
		op = "="
	case "!":
		op = "!="
	}
	switch {
	case op == "=" && wildcard:
		return s.between(given, countNumbers(given))
	case op == "!=" && wildcard:
		return nil, fmt.Errorf("%w: operator %q with a wildcard", ErrInvalid, op)
	case op == "^":
		return s.between(given, caretPart(given))
	case op == "~" && s != packagist:
		return s.between(given, min(2, countNumbers(given)))
	case op == "~" || op == "~>" || op == "~=":
		return s.between(given, max(1, countNumbers(given)-1))
	}
	if !slices.Contains([]string{"=", "!=", "<", "<=", ">", ">="}, op) {
		return nil, fmt.Errorf("%w: operator %q is not known", ErrInvalid, op)
	}
	b, err := s.bound(op, given)
	return []bound{b}, err
}

// bound returns the comparison with one version.
func (s *Scheme) bound(op, text string) (bound, error) {
	key, err := s.Parse(text)
	if err != nil || s != rpm {
		return bound{op: op, key: key}, err
	}
	digits, rest := cutSpan(text, isDigit)
	if digits != "" && strings.HasPrefix(rest, ":") {
		return bound{op: op, key: key}, nil
	}
	return bound{op, key.withoutNumber(), true}, nil
}

// between returns the bounds of all versions from low to the next one in the
// given part, counted from 1, without the next one's pre-releases.
func (s *Scheme) between(low string, part int) ([]bound, error) {
	from, err := s.bound(">=", low)
	if err != nil {
		return nil, err
	}
	numbers := numbersOf(low)
	if part > len(numbers) {
		return nil, fmt.Errorf("%w: %q has no part %d", ErrInvalid, low, part)
	}
	last, err := strconv.ParseUint(numbers[part-1], 10, 63)
	if err != nil {
		return nil, fmt.Errorf("%w: %q has a number that is too large", ErrInvalid, low)
	}
	next := append(slices.Clone(numbers[:part-1]), strconv.FormatUint(last+1, 10))
	to, err := s.bound("<", strings.Join(next, ".")+s.lowest())
	return []bound{from, to}, err
}

// lowest returns what makes a version's lowest pre-release of it.
func (s *Scheme) lowest() string {
	switch s {
	case pypi:
		return ".dev0"
	case maven, packagist:
		return "-alpha"
	case rubyGems:
		return ".A"
	case debian, rpm:
		return "~"
	case alpine, gentoo:
		return "_alpha"
	case semVer, golang, cargo, pub, nuget:
		return "-0"
	}
	return ""
}

// cutWildcard returns a version without the parts that are "x" or "*".
func cutWildcard(s string) (given string, wildcard bool) {
	for {
		head, found := strings.CutSuffix(s, "*")
		if !found {
			if head, found = strings.CutSuffix(s, "x"); !found {
				head, found = strings.CutSuffix(s, "X")
			}
			found = found && (head == "" || head[len(head)-1] == '.')
		}
		if !found {
			return s, wildcard
		}
		s, wildcard = strings.TrimSuffix(head, "."), true
	}
}

// numbersOf returns the dotted numbers that a version begins with.
func numbersOf(s string) []string {
	core, _ := cutSpan(cutV(s), func(c byte) bool { return isDigit(c) || c == '.' })
	return strings.Split(strings.TrimSuffix(core, "."), ".")
}

func countNumbers(s string) int { return len(numbersOf(s)) }

// caretPart returns the first part that is not zero, which "^" keeps.
func caretPart(s string) int {
	numbers := numbersOf(s)
	for i, n := range numbers {
		if strings.Trim(n, "0") != "" {
			return i + 1
		}
	}
	return len(numbers)
}

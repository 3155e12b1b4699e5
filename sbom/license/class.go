package license

import (
	"slices"
	"strings"
	"sync"
)

// Class says how much a license asks of those who pass the software on.
type Class string

// The classes, from the least demanding to what is not known.
const (
	// PublicDomain asks for nothing.
	PublicDomain Class = "public-domain"
	// Permissive asks for notices and little more.
	Permissive Class = "permissive"
	// WeakCopyleft asks for the source of the licensed files or library, not of
	// what uses them.
	WeakCopyleft Class = "weak-copyleft"
	// StrongCopyleft asks for the source of the whole work.
	StrongCopyleft Class = "strong-copyleft"
	// NetworkCopyleft asks for it also when users reach the work over a
	// network.
	NetworkCopyleft Class = "network-copyleft"
	// Proprietary restricts use, change or sale: commercial, source-available,
	// non-commercial and no-derivatives licenses.
	Proprietary Class = "proprietary"
	// Unknown is the class of licenses that nobody has sorted.
	Unknown Class = "unknown"
)

// Classes returns the classes, the least demanding first.
func Classes() []Class {
	return []Class{PublicDomain, Permissive, WeakCopyleft, StrongCopyleft, NetworkCopyleft, Proprietary, Unknown}
}

// Compare returns a negative number if c asks for less than other, a positive
// one if it asks for more. Unknown comes last; names that are no class come
// before all others.
func (c Class) Compare(other Class) int {
	return slices.Index(Classes(), c) - slices.Index(Classes(), other)
}

// ClassesDate is the day on which the table of classes was made.
const ClassesDate = "2026-02-24"

// classes maps identifiers in lower case to their class.
var classes = sync.OnceValue(func() map[string]Class {
	m := map[string]Class{}
	var class Class
	for line := range strings.Lines(classTable) {
		words := strings.Fields(line)
		if !strings.HasPrefix(line, "\t") && len(words) == 1 {
			class = Class(words[0])
			continue
		}
		for _, id := range words {
			m[strings.ToLower(id)] = class
		}
	}
	return m
})

// narrowing are the exceptions, in lower case, that take what uses the work out
// of the copyleft.
var narrowing = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, id := range strings.Fields(narrowingExceptions) {
		m[strings.ToLower(id)] = true
	}
	return m
})

// Class returns the class of an expression: of AND that of the most
// demanding operand, of OR that of the least demanding, since whoever uses the
// software may choose. An exception that lets other works link with a strong
// copyleft makes it a weak one.
func (e *Expression) Class() Class {
	switch {
	case e.Operator == And:
		return slices.MaxFunc(e.operandClasses(), Class.Compare)
	case e.Operator == Or:
		return slices.MinFunc(e.operandClasses(), Class.Compare)
	}
	class := classOf(e.License)
	if narrowing()[strings.ToLower(e.Exception)] && (class == StrongCopyleft || class == NetworkCopyleft) {
		return WeakCopyleft
	}
	return class
}

func (e *Expression) operandClasses() []Class {
	list := make([]Class, 0, len(e.Operands))
	for _, o := range e.Operands {
		list = append(list, o.Class())
	}
	return list
}

// classOf returns the class of an identifier, or of a reference whose name is
// that of a family of licenses.
func classOf(id string) Class {
	if c, ok := classes()[strings.ToLower(id)]; ok {
		return c
	}
	_, name, ok := strings.Cut(id, "LicenseRef-")
	if !ok {
		return Unknown
	}
	name = fold(strings.TrimPrefix(name, "scancode-"))
	if i := slices.IndexFunc(families(), func(f family) bool { return slices.Contains(f.names, name) }); i >= 0 {
		return families()[i].class
	}
	return Unknown
}

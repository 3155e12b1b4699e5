package scan

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Class is the neutral name of a weakness, such as "expression-injection" or
// "vulnerable-dependency". Every rule names one, whichever tool found it, so
// that a policy can be written once. The known classes are those of [Classes];
// a rule of an embedder may name others.
type Class string

// ClassInfo is what is known about a weakness class.
type ClassInfo struct {
	// Class is the name.
	Class Class `json:"class"`
	// Title says in one line what is wrong.
	Title string `json:"title"`
	// CWE holds the numbers in the Common Weakness Enumeration.
	CWE []int `json:"cwe,omitempty"`
	// CICDSEC holds the numbers (1 to 10) in the OWASP Top 10 CI/CD Security
	// Risks.
	CICDSEC []int `json:"cicdSec,omitempty"`
}

// Taxa returns the class's entries in public taxonomies.
func (c ClassInfo) Taxa() []Taxon {
	taxa := make([]Taxon, 0, len(c.CWE)+len(c.CICDSEC))
	for _, n := range c.CWE {
		taxa = append(taxa, Taxon{"CWE", strconv.Itoa(n)})
	}
	for _, n := range c.CICDSEC {
		taxa = append(taxa, Taxon{"CICD-SEC", strconv.Itoa(n)})
	}
	return taxa
}

var sortedClasses = sync.OnceValue(classTable)

// Classes returns the known weakness classes in rising order of their names.
// The slice is the caller's own; what it points at is shared and read-only.
func Classes() []ClassInfo { return slices.Clone(sortedClasses()) }

// ClassInfoOf returns what is known about a class.
func ClassInfoOf(c Class) (ClassInfo, bool) {
	table := sortedClasses()
	i, ok := slices.BinarySearchFunc(table, c, func(info ClassInfo, c Class) int {
		return strings.Compare(string(info.Class), string(c))
	})
	if !ok {
		return ClassInfo{}, false
	}
	return table[i], true
}

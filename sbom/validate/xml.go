package validate

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// instance is the namespace of attributes that speak about the schema.
const instance = "http://www.w3.org/2001/XMLSchema-instance"

// elementJudge checks the elements of an XML document against a grammar. The
// depth of its recursion is that of the document, which is bounded.
type elementJudge struct {
	*grammar
	*collector
	home string // the namespace of the format
	// refs are the elements by their bom-ref.
	refs map[string]*element
}

func (j *elementJudge) wrong(e *element, format string, args ...any) {
	if !j.full() {
		j.structure(e.start, e.end, e.pointer(), fmt.Sprintf(format, args...))
	}
}

// wrongAttribute tells of an attribute, or of one that is missing.
func (j *elementJudge) wrongAttribute(e *element, name, format string, args ...any) {
	if !j.full() {
		j.structure(e.start, e.end, e.pointer()+"/@"+name, fmt.Sprintf(format, args...))
	}
}

func (j *elementJudge) element(k *kind, e *element) {
	if j.full() {
		return
	}
	switch k.form {
	case formAny:
		j.foreign(e)
		return
	case formObject:
	default:
		j.simple(k, e)
		return
	}
	j.attributesOf(k, e)
	if k.text != nil {
		if len(e.children) > 0 {
			j.wrong(e.children[0], "an element in %s, which holds a text", e.name)
		} else if problem := j.checkSimple(k.text, string(e.text)); problem != "" {
			j.wrong(e, "%s", problem)
		}
		return
	}
	if text := strings.TrimSpace(string(e.text)); text != "" && !k.mixed {
		j.wrong(e, "the text %.40q stands between elements", text)
	}
	j.content(k, e)
}

// simple checks an element that has a text and no attributes.
func (j *elementJudge) simple(k *kind, e *element) {
	j.attributesOf(&kind{}, e)
	if len(e.children) > 0 {
		j.wrong(e.children[0], "an element in %s, which holds a text", e.name)
		return
	}
	if problem := j.checkSimple(k, string(e.text)); problem != "" {
		j.wrong(e, "%s", problem)
	}
}

// foreign notes the references in elements that nobody judges.
func (j *elementJudge) foreign(e *element) {
	j.reference(e)
	for _, c := range e.children {
		j.foreign(c)
	}
}

// reference checks that no other element has the same bom-ref.
func (j *elementJudge) reference(e *element) {
	for _, a := range e.attributes {
		if a.Name.Local != "bom-ref" || a.Name.Space != "" {
			continue
		}
		if other := j.refs[a.Value]; other != nil {
			j.wrongAttribute(e, "bom-ref", "%.80q is the bom-ref of %s too", a.Value, other.pointer())
			continue
		}
		j.refs[a.Value] = e
	}
}

func (j *elementJudge) attributesOf(k *kind, e *element) {
	j.reference(e)
	for _, a := range e.attributes {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" || a.Name.Space == instance:
		case a.Name.Space != "":
			if k.anyAttr == "" && a.Name.Space != "xml" {
				j.wrongAttribute(e, a.Name.Local, "%s takes no attributes of other namespaces", e.name)
			}
		case k.attributes[a.Name.Local] == nil:
			if k.anyAttr != "any" {
				j.wrongAttribute(e, a.Name.Local, "%s has no attribute %.60q%s", e.name, a.Name.Local, j.elsewhere(k.name, a.Name.Local))
			}
		default:
			if problem := j.checkSimple(k.attributes[a.Name.Local].kind, a.Value); problem != "" {
				j.wrongAttribute(e, a.Name.Local, "%s", problem)
			}
		}
	}
	for _, name := range k.required {
		if !slices.ContainsFunc(e.attributes, func(a xml.Attr) bool { return a.Name.Local == name && a.Name.Space == "" }) {
			j.wrongAttribute(e, name, "the attribute %q is missing", name)
		}
	}
}

// checkSimple returns what is wrong with a text or the value of an attribute.
func (j *elementJudge) checkSimple(k *kind, s string) string {
	collapsed := strings.TrimSpace(s)
	switch k.form {
	case formBoolean:
		if !slices.Contains([]string{"true", "false", "1", "0"}, collapsed) {
			return fmt.Sprintf("%.80q is neither true nor false", s)
		}
	case formInteger, formNumber:
		return checkNumber(k, collapsed)
	case formChoice:
		for _, option := range k.of {
			if j.checkSimple(option, s) == "" {
				return ""
			}
		}
		return fmt.Sprintf("%.80q is no %s", s, k.name)
	case formText, formWord, formEnum:
		return j.checkText(k, s)
	}
	return ""
}

func checkNumber(k *kind, s string) string {
	n, err := strconv.ParseFloat(s, 64)
	whole := strings.Trim(strings.TrimLeft(s, "+-"), "0123456789") == ""
	switch {
	case err != nil || strings.ContainsAny(s, "xXpP_iInN"):
		return fmt.Sprintf("%.80q is no number", s)
	case k.form == formInteger && !whole:
		return fmt.Sprintf("%.80q is no whole number", s)
	case k.form == formNumber && strings.ContainsAny(s, "eE"):
		return fmt.Sprintf("%.80q is no decimal number", s)
	case k.lo != nil && n < float64(*k.lo):
		return fmt.Sprintf("%.20s is below %d", s, *k.lo)
	case k.hi != nil && n > float64(*k.hi):
		return fmt.Sprintf("%.20s is above %d", s, *k.hi)
	}
	return ""
}

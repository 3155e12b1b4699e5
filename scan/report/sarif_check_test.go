package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// checker holds a SARIF document against the rules of the standard that a
// consumer stumbles over, and against what GitHub asks for. It stands on its
// own, so that a plain clone can run it; where the official schema lies beside
// the repository, TestSARIFSchema uses that too.
type checker struct{ errs []string }

type object = map[string]any

// checkSARIF returns what is wrong with a document.
func checkSARIF(doc []byte) []string {
	c := &checker{}
	if !utf8.Valid(doc) {
		c.errorf("not UTF-8")
	}
	c.keys(doc)
	var log object
	if err := json.Unmarshal(doc, &log); err != nil {
		return append(c.errs, err.Error())
	}
	c.values("", log)
	c.equal("version", log["version"], "2.1.0")
	runs := c.list(log, "runs", 1)
	if len(runs) != 1 {
		c.errorf("%d runs, want 1", len(runs))
		return c.errs
	}
	c.run(runs[0].(object))
	return c.errs
}

func (c *checker) errorf(format string, args ...any) {
	c.errs = append(c.errs, fmt.Sprintf(format, args...))
}

func (c *checker) equal(what string, got, want any) {
	if got != want {
		c.errorf("%s is %v, want %v", what, got, want)
	}
}

// keys reports members that an object has twice.
func (c *checker) keys(doc []byte) {
	dec := json.NewDecoder(bytes.NewReader(doc))
	type frame struct {
		seen map[string]bool // nil in an array
		key  bool            // a key comes next
	}
	var stack []frame
	for {
		tok, err := dec.Token()
		if err != nil {
			return
		}
		if top := len(stack) - 1; top >= 0 && stack[top].seen != nil {
			if name, ok := tok.(string); ok && stack[top].key {
				if stack[top].seen[name] {
					c.errorf("member %q twice", name)
				}
				stack[top].seen[name], stack[top].key = true, false
				continue
			}
			stack[top].key = true
		}
		switch tok {
		case json.Delim('{'):
			stack = append(stack, frame{map[string]bool{}, true})
		case json.Delim('['):
			stack = append(stack, frame{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
	}
}

// values checks what holds everywhere: no null, enumerations, unique arrays,
// regions and addresses.
func (c *checker) values(at string, v any) {
	switch v := v.(type) {
	case nil:
		c.errorf("%s is null", at)
	case []any:
		for i, e := range v {
			c.values(fmt.Sprintf("%s[%d]", at, i), e)
		}
	case object:
		for name, e := range v {
			c.member(at+"."+name, name, e)
			c.values(at+"."+name, e)
		}
	}
}

var enums = map[string][]string{
	"kind@result":   {"notApplicable", "pass", "fail", "review", "open", "informational"},
	"level":         {"none", "note", "warning", "error"},
	"baselineState": {"new", "unchanged", "updated", "absent"},
	"status":        {"accepted", "underReview", "rejected"},
	"columnKind":    {"utf16CodeUnits", "unicodeCodePoints"},
}

var unique = []string{"rules", "taxa", "taxonomies", "fixes", "suppressions", "relatedLocations", "relationships", "tags", "kinds", "logicalLocations", "artifactChanges", "notifications"}

// reference is RFC 3986's path, query and fragment, without a colon in the
// first segment.
var reference = regexp.MustCompile(`^([A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})+$`)

func (c *checker) member(at, name string, v any) {
	if allowed, ok := enums[name]; ok && !slices.Contains(allowed, fmt.Sprint(v)) {
		c.errorf("%s is %v", at, v)
	}
	if list, ok := v.([]any); ok && slices.Contains(unique, name) {
		seen := map[string]bool{}
		for _, e := range list {
			key, _ := json.Marshal(e)
			if seen[string(key)] {
				c.errorf("%s repeats %s", at, key)
			}
			seen[string(key)] = true
		}
	}
	switch name {
	case "region", "contextRegion", "deletedRegion":
		c.region(at, v.(object))
	case "artifactLocation":
		c.artifact(at, v.(object))
	case "helpUri", "informationUri":
		if u, err := url.Parse(v.(string)); err != nil || !u.IsAbs() || u.Host == "" {
			c.errorf("%s is %v", at, v)
		}
	case "message", "snippet", "insertedContent", "shortDescription", "fullDescription", "help":
		if text, ok := v.(object)["text"].(string); !ok || text == "" {
			c.errorf("%s has no text", at)
		}
	}
}

func (c *checker) artifact(at string, a object) {
	uri, _ := a["uri"].(string)
	rest, file := strings.CutPrefix(uri, "file://")
	if !reference.MatchString(rest) || !file && strings.HasPrefix(uri, "/") {
		c.errorf("%s: uri %q", at, uri)
	}
	if base := a["uriBaseId"]; (base == "%SRCROOT%") == file {
		c.errorf("%s: base %v of %q", at, base, uri)
	}
}

func (c *checker) region(at string, r object) {
	n := func(name string) int {
		if f, ok := r[name].(float64); ok {
			if f != float64(int(f)) || f < 0 {
				c.errorf("%s: %s is %v", at, name, f)
			}
			return int(f)
		}
		return -1
	}
	line, column, endLine, endColumn := n("startLine"), n("startColumn"), n("endLine"), n("endColumn")
	if line < 0 && n("byteOffset") < 0 {
		c.errorf("%s says nothing", at)
	}
	if line == 0 || column == 0 || endLine == 0 || endColumn == 0 {
		c.errorf("%s counts from 0", at)
	}
	if endLine >= 0 && endLine <= line {
		c.errorf("%s ends on line %d, starts on %d", at, endLine, line)
	}
	if endLine < 0 && endColumn >= 0 && endColumn < column {
		c.errorf("%s ends before it starts", at)
	}
	if (n("byteOffset") < 0) != (n("byteLength") < 0) {
		c.errorf("%s: offset without length", at)
	}
}

// list returns a member that must be an array of at least so many elements.
func (c *checker) list(o object, name string, least int) []any {
	l, ok := o[name].([]any)
	if !ok && least >= 0 || len(l) < least {
		c.errorf("%s: %v", name, o[name])
	}
	return l
}

func (c *checker) run(run object) {
	driver, _ := run["tool"].(object)["driver"].(object)
	if driver["name"] == "" || driver["name"] == nil {
		c.errorf("driver without name")
	}
	rules := c.list(driver, "rules", 0)
	ids := map[any]bool{}
	for _, r := range rules {
		if ids[r.(object)["id"]] {
			c.errorf("rule id %v twice", r.(object)["id"])
		}
		ids[r.(object)["id"]] = true
		c.rule(run, r.(object))
	}
	for _, r := range c.list(run, "results", 0) {
		c.result(r.(object), rules)
	}
	invocations := c.list(run, "invocations", 1)
	if _, ok := invocations[0].(object)["executionSuccessful"].(bool); !ok {
		c.errorf("no executionSuccessful")
	}
	kinds := c.list(driver, "notifications", -1)
	for _, n := range c.list(invocations[0].(object), "toolExecutionNotifications", -1) {
		if d, ok := n.(object)["descriptor"].(object); ok {
			c.refers("notification", d, kinds)
		}
	}
}

// refers checks a reference with id and index into a list of descriptors.
func (c *checker) refers(what string, ref object, list []any) {
	i, ok := ref["index"].(float64)
	if !ok || i < 0 || int(i) >= len(list) || list[int(i)].(object)["id"] != ref["id"] {
		c.errorf("%s: %v is not in its list", what, ref)
	}
}

var score = regexp.MustCompile(`^(10\.0|[0-9]\.[0-9])$`)

func (c *checker) rule(run, rule object) {
	for _, name := range []string{"id", "shortDescription", "fullDescription", "help"} {
		if rule[name] == nil {
			c.errorf("rule %v without %s", rule["id"], name)
		}
	}
	taxonomies := c.list(run, "taxonomies", -1)
	for _, r := range c.list(rule, "relationships", -1) {
		target := r.(object)["target"].(object)
		component := target["toolComponent"].(object)
		i := int(component["index"].(float64))
		if i >= len(taxonomies) || taxonomies[i].(object)["name"] != component["name"] {
			c.errorf("rule %v: no taxonomy %v", rule["id"], component)
			continue
		}
		c.refers("taxon", target, taxonomies[i].(object)["taxa"].([]any))
	}
	p := rule["properties"].(object)
	if s, ok := p["security-severity"]; ok && !score.MatchString(s.(string)) {
		c.errorf("rule %v: security-severity %v", rule["id"], s)
	}
	if n := len(p["tags"].([]any)); n > 20 {
		c.errorf("rule %v: %d tags", rule["id"], n)
	}
}

func (c *checker) result(r object, rules []any) {
	c.refers("result", object{"id": r["ruleId"], "index": r["ruleIndex"]}, rules)
	if r["message"] == nil {
		c.errorf("result without message")
	}
	if kind, ok := r["kind"]; ok {
		if !slices.Contains(enums["kind@result"], kind.(string)) || kind == "fail" || r["level"] != "none" {
			c.errorf("result of kind %v has level %v", kind, r["level"])
		}
	} else if r["level"] == "none" {
		c.errorf("failed result has level none")
	}
	for _, l := range c.list(r, "locations", 1) {
		physical, ok := l.(object)["physicalLocation"].(object)
		if !ok || physical["artifactLocation"] == nil || physical["region"] == nil {
			c.errorf("location %v: GitHub wants a file and a line", l)
			continue
		}
	}
	for _, f := range c.list(r, "fixes", -1) {
		for _, change := range c.list(f.(object), "artifactChanges", 1) {
			for _, p := range c.list(change.(object), "replacements", 1) {
				if p.(object)["deletedRegion"] == nil {
					c.errorf("replacement without region")
				}
			}
		}
	}
	for _, f := range c.list(r, "codeFlows", -1) {
		for _, t := range c.list(f.(object), "threadFlows", 1) {
			c.list(t.(object), "locations", 1)
		}
	}
	for _, s := range c.list(r, "suppressions", -1) {
		if kind := s.(object)["kind"]; kind != "inSource" && kind != "external" {
			c.errorf("suppression of kind %v", kind)
		}
	}
}

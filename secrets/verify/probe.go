package verify

import (
	"slices"
	"strings"
	"sync"
)

// probe is one row of the table: how one kind of credential is asked about.
type probe struct {
	provider string // as in scan.Secret.Provider
	rules    string // ids without "secrets/", separated by spaces
	// prefix holds what the value may begin with, separated by |; empty for
	// any. It is not for values that the text around them told. length is that
	// of the value, where a rule has values of several kinds; 0 for any.
	prefix string
	length int
	// after is a text behind which the credential stands in the value.
	after string
	// hosts are the issuer's own, separated by spaces, "#" standing for the
	// digits at the end of the value. Without any, only instances are asked.
	hosts string
	// request is method and path on the issuer's own hosts, instance that on
	// those of Config.Hosts: "=" for the same, empty if there are no instances.
	request, instance string
	// auth is the header that holds the credential, "$" standing for it, or
	// "basic " with user and password. Empty if the path has it.
	auth    string
	headers string // further headers, separated by newlines
	body    string // of a POST, JSON unless a header says otherwise
	// valid and invalid are the shapes of the issuer's answers.
	valid, invalid []shape
	// account, scopes and expires are paths into the answer, or "header:" and
	// a name; account may be several, separated by |, of which the first that
	// is there counts.
	account, scopes, expires string
}

// shape is a status with conditions on the body, separated by semicolons, all
// of which must hold. A condition is a path into the JSON document (member
// names and indexes, separated by dots), alone if it must be there and not be
// null, or with "=" and the texts that it may be, separated by |, or with "~"
// and a text that it must contain. The path "text" is a body that is no JSON,
// "[]" demands an array.
type shape struct {
	status int
	body   string
}

// Probe describes one kind of request that a [Verifier] may make.
type Probe struct {
	// Provider is the name for Config.Providers.
	Provider string
	// Rules are the ids of the rules whose findings it is for.
	Rules []string
	// Hosts are the issuer's own, asked one after the other; "#" stands for
	// digits at the end of the value. None if only instances can be asked.
	Hosts []string
	// Instances says that Config.Hosts may name further hosts.
	Instances bool
	// Request is method and path, "$" standing for the value.
	Request string
}

// Probes returns the requests that a [Verifier] may make, ordered by provider.
func Probes() []Probe {
	var list []Probe
	for _, p := range table() {
		about := Probe{Provider: p.provider, Hosts: strings.Fields(p.hosts), Instances: p.instance != "", Request: p.request}
		for _, rule := range strings.Fields(p.rules) {
			about.Rules = append(about.Rules, "secrets/"+rule)
		}
		list = append(list, about)
	}
	slices.SortStableFunc(list, func(a, b Probe) int { return strings.Compare(a.Provider, b.Provider) })
	return list
}

// table returns all rows.
var table = sync.OnceValue(func() []probe {
	return slices.Concat(codeTable(), cloudTable(), modelTable(), serviceTable())
})

// byRule returns the rows of each rule.
var byRule = sync.OnceValue(func() map[string][]*probe {
	rows := map[string][]*probe{}
	all := table()
	for i := range all {
		for _, rule := range strings.Fields(all[i].rules) {
			rows["secrets/"+rule] = append(rows["secrets/"+rule], &all[i])
		}
	}
	return rows
})

// probeFor returns the row for a value that a rule found, or nil.
func probeFor(rule, value string) *probe {
	for _, p := range byRule()[rule] {
		if p.takes(rule, value) {
			return p
		}
	}
	return nil
}

// takes reports whether the row is for such a value of one of its rules.
func (p *probe) takes(rule, value string) bool {
	if p.length != 0 && len(value) != p.length {
		return false
	}
	if isContext(rule) {
		return true
	}
	for prefix := range strings.SplitSeq(p.prefix, "|") {
		if strings.HasPrefix(value, prefix) {
			return true
		}
	}
	return false
}

// credential returns the part of the value that is sent.
func (p *probe) credential(value string) string {
	if p.after == "" {
		return value
	}
	_, credential, _ := strings.Cut(value, p.after)
	return credential
}

// isContext reports whether only the text around a value told the rule what
// it is.
func isContext(rule string) bool { return strings.HasSuffix(rule, "-credential") }

// ownHosts returns the issuer's own hosts for a credential.
func (p *probe) ownHosts(credential string) []string {
	digits := credential[len(strings.TrimRight(credential, "0123456789")):]
	return strings.Fields(strings.ReplaceAll(p.hosts, "#", digits))
}

// line returns method and path for a host: those of an instance, unless the
// host is the issuer's own.
func (p *probe) line(own bool) (method, path string) {
	line := p.request
	if !own && p.instance != "=" {
		line = p.instance
	}
	method, path, _ = strings.Cut(line, " ")
	return method, path
}

package verify

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// subject is what is asked about.
type subject struct {
	rule  string
	value string
	id    string // the public half of a pair
}

// errUnsendable says that a value cannot be put into a request. It says no
// more, because the errors of package net/http may hold what they are about.
var errUnsendable = errors.New("value cannot be sent")

// maxCredential bounds what is sent; servers refuse longer headers.
const maxCredential = 8 << 10

// sendable reports whether a value can stand in a header.
func sendable(value string) bool {
	return value != "" && len(value) <= maxCredential && !strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c > '~' })
}

// newRequest returns the request about a subject to a host.
func (p *probe) newRequest(ctx context.Context, s subject, host string, now time.Time) (*http.Request, error) {
	credential := p.credential(s.value)
	method, path := p.line(p.isOwn(host))
	path, ok := expand(path, credential)
	if !ok || !sendable(credential) || s.id != "" && !sendable(s.id) {
		return nil, errUnsendable
	}
	var body io.Reader
	if p.body != "" {
		body = strings.NewReader(p.body)
	}
	r, err := http.NewRequestWithContext(ctx, method, "https://"+strings.TrimSuffix(host, ":443")+path, body)
	if err != nil {
		return nil, errUnsendable
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for line := range strings.SplitSeq(p.headers, "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			r.Header.Set(name, value)
		}
	}
	p.authorize(r, credential)
	if s.id != "" {
		sign(r, p.body, signature{id: s.id, secret: credential, service: "sts", region: region(host), time: now})
	}
	return r, nil
}

// authorize puts the credential into the header that the issuer takes it in.
func (p *probe) authorize(r *http.Request, credential string) {
	if login, ok := strings.CutPrefix(p.auth, "basic "); ok {
		user, password, _ := strings.Cut(login, ":")
		r.SetBasicAuth(user, strings.Replace(password, "$", credential, 1))
	} else if name, value, ok := strings.Cut(p.auth, ": "); ok {
		r.Header.Set(name, strings.Replace(value, "$", credential, 1))
	}
}

// expand puts the credential into a path or its query. It fails if that would
// lead to another path.
func expand(path, credential string) (string, bool) {
	path, query, hasQuery := strings.Cut(path, "?")
	if strings.Contains(path, "$") {
		segments := strings.Split(credential, "/")
		for i, s := range segments {
			if s == "" || s == "." || s == ".." {
				return "", false
			}
			segments[i] = url.PathEscape(s)
		}
		path = strings.Replace(path, "$", strings.Join(segments, "/"), 1)
	}
	if hasQuery {
		path += "?" + strings.Replace(query, "$", url.QueryEscape(credential), 1)
	}
	return path, true
}

// isOwn reports whether an address, a host with or without the port 443, is
// one of the issuer's own hosts.
func (p *probe) isOwn(address string) bool {
	host := strings.TrimSuffix(address, ":443")
	own := strings.Fields(p.hosts)
	return slices.Contains(own, host) || slices.Contains(own, pattern(host))
}

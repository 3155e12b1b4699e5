package verify

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	const public, private, never = 2, 1, 0
	for address, want := range map[string]int{
		"93.184.216.34": public, "2606:4700::1111": public, "::ffff:93.184.216.34": public, "64:ff9b::5db8:d822": public,
		"127.0.0.1": private, "127.8.8.8": private, "::1": private, "::ffff:127.0.0.1": private, "10.1.2.3": private, "172.16.0.1": private, "192.168.1.1": private,
		"fd12:3456::1": private, "100.64.0.1": private, "198.18.0.1": private, "64:ff9b::a00:1": private, "2002:c0a8:101::1": private, "64:ff9b:1::1": private,
		"192.0.2.1": private, "240.0.0.1": private, "2001:db8::1": private, "2001::1": private, "fec0::1": private, "::10.0.0.1": private, "0.1.2.3": private,
		"169.254.169.254": never, "169.254.0.1": never, "fe80::1": never, "fe80::1%eth0": never, "0.0.0.0": never, "::": never, "224.0.0.1": never, "ff02::1": never,
		"255.255.255.255": never, "fd00:ec2::254": never, "100.100.100.200": never, "192.0.0.192": never, "168.63.129.16": never,
		"::ffff:169.254.169.254": never, "64:ff9b::a9fe:a9fe": never, "2002:a9fe:a9fe::1": never,
	} {
		a := netip.MustParseAddr(address)
		if got := isPublic(a); got != (want == public) {
			t.Errorf("isPublic(%s) = %t", address, got)
		}
		if got := isPrivateOrPublic(a); got != (want != never) {
			t.Errorf("isPrivateOrPublic(%s) = %t", address, got)
		}
	}
	if isPublic(netip.Addr{}) || isPrivateOrPublic(netip.Addr{}) {
		t.Error("no address is allowed")
	}
}

// TestUnknownHosts wants nothing dialed that no issuer or caller named.
func TestUnknownHosts(t *testing.T) {
	t.Parallel()
	g := &guard{known: map[string]bool{"us#.api.mailchimp.com:443": false}}
	for _, address := range []string{"evil.example:443", "api.mailchimp.com.evil.example:443", "us1x.api.mailchimp.com:443", "us1.api.mailchimp.com:80"} {
		if _, err := g.dial(t.Context(), "tcp", address); !errors.Is(err, errAddress) {
			t.Errorf("%s: %v", address, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.dial(ended, "tcp", "us12.api.mailchimp.com:443"); err == nil || errors.Is(err, errAddress) {
		t.Errorf("a known host: %v", err)
	}
}

// TestSign has the vectors that AWS publishes: the example of its guide and
// get-vanilla and post-vanilla of its test suite.
func TestSign(t *testing.T) {
	t.Parallel()
	secret := strings.Join([]string{"wJalrXUtnFEMI", "K7MDENG+bPxRfiCYEXAMPLEKEY"}, "/")
	for name, test := range map[string]struct {
		method, url, contentType, service, want string
	}{
		"guide":        {"GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", "application/x-www-form-urlencoded; charset=utf-8", "iam", "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
		"get-vanilla":  {"GET", "https://example.amazonaws.com/", "", "service", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		"post-vanilla": {"POST", "https://example.amazonaws.com/", "", "service", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
	} {
		r, err := http.NewRequest(test.method, test.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.contentType != "" {
			r.Header.Set("Content-Type", test.contentType)
		}
		sign(r, "", signature{id: "AKID" + "EXAMPLE", secret: secret, service: test.service, region: "us-east-1", time: time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)})
		if got := r.Header.Get("Authorization"); !strings.HasSuffix(got, "Signature="+test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	for host, want := range map[string]string{"sts.amazonaws.com": "us-east-1", "sts.eu-west-1.amazonaws.com": "eu-west-1", "sts.cn-north-1.amazonaws.com.cn:443": "cn-north-1", "127.0.0.1:8080": "us-east-1"} {
		if got := region(host); got != want {
			t.Errorf("region(%s) = %s", host, got)
		}
	}
}

// TestShapes wants every condition of the table to be one that can hold, and
// no row to take the same answer for a yes and a no.
func TestShapes(t *testing.T) {
	t.Parallel()
	for _, p := range table() {
		if len(p.valid) == 0 {
			t.Errorf("%s %s: nothing is valid", p.provider, p.rules)
		}
		for _, s := range append(append([]shape{}, p.valid...), p.invalid...) {
			if s.status < 200 || s.status > 499 || s.status/100 == 3 || s.status == http.StatusTooManyRequests {
				t.Errorf("%s %s: status %d", p.provider, p.rules, s.status)
			}
			for condition := range strings.SplitSeq(s.body, ";") {
				if condition == "" || strings.TrimSpace(condition) != condition || strings.HasSuffix(condition, "=") || strings.HasSuffix(condition, "~") {
					t.Errorf("%s %s: condition %q", p.provider, p.rules, condition)
				}
			}
			for _, other := range p.invalid {
				if s.status == other.status && s.body == other.body && len(p.valid) > 0 && contains(p.valid, s) {
					t.Errorf("%s %s: %+v is valid and invalid", p.provider, p.rules, s)
				}
			}
		}
		method, path := p.line(true)
		if method != "GET" && method != "POST" || !strings.HasPrefix(path, "/") || method == "GET" && p.body != "" {
			t.Errorf("%s %s: request %q", p.provider, p.rules, p.request)
		}
		if strings.Count(p.request+p.auth, "$") != 1 && p.provider != "aws" {
			t.Errorf("%s %s: the credential must be sent once", p.provider, p.rules)
		}
	}
}

func contains(shapes []shape, s shape) bool {
	for _, other := range shapes {
		if other == s {
			return true
		}
	}
	return false
}

// FuzzJudge gives any answer to any row.
func FuzzJudge(f *testing.F) {
	for i, p := range table() {
		for _, s := range append(append([]shape{}, p.valid...), p.invalid...) {
			f.Add(i, s.status, `{"a":1}`, "1")
		}
	}
	f.Add(0, 200, `{"login":"a","id":1}`, "Wed, 21 Oct 2026 07:28:00 GMT")
	f.Add(0, 429, `[[[[`, "99999999999999999999")
	f.Add(6, 403, "This API key cannot perform the specified action", "-1")
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, row, status int, body, after string) {
		rows := table()
		p := &rows[uint(row)%uint(len(rows))]
		a := newAnswer(status, http.Header{"Retry-After": {after}, "X-Ratelimit-Reset": {after}, "X-Oauth-Scopes": {body}}, []byte(body))
		state, reason := p.judge(a)
		if (state == Valid) != (reason == ReasonAccepted) || (state == Invalid) != (reason == ReasonRefused) {
			t.Fatalf("%s for %s", reason, state)
		}
		if a.json == nil && state != Unknown && p.provider != "rubygems" {
			t.Fatalf("%s: %q is %s", p.provider, body, state)
		}
		if d := a.pause(now); d < 0 || d > maxPause {
			t.Fatalf("a pause of %s", d)
		}
		const value = "abcdefghijklmnopqrstuvwxyz0123456789"
		var r Result
		p.hints(a, value, &r)
		for _, text := range append(r.Scopes, r.Account) {
			if len(text) > maxHint || overlaps(text, value) {
				t.Fatalf("hint %q", text)
			}
		}
	})
}

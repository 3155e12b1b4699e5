package verify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/penstock-dev/penstock/secrets/verify"
)

// TestRedirectsAreNotFollowed lets the issuer's host lead to another server,
// and to itself.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	other := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	l, _ := githubLeak(t)
	for _, to := range []string{other.URL, "https://169.254.169.254/latest/meta-data/", "/user2", "http://api.github.com/user"} {
		requests := 0
		s := newIssuer(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		})
		s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
		if r := check(t, s.verifier(t, "github", "api.github.com"), l); r.Reason != verify.ReasonRedirect || requests != 1 {
			t.Errorf("%s: %+v after %d requests", to, r, requests)
		}
	}
}

// TestPrivateAddresses wants no request at a host that resolves to the machine
// itself, whatever it is called.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	var requests atomic.Int32
	s := newIssuer(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		respond(w, `200 {"login":"octo","id":1}`)
	})
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	plain := &http.Client{Transport: &http.Transport{TLSClientConfig: s.client.Transport.(*http.Transport).TLSClientConfig}}
	ask := func(client *http.Client, hosts ...verify.Host) verify.Result {
		return check(t, newVerifier(t, verify.Config{Client: client, Now: epoch, Providers: []string{"github"}, Hosts: hosts}), l)
	}
	for _, name := range []string{"localhost:", "127.0.0.1:", "[::ffff:127.0.0.1]:", "[::ffff:7f00:1]:", "0.0.0.0:", "[::]:", "[::1]:"} {
		if r := ask(plain, verify.Host{Provider: "github", Name: name + port}); r.State != verify.Unknown || r.Reason != verify.ReasonAddress {
			t.Errorf("%s: got %+v", name, r)
		}
	}
	if r := ask(s.client); r.Reason != verify.ReasonAddress {
		t.Errorf("the client's own dialer: %+v", r)
	}
	if n := requests.Load(); n != 0 {
		t.Fatalf("%d requests arrived", n)
	}
	if r := ask(plain, verify.Host{Provider: "github", Name: "127.0.0.1:" + port, Private: true}); r.State != verify.Valid {
		t.Errorf("allowed: got %+v", r)
	}
	if r := ask(plain, verify.Host{Provider: "github", Name: "0.0.0.0:" + port, Private: true}); r.Reason != verify.ReasonAddress {
		t.Errorf("unspecified: got %+v", r)
	}
}

// named is a connection that gives another address for its own.
type named struct {
	net.Conn
	address net.Addr
}

func (c named) RemoteAddr() net.Addr { return c.address }

// TestRebinding lets a name resolve to a public address first and to another
// one at the next connection.
func TestRebinding(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		second  string
		private bool
	}{
		{"127.0.0.1", false}, {"10.0.0.1", false}, {"::ffff:10.0.0.1", false}, {"64:ff9b::a00:1", false}, {"2002:a00:1::1", false},
		{"169.254.169.254", false}, {"169.254.169.254", true}, {"fe80::1", true}, {"fd00:ec2::254", true}, {"100.100.100.200", true}, {"::ffff:169.254.169.254", true}, {"224.0.0.1", true},
	} {
		requests, dials := 0, 0
		s := newIssuer(t, func(w http.ResponseWriter, _ *http.Request) {
			requests++
			respond(w, `200 {"login":"octo","id":1}`)
		})
		transport := s.client.Transport.(*http.Transport)
		dial := transport.DialContext
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			dials++
			ip := "93.184.216.34"
			if dials > 1 {
				ip = test.second
			}
			conn, err := dial(ctx, network, address)
			return named{conn, &net.TCPAddr{IP: net.ParseIP(ip), Port: 443}}, err
		}
		c := verify.Config{Client: s.client, Now: epoch, Providers: []string{"github"}, Rate: 1000}
		if test.private {
			c.Hosts = []verify.Host{{Provider: "github", Name: "api.github.com", Private: true}}
		}
		v := newVerifier(t, c)
		l, _ := githubLeak(t)
		if r := check(t, v, l); r.State != verify.Valid {
			t.Errorf("first: %+v", r)
		}
		again := leak(t, "github-pat", "token = "+sample(" "+githubForm))
		if r := check(t, v, again); r.Reason != verify.ReasonAddress || requests != 1 || dials != 2 {
			t.Errorf("%s: %+v after %d requests and %d dials", test.second, r, requests, dials)
		}
	}
}

// TestProxy goes through the caller's proxy, which may be private.
func TestProxy(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	s := newIssuer(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, `200 {"login":"octo","id":1}`) })
	var target string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target = r.Method + " " + r.Host
		if r.Header.Get("Authorization") != "" {
			t.Error("the proxy sees the credential")
		}
		to, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer to.Close()
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(to, buffered) }()
		_, _ = io.Copy(conn, to)
	}))
	defer proxy.Close()
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(address), TLSClientConfig: s.client.Transport.(*http.Transport).TLSClientConfig}}
	if r := check(t, newVerifier(t, verify.Config{Client: client, Now: epoch, Providers: []string{"github"}}), l); r.State != verify.Valid || target != "CONNECT api.github.com:443" {
		t.Errorf("got %+v by %s", r, target)
	}
}

// TestCallersClientStays wants the client and its transport as they were.
func TestCallersClientStays(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	newVerifier(t, verify.Config{Client: client, Now: epoch, Providers: []string{"github"}})
	if client.Transport != transport || client.CheckRedirect != nil || transport.DialContext != nil || transport.DisableKeepAlives {
		t.Error("the caller's client was changed")
	}
}

// TestBrokenConnections tells what goes wrong without an answer.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	for name, test := range map[string]struct {
		err  error
		want verify.Reason
	}{
		"refused": {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, verify.ReasonUnreachable},
		"no name": {&net.DNSError{Err: "no such host", Name: "api.github.com"}, verify.ReasonUnreachable},
		"slow":    {&net.DNSError{Err: "i/o timeout", IsTimeout: true}, verify.ReasonTimeout},
		"late":    {context.DeadlineExceeded, verify.ReasonTimeout},
	} {
		client := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, test.err })}
		if r := check(t, newVerifier(t, verify.Config{Client: client, Now: epoch, Providers: []string{"github"}}), l); r.State != verify.Unknown || r.Reason != test.want || r.Status != 0 {
			t.Errorf("%s: got %+v", name, r)
		}
	}
	cut := newIssuer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		respond(w, `200 {"login":"octo","id":1}`)
	})
	if r := check(t, cut.verifier(t, "github", "api.github.com"), l); r.State != verify.Unknown || r.Reason != verify.ReasonUnreachable {
		t.Errorf("cut off: got %+v", r)
	}
	stranger := newIssuer(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, `200 {"login":"octo","id":1}`) })
	stranger.client.Transport.(*http.Transport).TLSClientConfig.ServerName = "elsewhere.test"
	if r := check(t, stranger.verifier(t, "github", "api.github.com"), l); r.State != verify.Unknown || r.Reason != verify.ReasonUnreachable {
		t.Errorf("wrong certificate: got %+v", r)
	}
}

// FuzzValues puts values into paths and queries: none may lead to another
// folder, host or fragment.
func FuzzValues(f *testing.F) {
	for _, seed := range []string{"123456789:AA-b_c", "..", "a/../b", "a b", "a\r\nX: y", "?x=1", "#f", "%2e%2e", "\x00", "@h.example", strings.Repeat("a", 9000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, path := range verify.Paths() {
			expanded, ok := verify.Expand(path, value)
			if !ok {
				continue
			}
			u, err := url.Parse("https://api.example.com" + expanded)
			if err != nil {
				t.Fatalf("%q in %s: %v", value, path, err)
			}
			if u.Host != "api.example.com" || u.Fragment != "" || strings.Contains("/"+u.Path+"/", "/../") {
				t.Fatalf("%q in %s leads to %s", value, path, u)
			}
		}
	})
}

package vault_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// step is one exchange: what has to be asked, and the answer. The answers have
// the shapes that OpenBao 2.7 and Vault 1.x send.
type step struct {
	// want is "METHOD URL", and what the request has of "token=T", "ns=N" and
	// its body, with spaces between.
	want   string
	status int
	header http.Header
	body   string
	err    error
}

// script is a transport that expects steps, in order.
type script struct {
	t  *testing.T
	mu sync.Mutex

	steps []step
	next  int
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := line(s.t, req)
	if s.next >= len(s.steps) {
		s.t.Errorf("unexpected request: %s", got)
		return nil, fmt.Errorf("no step left")
	}
	step := s.steps[s.next]
	s.next++
	if diff := cmp.Diff(step.want, got); diff != "" {
		s.t.Errorf("request %d (-want +got):\n%s", s.next, diff)
	}
	if step.err != nil {
		return nil, step.err
	}
	header := step.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/json")
	return &http.Response{StatusCode: step.status, Header: header, Body: io.NopCloser(strings.NewReader(step.body)), Request: req}, nil
}

// done checks that all steps were taken.
func (s *script) done() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, step := range s.steps[s.next:] {
		s.t.Errorf("request was not sent: %s", step.want)
	}
}

// line writes a request as a step does, and checks what all have.
func line(t *testing.T, req *http.Request) string {
	t.Helper()
	if req.Header.Get("X-Vault-Request") != "true" {
		t.Error("X-Vault-Request is not set")
	}
	out := req.Method + " " + req.URL.String()
	if token := req.Header.Get("X-Vault-Token"); token != "" {
		out += " token=" + token
	}
	if ns := req.Header.Get("X-Vault-Namespace"); ns != "" {
		out += " ns=" + ns
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		if req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("body of type %q", req.Header.Get("Content-Type"))
		}
		out += " " + string(body)
	}
	return out
}

// clock is a clock that stands still but for sleeps, which it notes.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	sleeps []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.sleeps = append(c.sleeps, d)
	c.now = c.now.Add(d)
	return nil
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// address is that of all fakes. Nothing is ever sent there.
const address = "https://vault.test"

// fake returns a store that talks to a script, whose token may not be looked
// up, unless change says otherwise.
func fake(t *testing.T, change func(*vault.Config), steps ...step) (*vault.Store, *clock) {
	t.Helper()
	s := &script{t: t, steps: steps}
	t.Cleanup(s.done)
	c := newClock()
	cfg := vault.Config{
		Address: address,
		Client:  &http.Client{Transport: s},
		Login:   vault.Token{Source: vault.Static("T1")},
		Mounts:  map[string]int{"kv2": 2, "team/kv1/": 1},
		Now:     c.Now,
		Sleep:   c.Sleep,
	}
	if change != nil {
		change(&cfg)
	}
	v, err := vault.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return v, c
}

// Exchanges that many tests begin with.
func lookupDenied(token string) step {
	return step{want: "GET " + address + "/v1/auth/token/lookup-self token=" + token, status: 403, body: `{"errors":["permission denied"]}`}
}

func lookup(token string, ttl int, renewable bool) step {
	return step{want: "GET " + address + "/v1/auth/token/lookup-self token=" + token, status: 200,
		body: fmt.Sprintf(`{"request_id":"r","lease_id":"","renewable":false,"lease_duration":0,"data":{"accessor":"a","creation_ttl":%[1]d,"display_name":"token","expire_time":null,"id":"T","meta":null,"num_uses":0,"policies":["p"],"renewable":%[2]v,"ttl":%[1]d,"type":"service"},"wrap_info":null,"warnings":null,"auth":null}`, ttl, renewable)}
}

// authBody is the answer to a login or a renewal.
func authBody(token string, seconds int, renewable bool) string {
	return fmt.Sprintf(`{"request_id":"r","lease_id":"","renewable":false,"lease_duration":0,"data":null,"wrap_info":null,"warnings":null,"auth":{"client_token":%q,"accessor":"a","policies":["default","p"],"token_policies":["default","p"],"metadata":{"role_name":"ci"},"lease_duration":%d,"renewable":%v,"entity_id":"e","token_type":"service","orphan":true,"mfa_requirement":null,"num_uses":0}}`, token, seconds, renewable)
}

// v2 is the answer of a mount of version 2.
func v2(data, metadata string) string {
	return `{"request_id":"r","lease_id":"","renewable":false,"lease_duration":0,"data":{"data":` + data + `,"metadata":` + metadata + `},"wrap_info":null,"warnings":null,"auth":null}`
}

// secret is the exchange for kv2/app as most tests have it.
func secret(token string) step {
	return step{want: "GET " + address + "/v1/kv2/data/app token=" + token, status: 200,
		body: v2(`{"password":"x"}`, `{"created_time":"2026-03-01T10:00:00.5Z","custom_metadata":null,"deletion_time":"","destroyed":false,"version":4}`)}
}

// ref parses the part of a reference behind "vault://".
func ref(t *testing.T, text string) store.Reference {
	t.Helper()
	name, query, _ := strings.Cut(text, "?")
	r := store.Reference{Scheme: "vault"}
	if i := strings.IndexByte(name, '/'); i >= 0 {
		r.Host, r.Path = name[:i], name[i:]
	} else {
		r.Host = name
	}
	if query != "" {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		r.Query = values
	}
	return r
}

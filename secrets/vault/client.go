package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
)

const (
	defaultMaxSize = 4 << 20
	defaultTries   = 5
	maxRedirects   = 3
)

// client sends requests to any server.
type client struct {
	http    http.Client
	maxSize int64
	tries   int
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
}

func newClient(cfg Config) *client {
	c := &client{http: *cfg.Client, maxSize: cfg.MaxSize, tries: cfg.Tries, now: cfg.Now, sleep: cfg.Sleep}
	c.http.CheckRedirect = sameServer
	if c.maxSize <= 0 {
		c.maxSize = defaultMaxSize
	}
	if c.tries <= 0 {
		c.tries = defaultTries
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	return c
}

// sameServer follows redirects that stay where the request was sent. The
// standard library drops the headers it knows to hold credentials when the
// host changes, and X-Vault-Token is none of them.
func sameServer(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || req.URL.Scheme != via[0].URL.Scheme || req.URL.Host != via[0].URL.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// server is one server: where it is, who we are there, what it has.
type server struct {
	*client
	base    *url.URL
	session *session
	mounts  mountTable
}

// call is one request of the HTTP API.
type call struct {
	method    string
	path      string // below /v1, decoded
	version   string
	namespace string
	token     string
	body      map[string]string
	// once is set where a request must not be sent again if it is unknown
	// whether the server got it.
	once bool
}

// reply is the body of a response, as far as it is looked at.
type reply struct {
	Data json.RawMessage `json:"data"`
	Auth *struct {
		ClientToken   string `json:"client_token"`
		LeaseDuration int64  `json:"lease_duration"`
		Renewable     bool   `json:"renewable"`
	} `json:"auth"`
	Errors []string `json:"errors"`
}

// send sends a request once. The error of an answer that is no success is an
// *Error, and comes with the reply: that of a deleted secret says when.
func (s *server) send(ctx context.Context, c call) (reply, error) {
	req, err := s.request(ctx, c)
	if err != nil {
		return reply{}, err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return reply{}, context.Cause(ctx)
		}
		return reply{}, &transportError{fmt.Errorf("%w: %w", store.ErrUnavailable, withoutURL(err))}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, s.maxSize+1))
	if err != nil {
		if ctx.Err() != nil {
			return reply{}, context.Cause(ctx)
		}
		return reply{}, &transportError{fmt.Errorf("%w: the response breaks off: %w", store.ErrUnavailable, err)}
	}
	if int64(len(body)) > s.maxSize {
		return reply{}, fmt.Errorf("the response has more than %d bytes", s.maxSize)
	}
	return s.decode(c, resp, body)
}

func (s *server) request(ctx context.Context, c call) (*http.Request, error) {
	u := *s.base
	u.Path += "/v1/" + c.path
	if c.version != "" {
		u.RawQuery = url.Values{"version": {c.version}}.Encode()
	}
	var body io.Reader
	if c.body != nil {
		text, err := json.Marshal(c.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, c.method, u.String(), body)
	if err != nil {
		return nil, err
	}
	// A server can be told to refuse requests without this one, since a
	// browser or a proxy that is tricked into asking cannot set it.
	req.Header.Set("X-Vault-Request", "true")
	for name, value := range map[string]string{"X-Vault-Token": c.token, "X-Vault-Namespace": c.namespace} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// decode judges a response. What encoding/json says of a body is left out: it
// may quote it.
func (s *server) decode(c call, resp *http.Response, body []byte) (reply, error) {
	var r reply
	broken := len(bytes.TrimSpace(body)) > 0 && json.Unmarshal(body, &r) != nil
	if broken {
		r = reply{}
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		if broken {
			return r, errors.New("the response is not of Vault's form")
		}
		return r, nil
	}
	e := &Error{Status: resp.StatusCode, Messages: c.messages(r.Errors), kind: kindOf(resp.StatusCode), retryAfter: retryAfter(resp, s.now())}
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode <= 399:
		e.Messages = []string{"a redirect to " + target(resp) + ", which is not followed, for the token would go there"}
	case broken:
		e.Messages = []string{"the body is not of Vault's form"}
	}
	return r, e
}

// target returns the server that a redirect leads to.
func target(resp *http.Response) string {
	if u, err := resp.Location(); err == nil {
		return clean(u.Scheme + "://" + u.Host)
	}
	return "nowhere"
}

// messages returns what the server says, made fit to print: bounded, on one
// line, and without what we sent it as a secret.
func (c call) messages(errs []string) []string {
	var out []string
	for _, text := range errs[:min(len(errs), 5)] {
		for name, value := range c.body {
			if name != "role" && value != "" {
				text = strings.ReplaceAll(text, value, hidden)
			}
		}
		if c.token != "" {
			text = strings.ReplaceAll(text, c.token, hidden)
		}
		out = append(out, clean(text))
	}
	return out
}

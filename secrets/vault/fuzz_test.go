package vault_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// answering is a transport that gives the same answer to everything.
type answering struct {
	status int
	body   []byte
	asked  func(*http.Request)
}

func (a answering) RoundTrip(req *http.Request) (*http.Response, error) {
	if a.asked != nil {
		a.asked(req)
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(a.body)), Request: req}, nil
}

// FuzzResponse has servers that answer anything: a value is a JSON object, and
// an error stays on one line.
func FuzzResponse(f *testing.F) {
	f.Add(uint16(200), []byte(v2(`{"a":1}`, `{"version":1,"deletion_time":"2026-01-01T00:00:00Z"}`)))
	f.Add(uint16(404), []byte(v2(`null`, `{"version":1,"destroyed":true}`)))
	f.Add(uint16(200), []byte(`{"data":{"path":"x/","type":"kv","options":{"version":"2"}},"auth":{"client_token":"t","lease_duration":1}}`))
	f.Add(uint16(400), []byte(`{"errors":["a\nb","\u2028"]}`))
	f.Add(uint16(307), []byte(``))
	f.Fuzz(func(t *testing.T, status uint16, body []byte) {
		client := &http.Client{Transport: answering{status: 200 + int(status)%400, body: body}}
		for _, mounts := range []map[string]int{nil, {"x": 1}, {"x": 2}} {
			v, err := vault.New(vault.Config{Address: address, Client: client, Login: vault.AppRole{RoleID: "R"}, Mounts: mounts, Tries: 1})
			if err != nil {
				t.Fatal(err)
			}
			value, err := v.Get(t.Context(), store.Reference{Scheme: "vault", Host: "x", Path: "/y"})
			if err == nil && !json.Valid(value.Reveal()) {
				t.Errorf("the document is %q", value.Reveal())
			}
			if err != nil && strings.ContainsAny(err.Error(), "\n\r\x00\u2028") {
				t.Errorf("the error is %q", err)
			}
		}
	})
}

// FuzzReference has references that say anything: the token goes to the
// configured server only, and to paths below the mount.
func FuzzReference(f *testing.F) {
	f.Add("secret", "/app", "version=2&namespace=a")
	f.Add("secret", "/%2e%2e/sys", "address=https://evil.test")
	f.Add("a%2Fb", "/c%3F/", "address=https://vault.test:443")
	f.Add("", "/x//y", "token_env=A")
	f.Fuzz(func(t *testing.T, host, path, query string) {
		values, _ := url.ParseQuery(query)
		asked := func(req *http.Request) {
			if req.URL.Scheme != "https" || req.URL.Host != "vault.test" || !strings.HasPrefix(req.URL.Path, "/v1/") || strings.Contains(req.URL.Path+"/", "/../") {
				t.Errorf("asked for %s", req.URL)
			}
		}
		client := &http.Client{Transport: answering{status: 200, body: []byte(`{"data":{"path":"x/","type":"kv","data":{},"metadata":{"version":1}}}`), asked: asked}}
		v, err := vault.New(vault.Config{Address: address, Client: client, Login: vault.Token{Source: vault.Static("T")}, Mounts: map[string]int{"secret": 2}, Tries: 1})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = v.Get(t.Context(), store.Reference{Scheme: "vault", Host: host, Path: path, Query: values})
	})
}

package vault_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// operator is somebody who may do everything on a server of the test's own.
type operator struct {
	address string
	token   string
}

// TestServer holds this package against an OpenBao or Vault server in
// development mode, which it starts if there is a "bao" or "vault" program.
// Where there is none, the scripts of the other tests are all that speaks for
// the wire format, and PENSTOCK_TEST_SERVERS must not promise more.
func TestServer(t *testing.T) {
	t.Parallel()
	op, ok := startServer(t)
	if !ok {
		t.Log("NOT HELD AGAINST A SERVER: there is neither a bao nor a vault program")
		if os.Getenv("PENSTOCK_TEST_SERVERS") == "required" {
			t.Error("PENSTOCK_TEST_SERVERS requires one")
		}
		return
	}
	for _, sub := range []struct {
		name string
		test func(*testing.T, operator)
	}{
		{"versions", serverVersions},
		{"mounts", serverMounts},
		{"policies", serverPolicies},
		{"renewal", serverRenewal},
		{"approle", serverAppRole},
		{"jwt", serverJWT},
		{"kubernetes", serverKubernetes},
		{"namespaces", serverNamespaces},
	} {
		t.Run(sub.name, func(t *testing.T) { sub.test(t, op) })
	}
}

// startServer starts a server that ends with the test. Another program may take
// the port before it does, so it has three tries.
func startServer(t *testing.T) (operator, bool) {
	t.Helper()
	program, err := exec.LookPath("bao")
	if err != nil {
		if program, err = exec.LookPath("vault"); err != nil {
			return operator{}, false
		}
	}
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		host := l.Addr().String()
		_ = l.Close()
		cmd := exec.CommandContext(t.Context(), program, "server", "-dev", "-dev-no-store-token", "-dev-listen-address="+host, "-dev-root-token-id=operator")
		cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if started(out) {
			var rest sync.WaitGroup
			rest.Go(func() { _, _ = io.Copy(io.Discard, out) })
			t.Cleanup(func() {
				rest.Wait()
				_ = cmd.Wait() // the context of the test has killed it
			})
			return operator{"http://" + host, "operator"}, true
		}
		_ = cmd.Wait()
	}
	t.Fatalf("%s does not start", program)
	return operator{}, false
}

// started reads until the server says that it is there, or ends.
func started(out io.Reader) bool {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "server started!") {
			return true
		}
	}
	return false
}

// do sends a request as the operator and returns the body.
func (op operator) do(t *testing.T, method, path string, body any, want int) map[string]any {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, op.address+"/v1/"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Vault-Token", op.token)
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != want && (resp.StatusCode != http.StatusNoContent || want != http.StatusOK) {
		t.Fatalf("%s %s: status %d, want %d: %s", method, path, resp.StatusCode, want, answer)
	}
	var out map[string]any
	_ = json.Unmarshal(answer, &out)
	return out
}

func (op operator) post(t *testing.T, path string, body any) map[string]any {
	t.Helper()
	return op.do(t, http.MethodPost, path, body, http.StatusOK)
}

// at returns what is at a path of object members.
func at(t *testing.T, object map[string]any, path ...string) string {
	t.Helper()
	var x any = object
	for _, name := range path {
		m, _ := x.(map[string]any)
		x = m[name]
	}
	text, ok := x.(string)
	if !ok {
		t.Fatalf("no text at %v of %v", path, object)
	}
	return text
}

// wiretap notes what is asked and answered, without the host.
type wiretap struct {
	mu    sync.Mutex
	lines []string
}

func (w *wiretap) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err == nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.lines = append(w.lines, fmt.Sprintf("%s %s %d", req.Method, strings.TrimPrefix(req.URL.Path, "/v1/"), resp.StatusCode))
	}
	return resp, err
}

// taken returns the lines since the last call.
func (w *wiretap) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.lines
	w.lines = nil
	return out
}

// open returns a store for the server.
func (op operator) open(t *testing.T, login vault.Login, change func(*vault.Config)) (*vault.Store, *wiretap) {
	t.Helper()
	tap := &wiretap{}
	cfg := vault.Config{Address: op.address, Client: &http.Client{Transport: tap}, Login: login}
	if change != nil {
		change(&cfg)
	}
	v, err := vault.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return v, tap
}

// expect reads a secret and compares the document, or the error.
func expect(t *testing.T, v *vault.Store, reference, want string, kind error) store.Value {
	t.Helper()
	value, err := v.Get(t.Context(), ref(t, reference))
	if !errors.Is(err, kind) {
		t.Fatalf("%s: got %v, want %v", reference, err, kind)
	}
	if diff := cmp.Diff(want, string(value.Reveal())); diff != "" {
		t.Errorf("%s: %s", reference, diff)
	}
	return value
}

func serverVersions(t *testing.T, op operator) {
	v, tap := op.open(t, vault.Token{Source: vault.Static(op.token)}, nil)
	for _, word := range []string{"one", "two", "three", "four"} {
		op.post(t, "secret/data/app/db", map[string]any{"data": map[string]any{"word": word}})
	}
	op.post(t, "secret/delete/app/db", map[string]any{"versions": []int{2}})
	op.post(t, "secret/destroy/app/db", map[string]any{"versions": []int{3}})

	if value := expect(t, v, "secret/app/db", `{"word":"four"}`, nil); value.Version != "4" || !value.Expires.IsZero() {
		t.Errorf("version %q until %v", value.Version, value.Expires)
	}
	if value := expect(t, v, "secret/app/db?version=1", `{"word":"one"}`, nil); value.Version != "1" {
		t.Errorf("version %q", value.Version)
	}
	expect(t, v, "secret/app/db?version=2", "", store.ErrExpired)
	expect(t, v, "secret/app/db?version=3", "", store.ErrExpired)
	expect(t, v, "secret/app/db?version=9", "", store.ErrNotFound)
	expect(t, v, "secret/app/nothing", "", store.ErrNotFound)
	if diff := cmp.Diff([]string{
		"GET auth/token/lookup-self 200", "GET sys/internal/ui/mounts/secret/app/db 200",
		"GET secret/data/app/db 200", "GET secret/data/app/db 200",
		"GET secret/data/app/db 404", "GET secret/data/app/db 404", "GET secret/data/app/db 404",
		"GET sys/internal/ui/mounts/secret/app/nothing 200", "GET secret/data/app/nothing 404",
	}, tap.taken()); diff != "" {
		t.Error(diff)
	}

	op.post(t, "secret/metadata/brief", map[string]any{"delete_version_after": "1h"})
	made := op.post(t, "secret/data/brief", map[string]any{"data": map[string]any{"a": "b"}})
	until, err := time.Parse(time.RFC3339Nano, at(t, made, "data", "deletion_time"))
	if err != nil {
		t.Fatal(err)
	}
	if value := expect(t, v, "secret/brief", `{"a":"b"}`, nil); !value.Expires.Equal(until) {
		t.Errorf("until %v, want %v", value.Expires, until)
	}
}

func serverMounts(t *testing.T, op operator) {
	v, _ := op.open(t, vault.Token{Source: vault.Static(op.token)}, nil)
	op.post(t, "sys/mounts/team/old", map[string]any{"type": "kv", "options": map[string]any{"version": "1"}})
	op.post(t, "team/old/a%20b/c", map[string]any{"x": "y", "n": 1})
	expect(t, v, "team/old/a%20b/c", `{"n":1,"x":"y"}`, nil)
	expect(t, v, "team/old/nothing", "", store.ErrNotFound)
	expect(t, v, "nowhere/x", "", store.ErrDenied)
	if _, err := v.Get(t.Context(), ref(t, "sys/mounts")); err == nil || !strings.Contains(err.Error(), `its mount is a "system"`) {
		t.Errorf("got %v", err)
	}
	if _, err := v.Get(t.Context(), ref(t, "team/old")); err == nil || !strings.Contains(err.Error(), "the path is that of a mount") {
		t.Errorf("got %v", err)
	}
}

func serverPolicies(t *testing.T, op operator) {
	op.allow(t, "narrow", "secret/data/open")
	op.post(t, "secret/data/open", map[string]any{"data": map[string]any{"a": "b"}})
	op.post(t, "secret/data/closed", map[string]any{"data": map[string]any{"a": "b"}})
	token := at(t, op.post(t, "auth/token/create", map[string]any{"policies": []string{"narrow"}}), "auth", "client_token")
	v, _ := op.open(t, vault.Token{Source: vault.Static(token)}, nil)
	expect(t, v, "secret/open", `{"a":"b"}`, nil)
	expect(t, v, "secret/closed", "", store.ErrDenied)

	nobody, _ := op.open(t, vault.Token{Source: vault.Static("s.nobody")}, nil)
	_, err := nobody.Get(t.Context(), ref(t, "secret/open"))
	if !errors.Is(err, store.ErrDenied) || strings.Contains(err.Error(), "s.nobody") {
		t.Errorf("got %v", err)
	}
}

// allow makes a policy that lets a path be read.
func (op operator) allow(t *testing.T, name, path string) {
	t.Helper()
	op.post(t, "sys/policies/acl/"+name, map[string]any{"policy": `path "` + path + `" { capabilities = ["read"] }`})
}

// serverRenewal moves the store's clock, so that the token is renewed by a
// server for which no time has passed.
func serverRenewal(t *testing.T, op operator) {
	op.allow(t, "renewal", "secret/data/renewal")
	op.post(t, "secret/data/renewal", map[string]any{"data": map[string]any{"a": "b"}})
	token := at(t, op.post(t, "auth/token/create", map[string]any{"policies": []string{"renewal"}, "ttl": "1h"}), "auth", "client_token")
	clock := newClock()
	v, tap := op.open(t, vault.Token{Source: vault.Static(token)}, func(cfg *vault.Config) { cfg.Now = clock.Now })
	for _, want := range []string{"GET auth/token/lookup-self 200", "POST auth/token/renew-self 200", "POST auth/token/renew-self 200"} {
		expect(t, v, "secret/renewal", `{"a":"b"}`, nil)
		if lines := tap.taken(); lines[0] != want {
			t.Errorf("got %q, want %s first", lines, want)
		}
		clock.advance(41 * time.Minute)
	}
	op.post(t, "auth/token/revoke", map[string]any{"token": token})
	expect(t, v, "secret/renewal", "", store.ErrDenied)
}

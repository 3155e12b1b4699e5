package vault_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// TestReferenceErrors has references that must not lead to a request.
func TestReferenceErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ ref, text string }{
		{"", "it is empty"},
		{"/", "it is empty"},
		{"kv2/../sys/x", `".."`},
		{"kv2/%2e%2e/sys", `".."`},
		{"kv2/a%2F..%2Fb", `".."`},
		{"kv2//x", "empty part"},
		{"kv2/./x", `"."`},
		{"kv2/a%0ab", "cannot be printed"},
		{"kv2/%zz", "an escape is broken"},
		{"kv2/app?version=0", "parameter version: it is not a version"},
		{"kv2/app?version=-1", "parameter version: it is not a version"},
		{"kv2/app?version=latest", "parameter version: it is not a version"},
		{"kv2/app?version=1&version=2", "is given 2 times"},
		{"kv2/app?verison=1", "parameter verison: unknown"},
		{"kv2/app?token_env=CI_TOKEN", "a matter of the configuration"},
		{"kv2/app?token_file=x", "a matter of the configuration"},
		{"kv2/app?role_id=x", "a matter of the configuration"},
		{"kv2/app?address=https://evil.test", "the configuration does not allow this server"},
		{"kv2/app?address=http://vault.test", "the configuration does not allow this server"},
		{"kv2/app?address=https://vault.test:8200", "the configuration does not allow"},
		{"kv2/app?address=https://vault.test/proxy", "the configuration does not allow"},
		{"kv2/app?address=https://vault.test@evil.test", "a host, a port and a path only"},
		{"kv2/app?address=vault.test", "not an http or https URL"},
		{"kv2/app?address=%00", "it is not a URL"},
	} {
		t.Run(c.ref, func(t *testing.T) {
			t.Parallel()
			v, _ := fake(t, nil)
			_, err := v.Get(t.Context(), ref(t, c.ref))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("got %v, want %q in it", err, c.text)
			}
			if strings.Contains(err.Error(), "evil") || strings.Contains(err.Error(), "latest") {
				t.Errorf("the value of a parameter is in %v", err)
			}
			if denied := strings.Contains(c.text, "does not allow"); errors.Is(err, store.ErrDenied) != denied {
				t.Errorf("errors.Is(%v, ErrDenied) is not %v", err, denied)
			}
		})
	}
}

// TestAllowedAddress reads from a second server, with a login of its own.
func TestAllowedAddress(t *testing.T) {
	t.Parallel()
	const other = "https://other.test/v"
	logins := 0
	allow := func(cfg *vault.Config) {
		cfg.AllowAddresses = []string{other + "/", "HTTPS://vault.test:443"}
		cfg.Login = vault.Token{Source: func(context.Context) (string, error) {
			logins++
			return fmt.Sprintf("T%d", logins), nil
		}}
	}
	v, _ := fake(t, allow, lookupDenied("T1"), secret("T1"),
		step{want: "GET " + other + "/v1/auth/token/lookup-self token=T2", status: 403},
		step{want: "GET " + other + "/v1/kv2/data/app token=T2", status: 200, body: v2("{}", `{"version":1}`)},
		secret("T1"))
	for _, text := range []string{"kv2/app", "kv2/app?address=" + other, "kv2/app?address=https://vault.test"} {
		if _, err := v.Get(t.Context(), ref(t, text)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewErrors(t *testing.T) {
	t.Parallel()
	login := vault.Token{Source: vault.Static("T1")}
	for _, c := range []struct {
		text string
		cfg  vault.Config
	}{
		{"no HTTP client", vault.Config{Address: address, Login: login}},
		{"no login", vault.Config{Address: address, Client: &http.Client{}}},
		{"not an http or https URL", vault.Config{Client: &http.Client{}, Login: login}},
		{"not an http or https URL", vault.Config{Address: "vault.test:8200", Client: &http.Client{}, Login: login}},
		{"not an http or https URL", vault.Config{Address: "https://", Client: &http.Client{}, Login: login}},
		{"a port and a path only", vault.Config{Address: "https://u:p@vault.test", Client: &http.Client{}, Login: login}},
		{"a port and a path only", vault.Config{Address: "https://vault.test?x=y", Client: &http.Client{}, Login: login}},
		{"its path", vault.Config{Address: "https://vault.test/a/../b", Client: &http.Client{}, Login: login}},
		{"unencrypted", vault.Config{Address: "http://vault.test", Client: &http.Client{}, Login: login}},
		{"unencrypted", vault.Config{Address: address, AllowAddresses: []string{"http://10.0.0.1"}, Client: &http.Client{}, Login: login}},
		{"KV version 3", vault.Config{Address: address, Client: &http.Client{}, Login: login, Mounts: map[string]int{"x": 3}}},
		{`mount "/"`, vault.Config{Address: address, Client: &http.Client{}, Login: login, Mounts: map[string]int{"/": 1}}},
	} {
		if _, err := vault.New(c.cfg); err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("got %v, want %q in it", err, c.text)
		}
	}
	for _, ok := range []string{"http://127.0.0.1:8200", "http://localhost", "http://[::1]:8200"} {
		if _, err := vault.New(vault.Config{Address: ok, Client: &http.Client{}, Login: login}); err != nil {
			t.Error(err)
		}
	}
	if _, err := vault.New(vault.Config{Address: "http://vault.test", AllowPlaintext: true, Client: &http.Client{}, Login: login}); err != nil {
		t.Error(err)
	}
}

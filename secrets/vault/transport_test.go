package vault_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// dial returns a store for a server on this machine.
func dial(t *testing.T, srv *httptest.Server, change func(*vault.Config)) *vault.Store {
	t.Helper()
	cfg := vault.Config{
		Address: srv.URL,
		Client:  srv.Client(),
		Login:   vault.Token{Source: vault.Static("T1")},
		Mounts:  map[string]int{"kv": 1},
		Tries:   1,
	}
	if change != nil {
		change(&cfg)
	}
	v, err := vault.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestRedirects leads a request away from its server, which must not be
// followed, and elsewhere on the same, which is.
func TestRedirects(t *testing.T) {
	t.Parallel()
	var visits atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer thief.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/auth/token/lookup-self", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	mux.Handle("GET /v1/kv/away", http.RedirectHandler(thief.URL+"/v1/kv/away?T1", http.StatusTemporaryRedirect))
	mux.Handle("GET /v1/kv/loop", http.RedirectHandler("/v1/kv/loop", http.StatusTemporaryRedirect))
	mux.Handle("GET /v1/kv/near", http.RedirectHandler("/v1/kv/here", http.StatusTemporaryRedirect))
	mux.HandleFunc("GET /v1/kv/here", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Vault-Token") != "T1" {
			t.Error("the token was not sent along")
		}
		_, _ = w.Write([]byte(`{"data":{"a":1}}`))
	})
	srv := httptest.NewTLSServer(mux)
	defer srv.Close()
	v := dial(t, srv, nil)

	value, err := v.Get(t.Context(), ref(t, "kv/near"))
	if err != nil || string(value.Reveal()) != `{"a":1}` {
		t.Errorf("got %s, %v", value.Reveal(), err)
	}
	_, err = v.Get(t.Context(), ref(t, "kv/away"))
	if want := "store unavailable (status 307): a redirect to " + thief.URL + ", which is not followed, for the token would go there"; !errors.Is(err, store.ErrUnavailable) || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	if _, err = v.Get(t.Context(), ref(t, "kv/loop")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if visits.Load() != 0 {
		t.Error("another server was asked")
	}
	if srv.Client().CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
}

func TestResponseSize(t *testing.T) {
	t.Parallel()
	const body = `{"data":{"a":"hush-hush"}}`
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
	defer srv.Close()
	exact := dial(t, srv, func(cfg *vault.Config) { cfg.MaxSize = int64(len(body)) })
	if _, err := exact.Get(t.Context(), ref(t, "kv/x")); err != nil {
		t.Error(err)
	}
	less := dial(t, srv, func(cfg *vault.Config) { cfg.MaxSize = int64(len(body)) - 1 })
	if _, err := less.Get(t.Context(), ref(t, "kv/x")); err == nil || !strings.Contains(err.Error(), "more than 25 bytes") {
		t.Errorf("got %v", err)
	}
}

// TestBrokenResponse ends a response before its end.
func TestBrokenResponse(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/kv/") {
			w.Header().Set("Content-Length", "100")
		}
		_, _ = w.Write([]byte(`{"data":{}`))
		if !strings.HasPrefix(r.URL.Path, "/v1/kv/") {
			_, _ = w.Write([]byte(`}`))
		}
	}))
	defer srv.Close()
	_, err := dial(t, srv, nil).Get(t.Context(), ref(t, "kv/x"))
	if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "the response breaks off") {
		t.Errorf("got %v", err)
	}
}

// TestUntrustedServer has a server whose certificate nobody vouches for: the
// error says so, and it is not asked again.
func TestUntrustedServer(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
	srv.Config.ErrorLog = discard()
	srv.StartTLS()
	defer srv.Close()
	v := dial(t, srv, func(cfg *vault.Config) { cfg.Client, cfg.Tries = &http.Client{Transport: &http.Transport{}}, 5 })
	_, err := v.Get(t.Context(), ref(t, "kv/x"))
	if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "certificate") || strings.Contains(err.Error(), "lookup-self") {
		t.Errorf("got %v", err)
	}
}

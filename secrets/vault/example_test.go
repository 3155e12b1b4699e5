package vault_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// Resolve references with the id token of a CI job.
func Example() {
	server := httptest.NewServer(exampleVault())
	defer server.Close()
	ctx := context.Background()

	idToken := func(context.Context) (string, error) {
		return "signed.by.ci", nil // what the CI system gives to the job
	}
	v, err := vault.New(vault.Config{
		Address: server.URL,
		Client:  server.Client(),
		Login:   vault.JWT{Role: "deploy", Token: idToken},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer v.Logout(ctx) //nolint:errcheck // the token dies anyhow

	resolver, err := store.New(store.Config{Stores: map[string]store.Store{"vault": v}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := resolver.Expand(ctx, "user=ref+vault://secret/app/db#/user host=ref+vault://secret/app/db?version=3#/host")
	fmt.Println(text, err)

	_, err = resolver.Expand(ctx, "host=ref+vault://secret/app/cache#/host")
	fmt.Println(errors.Is(err, store.ErrNotFound))
	// Output:
	// user=app host=db.internal <nil>
	// true
}

// Keep a token alive that could not be had again: one for a secret id that is
// good for one login. Then revoke it.
func ExampleStore_Run() {
	server := httptest.NewServer(exampleVault())
	defer server.Close()
	v, err := vault.New(vault.Config{
		Address: server.URL,
		Client:  server.Client(),
		Login:   vault.AppRole{RoleID: "runner", SecretID: vault.Static("good for one login")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := v.Run(ctx); err != nil {
			fmt.Println("the token is lost:", err)
		}
	})
	value, err := v.Get(ctx, store.Reference{Scheme: "vault", Host: "secret", Path: "/app/db"})
	fmt.Println(value.Version, err)

	cancel()
	wg.Wait()
	fmt.Println(v.Logout(context.Background()))
	// Output:
	// 3 <nil>
	// <nil>
}

// A reference from a file that many may write cannot lead the token elsewhere.
func ExampleConfig_allowAddresses() {
	v, err := vault.New(vault.Config{
		Address: "https://vault.example.com:8200",
		Client:  &http.Client{},
		Login:   vault.Token{Source: vault.Static("the job's token")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ref, err := store.Parse("vault://secret/app/db?address=https://collector.example#/host")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = v.Get(context.Background(), ref)
	fmt.Println(err)
	// Output:
	// vault: vault://secret/app/db?address=***#/host: parameter address: access denied: the configuration does not allow this server, which would be sent the token
}

// exampleVault answers like a server with one secret in a mount of version 2.
func exampleVault() http.Handler {
	mux := http.NewServeMux()
	answer := func(pattern string, status int, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		})
	}
	answer("POST /v1/auth/jwt/login", 200, authBody("T", 900, true))
	answer("POST /v1/auth/approle/login", 200, authBody("T", 900, true))
	answer("POST /v1/auth/token/revoke-self", 204, "")
	answer("GET /v1/sys/internal/ui/mounts/secret/", 200, `{"data":{"path":"secret/","type":"kv","options":{"version":"2"}}}`)
	answer("GET /v1/secret/data/app/db", 200, v2(`{"host":"db.internal","user":"app"}`, `{"deletion_time":"","destroyed":false,"version":3}`))
	answer("GET /v1/secret/data/", 404, `{"errors":[]}`)
	return mux
}

package verify_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/verify"
)

// Example checks what a scan finds. The server stands for an instance of
// GitHub Enterprise that the program knows.
func Example() {
	token := strings.Join([]string{"ghp_q7XkT2mB9", "vRwL4nZc8YhD1s", "Fp6GjW3uKe5Aa"}, "")
	github := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("asked:", r.Method, r.URL.Path)
		fmt.Fprint(w, `{"login":"octo","id":1}`)
	}))
	defer github.Close()

	v, err := verify.New(verify.Config{
		Client:    github.Client(),
		Now:       time.Now,
		Providers: []string{"github"},
		Hosts:     []verify.Host{{Provider: "github", Name: github.Listener.Addr().String(), Private: true}},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	ctx := context.Background()
	target := scan.FS(fstest.MapFS{"deploy.env": {Data: []byte("GITHUB_TOKEN=" + token + "\n")}}, scan.TreeConfig{})
	for finding, err := range v.Stream(ctx, runner.Stream(ctx, target)) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		r := finding.Common()
		fmt.Println(r.Location.Path, r.Secret.Redacted, r.Secret.Validation)
		if result, ok := r.Properties[verify.Property].(verify.Result); ok {
			fmt.Println("account:", result.Account)
		}
	}
	// Output:
	// asked: GET /api/v3/user
	// deploy.env ghp_…(40) valid
	// account: octo
}

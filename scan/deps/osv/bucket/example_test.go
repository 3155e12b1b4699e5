package bucket_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/bucket"
)

func Example() {
	server := httptest.NewServer(http.NotFoundHandler()) // has no ecosystem at all
	defer server.Close()
	dir, err := os.MkdirTemp("", "advisories")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	results, err := bucket.Update(context.Background(), server.Client(), server.URL, bucket.Config{Dir: dir, Ecosystems: []string{"Go"}})
	for _, r := range results {
		fmt.Println(r.Ecosystem, r.Action, r.Action == osv.UpdateFailed, err != nil)
	}
	// Output: Go failed true true
}

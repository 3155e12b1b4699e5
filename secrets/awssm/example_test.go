package awssm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/penstock-dev/penstock/secrets/awssm"
	"github.com/penstock-dev/penstock/secrets/store"
)

// Resolve references with a client whose options are all spelled out. Programs that
// want those of the environment use LoadDefaultConfig of the SDK's config
// package and secretsmanager.NewFromConfig, as the package documentation shows.
func Example() {
	server := httptest.NewServer(exampleService())
	defer server.Close()

	client := secretsmanager.New(secretsmanager.Options{
		Region:       "eu-central-1",
		BaseEndpoint: aws.String(server.URL), // leave it out to ask AWS
		HTTPClient:   server.Client(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "key"}, nil
		}),
	})
	s, err := awssm.New(awssm.Config{Client: client})
	if err != nil {
		fmt.Println(err)
		return
	}

	resolver, err := store.New(store.Config{Stores: map[string]store.Store{"awssecrets": s}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := resolver.Expand(context.Background(), "user=ref+awssecrets://prod/db#/user host=ref+awssecrets://prod/db#/host")
	fmt.Println(text, err)

	_, err = resolver.Expand(context.Background(), "host=ref+awssecrets://prod/cache#/host")
	fmt.Println(errors.Is(err, store.ErrNotFound))
	// Output:
	// user=app host=db.internal <nil>
	// true
}

// exampleService answers like the service of an account with one secret.
func exampleService() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !strings.Contains(string(body), `"prod/db"`) {
			w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"Message":"Secrets Manager can't find the specified secret."}`)
			return
		}
		fmt.Fprint(w, `{"Name":"prod/db","SecretString":"{\"host\":\"db.internal\",\"user\":\"app\"}","VersionId":"v-3"}`)
	})
}

package awssm_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/awssm"
	"github.com/penstock-dev/penstock/secrets/store"
)

// credentials are those of the examples in AWS's documentation, more or less.
func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "AKIA" + "TEST", SecretAccessKey: "hush", SessionToken: "session"}, nil
}

// client returns an SDK client for a server at address that tries once.
func client(address string, h *http.Client) *secretsmanager.Client {
	return secretsmanager.New(secretsmanager.Options{
		Region:       "eu-central-1",
		BaseEndpoint: aws.String(address),
		Credentials:  aws.CredentialsProviderFunc(credentials),
		HTTPClient:   h,
		Retryer:      aws.NopRetryer{},
	})
}

// exchange is a request that has to come, and the answer, in the shapes of the
// service's API (JSON 1.1).
type exchange struct {
	region string // "eu-central-1" if empty
	want   string // the body
	status int
	code   string // of an error
	body   string
}

// serve returns a store for a server that has one exchange.
func serve(t *testing.T, x exchange) *awssm.Store {
	t.Helper()
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		x.check(t, r)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Header().Set("X-Amzn-Requestid", "a-request")
		if x.code != "" {
			w.Header().Set("X-Amzn-Errortype", x.code)
		}
		w.WriteHeader(x.status)
		_, _ = io.WriteString(w, x.body)
	}))
	t.Cleanup(func() {
		srv.Close()
		if asked != 1 {
			t.Errorf("%d requests", asked)
		}
	})
	s, err := awssm.New(awssm.Config{Client: client(srv.URL, srv.Client())})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// check looks at what is sent: the operation, the body, and for which region
// it is signed.
func (x exchange) check(t *testing.T, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	region := x.region
	if region == "" {
		region = "eu-central-1"
	}
	got := map[string]string{
		"method": r.Method + " " + r.URL.String(), "target": r.Header.Get("X-Amz-Target"), "type": r.Header.Get("Content-Type"),
		"token": r.Header.Get("X-Amz-Security-Token"), "body": string(body),
		"scope": regexp.MustCompile(`Credential=[A-Z]+/\d{8}/([^,]*),`).ReplaceAllString(strings.SplitAfter(r.Header.Get("Authorization"), ",")[0], "$1"),
	}
	want := map[string]string{
		"method": "POST /", "target": "secretsmanager.GetSecretValue", "type": "application/x-amz-json-1.1",
		"token": "session", "body": x.want, "scope": "AWS4-HMAC-SHA256 " + region + "/secretsmanager/aws4_request",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

// ref parses the part of a reference behind "awssecrets://".
func ref(t *testing.T, text string) store.Reference {
	t.Helper()
	name, query, _ := strings.Cut(text, "?")
	r := store.Reference{Scheme: "awssecrets"}
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

package awssm_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/penstock-dev/penstock/secrets/awssm"
	"github.com/penstock-dev/penstock/secrets/store"
)

// asking is a client that shows what it is asked for.
type asking func(*secretsmanager.GetSecretValueInput, secretsmanager.Options)

func (a asking) GetSecretValue(_ context.Context, in *secretsmanager.GetSecretValueInput, options ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error) {
	var o secretsmanager.Options
	for _, f := range options {
		f(&o)
	}
	a(in, o)
	return nil, errors.New("nothing is known here")
}

// FuzzReference has references that say anything: what is asked for has a name
// and a region that cannot be more than that.
func FuzzReference(f *testing.F) {
	f.Add("prod", "/db", "region=us-east-1&stage=A")
	f.Add("arn:aws:secretsmanager:us-east-1:1:secret:x", "/y", "version_id=1")
	f.Add("", "//%2F", "region=a.b/")
	f.Fuzz(func(t *testing.T, host, path, query string) {
		values, _ := url.ParseQuery(query)
		client := asking(func(in *secretsmanager.GetSecretValueInput, o secretsmanager.Options) {
			if aws.ToString(in.SecretId) == "" || strings.ContainsAny(o.Region, "./:@?#% ") {
				t.Errorf("asked for %q in %q", aws.ToString(in.SecretId), o.Region)
			}
		})
		s, err := awssm.New(awssm.Config{Client: client})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(t.Context(), store.Reference{Host: host, Path: path, Query: values}); err == nil {
			t.Error("got a secret")
		}
	})
}

package awssm

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/penstock-dev/penstock/secrets/store"
)

// Client is what is needed of a [*secretsmanager.Client], which implements it.
type Client interface {
	GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// Config says how secrets are got.
type Config struct {
	// Client sends the requests. Required.
	Client Client
}

// Store reads secrets of AWS Secrets Manager. It is safe for concurrent use if
// its client is, as those of the SDK are.
type Store struct{ client Client }

var (
	_ store.Store = (*Store)(nil)
	_ Client      = (*secretsmanager.Client)(nil)
)

// New returns a store. It sends nothing.
func New(cfg Config) (*Store, error) {
	if cfg.Client == nil {
		return nil, errors.New("awssm: no client")
	}
	return &Store{client: cfg.Client}, nil
}

// Get implements [store.Store]: the document is the secret as it was put
// there, text or bytes. [store.Value] has the id of the version as its Version,
// and no Expires: that a secret is rotated at some time says nothing of how
// long the old one is good.
func (s *Store) Get(ctx context.Context, ref store.Reference) (store.Value, error) {
	q, err := parse(ref)
	if err != nil {
		return store.Value{}, fmt.Errorf("awssm: %s: %w", ref.Redacted(), err)
	}
	out, err := s.client.GetSecretValue(ctx, &q.input, q.options)
	if err != nil {
		return store.Value{}, fmt.Errorf("awssm: read %s: %w", ref.Redacted(), explain(ctx, err))
	}
	v, err := value(out)
	if err != nil {
		return store.Value{}, fmt.Errorf("awssm: read %s: %w", ref.Redacted(), err)
	}
	return v, nil
}

// value returns the secret of an answer.
func value(out *secretsmanager.GetSecretValueOutput) (store.Value, error) {
	var v store.Value
	switch {
	case out == nil || out.SecretString == nil && out.SecretBinary == nil:
		return v, errors.New("the answer has neither a text nor a binary secret")
	case out.SecretString != nil:
		v = store.NewValue([]byte(*out.SecretString))
	default:
		v = store.NewValue(out.SecretBinary)
	}
	if out.VersionId != nil {
		v.Version = *out.VersionId
	}
	return v, nil
}

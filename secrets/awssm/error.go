package awssm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/penstock-dev/penstock/secrets/store"
)

// kinds is what the codes of the service, and those of all services about
// credentials, mean. The service does not always use the names that its
// reference lists.
var kinds = map[string]error{
	"ResourceNotFoundException":     store.ErrNotFound,
	"AccessDeniedException":         store.ErrDenied,
	"AccessDenied":                  store.ErrDenied,
	"DecryptionFailure":             store.ErrDenied,
	"DecryptionFailureException":    store.ErrDenied,
	"IncompleteSignature":           store.ErrDenied,
	"InvalidClientTokenId":          store.ErrDenied,
	"InvalidSignatureException":     store.ErrDenied,
	"MissingAuthenticationToken":    store.ErrDenied,
	"NotAuthorized":                 store.ErrDenied,
	"OptInRequired":                 store.ErrDenied,
	"UnrecognizedClientException":   store.ErrDenied,
	"ExpiredToken":                  store.ErrExpired,
	"ExpiredTokenException":         store.ErrExpired,
	"RequestExpired":                store.ErrExpired,
	"InternalFailure":               store.ErrUnavailable,
	"InternalServiceError":          store.ErrUnavailable,
	"InternalServiceErrorException": store.ErrUnavailable,
	"ServiceUnavailable":            store.ErrUnavailable,
	"ServiceUnavailableException":   store.ErrUnavailable,
}

// errForm stands for an error of the SDK that keeps a piece of the body, which
// may be of the secret.
var errForm = errors.New("the answer is not of the service's form")

// explain adds what package store calls an error of the SDK.
func explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	kind := kindOf(err)
	if _, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		err = errForm
	}
	if kind == nil {
		return err
	}
	return fmt.Errorf("%w: %w", kind, err)
}

func kindOf(err error) error {
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		if kind := kinds[e.ErrorCode()]; kind != nil {
			return kind
		}
		if e.ErrorCode() == "InvalidRequestException" && strings.Contains(e.ErrorMessage(), "delet") {
			return store.ErrExpired
		}
	}
	if unreached(err) || errors.Is(err, io.ErrUnexpectedEOF) {
		return store.ErrUnavailable
	}
	return nil
}

// unreached reports whether a later try may succeed: what the SDK tries again,
// and what it gives up because it has tried too much already.
func unreached(err error) bool {
	if _, ok := errors.AsType[*smithyhttp.RequestSendError](err); ok {
		return true
	}
	if _, ok := errors.AsType[ratelimit.QuotaExceededError](err); ok {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

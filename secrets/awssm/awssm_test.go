package awssm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/awssm"
	"github.com/penstock-dev/penstock/secrets/store"
)

func TestGet(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:secretsmanager:us-gov-west-1:123456789012:secret:prod/db-AbCdEf"
	answer := func(member string) string {
		return `{"ARN":"arn:aws:secretsmanager:eu-central-1:123456789012:secret:x-AbCdEf","CreatedDate":1.772359200123E9,"Name":"x",` + member + `,"VersionId":"0f1e-v","VersionStages":["AWSCURRENT"]}`
	}
	text := answer(`"SecretString":"{\"password\":\"x\"}"`)
	for _, c := range []struct {
		name, ref string
		x         exchange
		want      string
	}{
		{"name", "db", exchange{want: `{"SecretId":"db"}`, body: text}, `{"password":"x"}`},
		{"slashes", "prod/db/main", exchange{want: `{"SecretId":"prod/db/main"}`, body: text}, `{"password":"x"}`},
		{"slash in front", "//prod/db", exchange{want: `{"SecretId":"/prod/db"}`, body: text}, `{"password":"x"}`},
		{"escapes", "prod%2Fdb%40a", exchange{want: `{"SecretId":"prod/db@a"}`, body: text}, `{"password":"x"}`},
		{"ARN", arn, exchange{region: "us-gov-west-1", want: `{"SecretId":"` + arn + `"}`, body: text}, `{"password":"x"}`},
		{"ARN and its region", arn + "?region=us-gov-west-1", exchange{region: "us-gov-west-1", want: `{"SecretId":"` + arn + `"}`, body: text}, `{"password":"x"}`},
		{"region", "db?region=us-east-1", exchange{region: "us-east-1", want: `{"SecretId":"db"}`, body: text}, `{"password":"x"}`},
		{"version id", "db?version_id=0f1e-v", exchange{want: `{"SecretId":"db","VersionId":"0f1e-v"}`, body: text}, `{"password":"x"}`},
		{"stage", "db?stage=AWSPREVIOUS", exchange{want: `{"SecretId":"db","VersionStage":"AWSPREVIOUS"}`, body: text}, `{"password":"x"}`},
		{"both", "db?version_stage=A&version_id=v", exchange{want: `{"SecretId":"db","VersionId":"v","VersionStage":"A"}`, body: text}, `{"password":"x"}`},
		{"binary", "db", exchange{want: `{"SecretId":"db"}`, body: answer(`"SecretBinary":"AAH/aQ=="`)}, "\x00\x01\xffi"},
		{"empty", "db", exchange{want: `{"SecretId":"db"}`, body: answer(`"SecretString":""`)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.x.status = 200
			v, err := serve(t, c.x).Get(t.Context(), ref(t, c.ref))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want, "0f1e-v"}, []string{string(v.Reveal()), v.Version}); diff != "" || !v.Expires.IsZero() {
				t.Error(diff, v.Expires)
			}
		})
	}
}

// TestServiceErrors has the errors of the service as they come over the wire.
func TestServiceErrors(t *testing.T) {
	t.Parallel()
	kinds := []error{store.ErrNotFound, store.ErrDenied, store.ErrExpired, store.ErrUnavailable}
	for _, c := range []struct {
		status        int
		code, message string
		kind          error
	}{
		{400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.", store.ErrNotFound},
		{400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: X", store.ErrNotFound},
		{400, "AccessDeniedException", "User: u is not authorized to perform: secretsmanager:GetSecretValue on resource: db", store.ErrDenied},
		{400, "AccessDeniedException", "Access to KMS is not allowed", store.ErrDenied},
		{400, "DecryptionFailure", "Secrets Manager can't decrypt the protected secret text using the provided KMS key.", store.ErrDenied},
		{400, "UnrecognizedClientException", "The security token included in the request is invalid.", store.ErrDenied},
		{400, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided.", store.ErrDenied},
		{400, "ExpiredTokenException", "The security token included in the request is expired", store.ErrExpired},
		{400, "InvalidRequestException", "You can't perform this operation on the secret because it was marked for deletion.", store.ErrExpired},
		{400, "InvalidRequestException", "You can't perform this operation on the secret because it was deleted.", store.ErrExpired},
		{400, "InvalidRequestException", "You provided a parameter value that is not valid for the current state of the resource.", nil},
		{400, "InvalidParameterException", "The parameter name or value is invalid.", nil},
		{400, "ValidationException", "Invalid name.", nil},
		{400, "ThrottlingException", "Rate exceeded", store.ErrUnavailable},
		{400, "TooManyRequestsException", "Rate exceeded", store.ErrUnavailable},
		{500, "InternalServiceError", "An error occurred on the server side.", store.ErrUnavailable},
		{503, "ServiceUnavailable", "later", store.ErrUnavailable},
		{502, "SomethingNew", "what", store.ErrUnavailable},
	} {
		t.Run(c.code+" "+c.message, func(t *testing.T) {
			t.Parallel()
			s := serve(t, exchange{want: `{"SecretId":"db"}`, status: c.status, code: c.code, body: fmt.Sprintf(`{"__type":%q,"Message":%q}`, c.code, c.message)})
			_, err := s.Get(t.Context(), ref(t, "db"))
			if err == nil || !strings.HasPrefix(err.Error(), "awssm: read awssecrets://db: ") || !strings.Contains(err.Error(), c.code+": "+c.message) {
				t.Fatalf("got %v", err)
			}
			for _, kind := range kinds {
				if errors.Is(err, kind) != (kind == c.kind) {
					t.Errorf("errors.Is(%v, %v) is %v", err, kind, kind != c.kind)
				}
			}
		})
	}
}

func TestServiceErrorTypes(t *testing.T) {
	t.Parallel()
	s := serve(t, exchange{want: `{"SecretId":"db"}`, status: 400, code: "ResourceNotFoundException", body: `{"__type":"ResourceNotFoundException","Message":"no"}`})
	_, err := s.Get(t.Context(), ref(t, "db"))
	if e, ok := errors.AsType[*types.ResourceNotFoundException](err); !ok || e.ErrorMessage() != "no" {
		t.Errorf("got %v", err)
	}
}

// TestBrokenAnswers has answers that are not of the service.
func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		kind   error
		text   string
	}{
		{200, `<html>hush`, nil, "not of the service's form"},
		{200, `{"SecretString":["hush"]}`, nil, "not of the service's form"},
		{200, `{"SecretString":"hush`, nil, "not of the service's form"},
		{200, `{"SecretBinary":"hush!"}`, nil, "not of the service's form"},
		{200, `{"Name":"db"}`, nil, "neither a text nor a binary secret"},
		{502, `<html>hush`, store.ErrUnavailable, "store unavailable"},
		{404, ``, nil, "StatusCode: 404"},
	} {
		t.Run(c.body, func(t *testing.T) {
			t.Parallel()
			s := serve(t, exchange{want: `{"SecretId":"db"}`, status: c.status, body: c.body})
			_, err := s.Get(t.Context(), ref(t, "db"))
			if err == nil || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "hush") {
				t.Fatalf("got %v, want %q in it", err, c.text)
			}
			if c.kind == nil == errors.Is(err, store.ErrUnavailable) {
				t.Errorf("got %v, want %v", err, c.kind)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if text := fmt.Sprintf("%#v", e); strings.Contains(text, "hush") {
					t.Errorf("got %s", text)
				}
			}
		})
	}
}

// TestBrokenConnection ends an answer before its end.
func TestBrokenConnection(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"SecretString":"hush`)
	}))
	defer srv.Close()
	s, err := awssm.New(awssm.Config{Client: client(srv.URL, srv.Client())})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), ref(t, "db")); !errors.Is(err, store.ErrUnavailable) || strings.Contains(err.Error(), "hush") {
		t.Errorf("got %v", err)
	}
}

// failing is a client that gives an error of one's own.
type failing struct {
	err error
	out *secretsmanager.GetSecretValueOutput
}

func (f failing) GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error) {
	return f.out, f.err
}

// down is a transport that reaches nobody.
type down struct{}

func (down) RoundTrip(*http.Request) (*http.Response, error) { return nil, io.ErrClosedPipe }

func TestClientErrors(t *testing.T) {
	t.Parallel()
	if _, err := awssm.New(awssm.Config{}); err == nil || err.Error() != "awssm: no client" {
		t.Errorf("got %v", err)
	}
	broken := errors.New("no credentials")
	get := func(ctx context.Context, c awssm.Client) error {
		t.Helper()
		s, err := awssm.New(awssm.Config{Client: c})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Get(ctx, ref(t, "db"))
		return err
	}
	if err := get(t.Context(), failing{err: broken}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if err := get(t.Context(), failing{}); err == nil || !strings.Contains(err.Error(), "neither") {
		t.Errorf("got %v", err)
	}
	offline := client("https://secrets.test", &http.Client{Transport: down{}})
	if err := get(t.Context(), offline); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	if err := get(ctx, offline); !errors.Is(err, broken) || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	tired := secretsmanager.New(secretsmanager.Options{Region: "eu-central-1", Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, broken }), Retryer: aws.NopRetryer{}})
	if err := get(t.Context(), tired); !errors.Is(err, broken) || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

// TestReferenceErrors has references that must not lead to a request.
func TestReferenceErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ ref, text string }{
		{"", "the name is empty"},
		{"/", "the name is empty"},
		{"a%zz", "an escape in the name is broken"},
		{"a%00", "a character that no secret's name has"},
		{"caf%C3%A9", "a character that no secret's name has"},
		{strings.Repeat("a", 2049), "more than 2048 bytes"},
		{"db?region=evil.test/", "not the name of a region"},
		{"db?region=us-east-", "not the name of a region"},
		{"db?region=useast1", "not the name of a region"},
		{"db?region=" + strings.Repeat("a-", 20) + "a", "not the name of a region"},
		{"db?version_id=", "it is empty"},
		{"db?version_id=a&version_id=b", "is given 2 times"},
		{"db?stage=a&version_stage=b", "the stage is given twice"},
		{"db?role_arn=arn:aws:iam::1:role/x", "a matter of the configuration"},
		{"db?profile=x", "a matter of the configuration"},
		{"db?version=1", "parameter version: unknown"},
		{"arn:aws:s3:::bucket", "begins like an ARN"},
		{"arn:aws:secretsmanager:us-east-1:1:secret:", "begins like an ARN"},
		{"arn:aws:secretsmanager:evil.test%2F:1:secret:x", "begins like an ARN"},
		{"arn:aws:secretsmanager:us-east-1:1:secret:x?region=us-west-1", "parameter region: the ARN is of us-east-1"},
	} {
		t.Run(c.ref, func(t *testing.T) {
			t.Parallel()
			s, err := awssm.New(awssm.Config{Client: failing{err: errors.New("a request was sent")}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Get(t.Context(), ref(t, c.ref))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want %q in it", err, c.text)
			}
			if strings.Contains(err.Error(), "iam") || strings.Contains(c.ref, "?") && strings.Contains(err.Error(), "evil") {
				t.Errorf("the value of a parameter is in %v", err)
			}
		})
	}
}

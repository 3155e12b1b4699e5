package vault_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// TestRetries has answers after which a request is, or is not, sent again.
func TestRetries(t *testing.T) {
	t.Parallel()
	reset := &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset")}
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	with := func(s step, status int, err error) step {
		s.status, s.err, s.body = status, err, `{"errors":["not now"]}`
		return s
	}
	good, in := secret("A"), login("A", 0, false)
	seconds := func(s ...float64) (out []time.Duration) {
		for _, x := range s {
			out = append(out, time.Duration(x*float64(time.Second)))
		}
		return out
	}
	after := func(s step, value string) step {
		s = with(s, 429, nil)
		s.header = http.Header{"Retry-After": {value}}
		return s
	}
	for _, c := range []struct {
		name  string
		steps []step
		waits []time.Duration
		err   error
	}{
		{"503", []step{in, with(good, 503, nil), good}, seconds(0.25), nil},
		{"412", []step{in, with(good, 412, nil), good}, seconds(0.25), nil},
		{"twice as long", []step{in, with(good, 500, nil), with(good, 502, nil), with(good, 429, nil), with(good, 504, nil), good}, seconds(0.25, 0.5, 1, 2), nil},
		{"at most five tries", []step{in, with(good, 500, nil), with(good, 500, nil), with(good, 500, nil), with(good, 500, nil), with(good, 500, nil)}, seconds(0.25, 0.5, 1, 2), store.ErrUnavailable},
		{"as long as is asked for", []step{in, after(good, "7"), good}, seconds(7), nil},
		{"until when is asked for", []step{in, after(good, "Sun, 01 Mar 2026 12:00:09 GMT"), good}, seconds(9), nil},
		{"but not for hours", []step{in, after(good, "7200"), good}, seconds(30), nil},
		{"nothing sensible is asked for", []step{in, after(good, "soon"), good}, seconds(0.25), nil},
		{"501", []step{in, with(good, 501, nil)}, nil, nil},
		{"400", []step{in, with(good, 400, nil)}, nil, nil},
		{"broken connection", []step{in, with(good, 0, reset), with(good, 0, io.ErrUnexpectedEOF), good}, seconds(0.25, 0.5), nil},
		{"wrong certificate", []step{in, with(good, 0, &tls.CertificateVerificationError{Err: errors.New("unknown authority")})}, nil, store.ErrUnavailable},
		{"login, server not there", []step{with(in, 0, refused), with(in, 503, nil), in, good}, seconds(0.25, 0.5), nil},
		{"login, too many", []step{with(in, 429, nil), in, good}, seconds(0.25), nil},
		{"login that may have arrived", []step{with(in, 0, reset)}, nil, store.ErrUnavailable},
		{"login that may have passed a proxy", []step{with(in, 502, nil)}, nil, store.ErrUnavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, clock := fake(t, appRole, c.steps...)
			_, err := v.Get(t.Context(), ref(t, "kv2/app"))
			if last := c.steps[len(c.steps)-1]; (err == nil) != (last.status == 200 && last.err == nil) || !errors.Is(err, c.err) && c.err != nil {
				t.Errorf("got %v", err)
			}
			if len(clock.sleeps) != len(c.waits) {
				t.Fatalf("waited %v, want about %v", clock.sleeps, c.waits)
			}
			for i, d := range clock.sleeps {
				if d < c.waits[i] || d > c.waits[i]*5/4 {
					t.Errorf("waited %v, want about %v", clock.sleeps, c.waits)
				}
			}
		})
	}
}

func TestTries(t *testing.T) {
	t.Parallel()
	once := func(cfg *vault.Config) { appRole(cfg); cfg.Tries = 1 }
	v, _ := fake(t, once, login("A", 0, false), answered(secret("A"), 503, `{"errors":["Vault is sealed"]}`))
	_, err := v.Get(t.Context(), ref(t, "kv2/app"))
	if !errors.Is(err, store.ErrUnavailable) || !strings.HasSuffix(err.Error(), "store unavailable (status 503): Vault is sealed") {
		t.Errorf("got %v", err)
	}
}

// TestContextEndsRetries cancels while a try is waited for, and during one.
func TestContextEndsRetries(t *testing.T) {
	t.Parallel()
	cause := errors.New("the job was cancelled")
	ctx, cancel := context.WithCancelCause(t.Context())
	waiting := func(cfg *vault.Config) {
		appRole(cfg)
		cfg.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(cause); return context.Cause(ctx) }
	}
	v, _ := fake(t, waiting, login("A", 0, false), answered(secret("A"), 503, `{"errors":["Vault is sealed"]}`))
	_, err := v.Get(ctx, ref(t, "kv2/app"))
	if !errors.Is(err, cause) || !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "at try 1: the job was cancelled") {
		t.Errorf("got %v", err)
	}
	if _, err := v.Get(ctx, ref(t, "kv2/app")); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

package vault_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// systemTime takes a configuration back to the clock and timers of the system,
// which are those of a bubble here.
func systemTime(cfg *vault.Config) { appRole(cfg); cfg.Now, cfg.Sleep = nil, nil }

func TestDefaultClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, _ := fake(t, systemTime, login("A", 90, true), answered(secret("A"), 503, ""), secret("A"), renewal("A", 90), secret("A"))
		begin := time.Now()
		if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(begin); d < 250*time.Millisecond || d > 320*time.Millisecond {
			t.Errorf("it took %v", d)
		}
		time.Sleep(time.Minute)
		if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
			t.Fatal(err)
		}
	})
}

// TestDeadline has a server that never gets well, and a caller with a deadline.
func TestDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sealed := answered(secret("A"), 503, `{"errors":["Vault is sealed"]}`)
		v, _ := fake(t, systemTime, login("A", 90, true), sealed, sealed, sealed)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := v.Get(ctx, ref(t, "kv2/app"))
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	})
}

// silent is a transport that never answers.
type silent struct{}

func (silent) RoundTrip(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func TestSilentServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := func(timeout time.Duration) func(*vault.Config) {
			return func(cfg *vault.Config) {
				systemTime(cfg)
				cfg.Tries = 1
				cfg.Client = &http.Client{Transport: silent{}, Timeout: timeout}
			}
		}
		cause := errors.New("the job was cancelled")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
		defer cancel()
		v, _ := fake(t, hang(0))
		if _, err := v.Get(ctx, ref(t, "kv2/app")); !errors.Is(err, cause) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
		v, _ = fake(t, hang(time.Second))
		if _, err := v.Get(t.Context(), ref(t, "kv2/app")); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	})
}

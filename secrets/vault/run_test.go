package vault_test

import (
	"context"
	"errors"
	"io"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/vault"
)

func discard() *log.Logger { return log.New(io.Discard, "", 0) }

// TestRun keeps a token through renewals until the context ends.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	naps := 0
	change := func(cfg *vault.Config) {
		appRole(cfg)
		nap := cfg.Sleep
		cfg.Sleep = func(ctx context.Context, d time.Duration) error {
			if naps++; naps == 4 {
				cancel()
			}
			return nap(ctx, d)
		}
	}
	// 60 of 90 seconds are worth keeping, 40 are not.
	v, clock := fake(t, change, login("A", 90, true), renewal("A", 90), renewal("A", 60), renewal("A", 40), login("B", 0, false))
	if err := v.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{60 * time.Second, 60 * time.Second, 40 * time.Second}, clock.sleeps); diff != "" {
		t.Error(diff)
	}
}

// TestRunOutlivesTheServer has a server that is away for a while.
func TestRunOutlivesTheServer(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var naps []time.Duration
	change := func(cfg *vault.Config) {
		appRole(cfg)
		cfg.Tries = 1
		cfg.Sleep = func(ctx context.Context, d time.Duration) error {
			if naps = append(naps, d); len(naps) == 2 {
				cancel()
			}
			return ctx.Err()
		}
	}
	sealed := answered(login("", 0, false), 503, `{"errors":["Vault is sealed"]}`)
	v, _ := fake(t, change, sealed, login("A", 0, false))
	if err := v.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{15 * time.Second, time.Hour}, naps); diff != "" {
		t.Error(diff)
	}
}

// TestRunFails loses a token, which ends the care for the others too.
func TestRunFails(t *testing.T) {
	t.Parallel()
	change := func(cfg *vault.Config) { appRole(cfg); cfg.AllowAddresses = []string{"https://other.test"} }
	v, _ := fake(t, change, answered(login("", 0, false), 400, `{"errors":["invalid role or secret ID"]}`))
	err := v.Run(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "vault: keep the token for https://vault.test: login: ") {
		t.Errorf("got %v", err)
	}
}

// TestRunEnds ends before it began.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("over"))
	v, _ := fake(t, appRole)
	if err := v.Run(ctx); err != nil {
		t.Error(err)
	}
}

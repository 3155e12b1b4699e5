package vault

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
)

const (
	shortestNap = time.Second
	longestNap  = time.Hour
	retryNap    = 15 * time.Second
)

// Run keeps tokens alive until ctx ends, when it returns nil. It logs in at
// the server of [Config.Address] at once and at others when they are first
// used. It returns an error when a token can neither be kept nor replaced;
// that the server cannot be reached for a while is none, as long as the token
// lives.
//
// A program that reads its secrets now and then needs no Run: Get renews the
// token, or logs in again, when it is time. Run is for a token that dies of
// not being renewed while nobody asks for a secret, and that cannot be had
// again: a periodic one, or one for a secret id that was good for one login.
func (s *Store) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var failed errorOnce
	var wg sync.WaitGroup
	for _, address := range slices.Sorted(maps.Keys(s.servers)) {
		srv := s.servers[address]
		wg.Go(func() {
			if err := srv.session.keep(ctx, srv == s.main); err != nil {
				failed.set(fmt.Errorf("vault: keep the token for %s: %w", srv.base, err))
				cancel()
			}
		})
	}
	wg.Wait()
	return failed.err
}

// errorOnce is the first of several errors.
type errorOnce struct {
	once sync.Once
	err  error
}

func (e *errorOnce) set(err error) { e.once.Do(func() { e.err = err }) }

// keep renews the token of a session when it is time, until ctx ends.
func (s *session) keep(ctx context.Context, now bool) error {
	if !now {
		select {
		case <-s.live:
		case <-ctx.Done():
			return nil
		}
	}
	for {
		g, err := s.current(ctx)
		if ctx.Err() != nil {
			return nil
		}
		nap := retryNap
		switch {
		case err == nil:
			nap = s.nap(g)
		case !errors.Is(err, store.ErrUnavailable):
			return err
		}
		if s.server.sleep(ctx, nap) != nil {
			return nil
		}
	}
}

// nap returns how long a grant needs no care.
func (s *session) nap(g grant) time.Duration {
	if g.renew.IsZero() {
		return longestNap
	}
	return min(max(g.renew.Sub(s.server.now()), shortestNap), longestNap)
}

// Logout revokes the tokens that logins of this store gave, and with them what
// was leased to them. Tokens that came from outside stay. The store can be used
// afterwards: it logs in again, which is why Run should have ended before.
func (s *Store) Logout(ctx context.Context) error {
	var errs []error
	for _, address := range slices.Sorted(maps.Keys(s.servers)) {
		if err := s.servers[address].session.leave(ctx); err != nil {
			errs = append(errs, fmt.Errorf("vault: revoke the token for %s: %w", address, err))
		}
	}
	return errors.Join(errs...)
}

// leave revokes a token of ours. One that is dead already is as good.
func (s *session) leave(ctx context.Context) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.unlock()
	g := s.grant
	if !g.ours {
		return nil
	}
	_, err := s.server.do(ctx, call{method: http.MethodPost, path: "auth/token/revoke-self", namespace: s.namespace, token: g.token, body: map[string]string{}})
	if err != nil && !errors.Is(err, store.ErrDenied) {
		return err
	}
	s.grant = grant{}
	return nil
}

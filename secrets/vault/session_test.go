package vault_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// appRole makes a store log in with a role.
func appRole(cfg *vault.Config) { cfg.Login = vault.AppRole{RoleID: "R"} }

func login(token string, seconds int, renewable bool) step {
	return step{want: "POST " + address + `/v1/auth/approle/login {"role_id":"R"}`, status: 200, body: authBody(token, seconds, renewable)}
}

func renewal(token string, seconds int) step {
	return step{want: "POST " + address + "/v1/auth/token/renew-self token=" + token + " {}", status: 200, body: authBody(token, seconds, true)}
}

// answered returns a step with another answer.
func answered(s step, status int, body string) step {
	s.status, s.body = status, body
	return s
}

// TestTokenLife walks through the life of tokens: each turn moves the clock and
// reads a secret.
func TestTokenLife(t *testing.T) {
	t.Parallel()
	static := func(*vault.Config) {}
	fresh := func() func(*vault.Config) {
		n := 0
		return func(cfg *vault.Config) {
			cfg.Login = vault.Token{Source: func(context.Context) (string, error) { n++; return fmt.Sprintf("T%d", n), nil }}
		}
	}
	const denied = `{"errors":["permission denied"]}`
	for _, c := range []struct {
		name   string
		change func(*vault.Config)
		turns  []time.Duration
		steps  []step
		last   error // of the last turn; the others succeed
	}{
		{"no lease", appRole, []time.Duration{0, 1000 * time.Hour}, []step{login("A", 0, false), secret("A"), secret("A")}, nil},
		{"renewed when a third is left", appRole, []time.Duration{0, 59 * time.Second, time.Second, 60 * time.Second}, []step{
			login("A", 90, true), secret("A"), secret("A"), renewal("A", 90), secret("A"), renewal("A", 90), secret("A"),
		}, nil},
		{"another when it cannot be renewed", appRole, []time.Duration{0, 60 * time.Second}, []step{
			login("A", 90, false), secret("A"), login("B", 90, false), secret("B"),
		}, nil},
		{"another when its life is over", appRole, []time.Duration{0, 91 * time.Second}, []step{
			login("A", 90, true), secret("A"), login("B", 90, true), secret("B"),
		}, nil},
		{"another near the longest life", appRole, []time.Duration{0, 60 * time.Second}, []step{
			login("A", 90, true), secret("A"), renewal("A", 40), login("B", 90, true), secret("B"),
		}, nil},
		{"another when renewal is denied", appRole, []time.Duration{0, 60 * time.Second}, []step{
			login("A", 90, true), secret("A"), answered(renewal("A", 0), 403, denied), login("B", 90, true), secret("B"),
		}, nil},
		{"used while it lives when nothing else works", appRole, []time.Duration{0, 60 * time.Second, 14 * time.Second, 2 * time.Second}, []step{
			login("A", 90, true), secret("A"),
			answered(renewal("A", 0), 403, denied), answered(login("", 0, false), 400, denied), secret("A"),
			secret("A"),
			answered(renewal("A", 0), 403, denied), answered(login("", 0, false), 400, denied), secret("A"),
		}, nil},
		{"nothing works and it is over", appRole, []time.Duration{0, 90 * time.Second}, []step{
			login("A", 90, true), secret("A"), answered(login("", 0, false), 400, denied),
		}, store.ErrDenied},
		{"given token, renewed", static, []time.Duration{0, 60 * time.Second, 7 * time.Second}, []step{
			lookup("T1", 90, true), secret("T1"), renewal("T1", 9), secret("T1"), renewal("T1", 2), secret("T1"),
		}, nil},
		{"given token, over", static, []time.Duration{0, 60 * time.Second, 30 * time.Second}, []step{
			lookup("T1", 90, false), secret("T1"), lookup("T1", 30, false), secret("T1"),
		}, store.ErrExpired},
		{"given token that is replaced", fresh(), []time.Duration{0, 60 * time.Second}, []step{
			lookup("T1", 90, false), secret("T1"), lookup("T2", 90, false), secret("T2"),
		}, nil},
		{"revoked by somebody", appRole, []time.Duration{0, 0}, []step{
			login("A", 90, true), secret("A"),
			answered(secret("A"), 403, denied), lookupDenied("A"), login("B", 90, true), secret("B"),
		}, nil},
		{"denied, and the token is good", appRole, []time.Duration{0}, []step{
			login("A", 90, true), answered(secret("A"), 403, denied), lookup("A", 90, true),
		}, store.ErrDenied},
		{"denied with another token too", appRole, []time.Duration{0}, []step{
			login("A", 90, true), answered(secret("A"), 403, denied), lookupDenied("A"), login("B", 90, true), answered(secret("B"), 403, denied),
		}, store.ErrDenied},
		{"given token that is dead", static, []time.Duration{0}, []step{
			lookupDenied("T1"), answered(secret("T1"), 403, denied), lookupDenied("T1"), lookupDenied("T1"),
		}, store.ErrDenied},
		{"revoked, and no login", appRole, []time.Duration{0}, []step{
			login("A", 90, true), answered(secret("A"), 403, denied), lookupDenied("A"), answered(login("", 0, false), 400, denied),
		}, store.ErrDenied},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, clock := fake(t, c.change, c.steps...)
			for i, d := range c.turns {
				clock.advance(d)
				_, err := v.Get(t.Context(), ref(t, "kv2/app"))
				var want error
				if i == len(c.turns)-1 {
					want = c.last
				}
				if !errors.Is(err, want) {
					t.Fatalf("turn %d: got %v, want %v", i, err, want)
				}
			}
		})
	}
}

func TestExpiredTokenSaysWhen(t *testing.T) {
	t.Parallel()
	v, clock := fake(t, nil, lookup("T1", 90, false), secret("T1"))
	if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
		t.Fatal(err)
	}
	clock.advance(time.Hour)
	_, err := v.Get(t.Context(), ref(t, "kv2/app"))
	if err == nil || !strings.Contains(err.Error(), "login: expired: the token lived until 2026-03-01T12:01:30Z, and there is no other") {
		t.Errorf("got %v", err)
	}
}

// TestOneLogin reads with many goroutines, of which one logs in.
func TestOneLogin(t *testing.T) {
	t.Parallel()
	const n = 20
	steps := []step{login("A", 90, true)}
	for range n {
		steps = append(steps, secret("A"))
	}
	v, _ := fake(t, appRole, steps...)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestWaitingEnds has a caller whose context ends while another one logs in.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	slow := func(cfg *vault.Config) {
		cfg.Login = vault.Token{Source: func(context.Context) (string, error) {
			close(asked)
			<-answer
			return "T1", nil
		}}
	}
	v, _ := fake(t, slow, lookupDenied("T1"), secret("T1"))
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
			t.Error(err)
		}
	})
	<-asked
	cause := errors.New("the job was cancelled")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := v.Get(ctx, ref(t, "kv2/app")); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	if err := v.Logout(ctx); err == nil || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	close(answer)
	wg.Wait()
}

func TestLogout(t *testing.T) {
	t.Parallel()
	revoke := step{want: "POST " + address + "/v1/auth/token/revoke-self token=A {}", status: 204}
	v, _ := fake(t, appRole, login("A", 90, true), secret("A"), revoke, login("A", 90, true), secret("A"),
		answered(revoke, 403, `{"errors":["permission denied"]}`), login("A", 90, true), secret("A"), answered(revoke, 400, `{"errors":["no"]}`))
	if err := v.Logout(t.Context()); err != nil {
		t.Fatal(err) // there was no login yet
	}
	for _, want := range []string{"", "", "vault: revoke the token for https://vault.test: status 400: no"} {
		if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
			t.Fatal(err)
		}
		err := v.Logout(t.Context())
		if text := fmt.Sprint(err); want != "" && text != want || want == "" && err != nil {
			t.Errorf("got %v, want %q", err, want)
		}
	}

	given, _ := fake(t, nil, lookup("T1", 90, true), secret("T1"))
	if _, err := given.Get(t.Context(), ref(t, "kv2/app")); err != nil {
		t.Fatal(err)
	}
	if err := given.Logout(t.Context()); err != nil {
		t.Error(err) // a token from outside is not ours to revoke
	}
}

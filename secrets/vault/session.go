package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
)

// grant is a token and what is known of its life.
type grant struct {
	token     string
	ours      bool // a login of ours made it, so it is ours to revoke
	renewable bool
	lease     time.Duration // as it was granted
	renew     time.Time     // from then on it is time for another; zero for never
	expires   time.Time     // zero for never, or not known
}

// session holds the token for one server. One caller at a time gets or renews
// it, and the others wait, each as long as its own context lasts.
type session struct {
	server    *server
	login     Login
	namespace string

	turn  chan struct{} // holds one element while somebody has the turn
	grant grant

	used sync.Once
	live chan struct{} // closed when there is a first token
}

func newSession(s *server, login Login, namespace string) *session {
	return &session{server: s, login: login, namespace: namespace, turn: make(chan struct{}, 1), live: make(chan struct{})}
}

func (s *session) lock(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx) // though it may be our turn
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *session) unlock() { <-s.turn }

// authorized sends a request with a token. If the server refuses it because
// the token is dead, it is sent again with another.
func (s *server) authorized(ctx context.Context, c call) (reply, error) {
	g, err := s.session.current(ctx)
	if err != nil {
		return reply{}, err
	}
	c.token = g.token
	r, err := s.do(ctx, c)
	if e, ok := errors.AsType[*Error](err); !ok || e.Status != http.StatusForbidden && e.Status != http.StatusUnauthorized {
		return r, err
	}
	other, failed := s.session.replace(ctx, g)
	if failed != nil {
		return reply{}, failed
	}
	if other.token == g.token {
		return r, err
	}
	c.token = other.token
	return s.do(ctx, c)
}

// current returns a token that lives, as far as is known.
func (s *session) current(ctx context.Context) (grant, error) {
	if err := s.lock(ctx); err != nil {
		return grant{}, err
	}
	defer s.unlock()
	now := s.server.now()
	switch {
	case s.grant.token == "":
		return s.enter(ctx)
	case s.grant.renew.IsZero() || now.Before(s.grant.renew):
		return s.grant, nil
	}
	return s.prolong(ctx, now)
}

// prolong renews the token, or logs in where that is not possible or no longer
// worth while: a token nears the end of its longest life when a renewal gives
// it less than half of what it had at first. If nothing works, the token is
// used while it lives.
func (s *session) prolong(ctx context.Context, now time.Time) (grant, error) {
	old := s.grant
	if old.renewable && now.Before(old.expires) {
		renewed, err := s.renew(ctx, old)
		if ctx.Err() != nil {
			return grant{}, err
		}
		if err == nil {
			s.grant = renewed
			if !renewed.ours || renewed.expires.IsZero() || renewed.expires.Sub(now) >= old.lease/2 {
				return renewed, nil
			}
		}
	}
	fresh, err := s.enter(ctx)
	if err == nil || ctx.Err() != nil {
		return fresh, err
	}
	now = s.server.now()
	if left := s.grant.expires.Sub(now); left > 0 {
		s.grant.renew = now.Add(left / 2)
		return s.grant, nil
	}
	return grant{}, err
}

// replace returns another token than g, which the server refused, if g is dead
// and another can be had. Otherwise it returns g.
func (s *session) replace(ctx context.Context, g grant) (grant, error) {
	if err := s.lock(ctx); err != nil {
		return grant{}, err
	}
	defer s.unlock()
	if s.grant.token != g.token {
		return s.grant, nil // somebody was faster
	}
	_, err := s.server.do(ctx, call{method: http.MethodGet, path: "auth/token/lookup-self", namespace: s.namespace, token: g.token})
	if !errors.Is(err, store.ErrDenied) {
		return g, nil
	}
	return s.enter(ctx)
}

// enter logs in.
func (s *session) enter(ctx context.Context) (grant, error) {
	creds, err := s.login.Credentials(ctx)
	if err != nil {
		return grant{}, fmt.Errorf("login: %w", err)
	}
	var g grant
	if creds.Token != "" {
		g, err = s.lookup(ctx, creds.Token)
	} else {
		g, err = s.exchange(ctx, creds)
	}
	if err == nil && !sendable(g.token) {
		err = errNotSendable
	}
	if err != nil {
		return grant{}, fmt.Errorf("login: %w", err)
	}
	s.grant = g
	s.used.Do(func() { close(s.live) })
	return g, nil
}

// errNotSendable says what is wrong with a token without quoting it.
var errNotSendable = errors.New("the token holds a character that no header can carry")

// sendable reports whether a token can stand in a header.
func sendable(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// lookup asks how long a given token lives. One that may not ask is used as it
// is, unless it is known to have ended.
func (s *session) lookup(ctx context.Context, token string) (grant, error) {
	if !sendable(token) {
		return grant{}, errNotSendable
	}
	if old := s.grant; token == old.token && !old.expires.IsZero() && !s.server.now().Before(old.expires) {
		return grant{}, fmt.Errorf("%w: the token lived until %s, and there is no other", store.ErrExpired, old.expires.UTC().Format(time.RFC3339))
	}
	r, err := s.server.do(ctx, call{method: http.MethodGet, path: "auth/token/lookup-self", namespace: s.namespace, token: token})
	if errors.Is(err, store.ErrDenied) {
		return grant{token: token}, nil
	}
	if err != nil {
		return grant{}, fmt.Errorf("look up the token: %w", loginError(err))
	}
	var info struct {
		TTL       int64 `json:"ttl"`
		Renewable bool  `json:"renewable"`
	}
	if json.Unmarshal(r.Data, &info) != nil {
		return grant{}, errors.New("look up the token: the response is not of Vault's form")
	}
	return s.granted(grant{token: token, renewable: info.Renewable}, info.TTL), nil
}

// exchange posts credentials for a token. It is not sent twice where the first
// may have arrived: a secret id may be good for one login only.
func (s *session) exchange(ctx context.Context, creds Credentials) (grant, error) {
	path, err := secretPath(creds.Path)
	if err != nil {
		return grant{}, fmt.Errorf("path %q: %w", creds.Path, err)
	}
	fields := creds.Fields
	if fields == nil {
		fields = map[string]string{}
	}
	r, err := s.server.do(ctx, call{method: http.MethodPost, path: path, namespace: s.namespace, body: fields, once: true})
	if err != nil {
		return grant{}, fmt.Errorf("%s: %w", path, loginError(err))
	}
	if r.Auth == nil || r.Auth.ClientToken == "" {
		return grant{}, fmt.Errorf("%s: the response has no token", path)
	}
	return s.granted(grant{token: r.Auth.ClientToken, ours: true, renewable: r.Auth.Renewable}, r.Auth.LeaseDuration), nil
}

// renew asks for a longer life of a token.
func (s *session) renew(ctx context.Context, g grant) (grant, error) {
	r, err := s.server.do(ctx, call{method: http.MethodPost, path: "auth/token/renew-self", namespace: s.namespace, token: g.token, body: map[string]string{}})
	if err != nil {
		return grant{}, err
	}
	if r.Auth == nil {
		return grant{}, errors.New("renew the token: the response says nothing of it")
	}
	renewed := s.granted(grant{token: g.token, ours: g.ours, renewable: r.Auth.Renewable}, r.Auth.LeaseDuration)
	renewed.lease = g.lease
	return renewed, nil
}

// granted fills in the times of a grant that lives for some seconds from now
// on; 0 is forever. It is renewed when a third of its life is left.
func (s *session) granted(g grant, seconds int64) grant {
	const forever = 100 * 365 * 24 * 60 * 60
	if seconds <= 0 || seconds > forever {
		return g
	}
	now := s.server.now()
	g.lease = time.Duration(seconds) * time.Second
	g.renew, g.expires = now.Add(g.lease*2/3), now.Add(g.lease)
	return g
}

// loginError says of a login what its status means there: that the auth method
// is not found says nothing of the secret, and bad credentials are a 400.
func loginError(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Status >= 400 && e.Status <= 499 && !transient(e.Status) {
		e.kind = store.ErrDenied
	}
	return err
}

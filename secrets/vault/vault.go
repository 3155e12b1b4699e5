package vault

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
)

// Config says which server is asked and as whom. Address, Client and Login are
// required, the rest has a meaning when it is zero.
type Config struct {
	// Address is the server's URL, with a path in front of "/v1" where a proxy
	// adds one: "https://vault.example.com:8200".
	Address string
	// AllowAddresses are other servers that a reference may choose with its
	// address parameter. Login is done at each of them on its own: list only
	// servers that may see its credentials.
	AllowAddresses []string
	// AllowPlaintext lets tokens and secrets travel unencrypted to addresses
	// that begin with "http://" and are not on this machine.
	AllowPlaintext bool
	// Client does the requests: certificates, proxies and timeouts are its
	// own. It is copied, and the copy follows redirects inside of one server
	// only, since the token would go with them.
	Client *http.Client
	// Login says how to get a token.
	Login Login
	// Namespace is where logins are done and, unless a reference has a
	// namespace parameter, where secrets are read.
	Namespace string
	// Mounts holds the KV version, 1 or 2, by the path of a mount:
	// {"secret": 2}. The server is asked about paths that are below none.
	Mounts map[string]int
	// MaxSize is the most bytes that are taken of a response; 4 MiB if zero.
	MaxSize int64
	// Tries is how often a request is sent at most while the server answers
	// 412, 429 or 5xx or cannot be reached; 5 if zero.
	Tries int
	// Now tells the time that leases are judged by; nil is the system's clock.
	Now func() time.Time
	// Sleep waits between tries and in Run, until the time is over or ctx is
	// done, which is an error; nil is a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Store reads secrets of key/value mounts. It is safe for concurrent use.
type Store struct {
	main      *server
	servers   map[string]*server // by normalised address, main among them
	namespace string
}

var _ store.Store = (*Store)(nil)

// New returns a store. It sends nothing: the login is done when the first
// secret is asked for.
func New(cfg Config) (*Store, error) {
	if cfg.Client == nil {
		return nil, errors.New("vault: no HTTP client")
	}
	if cfg.Login == nil {
		return nil, errors.New("vault: no login")
	}
	mounts, err := givenMounts(cfg.Mounts)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	s := &Store{servers: map[string]*server{}, namespace: cfg.Namespace}
	client := newClient(cfg)
	for _, address := range append([]string{cfg.Address}, cfg.AllowAddresses...) {
		base, err := parseAddress(address)
		if err == nil && base.Scheme == "http" && !loopback(base.Hostname()) && !cfg.AllowPlaintext {
			err = errors.New("it would send the token unencrypted")
		}
		if err != nil {
			return nil, fmt.Errorf("vault: address %q: %w", address, err)
		}
		if s.servers[base.String()] != nil {
			continue
		}
		srv := &server{client: client, base: base, mounts: mountTable{given: mounts}}
		srv.session = newSession(srv, cfg.Login, cfg.Namespace)
		s.servers[base.String()] = srv
		if s.main == nil {
			s.main = srv
		}
	}
	return s, nil
}

// Get implements [store.Store]: the document is the JSON object of the
// secret's fields. [store.Value] has a Version in mounts of KV version 2, and
// Expires where that version is to be deleted by itself. An answer of the
// server that is no success is an [*Error] in the chain of the error.
//
// What was deleted or destroyed, and can be told from what never was, is
// [store.ErrExpired].
func (s *Store) Get(ctx context.Context, ref store.Reference) (store.Value, error) {
	q, err := s.parse(ref)
	if err != nil {
		return store.Value{}, fmt.Errorf("vault: %s: %w", ref.Redacted(), err)
	}
	v, err := q.server.read(ctx, q)
	if err != nil {
		return store.Value{}, fmt.Errorf("vault: read %s at %s: %w", ref.Redacted(), q.server.base, err)
	}
	return v, nil
}

package verify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Config of a [Verifier]. The zero value asks nobody: every check is Unknown
// with ReasonNotListed.
type Config struct {
	// Providers are the issuers that may be asked, by the names that [Probes]
	// and [scan.Secret.Provider] have. There is no way to name all of them at
	// once: each learns of a leak.
	Providers []string
	// Client makes the requests; required with Providers. It is copied: the
	// copy follows no redirects, keeps no cookies and no connections, and its
	// transport's dialing is guarded against addresses that are not public. A
	// client without a transport gets one without a proxy. A transport that is
	// no [http.Transport] is used as it is, and guarding it is the caller's; so
	// is what a proxy resolves. One that dials TLS by itself or does not verify
	// certificates is refused.
	Client *http.Client
	// Now tells the time: of requests, of what the cache forgets and of
	// signatures. Required with Providers.
	Now func() time.Time
	// Hosts are instances that the caller vouches for. Where a provider has
	// any, they are asked in this order in place of its own hosts, which may be
	// named among them.
	Hosts []Host
	// Rate is the number of requests a second to one issuer; 0 means 1.
	Rate float64
	// Concurrency is the number of requests under way at one time; 0 means 4.
	Concurrency int
	// Timeout is that of one request; 0 means 10 seconds.
	Timeout time.Duration
	// MaxRequests bounds the requests to one issuer in the Verifier's life, so
	// that a repository full of made-up tokens makes nobody's address unwelcome;
	// 0 means 1000.
	MaxRequests int
	// MaxWait is the longest pause asked for by an issuer that is waited for,
	// once for each check; 0 means 30 seconds, less than 0 none. While it wants
	// a longer one, checks are Unknown at once.
	MaxWait time.Duration
	// CacheSize is the number of answers (Valid and Invalid ones) that are
	// remembered; 0 means 4096, less than 0 none. CacheTTL is for how long; 0
	// means 10 minutes.
	CacheSize int
	CacheTTL  time.Duration
	// Sleep waits as long as told, or until the context ends, and then returns
	// its cause. Nil means by the clock of the machine.
	Sleep func(context.Context, time.Duration) error
	// UserAgent is sent with every request; empty means "penstock".
	UserAgent string
}

// Host is an instance of an issuer's software, or one of the issuer's own
// hosts.
type Host struct {
	// Provider whose credentials may be sent there.
	Provider string
	// Name of the host as in a URL, in ASCII, with a port if it is not 443.
	Name string
	// Private allows addresses that are not public: private and loopback ones.
	// Link-local ones and metadata services stay refused.
	Private bool
}

// The defaults of Config.
const (
	defaultRate        = 1
	defaultConcurrency = 4
	defaultTimeout     = 10 * time.Second
	defaultMaxRequests = 1000
	defaultMaxWait     = 30 * time.Second
	defaultCacheSize   = 4096
	defaultCacheTTL    = 10 * time.Minute
)

// withDefaults returns a copy with every zero field filled in.
func (c Config) withDefaults() Config {
	c.Providers, c.Hosts = slices.Clone(c.Providers), slices.Clone(c.Hosts)
	fill(&c.Rate, defaultRate)
	fill(&c.Concurrency, defaultConcurrency)
	fill(&c.Timeout, defaultTimeout)
	fill(&c.MaxRequests, defaultMaxRequests)
	fill(&c.MaxWait, defaultMaxWait)
	c.MaxWait = max(c.MaxWait, 0)
	fill(&c.CacheSize, defaultCacheSize)
	fill(&c.CacheTTL, defaultCacheTTL)
	fill(&c.UserAgent, "penstock")
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Now == nil {
		c.Now = func() time.Time { return time.Time{} } // nobody is asked
	}
	return c
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// check returns everything that is wrong with a configuration.
func (c Config) check() error {
	var errs []error
	if len(c.Providers) > 0 && c.Client == nil {
		errs = append(errs, errors.New("asking issuers needs a Client"))
	}
	if len(c.Providers) > 0 && c.Now == nil {
		errs = append(errs, errors.New("asking issuers needs Now"))
	}
	if !(c.Rate >= 0) || c.Rate > 1000 || c.Concurrency < 0 || c.Timeout < 0 || c.CacheTTL < 0 || c.MaxRequests < 0 {
		errs = append(errs, errors.New("one of Rate, Concurrency, Timeout, CacheTTL and MaxRequests is negative, or Rate is above 1000"))
	}
	for _, name := range c.Providers {
		if !slices.ContainsFunc(table(), func(p probe) bool { return p.provider == name }) {
			errs = append(errs, fmt.Errorf("provider %q is none that can be asked", name))
		}
	}
	for _, h := range c.Hosts {
		errs = append(errs, h.check(c.Providers))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

// check returns what is wrong with a host.
func (h Host) check(providers []string) error {
	u, err := url.Parse("https://" + h.Name)
	switch {
	case err != nil || u.Host != h.Name || u.Hostname() == "" || u.Path != "" || strings.ContainsFunc(h.Name, func(c rune) bool { return c <= ' ' || c > '~' }):
		return fmt.Errorf("host %q of %s is no host name", h.Name, h.Provider)
	case !slices.Contains(providers, h.Provider):
		return fmt.Errorf("host %s is for provider %q, which is not one of Providers", h.Name, h.Provider)
	case !slices.ContainsFunc(table(), func(p probe) bool {
		return p.provider == h.Provider && (p.instance != "" || p.isOwn(h.address()))
	}):
		return fmt.Errorf("host %s is none of provider %s, which has no instances elsewhere", h.Name, h.Provider)
	}
	return nil
}

// address returns the host in lower case with its port, as it is dialed.
func (h Host) address() string {
	name := strings.ToLower(h.Name)
	if u, err := url.Parse("https://" + name); err == nil && u.Port() == "" {
		name = strings.TrimSuffix(name, ":") + ":443"
	}
	return name
}

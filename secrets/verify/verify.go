package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/secrets"
)

// Verifier asks issuers about secrets. It is safe for concurrent use, holds no
// connection and starts no goroutine that outlives a call.
type Verifier struct {
	config Config
	client *http.Client
	gates  map[string]*gate // by provider
	slots  chan struct{}    // one for each request under way
	memory *memory
}

// New returns a verifier, or an error that names everything that is wrong with
// the configuration.
func New(config Config) (*Verifier, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	c := config.withDefaults()
	v := &Verifier{config: c, gates: map[string]*gate{}, slots: make(chan struct{}, c.Concurrency), memory: newMemory(c.CacheSize, c.CacheTTL, c.Now)}
	for _, name := range c.Providers {
		v.gates[name] = newGate(interval(c.Rate), c.MaxRequests)
	}
	if c.Client == nil {
		return v, nil
	}
	client := *c.Client
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	transport, err := guarded(client.Transport, v.known())
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	client.Transport = transport
	v.client = &client
	return v, nil
}

// interval returns the time between requests at a rate, ten years at most.
func interval(rate float64) time.Duration {
	const longest = 10 * 365 * 24 * time.Hour
	return time.Duration(min(float64(time.Second)/rate, float64(longest)))
}

// known returns the hosts that may be asked, and whether they may be private.
func (v *Verifier) known() map[string]bool {
	known := map[string]bool{}
	for _, p := range table() {
		if v.gates[p.provider] == nil {
			continue
		}
		for _, host := range strings.Fields(p.hosts) {
			known[host+":443"] = false
		}
	}
	for _, h := range v.config.Hosts {
		known[h.address()] = known[h.address()] || h.Private
	}
	return known
}

// Check asks the issuer of a secret whether it accepts it. The result is
// Unknown for all that prevented an answer; the error is that of a context
// that ended, or of a nil leak. A secret that is one half of a pair needs
// [Verifier.CheckPair], unless its id stands beside it
// ([secrets.Leak.RevealID]).
func (v *Verifier) Check(ctx context.Context, leak *secrets.Leak) (Result, error) {
	if leak == nil {
		return Result{}, errors.New("verify: no leak to check")
	}
	if id := leak.RevealID(); leak.RuleID() == ruleSecretKey && strings.HasPrefix(id, "AKIA") {
		return v.check(ctx, providerOf(leak), subject{rule: ruleSecretKey, value: leak.Reveal(), id: id})
	}
	if strings.HasPrefix(leak.RuleID(), "secrets/aws-") && probeFor(leak.RuleID(), leak.Reveal()) != nil {
		return unasked(providerOf(leak), ReasonNoPair), nil
	}
	return v.check(ctx, providerOf(leak), subject{rule: leak.RuleID(), value: leak.Reveal()})
}

// CheckPair asks about a secret that is of use only with its public half: an
// AWS access key id and its secret access key. Keys of temporary credentials
// cannot be asked about without their session token.
func (v *Verifier) CheckPair(ctx context.Context, id, secret *secrets.Leak) (Result, error) {
	if id == nil || secret == nil {
		return Result{}, errors.New("verify: no pair of leaks to check")
	}
	s := subject{rule: secret.RuleID(), value: secret.Reveal(), id: id.Reveal()}
	if id.RuleID() != ruleKeyID || s.rule != ruleSecretKey || s.id != "" && !strings.HasPrefix(s.id, "AKIA") {
		return unasked(providerOf(secret), ReasonUnsupported), nil
	}
	if s.id == "" {
		return unasked(providerOf(secret), ReasonNoValue), nil
	}
	return v.check(ctx, providerOf(secret), s)
}

// The rules whose secrets belong together.
const (
	ruleKeyID     = "secrets/aws-access-key-id"
	ruleSecretKey = "secrets/aws-secret-access-key"
)

func providerOf(leak *secrets.Leak) string {
	if leak.Secret == nil {
		return ""
	}
	return leak.Secret.Provider
}

// check finds out whom to ask, and asks unless the answer is known.
func (v *Verifier) check(ctx context.Context, provider string, s subject) (Result, error) {
	if s.value == "" {
		return unasked(provider, ReasonNoValue), nil
	}
	p := probeFor(s.rule, s.value)
	if p == nil {
		return unasked(provider, ReasonUnsupported), nil
	}
	if v.gates[p.provider] == nil {
		return unasked(p.provider, ReasonNotListed), nil
	}
	hosts := v.hosts(p, s.value)
	if len(hosts) == 0 {
		return unasked(p.provider, ReasonNoHost), nil
	}
	if ctx.Err() != nil {
		return Result{}, fmt.Errorf("verify: checking a secret of rule %s: %w", s.rule, context.Cause(ctx))
	}
	r, err := v.memory.do(ctx, v.memory.key(s.rule, s.id, s.value), func() (Result, error) { return v.ask(ctx, p, s, hosts) })
	if err != nil {
		return Result{}, fmt.Errorf("verify: checking a secret of rule %s: %w", s.rule, err)
	}
	return r, nil
}

// hosts returns the addresses to ask, in order: the caller's, or else the
// issuer's own.
func (v *Verifier) hosts(p *probe, value string) []string {
	var hosts []string
	for _, h := range v.config.Hosts {
		if h.Provider == p.provider && (p.instance != "" || p.isOwn(h.address())) {
			hosts = append(hosts, h.address())
		}
	}
	if hosts != nil {
		return hosts
	}
	for _, host := range p.ownHosts(value) {
		hosts = append(hosts, host+":443")
	}
	return hosts
}

// ask asks one host after the other until one accepts the secret. It is
// Invalid if all refuse it.
func (v *Verifier) ask(ctx context.Context, p *probe, s subject, hosts []string) (Result, error) {
	var sum Result
	for i, host := range hosts {
		r, err := v.askHost(ctx, p, s, host)
		if err != nil || r.State == Valid {
			return r, err
		}
		if i == 0 || sum.State == Invalid {
			sum = r
		}
	}
	if sum.State == Invalid {
		sum.Elsewhere = p.instance != "" && !slices.ContainsFunc(v.config.Hosts, func(h Host) bool { return h.Provider == p.provider })
	}
	return sum, nil
}

// askHost asks one host, twice if it wants a short pause first.
func (v *Verifier) askHost(ctx context.Context, p *probe, s subject, host string) (Result, error) {
	g := v.gates[p.provider]
	limited := Result{State: Unknown, Reason: ReasonRateLimited, Provider: p.provider}
	for range 2 {
		if !g.spend() {
			return unasked(p.provider, ReasonLimit), nil
		}
		quiet, err := g.enter(ctx, v.config.Now, v.config.Sleep, v.config.MaxWait)
		if err != nil {
			return Result{}, err
		}
		if quiet > 0 {
			limited.RetryAfter = quiet
			return limited, nil
		}
		r, err := v.send(ctx, p, s, host)
		if err != nil || r.Reason != ReasonRateLimited {
			return r, err
		}
		g.hush(v.config.Now().Add(r.RetryAfter))
		limited = r
	}
	return limited, nil
}

// send makes one request and judges its answer.
func (v *Verifier) send(ctx context.Context, p *probe, s subject, host string) (Result, error) {
	select {
	case v.slots <- struct{}{}:
		defer func() { <-v.slots }()
	case <-ctx.Done():
		return Result{}, context.Cause(ctx)
	}
	r := Result{State: Unknown, Provider: p.provider, Host: strings.TrimSuffix(host, ":443")}
	limited, cancel := context.WithTimeout(ctx, v.config.Timeout)
	defer cancel()
	request, err := p.newRequest(limited, s, host, v.config.Now())
	if err != nil {
		return unasked(p.provider, ReasonUnsupported), nil
	}
	request.Header.Set("User-Agent", v.config.UserAgent)
	a, err := v.exchange(request)
	r.CheckedAt = v.config.Now()
	switch {
	case err != nil && ctx.Err() != nil:
		return Result{}, context.Cause(ctx)
	case err != nil:
		r.Reason = reasonOf(err)
		return r, nil
	}
	r.Status = a.status
	if len(a.body) > maxBody {
		r.Reason = ReasonTooLarge
		return r, nil
	}
	r.State, r.Reason = p.judge(a)
	switch {
	case r.State == Valid:
		p.hints(a, s.value, &r)
	case r.State == Invalid && isContext(s.rule):
		r.State, r.Reason = Unknown, ReasonUncertain
	case r.Reason == ReasonRateLimited:
		r.RetryAfter = a.pause(r.CheckedAt)
	}
	return r, nil
}

// exchange sends a request and reads the answer, one byte more than allowed if
// it is too long.
func (v *Verifier) exchange(request *http.Request) (*answer, error) {
	response, err := v.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() // all that matters of it has been read
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	return newAnswer(response.StatusCode, response.Header, body), nil
}

// reasonOf says what went wrong with a request. The error itself is not passed
// on: its text may hold the URL or what the other side sent.
func reasonOf(err error) Reason {
	var timeout net.Error
	switch {
	case errors.Is(err, errAddress):
		return ReasonAddress
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return ReasonTimeout
	default:
		return ReasonUnreachable
	}
}

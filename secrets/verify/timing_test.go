package verify_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/verify"
)

const githubYes = `200 {"login":"octo","id":1}`

// githubLeaks returns leaks of different tokens.
func githubLeaks(tb testing.TB, n int) []*secrets.Leak {
	tb.Helper()
	list := make([]*secrets.Leak, n)
	for i := range list {
		list[i] = leak(tb, "github-pat", "token = "+sample(strings.Repeat(" ", i)+githubForm))
	}
	return list
}

// script answers requests one after the other, and knows when they came.
type script struct {
	mu      sync.Mutex
	answers []string // the last one again and again
	header  http.Header
	started time.Time
	at      []time.Duration
}

func (s *script) client() *http.Client {
	return &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		s.mu.Lock()
		answer, header := s.answers[0], s.header
		if len(s.answers) > 1 {
			s.answers = s.answers[1:]
		}
		if strings.HasPrefix(answer, "200") {
			header = nil
		}
		s.at = append(s.at, time.Since(s.started))
		s.mu.Unlock()
		return canned(answer, header, nil).Transport.RoundTrip(r)
	})}
}

func newScript(answers ...string) *script { return &script{answers: answers, started: time.Now()} }

func github(c verify.Config, s *script) verify.Config {
	c.Client, c.Now, c.Providers = s.client(), time.Now, []string{"github"}
	return c
}

func TestRate(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 5)
	synctest.Test(t, func(t *testing.T) {
		s := newScript(githubYes)
		v := newVerifier(t, github(verify.Config{Rate: 2}, s))
		var wg sync.WaitGroup
		for _, l := range leaks {
			wg.Go(func() { check(t, v, l) })
		}
		wg.Wait()
		for i, at := range s.at {
			if at != time.Duration(i)*500*time.Millisecond {
				t.Errorf("request %d after %s", i, at)
			}
		}
		if len(s.at) != 5 {
			t.Errorf("%d requests", len(s.at))
		}
	})
}

// TestSlowestRate has an interval that no time.Duration holds.
func TestSlowestRate(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 2)
	synctest.Test(t, func(t *testing.T) {
		s := newScript(githubYes)
		v := newVerifier(t, github(verify.Config{Rate: 1e-12}, s))
		check(t, v, leaks[0])
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		if _, err := v.Check(ctx, leaks[1]); !errors.Is(err, context.DeadlineExceeded) || len(s.at) != 1 {
			t.Errorf("%d requests, %v", len(s.at), err)
		}
	})
}

func TestShortPauseIsWaitedFor(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 1)
	synctest.Test(t, func(t *testing.T) {
		s := newScript("429 {}", githubYes)
		s.header = http.Header{"Retry-After": {"7"}}
		v := newVerifier(t, github(verify.Config{}, s))
		if r := check(t, v, leaks[0]); r.State != verify.Valid || len(s.at) != 2 || s.at[1] != 7*time.Second {
			t.Errorf("got %+v, requests %v", r, s.at)
		}
	})
}

func TestSecondRefusalIsFinal(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 1)
	synctest.Test(t, func(t *testing.T) {
		s := newScript("429 {}")
		s.header = http.Header{"Retry-After": {"1"}}
		v := newVerifier(t, github(verify.Config{}, s))
		if r := check(t, v, leaks[0]); r.Reason != verify.ReasonRateLimited || len(s.at) != 2 || r.RetryAfter != time.Second || r.Status != 429 {
			t.Errorf("got %+v, requests %v", r, s.at)
		}
	})
}

// TestLongPause leaves the issuer alone for as long as it wants.
func TestLongPause(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 2)
	for name, header := range map[string]http.Header{
		"seconds":  {"Retry-After": {"300"}},
		"date":     {"Retry-After": {"Sat, 01 Jan 2000 00:05:00 GMT"}}, // the clock of a bubble starts there
		"reset":    {"X-Ratelimit-Reset": {"946685100"}},
		"and both": {"Retry-After": {"300"}, "X-Ratelimit-Reset": {"1"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScript("429 {}", githubYes)
			s.header = header
			v := newVerifier(t, github(verify.Config{}, s))
			if r := check(t, v, leaks[0]); r.Reason != verify.ReasonRateLimited || r.RetryAfter != 300*time.Second || r.Host == "" {
				t.Errorf("%s: first %+v", name, r)
			}
			time.Sleep(100 * time.Second)
			if r := check(t, v, leaks[1]); r.Reason != verify.ReasonRateLimited || r.RetryAfter != 200*time.Second || len(s.at) != 1 || r.Host != "" {
				t.Errorf("%s: meanwhile %+v, requests %v", name, r, s.at)
			}
			time.Sleep(200 * time.Second)
			if r := check(t, v, leaks[0]); r.State != verify.Valid {
				t.Errorf("%s: afterwards %+v", name, r)
			}
		})
	}
}

func TestUnknownPause(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 1)
	for header, want := range map[string]time.Duration{"": time.Minute, "soon": time.Minute, "-5": time.Minute, "99999999": 24 * time.Hour, "Sat, 01 Jan 2050 00:00:00 GMT": 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := newScript("429 {}")
			s.header = http.Header{"Retry-After": {header}}
			if r := check(t, newVerifier(t, github(verify.Config{}, s)), leaks[0]); r.RetryAfter != want {
				t.Errorf("%q: %s, want %s", header, r.RetryAfter, want)
			}
		})
	}
}

func TestCache(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 2)
	synctest.Test(t, func(t *testing.T) {
		s := newScript("500 ", githubYes)
		v := newVerifier(t, github(verify.Config{CacheSize: 1, CacheTTL: time.Minute}, s))
		ask := func(l *secrets.Leak, want int) verify.Result {
			t.Helper()
			r := check(t, v, l)
			if len(s.at) != want {
				t.Errorf("%d requests, want %d", len(s.at), want)
			}
			return r
		}
		ask(leaks[0], 1) // unknown, so not remembered
		first := ask(leaks[0], 2)
		time.Sleep(30 * time.Second)
		if again := ask(leaks[0], 2); !again.CheckedAt.Equal(first.CheckedAt) || again.State != verify.Valid {
			t.Errorf("from the cache %+v, at first %+v", again, first)
		}
		time.Sleep(30 * time.Second)
		ask(leaks[0], 3) // forgotten
		ask(leaks[1], 4) // takes its place
		ask(leaks[0], 5)
	})
	synctest.Test(t, func(t *testing.T) {
		s := newScript(githubYes)
		v := newVerifier(t, github(verify.Config{CacheSize: -1}, s))
		check(t, v, leaks[0])
		check(t, v, leaks[0])
		if len(s.at) != 2 {
			t.Errorf("without a cache: %d requests", len(s.at))
		}
	})
}

// TestCachedResultsAreCopies keeps callers from changing what others get.
func TestCachedResultsAreCopies(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	v := newVerifier(t, verify.Config{Client: canned(githubYes, http.Header{"X-Oauth-Scopes": {"repo"}}, nil), Now: epoch, Providers: []string{"github"}})
	check(t, v, l).Scopes[0] = "changed"
	if r := check(t, v, l); r.Scopes[0] != "repo" {
		t.Errorf("got %v", r.Scopes)
	}
}

// TestSingleFlight asks once for many callers, and again if the first of them
// goes away.
func TestSingleFlight(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			requests++
			select {
			case <-time.After(5 * time.Second):
				return canned(githubYes, nil, nil).Transport.RoundTrip(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		})}
		v := newVerifier(t, verify.Config{Client: client, Now: time.Now, Providers: []string{"github"}})
		gone := errors.New("gone")
		leaving, leave := context.WithCancelCause(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := v.Check(leaving, l); !errors.Is(err, gone) {
				t.Errorf("the caller that left got %v", err)
			}
		})
		synctest.Wait()
		for range 3 {
			wg.Go(func() {
				if r := check(t, v, l); r.State != verify.Valid {
					t.Errorf("got %+v", r)
				}
			})
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		wg.Go(func() {
			if _, err := v.Check(impatient, l); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a caller that waited got %v", err)
			}
		})
		time.Sleep(2 * time.Second)
		if requests != 1 {
			t.Errorf("%d requests for one value", requests)
		}
		leave(gone)
		wg.Wait()
		if requests != 2 {
			t.Errorf("%d requests in the end", requests)
		}
	})
}

// TestContext ends a check wherever it waits.
func TestContext(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 2)
	stop := errors.New("stop")
	for name, client := range map[string]*http.Client{
		"for its turn": canned(githubYes, nil, nil),
		"for the answer": {Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})},
	} {
		synctest.Test(t, func(t *testing.T) {
			v := newVerifier(t, verify.Config{Client: client, Now: time.Now, Providers: []string{"github"}, Rate: 0.01, Concurrency: 1, Timeout: time.Hour})
			ctx, cancel := context.WithCancelCause(t.Context())
			var wg sync.WaitGroup
			errs := make([]error, len(leaks))
			for i, l := range leaks {
				wg.Go(func() { _, errs[i] = v.Check(ctx, l) })
			}
			time.Sleep(time.Second)
			cancel(stop)
			wg.Wait()
			if !errors.Is(errs[0], stop) && !errors.Is(errs[1], stop) {
				t.Errorf("%s: %v", name, errs)
			}
			if _, err := v.Check(ctx, leaks[0]); err != nil && !errors.Is(err, stop) {
				t.Errorf("%s: afterwards %v", name, err)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	synctest.Test(t, func(t *testing.T) {
		client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})}
		start := time.Now()
		r := check(t, newVerifier(t, verify.Config{Client: client, Now: time.Now, Providers: []string{"github"}}), l)
		if r.Reason != verify.ReasonTimeout || time.Since(start) != 10*time.Second {
			t.Errorf("got %+v after %s", r, time.Since(start))
		}
	})
}

// TestConcurrency bounds the requests under way, over all issuers.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	var leaks []*secrets.Leak
	for _, w := range wires()[:24] {
		l, _ := w.find(t)
		leaks = append(leaks, l)
	}
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := 0, 0
		client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			return canned("500 ", nil, nil).Transport.RoundTrip(r)
		})}
		c := verify.Config{Client: client, Now: time.Now, Concurrency: 3, Rate: 100}
		for _, p := range verify.Probes() {
			c.Providers = append(c.Providers, p.Provider)
		}
		v := newVerifier(t, c)
		var wg sync.WaitGroup
		for _, l := range leaks {
			wg.Go(func() { check(t, v, l) })
		}
		wg.Wait()
		if most != 3 {
			t.Errorf("%d requests at one time", most)
		}
	})
}

// TestStandingClock does not hang on a clock that stands still.
func TestStandingClock(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 2)
	slept := time.Duration(0)
	v := newVerifier(t, verify.Config{Client: canned(githubYes, nil, nil), Now: epoch, Providers: []string{"github"}, Sleep: func(_ context.Context, d time.Duration) error {
		slept += d
		return nil
	}})
	for _, l := range leaks {
		if r := check(t, v, l); r.State != verify.Valid {
			t.Errorf("got %+v", r)
		}
	}
	if slept != time.Second {
		t.Errorf("slept %s", slept)
	}
}

// TestMaxRequests stops asking an issuer once it was asked often enough.
func TestMaxRequests(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 4)
	synctest.Test(t, func(t *testing.T) {
		s := newScript(githubYes)
		v := newVerifier(t, github(verify.Config{MaxRequests: 2}, s))
		for i, l := range leaks {
			r, err := v.Check(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			if limited := i >= 2; limited != (r.Reason == verify.ReasonLimit) || limited == (r.State == verify.Valid) {
				t.Errorf("check %d gives %+v", i, r)
			}
		}
		if len(s.at) != 2 {
			t.Errorf("%d requests", len(s.at))
		}
	})
}

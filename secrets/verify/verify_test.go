package verify_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/verify"
)

// alphabets of the forms that sample understands.
func alphabets() map[string]string {
	const digits, lower, upper = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return map[string]string{
		"b62": digits + upper + lower, "hex": digits + "abcdef", "az09": digits + lower, "AZ09": digits + upper, "dig": digits, "alpha": upper + lower, "AZ27": upper + "234567",
	}
}

// sample makes a value from a form: literal texts and random runs such as
// b62{36}, separated by spaces. Values are made when the tests run, so that no
// scanner takes this repository for a leak; the same form gives the same one.
func sample(form string) string {
	h := fnv.New64a()
	h.Write([]byte(form))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	var b strings.Builder
	for part := range strings.FieldsSeq(form) {
		name, count, run := strings.Cut(strings.TrimSuffix(part, "}"), "{")
		set := alphabets()[name]
		if !run || set == "" {
			b.WriteString(part)
			continue
		}
		n, err := strconv.Atoi(count)
		if err != nil {
			panic(err)
		}
		for range n {
			b.WriteByte(set[r.IntN(len(set))])
		}
	}
	return b.String()
}

// scanner returns the runner that finds the samples.
var scanner = sync.OnceValues(func() (*scan.Runner, error) {
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		return nil, err
	}
	return scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
})

// findings returns what a scan finds in a text.
func findings(tb testing.TB, text string) []scan.Finding {
	tb.Helper()
	runner, err := scanner()
	if err != nil {
		tb.Fatal(err)
	}
	result, err := runner.Run(tb.Context(), scan.FS(fstest.MapFS{"a.env": {Data: []byte(text)}}, scan.TreeConfig{}))
	if err != nil {
		tb.Fatal(err)
	}
	return result.Findings
}

// leak returns the leak of a rule that a scan finds in a text.
func leak(tb testing.TB, rule, text string) *secrets.Leak {
	tb.Helper()
	var others []string
	for _, f := range findings(tb, text) {
		if f.Common().RuleID() == "secrets/"+rule {
			return f.(*secrets.Leak)
		}
		others = append(others, f.Common().RuleID())
	}
	tb.Fatalf("no finding of rule %s in %q, but %v", rule, text, others)
	return nil
}

const githubForm = "ghp_ b62{36}"

// githubLeak returns a leak of a GitHub token, and its value.
func githubLeak(tb testing.TB) (*secrets.Leak, string) {
	tb.Helper()
	value := sample(githubForm)
	return leak(tb, "github-pat", "token = "+value), value
}

// issuer is a server that stands for all hosts.
type issuer struct {
	*httptest.Server
	client *http.Client
}

// newIssuer starts a server and a client that finds it behind every name.
func newIssuer(tb testing.TB, handler http.HandlerFunc) *issuer {
	tb.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	tb.Cleanup(s.Close)
	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return &issuer{s, &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "example.com"},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, s.Listener.Addr().String())
		},
	}}}
}

// verifier returns a verifier that asks one provider at hosts that may be
// private.
func (s *issuer) verifier(tb testing.TB, provider string, hosts ...string) *verify.Verifier {
	tb.Helper()
	c := verify.Config{Client: s.client, Now: epoch, Providers: []string{provider}, Rate: 1000, MaxWait: -1}
	for _, h := range hosts {
		c.Hosts = append(c.Hosts, verify.Host{Provider: provider, Name: h, Private: true})
	}
	return newVerifier(tb, c)
}

func newVerifier(tb testing.TB, c verify.Config) *verify.Verifier {
	tb.Helper()
	v, err := verify.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// epoch is the time of tests in which none passes.
func epoch() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// respond writes a status and a body, given as "200 {…}".
func respond(w http.ResponseWriter, answer string) {
	status, body, _ := strings.Cut(answer, " ")
	code, err := strconv.Atoi(status)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	fmt.Fprint(w, body)
}

// roundTripper is a client without a network.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// canned returns a client that gives one answer and counts the requests.
func canned(answer string, header http.Header, count func(*http.Request)) *http.Client {
	return &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if count != nil {
			count(r)
		}
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		w := httptest.NewRecorder()
		for name, values := range header {
			w.Header()[name] = values
		}
		respond(w, answer)
		return w.Result(), nil
	})}
}

func check(tb testing.TB, v *verify.Verifier, l *secrets.Leak) verify.Result {
	tb.Helper()
	r, err := v.Check(tb.Context(), l)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestZeroConfigAsksNobody(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, verify.Config{})
	l, _ := githubLeak(t)
	if r := check(t, v, l); r.State != verify.Unknown || r.Reason != verify.ReasonNotListed || r.Host != "" {
		t.Errorf("got %+v", r)
	}
	out, n := findings(t, "token = "+sample(githubForm)), 0
	for f, err := range v.Stream(t.Context(), sequence(out...)) {
		if n++; err != nil || f != out[0] {
			t.Errorf("the stream changed %v, %v", f, err)
		}
	}
	if n != 1 {
		t.Errorf("%d findings", n)
	}
}

func TestNothingIsAskedBySurprise(t *testing.T) {
	t.Parallel()
	asked := func(r *http.Request) { t.Errorf("%s was asked", r.URL.Host) }
	v := newVerifier(t, verify.Config{Client: canned("200 {}", nil, asked), Now: epoch, Providers: []string{"slack", "aws", "databricks", "launchdarkly"}})
	key := sample("AKIA AZ27{16}")
	for _, test := range []struct {
		rule, text string
		want       verify.Reason
	}{
		{"github-pat", "token = " + sample(githubForm), verify.ReasonNotListed},
		{"slack-webhook", "url = https://hooks.slack.com/services/" + sample("T AZ09{10} / B AZ09{10} / b62{24}"), verify.ReasonUnsupported},
		{"launchdarkly-key", "key = " + sample("sdk- hex{8} - hex{4} -4 hex{3} -a hex{3} - hex{12}"), verify.ReasonUnsupported},
		{"aws-access-key-id", "id = " + key, verify.ReasonNoPair},
		{"databricks-token", "token = " + sample("dapi hex{32}"), verify.ReasonNoHost},
	} {
		if r := check(t, v, leak(t, test.rule, test.text)); r.State != verify.Unknown || r.Reason != test.want {
			t.Errorf("%s: got %+v, want %s", test.rule, r, test.want)
		}
	}
	// A record out of another process has no value.
	if r := check(t, v, &secrets.Leak{Record: scan.Record{Rule: &scan.Rule{ID: "secrets/slack-bot-token"}}}); r.Reason != verify.ReasonNoValue {
		t.Errorf("without a value: %+v", r)
	}
	if _, err := v.Check(t.Context(), nil); err == nil {
		t.Error("a nil leak was checked")
	}
	if _, err := v.CheckPair(t.Context(), nil, nil); err == nil {
		t.Error("a pair of nil leaks was checked")
	}
}

func TestConfigErrors(t *testing.T) {
	t.Parallel()
	client := &http.Client{}
	own := func(provider, name string) verify.Config {
		return verify.Config{Client: client, Now: epoch, Providers: []string{"github", "stripe"}, Hosts: []verify.Host{{Provider: provider, Name: name}}}
	}
	dialer := &http.Transport{DialTLSContext: func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }}
	gullible := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	for name, test := range map[string]struct {
		config verify.Config
		want   string
	}{
		"client":    {verify.Config{Now: epoch, Providers: []string{"github"}}, "needs a Client"},
		"clock":     {verify.Config{Client: client, Providers: []string{"github"}}, "needs Now"},
		"provider":  {verify.Config{Client: client, Now: epoch, Providers: []string{"acme"}}, `provider "acme"`},
		"rate":      {verify.Config{Rate: -1}, "Rate"},
		"url":       {own("github", "https://github.example.com"), "is no host name"},
		"path":      {own("github", "github.example.com/api"), "is no host name"},
		"user":      {own("github", "me@github.example.com"), "is no host name"},
		"empty":     {own("github", ""), "is no host name"},
		"idn":       {own("github", "gïthub.example.com"), "is no host name"},
		"not asked": {own("gitlab", "gitlab.example.com"), "not one of Providers"},
		"no such":   {own("stripe", "stripe.example.com"), "no instances elsewhere"},
		"dial":      {verify.Config{Client: &http.Client{Transport: dialer}, Now: epoch, Providers: []string{"github"}}, "DialTLSContext"},
		"trust":     {verify.Config{Client: &http.Client{Transport: gullible}, Now: epoch, Providers: []string{"github"}}, "does not verify certificates"},
	} {
		if _, err := verify.New(test.config); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
	for _, good := range []verify.Config{own("github", "github.example.com"), own("github", "GitHub.Example.com:8443"), own("github", "[2001:db8::1]:8443"), own("stripe", "api.stripe.com")} {
		if _, err := verify.New(good); err != nil {
			t.Errorf("%+v: %v", good.Hosts, err)
		}
	}
}

// TestAnswers tries what may come back that is neither a yes nor a no.
func TestAnswers(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	for name, test := range map[string]struct {
		answer string
		header http.Header
		want   verify.Reason
	}{
		"captive portal":       {answer: "200 <html>Please log in</html>", want: verify.ReasonUnexpected},
		"portal in JSON":       {answer: `200 {"login_url":"https://portal.example"}`, want: verify.ReasonUnexpected},
		"proxy's login":        {answer: "401 Proxy authentication is needed", want: verify.ReasonUnexpected},
		"somebody's login":     {answer: `401 {"message":"Unauthorized"}`, want: verify.ReasonUnexpected},
		"firewall":             {answer: "403 <title>Blocked</title>", want: verify.ReasonUnexpected},
		"two documents":        {answer: `401 {"message":"Bad credentials"}{}`, want: verify.ReasonUnexpected},
		"null":                 {answer: `200 {"login":null,"id":null}`, want: verify.ReasonUnexpected},
		"a list":               {answer: `200 [{"login":"a","id":1}]`, want: verify.ReasonUnexpected},
		"nothing":              {answer: "204 ", want: verify.ReasonUnexpected},
		"no with a yes's body": {answer: `403 {"login":"a","id":1}`, want: verify.ReasonUnexpected},
		"too long":             {answer: `200 {"login":"a","id":1,"x":"` + strings.Repeat("x", 64<<10) + `"}`, want: verify.ReasonTooLarge},
		"trouble":              {answer: `502 {"message":"Bad credentials"}`, want: verify.ReasonServer},
		"redirect":             {answer: "302 ", header: http.Header{"Location": {"https://169.254.169.254/latest"}}, want: verify.ReasonRedirect},
		"limit":                {answer: `429 {"message":"slow down"}`, want: verify.ReasonRateLimited},
		"limit as 403":         {answer: `403 {"message":"API rate limit exceeded"}`, header: http.Header{"X-Ratelimit-Remaining": {"0"}}, want: verify.ReasonRateLimited},
		"second limit":         {answer: `403 {"message":"secondary rate limit"}`, header: http.Header{"Retry-After": {"60"}}, want: verify.ReasonRateLimited},
		"deep":                 {answer: "200 " + strings.Repeat("[", 30_000), want: verify.ReasonUnexpected},
	} {
		requests := 0
		v := newVerifier(t, verify.Config{Client: canned(test.answer, test.header, func(*http.Request) { requests++ }), Now: epoch, Providers: []string{"github"}, Rate: 1000, MaxWait: -1})
		if r := check(t, v, l); r.State != verify.Unknown || r.Reason != test.want || r.Host != "api.github.com" || r.Status == 0 {
			t.Errorf("%s: got %+v, want %s", name, r, test.want)
		}
		if requests != 1 {
			t.Errorf("%s: %d requests", name, requests)
		}
	}
}

// TestElsewhere tells the public host from instances.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	c := verify.Config{Client: canned(`401 {"message":"Bad credentials"}`, nil, nil), Now: epoch, Providers: []string{"github"}, Rate: 1000}
	if r := check(t, newVerifier(t, c), l); r.State != verify.Invalid || !r.Elsewhere {
		t.Errorf("public: %+v", r)
	}
	c.Hosts = []verify.Host{{Provider: "github", Name: "github.example.com"}, {Provider: "github", Name: "api.github.com"}}
	var asked []string
	c.Client = canned(`401 {"message":"Bad credentials"}`, nil, func(r *http.Request) { asked = append(asked, r.URL.Host+r.URL.Path) })
	if r := check(t, newVerifier(t, c), l); r.State != verify.Invalid || r.Elsewhere {
		t.Errorf("instances: %+v", r)
	}
	if got := strings.Join(asked, " "); got != "github.example.com/api/v3/user api.github.com/user" {
		t.Errorf("asked %s", got)
	}
}

// TestSeveralHosts asks one host after the other, and does not take the
// refusal of one for that of all.
func TestSeveralHosts(t *testing.T) {
	t.Parallel()
	l := leak(t, "newrelic-user-key", "key = "+sample("NRAK- AZ09{27}"))
	const refusal = `401 {"errors":[{"extensions":{"error_code":"BAD_API_KEY"},"message":"x"}]}`
	for name, test := range map[string]struct {
		first, second string
		want          verify.State
		requests      int
	}{
		"first":   {`200 {"data":{"actor":{"user":{"id":1}}}}`, refusal, verify.Valid, 1},
		"second":  {refusal, `200 {"data":{"actor":{"user":{"id":1}}}}`, verify.Valid, 2},
		"none":    {refusal, refusal, verify.Invalid, 2},
		"unknown": {refusal, "500 ", verify.Unknown, 2},
		"broken":  {"500 ", refusal, verify.Unknown, 2},
	} {
		requests := 0
		client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			requests++
			w := httptest.NewRecorder()
			respond(w, cmp.Or(map[string]string{"api.newrelic.com": test.first}[r.URL.Host], test.second))
			return w.Result(), nil
		})}
		v := newVerifier(t, verify.Config{Client: client, Now: ticking(), Providers: []string{"newrelic"}, Rate: 1000})
		if r := check(t, v, l); r.State != test.want || requests != test.requests {
			t.Errorf("%s: got %+v after %d requests", name, r, requests)
		}
	}
}

// ticking returns a clock that goes on by a second with each look.
func ticking() func() time.Time {
	now := epoch()
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

// sequence returns a stream of findings.
func sequence(list ...scan.Finding) iter.Seq2[scan.Finding, error] {
	return func(yield func(scan.Finding, error) bool) {
		for _, f := range list {
			if !yield(f, nil) {
				return
			}
		}
	}
}

package verify_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/verify"
)

// answering returns a client that knows what the issuer says of each value.
func answering(answers map[string]string) *http.Client {
	return &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		value := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		answer, ok := answers[value]
		if !ok {
			answer = "500 "
		}
		return canned(answer, nil, nil).Transport.RoundTrip(r)
	})}
}

// collected returns all that a stream yields.
func collected(in iter.Seq2[scan.Finding, error]) (list []scan.Finding, errs []error) {
	for f, err := range in {
		if f != nil {
			list = append(list, f)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return list, errs
}

const githubNo = `401 {"message":"Bad credentials"}`

// TestStream checks what a scan finds, in its order.
func TestStream(t *testing.T) {
	t.Parallel()
	live, dead, lost, quiet := sample(githubForm), sample(" "+githubForm), sample("  "+githubForm), sample("   "+githubForm)
	other := sample("glpat- b62{20}")
	files := fstest.MapFS{
		"a.env": {Data: []byte("t = " + live + "\n")},
		"b.env": {Data: []byte("t = " + dead + "\nt = " + other + "\n")},
		"c.env": {Data: []byte("t = " + lost + "\nt = " + quiet + " # penstock:allow\n")},
	}
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := collected(runner.Stream(t.Context(), scan.FS(files, scan.TreeConfig{})))
	v := newVerifier(t, verify.Config{
		Client: answering(map[string]string{live: githubYes, dead: githubNo}), Now: epoch, Providers: []string{"github"}, Rate: 1000,
		Hosts: []verify.Host{{Provider: "github", Name: "api.github.com"}},
	})
	after, errs := collected(v.Stream(t.Context(), sequence(before...)))
	want := []struct {
		validation string
		confidence scan.Confidence
		copied     bool
	}{
		{"valid", scan.ConfidenceHigh, true}, {"invalid", scan.ConfidenceLow, true}, {"", before[2].Common().Confidence, false},
		{"unknown", before[3].Common().Confidence, true}, {"", before[4].Common().Confidence, false},
	}
	if len(after) != len(want) || len(before) != len(want) {
		t.Fatalf("%d findings of %d", len(after), len(before))
	}
	for i, w := range want {
		r, old := after[i].Common(), before[i].Common()
		if r.Secret.Validation != w.validation || r.Confidence != w.confidence || r.Severity != old.Severity || r.Location.Path != old.Location.Path || r.Fingerprint != old.Fingerprint {
			t.Errorf("finding %d: %q, %s, want %+v", i, r.Secret.Validation, r.Confidence, w)
		}
		if (after[i] != before[i]) != w.copied || old.Secret.Validation != "" || old.Properties != nil {
			t.Errorf("finding %d: copied is %t, the original has %+v", i, after[i] != before[i], old.Secret)
		}
		if after[i].(*secrets.Leak).Reveal() != before[i].(*secrets.Leak).Reveal() {
			t.Errorf("finding %d lost its value", i)
		}
	}
	if r, ok := after[0].Common().Properties[verify.Property].(verify.Result); !ok || r.Account != "octo" || after[0].(*secrets.Leak).Account != "octo" {
		t.Errorf("property %+v", after[0].Common().Properties)
	}
	var note *scan.Diagnostic
	if len(errs) != 1 || !errors.As(errs[0], &note) || !note.Note || note.Kind != scan.DiagUnverified || !strings.Contains(note.Message, "1 of the secrets that were found (server-error: 1)") {
		t.Errorf("errors %v", errs)
	}
	text, err := json.Marshal(after[1])
	if err != nil || !strings.Contains(string(text), `"liveness":{"state":"invalid","reason":"refused","provider":"github","host":"api.github.com","status":401,"checkedAt":"2026-03-01T12:00:00Z"}`) {
		t.Errorf("%s, %v", text, err)
	}
}

// TestPolicy gates on what issuers said: dead secrets pass, all others fail.
func TestPolicy(t *testing.T) {
	t.Parallel()
	live, dead, lost := sample(githubForm), sample(" "+githubForm), sample("  "+githubForm)
	gate, err := policy.New(policy.Config{MinConfidence: scan.ConfidenceMedium})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		value string
		hosts []verify.Host
		fails bool
	}{
		"live":           {live, []verify.Host{{Provider: "github", Name: "api.github.com"}}, true},
		"dead":           {dead, []verify.Host{{Provider: "github", Name: "api.github.com"}}, false},
		"dead elsewhere": {dead, nil, true}, // an instance nobody named may accept it
		"lost":           {lost, []verify.Host{{Provider: "github", Name: "api.github.com"}}, true},
	} {
		v := newVerifier(t, verify.Config{Client: answering(map[string]string{live: githubYes, dead: githubNo}), Now: epoch, Providers: []string{"github"}, Hosts: test.hosts})
		l := leak(t, "github-pat", "token = "+test.value)
		own := *l
		own.Confidence = scan.ConfidenceMedium // the samples' checksums are wrong
		list, _ := collected(v.Stream(t.Context(), sequence(&own)))
		if got := gate.Judge().Finding(list[0]); got != test.fails {
			t.Errorf("%s: fails is %t", name, got)
		}
	}
}

// TestStreamPassesOn yields what is no leak as it came, at once.
func TestStreamPassesOn(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, verify.Config{Client: answering(nil), Now: epoch, Providers: []string{"github"}})
	record, diagnostic := &scan.Record{Message: "other"}, &scan.Diagnostic{Kind: scan.DiagUnreadable, Message: "x"}
	pulled := 0
	in := func(yield func(scan.Finding, error) bool) {
		pulled++
		if !yield(record, nil) {
			return
		}
		pulled++
		if !yield(nil, diagnostic) {
			return
		}
		pulled++
		yield(nil, io.ErrUnexpectedEOF)
	}
	var errs []error
	n := 0
	for f, err := range v.Stream(t.Context(), in) {
		if n++; pulled != n {
			t.Errorf("%d pulled for %d", pulled, n)
		}
		if n == 1 && f != record {
			t.Errorf("got %v", f)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) != 2 || errs[0] != error(diagnostic) || errs[1] != io.ErrUnexpectedEOF {
		t.Errorf("got %v", errs)
	}
	for range v.Stream(t.Context(), sequence(record, record)) {
		break
	}
}

// TestStreamHoldsNoMore looks ahead a little only, and may be broken.
func TestStreamHoldsNoMore(t *testing.T) {
	t.Parallel()
	leaks := githubLeaks(t, 20)
	answers := map[string]string{}
	for _, l := range leaks {
		answers[l.Reveal()] = githubYes
	}
	v := newVerifier(t, verify.Config{Client: answering(answers), Now: epoch, Providers: []string{"github"}, Rate: 1000})
	pulled := 0
	in := func(yield func(scan.Finding, error) bool) {
		for i := 0; ; i++ {
			own := *leaks[i%len(leaks)]
			own.Location.Path = string(rune('a' + i%26))
			pulled++
			if !yield(&own, nil) {
				return
			}
		}
	}
	n := 0
	for f, err := range v.Stream(t.Context(), in) {
		if err != nil || f.Common().Secret.Validation != "valid" {
			t.Fatalf("%v, %v", f, err)
		}
		if n++; n == 40 {
			break
		}
	}
	if pulled > 40+17 {
		t.Errorf("%d findings were pulled for 40", pulled)
	}
}

// TestStreamAfterTheEnd yields what is left when the context ends.
func TestStreamAfterTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	leaks := githubLeaks(t, 3)
	v := newVerifier(t, verify.Config{Client: answering(nil), Now: epoch, Providers: []string{"github"}})
	list, errs := collected(v.Stream(ctx, sequence(leaks[0], leaks[1], leaks[2])))
	if len(list) != 3 || list[0] != scan.Finding(leaks[0]) || len(errs) != 1 || !strings.Contains(errs[0].Error(), "3 of the secrets that were found (interrupted: 3)") {
		t.Errorf("%v, %v", list, errs)
	}
}

// TestPair asks AWS about the two halves of a key.
func TestPair(t *testing.T) {
	t.Parallel()
	id, key := sample("AKIA AZ27{16}"), sample("b62{40}")
	var requests []string
	answer := `200 {"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"123456789012","Arn":"arn:aws:iam::123456789012:user/ci","UserId":"AIDA"}}}`
	s := newIssuer(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests = append(requests, r.Method+" "+r.Host+r.RequestURI+" "+string(body))
		authorization := r.Header.Get("Authorization")
		if !strings.HasPrefix(authorization, "AWS4-HMAC-SHA256 Credential="+id+"/20260301/us-east-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=") || strings.Contains(authorization, key) || r.Header.Get("X-Amz-Date") != "20260301T120000Z" {
			t.Error("the request is not signed as it should be")
		}
		respond(w, answer)
	})
	for text, n := range map[string]int{
		"aws_access_key_id = " + id + "\naws_secret_access_key = " + key + "\n": 2,
		"aws_secret_access_key = " + key + "\naws_access_key_id = " + id + "\n": 2,
	} {
		requests = nil
		v := s.verifier(t, "aws", "sts.amazonaws.com")
		list, errs := collected(v.Stream(t.Context(), sequence(findings(t, text)...)))
		if len(list) != n || len(errs) != 0 || len(requests) != 1 || requests[0] != "POST sts.amazonaws.com/ Action=GetCallerIdentity&Version=2011-06-15" {
			t.Fatalf("%d findings, %v, requests %q", len(list), errs, requests)
		}
		for _, f := range list {
			if f.Common().Secret.Validation != "valid" || f.Common().Properties[verify.Property].(verify.Result).Account != "arn:aws:iam::123456789012:user/ci" {
				t.Errorf("%s: %+v", f.Common().RuleID(), f.Common().Properties)
			}
		}
	}
	answer = `403 {"Error":{"Code":"InvalidClientTokenId","Message":"The security token included in the request is invalid.","Type":"Sender"}}`
	text := "aws_access_key_id = " + id + "\naws_secret_access_key = " + key + "\n"
	list := findings(t, text)
	r, err := s.verifier(t, "aws", "sts.amazonaws.com").CheckPair(t.Context(), list[0].(*secrets.Leak), list[1].(*secrets.Leak))
	if err != nil || r.State != verify.Invalid {
		t.Errorf("got %+v, %v", r, err)
	}
	if r, err := s.verifier(t, "aws", "sts.amazonaws.com").Check(t.Context(), list[1].(*secrets.Leak)); err != nil || r.State != verify.Invalid {
		t.Errorf("a secret that stands beside its id: %+v, %v", r, err)
	}
	if r, err := s.verifier(t, "aws").CheckPair(t.Context(), list[1].(*secrets.Leak), list[0].(*secrets.Leak)); err != nil || r.Reason != verify.ReasonUnsupported {
		t.Errorf("the wrong way round: %+v, %v", r, err)
	}
	temporary := findings(t, "aws_access_key_id = "+sample("ASIA AZ27{16}")+"\naws_secret_access_key = "+key+"\n")
	if r, err := s.verifier(t, "aws").CheckPair(t.Context(), temporary[0].(*secrets.Leak), temporary[1].(*secrets.Leak)); err != nil || r.Reason != verify.ReasonUnsupported {
		t.Errorf("a temporary key: %+v, %v", r, err)
	}
}

// TestAnnotated keeps what a leak knows already.
func TestAnnotated(t *testing.T) {
	t.Parallel()
	expires := epoch().Add(time.Hour)
	l := &secrets.Leak{Record: scan.Record{Rule: &scan.Rule{ID: "x"}, Properties: map[string]any{"kept": 1}}, Account: "mine"}
	own := verify.Annotated(l, verify.Result{State: verify.Valid, Reason: verify.ReasonAccepted, Account: "other", Expires: expires})
	if own == l || own.Account != "mine" || !own.Expires.Equal(expires) || own.Properties["kept"] != 1 || len(own.Properties) != 2 || len(l.Properties) != 1 || own.Secret.Validation != "valid" {
		t.Errorf("got %+v", own.Properties)
	}
	if verify.Annotated(l, verify.Result{State: verify.Unknown, Reason: verify.ReasonNotListed}) != l {
		t.Error("a check that sent nothing changed the leak")
	}
}

// BenchmarkStream measures what checking costs beside the network.
func BenchmarkStream(b *testing.B) {
	l, value := githubLeak(b)
	v := newVerifier(b, verify.Config{Client: answering(map[string]string{value: githubYes}), Now: epoch, Providers: []string{"github"}})
	b.ReportAllocs()
	for b.Loop() {
		for range v.Stream(b.Context(), sequence(l)) {
		}
	}
}

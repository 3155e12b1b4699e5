package osvdev_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/osvdev"
)

// server answers as the documentation of the API says: at most two advisories
// on a page, 400 for an ecosystem that it does not know, and 503 every few
// requests.
type server struct {
	requests, batches atomic.Int64
	flaky             bool
	broken            string // a path that is never there
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if n := s.requests.Add(1); s.flaky && n%3 == 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.URL.Path == s.broken {
		http.NotFound(w, r)
		return
	}
	if id, ok := strings.CutPrefix(r.URL.Path, "/v1/vulns/"); ok {
		name, n, _ := strings.Cut(id, "+")
		fmt.Fprintf(w, `{"id":%q,"modified":"2030-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":%q},
			"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.%s.0"}]}]}]}`, id, name, n)
		return
	}
	s.batches.Add(1)
	var request struct {
		Queries []struct {
			Package   osv.Package
			Version   string
			PageToken string `json:"page_token"`
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil || r.URL.Path != "/v1/querybatch" || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var results []map[string]any
	for _, q := range request.Queries {
		if q.Package.Ecosystem != "npm" && q.Package.Ecosystem != "PyPI" || q.Version != "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		result := map[string]any{}
		from, _ := strconv.Atoi(q.PageToken)
		if strings.HasPrefix(q.Package.Name, "bad") {
			var vulns []map[string]string
			for i := from; i < min(from+2, 5); i++ {
				vulns = append(vulns, map[string]string{"id": fmt.Sprintf("%s+%d", q.Package.Name, i), "modified": "2030-01-01T00:00:00Z"})
			}
			result["vulns"] = vulns
			if from+2 < 5 {
				result["next_page_token"] = strconv.Itoa(from + 2)
			}
		}
		results = append(results, result)
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"results": results}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func start(t *testing.T, s *server, cfg osvdev.Config) *osvdev.Source {
	t.Helper()
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	cfg.Client, cfg.BaseURL, cfg.Pause = h.Client(), h.URL+"/", 1
	source, err := osvdev.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

var _ deps.Source = (*osvdev.Source)(nil)

func covers(source *osvdev.Source, ecosystem string) bool {
	_, ok := source.Coverage(ecosystem)
	return ok
}

func match(t *testing.T, source deps.Source, packages ...*scan.Package) *deps.Result {
	t.Helper()
	analyzer, err := deps.New(deps.Config{Source: source})
	if err != nil {
		t.Fatal(err)
	}
	result, err := analyzer.Match(context.Background(), packages)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, flaky := range []bool{false, true} {
		s := &server{flaky: flaky}
		now := time.Date(2030, 2, 1, 0, 0, 0, 0, time.UTC)
		source := start(t, s, osvdev.Config{Now: now, Batch: 3})
		var packages []*scan.Package
		for i := range 8 {
			packages = append(packages, &scan.Package{Ecosystem: "npm", Name: fmt.Sprintf("good-%d", i), Version: "1.0.0"})
		}
		packages = append(packages, &scan.Package{Ecosystem: "npm", Name: "bad", Version: "1.2.5"}, &scan.Package{Ecosystem: "Unheard", Name: "bad", Version: "1"},
			&scan.Package{Ecosystem: "PyPI", Name: "Some_Thing", Version: "1"})
		result := match(t, source, packages...)
		var ids []string
		for _, v := range result.Vulnerabilities {
			ids = append(ids, v.Record.Vulnerability.ID)
		}
		if diff := cmp.Diff([]string{"bad+3", "bad+4"}, ids); diff != "" {
			t.Errorf("flaky %v (-want +got):\n%s", flaky, diff)
		}
		var told []string
		for _, d := range result.Diagnostics {
			if !d.Note {
				told = append(told, d.Error())
			}
		}
		if len(told) != 2 || !strings.Contains(told[0], "advisories of Unheard not fetched") || !strings.Contains(told[1], "no Unheard advisories: 1 package not checked") {
			t.Errorf("flaky %v: %q", flaky, told)
		}
		if !source.Modified().Equal(now) || !covers(source, "PyPI") || covers(source, "Go") {
			t.Error(source.Modified(), covers(source, "PyPI"), covers(source, "Go"))
		}
		before := s.requests.Load()
		match(t, source, packages...)
		if n := s.requests.Load(); n != before {
			t.Errorf("%d requests about what is known", n-before)
		}
		if n := s.batches.Load(); !flaky && n != 3+2+1+1 {
			t.Errorf("%d batches", n)
		}
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v1/querybatch", "/v1/vulns/bad+2"} {
		source := start(t, &server{broken: path}, osvdev.Config{})
		result := match(t, source, &scan.Package{Ecosystem: "npm", Name: "bad", Version: "1.0.0"})
		if len(result.Diagnostics) < 2 || covers(source, "npm") {
			t.Errorf("%s: silently clean: %v", path, result.Diagnostics)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	source := start(t, &server{}, osvdev.Config{})
	if _, err := source.Claims(ctx, nil, "npm", "bad"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, base := range []string{"", "api.example", "ftp://api.example"} {
		if _, err := osvdev.New(osvdev.Config{Client: http.DefaultClient, BaseURL: base}); err == nil {
			t.Errorf("%q is taken for a server", base)
		}
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	source := start(t, &server{}, osvdev.Config{})
	ctx := context.Background()
	claims, err := source.Claims(ctx, nil, "npm", "bad-one")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range claims {
		a, err := source.Advisory(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	if !slices.Equal(ids, []string{"bad-one+0", "bad-one+1", "bad-one+2", "bad-one+3", "bad-one+4"}) {
		t.Error(ids)
	}
}

func Example() {
	server := httptest.NewServer(&server{})
	defer server.Close()
	source, err := osvdev.New(osvdev.Config{Client: server.Client(), BaseURL: server.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	claims, err := source.Claims(context.Background(), nil, "npm", "bad")
	version, _ := osv.ParseVersion("npm", "1.3.1")
	for _, c := range claims {
		fmt.Println(c.Ranges(), c.Evaluate(version) == osv.VerdictAffected, err)
	}
	// Output:
	// [< 1.0.0] false <nil>
	// [< 1.1.0] false <nil>
	// [< 1.2.0] false <nil>
	// [< 1.3.0] false <nil>
	// [< 1.4.0] true <nil>
}

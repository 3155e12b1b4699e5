// Package osvdev asks a server with the query API of OSV.dev about packages, in
// place of a database of one's own.
//
//	source, err := osvdev.New(osvdev.Config{Client: client, BaseURL: "https://api.advisories.example"})
//	analyzer, err := deps.New(deps.Config{Source: source})
//
// The names of all packages go to that server, their versions do not: it is
// asked for all that is known of a package (POST /v1/querybatch, by pages) and
// for each advisory (GET /v1/vulns/{id}), and versions are compared here, so
// that the answers are those of an index. What was fetched is kept as long as
// the [Source] is.
//
// Whatever cannot be fetched about an ecosystem leaves that ecosystem without
// advisories, which is told; the others are still matched.
package osvdev

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/internal/fetch"
)

// Config says whom to ask. Client and BaseURL are required; the other zero
// values are the defaults.
type Config struct {
	Client  *http.Client
	BaseURL string
	// Batch is how many packages are asked about at a time, 500 by default and
	// 1,000 at most.
	Batch int
	// Now is taken for the age of what the server says.
	Now time.Time
	// Pause is how long to wait before a request is sent again after an error
	// that may pass, half a second by default; it doubles with each of the
	// three tries.
	Pause time.Duration
}

// Source is the server's knowledge. It is safe for concurrent use.
type Source struct {
	cfg    Config
	client fetch.Client

	mu      sync.Mutex
	known   map[osv.Package]bool // normal names that were asked for
	records map[string]*osv.Record
	db      *osv.Database
	failed  map[string]error // ecosystem
}

// New returns a source. Nothing is asked yet.
func New(cfg Config) (*Source, error) {
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || cfg.Client == nil {
		return nil, fmt.Errorf("asking for advisories: a client and the address of a server are required, not %q", cfg.BaseURL)
	}
	cfg.BaseURL = strings.TrimSuffix(base.String(), "/")
	if cfg.Batch <= 0 {
		cfg.Batch = 500
	}
	cfg.Batch = min(cfg.Batch, 1000)
	if cfg.Pause == 0 {
		cfg.Pause = 500 * time.Millisecond
	}
	db, err := osv.New(nil)
	if err != nil {
		return nil, err
	}
	return &Source{
		cfg: cfg, client: fetch.Client{HTTP: cfg.Client, Tries: 3, Pause: cfg.Pause},
		known: map[osv.Package]bool{}, records: map[string]*osv.Record{}, failed: map[string]error{}, db: db,
	}, nil
}

// Prepare asks about packages that were not asked about yet. What goes wrong is
// told by Diagnostics; the error is that of the context.
func (s *Source) Prepare(ctx context.Context, packages []osv.Package) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := map[string][]string{}
	for _, p := range packages {
		p = osv.Package{Ecosystem: p.Ecosystem, Name: osv.NormalName(p.Ecosystem, p.Name)}
		if p.Ecosystem == "" || p.Name == "" || s.known[p] || s.failed[p.Ecosystem] != nil {
			continue
		}
		s.known[p] = true
		asked[p.Ecosystem] = append(asked[p.Ecosystem], p.Name)
	}
	if len(asked) == 0 {
		return nil
	}
	for _, ecosystem := range slices.Sorted(maps.Keys(asked)) {
		if err := s.ask(ctx, ecosystem, asked[ecosystem]); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("asking for advisories: %w", context.Cause(ctx))
			}
			s.failed[ecosystem] = err
		}
	}
	db, err := osv.New(slices.Collect(maps.Values(s.records)))
	if err != nil {
		return err
	}
	s.db = db
	return nil
}

// ask asks about packages of one ecosystem: a server that does not know it
// refuses the whole request.
func (s *Source) ask(ctx context.Context, ecosystem string, names []string) error {
	for batch := range slices.Chunk(names, s.cfg.Batch) {
		ids, err := s.query(ctx, ecosystem, batch)
		if err != nil {
			return err
		}
		if err := s.fetch(ctx, ids); err != nil {
			return err
		}
	}
	return nil
}

// The most bytes of answers, and pages of the answer to one batch.
const (
	maxAnswer = 256 << 20
	maxRecord = 64 << 20
	maxPages  = 1000
)

type query struct {
	Package   osv.Package `json:"package"`
	PageToken string      `json:"page_token,omitempty"`
}

type answer struct {
	Results []struct {
		Vulns []struct {
			ID string `json:"id"`
		} `json:"vulns"`
		NextPageToken string `json:"next_page_token"`
	} `json:"results"`
}

// query returns the ids of all that is known about packages.
func (s *Source) query(ctx context.Context, ecosystem string, names []string) ([]string, error) {
	var queries []query
	for _, name := range names {
		queries = append(queries, query{Package: osv.Package{Ecosystem: ecosystem, Name: name}})
	}
	ids := map[string]bool{}
	for range maxPages {
		if len(queries) == 0 {
			return slices.Sorted(maps.Keys(ids)), nil
		}
		body, err := json.Marshal(map[string]any{"queries": queries})
		if err != nil {
			return nil, err
		}
		data, err := s.client.Post(ctx, s.cfg.BaseURL+"/v1/querybatch", body, maxAnswer)
		if err != nil {
			return nil, err
		}
		var a answer
		if err := json.Unmarshal(data, &a); err != nil {
			return nil, fmt.Errorf("reading the answer about %s: %w", ecosystem, err)
		}
		if len(a.Results) != len(queries) {
			return nil, fmt.Errorf("%d answers about %d packages of %s", len(a.Results), len(queries), ecosystem)
		}
		var more []query
		for i, r := range a.Results {
			for _, v := range r.Vulns {
				ids[v.ID] = true
			}
			if r.NextPageToken != "" {
				queries[i].PageToken = r.NextPageToken
				more = append(more, queries[i])
			}
		}
		queries = more
	}
	return nil, fmt.Errorf("the answer about %s has more than %d pages", ecosystem, maxPages)
}

// fetchers is how many advisories are fetched at a time.
const fetchers = 8

// fetch fetches the advisories that are not there yet.
func (s *Source) fetch(ctx context.Context, ids []string) error {
	ids = slices.DeleteFunc(ids, func(id string) bool { return s.records[id] != nil })
	records, errs := make([]*osv.Record, len(ids)), make([]error, len(ids))
	var wg sync.WaitGroup
	workers := min(fetchers, len(ids))
	for start := range workers {
		wg.Go(func() {
			for i := start; i < len(ids) && ctx.Err() == nil; i += workers {
				if records[i], errs[i] = s.record(ctx, ids[i]); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil || ctx.Err() != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	for i, r := range records {
		s.records[ids[i]] = r
	}
	return nil
}

func (s *Source) record(ctx context.Context, id string) (*osv.Record, error) {
	data, _, err := s.client.GetBytes(ctx, s.cfg.BaseURL+"/v1/vulns/"+url.PathEscape(id), "", maxRecord)
	if err != nil {
		return nil, err
	}
	r, err := osv.DecodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	return r, nil
}

// Claims is as that of [osv.Database]. A package that was not prepared is asked
// for, which is slow for many.
func (s *Source) Claims(ctx context.Context, dst []osv.Claim, ecosystem, name string) ([]osv.Claim, error) {
	if err := s.Prepare(ctx, []osv.Package{{Ecosystem: ecosystem, Name: name}}); err != nil {
		return dst, err
	}
	s.mu.Lock()
	db := s.db
	s.mu.Unlock()
	return db.Claims(ctx, dst, ecosystem, name)
}

// Advisory is as that of [osv.Database].
func (s *Source) Advisory(ctx context.Context, c osv.Claim) (*osv.Advisory, error) {
	s.mu.Lock()
	db := s.db
	s.mu.Unlock()
	return db.Advisory(ctx, c)
}

// Coverage reports whether the server answered all questions about an ecosystem
// so far, of which there must have been one, and gives Config.Now as its age.
func (s *Source) Coverage(ecosystem string) (osv.Ecosystem, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := osv.Ecosystem{Name: ecosystem}
	if s.failed[ecosystem] != nil {
		return e, false
	}
	for p := range s.known {
		if p.Ecosystem == ecosystem {
			e.Complete, e.Modified = true, s.cfg.Now
			return e, true
		}
	}
	return e, false
}

// Modified returns Config.Now: what a server says is as of now.
func (s *Source) Modified() time.Time { return s.cfg.Now }

// Diagnostics returns what could not be fetched until now.
func (s *Source) Diagnostics() []*scan.Diagnostic {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*scan.Diagnostic
	for _, ecosystem := range slices.Sorted(maps.Keys(s.failed)) {
		list = append(list, &scan.Diagnostic{Kind: scan.DiagUnreadable, Message: "advisories of " + ecosystem + " not fetched", Err: s.failed[ecosystem]})
	}
	return list
}

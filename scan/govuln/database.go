package govuln

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// entry is what the index of a database says about one advisory of a module
// (go.dev/security/vuln/database, "API").
type entry struct {
	ID       string        `json:"id"`
	Modified osv.Timestamp `json:"modified"`
	Fixed    string        `json:"fixed,omitempty"`
}

type moduleEntry struct {
	Path  string  `json:"path"`
	Vulns []entry `json:"vulns"`
}

type aliasEntry struct {
	ID       string        `json:"id"`
	Modified osv.Timestamp `json:"modified"`
	Aliases  []string      `json:"aliases"`
}

// builder collects the advisories about some modules.
type builder struct {
	goos, goarch string // builds that count; empty counts all
	records      map[string]*osv.Record
	modules      map[string][]string // ids by path
}

// writeDatabase writes what a source knows about modules below dir, in the form
// of the Go vulnerability database version 1, and returns the ids. Advisories
// of databases that name no packages are left out, for x/vuln takes each
// function of the module for vulnerable then: GitHub's and those of the CVE
// list, which the Go database repeats.
func (r *run) writeDatabase(ctx context.Context, dir string, source deps.Source, modules []string) (map[string]bool, error) {
	b := &builder{records: map[string]*osv.Record{}, modules: map[string][]string{}}
	if !r.binary {
		b.goos, b.goarch = r.cfg.GOOS, r.cfg.GOARCH
	}
	for _, m := range modules {
		if err := b.add(ctx, source, m); err != nil {
			return nil, fmt.Errorf("making a database of advisories: %w", err)
		}
	}
	if err := b.write(dir); err != nil {
		return nil, fmt.Errorf("making a database of advisories: %w", err)
	}
	ids := map[string]bool{}
	for id := range b.records {
		ids[id] = true
	}
	return ids, nil
}

func (b *builder) add(ctx context.Context, source deps.Source, module string) error {
	if b.modules[module] != nil {
		return nil
	}
	claims, err := source.Claims(ctx, nil, "Go", module)
	if err != nil {
		return fmt.Errorf("looking up advisories of %s: %w", module, err)
	}
	b.modules[module] = []string{}
	for _, c := range claims {
		if c.Withdrawn() || c.Malware() {
			continue
		}
		a, err := source.Advisory(ctx, c)
		if err != nil {
			return fmt.Errorf("reading an advisory of %s: %w", module, err)
		}
		affected := c.Record("Go", module)
		if !usable(a.ID) || len(affected.Ranges) == 0 {
			continue
		}
		if affected.EcosystemSpecific = b.built(a.EcosystemSpecific); affected.EcosystemSpecific != nil {
			b.put(a, affected)
		}
	}
	return nil
}

// built returns what an advisory says about packages without those of other
// platforms than are built for: of a module's sources, x/vuln takes all. It
// returns nil when nothing is left.
func (b *builder) built(specific json.RawMessage) json.RawMessage {
	var s struct {
		Imports []map[string]any `json:"imports"`
	}
	if json.Unmarshal(specific, &s) != nil || len(s.Imports) == 0 {
		return json.RawMessage("{}")
	}
	s.Imports = slices.DeleteFunc(s.Imports, func(i map[string]any) bool {
		return excludes(i["goos"], b.goos) || excludes(i["goarch"], b.goarch)
	})
	if len(s.Imports) == 0 {
		return nil
	}
	data, err := json.Marshal(s)
	if err != nil {
		return json.RawMessage("{}") // it was decoded from JSON
	}
	return data
}

// excludes reports whether a list of names is there and lacks one.
func excludes(list any, name string) bool {
	names, _ := list.([]any)
	return name != "" && len(names) > 0 && !slices.Contains(names, any(name))
}

// usable reports whether an advisory's id can be a file's name, and is not of a
// database that names no packages.
func usable(id string) bool {
	strange := func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
	}
	return id != "" && len(id) < 200 && !strings.ContainsFunc(id, strange) &&
		!strings.HasPrefix(id, "GHSA-") && !strings.HasPrefix(id, "CVE-")
}

func (b *builder) put(a *osv.Advisory, affected osv.Affected) {
	r := b.records[a.ID]
	if r == nil {
		r = &osv.Record{
			SchemaVersion: "1.3.1", ID: a.ID, Aliases: a.Aliases, Summary: a.Summary,
			Modified: timestamp(a), Published: timestamp(a),
		}
		b.records[a.ID] = r
	}
	r.Affected = append(r.Affected, affected)
	if ids := b.modules[affected.Package.Name]; !slices.Contains(ids, a.ID) {
		b.modules[affected.Package.Name] = append(ids, a.ID)
	}
}

// timestamp returns when an advisory was modified, in the form that x/vuln
// insists on.
func timestamp(a *osv.Advisory) osv.Timestamp {
	return osv.Timestamp(a.Modified.UTC().Format("2006-01-02T15:04:05Z"))
}

func (b *builder) write(dir string) error {
	var modules []moduleEntry
	for _, path := range slices.Sorted(maps.Keys(b.modules)) {
		m := moduleEntry{Path: path}
		for _, id := range slices.Sorted(slices.Values(b.modules[path])) {
			m.Vulns = append(m.Vulns, entry{ID: id, Modified: b.records[id].Modified, Fixed: lastFix(b.records[id], path)})
		}
		if len(m.Vulns) > 0 {
			modules = append(modules, m)
		}
	}
	var aliases []aliasEntry
	var modified osv.Timestamp
	for _, id := range slices.Sorted(maps.Keys(b.records)) {
		r := b.records[id]
		aliases = append(aliases, aliasEntry{id, r.Modified, r.Aliases})
		modified = max(modified, r.Modified)
		if err := writeJSON(dir, "ID/"+id, r); err != nil {
			return err
		}
	}
	if modified == "" {
		modified = timestamp(&osv.Advisory{})
	}
	for name, content := range map[string]any{
		"index/db": map[string]osv.Timestamp{"modified": modified}, "index/modules": modules, "index/vulns": aliases,
	} {
		if err := writeJSON(dir, name, content); err != nil {
			return err
		}
	}
	return nil
}

// lastFix returns the version in which the last range about a module ends, or
// "" when it does not.
func lastFix(r *osv.Record, module string) string {
	fix := ""
	for _, a := range r.Affected {
		if a.Package.Name != module {
			continue
		}
		for _, r := range a.Ranges {
			for _, e := range r.Events {
				if e.Introduced != "" || e.Fixed != "" {
					fix = e.Fixed
				}
			}
		}
	}
	return fix
}

func writeJSON(dir, name string, content any) error {
	data, err := json.Marshal(content)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, filepath.FromSlash(name+".json"))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

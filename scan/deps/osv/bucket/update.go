package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/internal/fetch"
)

// The errors of a server's answers.
var (
	// ErrChecksum is wrapped by the error about bytes that are not those whose
	// checksum the server named.
	ErrChecksum = fetch.ErrChecksum
	// ErrTooLarge is wrapped by the error about an answer above its limit.
	ErrTooLarge = fetch.ErrTooLarge
)

// StatusError is the error about an answer with another status than was wanted.
type StatusError = fetch.StatusError

// Config says what to update. Dir is required; the other zero values are the
// defaults.
type Config struct {
	// Dir is the folder with the index files. It is made if it is missing.
	Dir string
	// Ecosystems to update, without suffixes; nil updates those that have an
	// index in Dir.
	Ecosystems []string
	// Now is when the update takes place, to be told by [osv.ReadState]; zero is
	// not told.
	Now time.Time
	// Full fetches everything again, whatever the server says to be unchanged.
	Full bool
	// ArchiveBytes bounds an all.zip, 4 GiB by default.
	ArchiveBytes int64
	// ListBytes bounds a modified_id.csv, 256 MiB by default.
	ListBytes int64
	// RecordBytes bounds a record, 64 MiB by default.
	RecordBytes int64
	// Pause is how long to wait before a request is sent again after an error
	// that may pass, half a second by default; it doubles with each of the
	// three tries.
	Pause time.Duration
}

func (c Config) withDefaults() Config {
	if c.ArchiveBytes == 0 {
		c.ArchiveBytes = 4 << 30
	}
	if c.ListBytes == 0 {
		c.ListBytes = 256 << 20
	}
	if c.RecordBytes == 0 {
		c.RecordBytes = 64 << 20
	}
	if c.Pause == 0 {
		c.Pause = 500 * time.Millisecond
	}
	return c
}

// How an overlay grows: it is merged into the index, or not begun at all, when
// it has more than a twentieth of the records and this many.
const (
	overlayShare   = 20
	overlayMinimum = 200
)

// updater is one update.
type updater struct {
	Config
	client fetch.Client
	base   string
	state  *osv.State
}

// Update brings the index files in a folder up to date and returns what it did
// with each ecosystem, in the order of their names. What goes wrong with one
// ecosystem leaves its index as it is, and the others are still updated; the
// error joins all of that. The client is the caller's, with its timeouts.
func Update(ctx context.Context, client *http.Client, baseURL string, cfg Config) ([]osv.Updated, error) {
	base, err := url.Parse(baseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("updating advisories: %q is no address of a server", baseURL)
	}
	if client == nil || cfg.Dir == "" {
		return nil, errors.New("updating advisories: a client and a folder are required")
	}
	cfg = cfg.withDefaults()
	u := &updater{Config: cfg, client: fetch.Client{HTTP: client, Tries: 3, Pause: cfg.Pause}, base: strings.TrimSuffix(base.String(), "/")}
	if u.state, err = osv.ReadState(cfg.Dir); err != nil {
		return nil, err
	}
	if u.state.Source != u.base {
		u.state = &osv.State{Source: u.base} // entity tags are another server's
	}
	names := slices.Clone(cfg.Ecosystems)
	if names == nil {
		if names, err = present(cfg.Dir); err != nil {
			return nil, err
		}
	}
	slices.Sort(names)
	var results []osv.Updated
	var errs []error
	for _, name := range slices.Compact(names) {
		result, err := u.ecosystem(ctx, name)
		if err != nil {
			errs = append(errs, fmt.Errorf("updating the advisories of %s: %w", name, err))
		}
		results = append(results, result)
		if err := u.state.Save(cfg.Dir); err != nil {
			return results, errors.Join(append(errs, err)...)
		}
	}
	return results, errors.Join(errs...)
}

// Ecosystems returns the names of the ecosystems that a server has, without
// suffixes.
func Ecosystems(ctx context.Context, client *http.Client, baseURL string) ([]string, error) {
	c := fetch.Client{HTTP: client, Tries: 3, Pause: Config{}.withDefaults().Pause}
	data, _, err := c.GetBytes(ctx, strings.TrimSuffix(baseURL, "/")+"/ecosystems.txt", "", 1<<20)
	if err != nil {
		return nil, fmt.Errorf("listing ecosystems: %w", err)
	}
	var names []string
	for line := range strings.Lines(string(data)) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// present returns the ecosystems that have an index in a folder.
func present(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("updating advisories: %w", err)
	}
	var names []string
	for _, d := range list {
		stem := strings.TrimSuffix(d.Name(), filepath.Ext(d.Name()))
		if name, err := url.PathUnescape(stem); err == nil && osv.IndexName(name) == d.Name() {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, errors.New("updating advisories: no ecosystem is named, and the folder has no index yet")
	}
	return names, nil
}

func (u *updater) url(ecosystem, file string) string {
	return u.base + "/" + url.PathEscape(ecosystem) + "/" + url.PathEscape(file)
}

// ecosystem updates one.
func (u *updater) ecosystem(ctx context.Context, name string) (osv.Updated, error) {
	result := osv.Updated{Ecosystem: name, Action: osv.UpdateFailed}
	db := open(u.Dir, name)
	if db != nil && !u.Full {
		done, err := u.changes(ctx, db, &result)
		if done || ctx.Err() != nil {
			return result, err
		}
	}
	return result, u.archive(ctx, db, &result)
}

// open returns the index of an ecosystem from a folder, nil if there is none
// that can be read: a damaged one is replaced. It is read into memory, so that
// its files can be replaced.
func open(dir, ecosystem string) *osv.Database {
	db, err := osv.OpenIndexes(os.DirFS(dir), osv.Config{Ecosystems: []string{ecosystem}, InMemory: true})
	if err != nil || !db.Covers(ecosystem) && !suffixed(db) || len(db.Diagnostics()) > 0 {
		return nil
	}
	return db
}

// suffixed reports whether all is about ecosystems with a suffix.
func suffixed(db *osv.Database) bool {
	return !slices.ContainsFunc(db.Ecosystems(), func(e osv.Ecosystem) bool { return !strings.Contains(e.Name, ":") })
}

// archive fetches all records and replaces the index.
func (u *updater) archive(ctx context.Context, db *osv.Database, result *osv.Updated) error {
	state := u.state.Of(result.Ecosystem)
	etag := state.Archive
	if db == nil || u.Full {
		etag = ""
	}
	if err := os.MkdirAll(u.Dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(u.Dir, ".download-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // it is of no more use
	defer f.Close()
	response, err := u.client.Get(ctx, u.url(result.Ecosystem, "all.zip"), etag, u.ArchiveBytes, f, func() error { return rewind(f) })
	if err != nil {
		return err
	}
	if response.Unchanged {
		u.finish(result, osv.UpdateUnchanged, db)
		return nil
	}
	result.Bytes += response.Bytes
	fresh, err := osv.LoadZip(ctx, f, response.Bytes, osv.Config{Ecosystems: []string{result.Ecosystem}, Limits: osv.Limits{RecordBytes: u.RecordBytes}})
	if err != nil {
		return err
	}
	if list := fresh.Diagnostics(); len(list) > 0 {
		return fmt.Errorf("the archive is not complete: %w", list[0])
	}
	if err := osv.SaveIndex(u.Dir, fresh, result.Ecosystem); err != nil {
		return err
	}
	state.Archive, state.List, state.Skipped = response.ETag, "", nil
	result.Changed = fresh.Records()
	u.finish(result, osv.UpdateReplaced, fresh)
	return nil
}

func rewind(f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.Truncate(0)
}

// finish fills in what is true of every result.
func (u *updater) finish(result *osv.Updated, action osv.UpdateAction, db *osv.Database) {
	result.Action, result.Records, result.Modified = action, db.Records(), db.Modified()
	u.state.Of(result.Ecosystem).Checked = u.Now.UTC()
}

// compact merges the overlay into the index when it has become large.
func (u *updater) compact(ecosystem string, count int) (*osv.Database, error) {
	db := open(u.Dir, ecosystem)
	if db == nil {
		return nil, errors.New("the overlay cannot be read back")
	}
	if count <= overlayMinimum || count <= db.Records()/overlayShare {
		return db, nil
	}
	return db, osv.SaveIndex(u.Dir, db, ecosystem)
}

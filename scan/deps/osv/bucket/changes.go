package bucket

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// fetchers is how many records are fetched at a time.
const fetchers = 8

// changes fetches what changed since the index was written. It is not done when
// all records must be fetched instead.
func (u *updater) changes(ctx context.Context, db *osv.Database, result *osv.Updated) (done bool, err error) {
	state := u.state.Of(result.Ecosystem)
	data, response, err := u.client.GetBytes(ctx, u.url(result.Ecosystem, "modified_id.csv"), state.List, u.ListBytes)
	if err != nil {
		return false, err
	}
	if response.Unchanged {
		u.finish(result, osv.UpdateUnchanged, db)
		return true, nil
	}
	result.Bytes += response.Bytes
	listed, err := parseList(data)
	if err != nil {
		return false, err
	}
	known, err := db.Revisions(result.Ecosystem)
	if err != nil {
		state.Archive = "" // the index is damaged: all records are needed, changed or not
		return false, err
	}
	changed, removed := difference(known, state.Skipped, listed)
	if n := len(changed) + len(removed); n > max(overlayMinimum, len(known)/overlayShare) || len(removed) > len(known)/2 {
		return false, nil
	}
	records, err := u.records(ctx, result, changed)
	if err != nil {
		return false, err
	}
	if err := u.overlay(db, result, records, removed, listed); err != nil {
		return true, err
	}
	state.List = response.ETag
	return true, nil
}

// overlay writes what changed.
func (u *updater) overlay(db *osv.Database, result *osv.Updated, records []*osv.Record, removed []string, listed map[string]time.Time) error {
	if len(records)+len(removed) == 0 {
		u.finish(result, osv.UpdateUnchanged, db)
		return nil
	}
	count, err := osv.SaveOverlay(u.Dir, db, result.Ecosystem, records, removed)
	if err != nil {
		return err
	}
	if db, err = u.compact(result.Ecosystem, count); err != nil {
		return err
	}
	known, err := db.Revisions(result.Ecosystem)
	if err != nil {
		return err
	}
	skip(u.state.Of(result.Ecosystem), records, known, listed)
	result.Changed, result.Removed = len(records), len(removed)
	u.finish(result, osv.UpdateChanged, db)
	return nil
}

// difference returns the ids, in rising order, of records that were modified or
// are new, and of those that are gone. Records that are known not to be about
// the ecosystem's packages do not count.
func difference(known, skipped, listed map[string]time.Time) (changed, removed []string) {
	for _, id := range slices.Sorted(maps.Keys(listed)) {
		at, ok := known[id]
		if !ok {
			at, ok = skipped[id]
		}
		if !ok || !at.Equal(listed[id]) {
			changed = append(changed, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if _, ok := listed[id]; !ok {
			removed = append(removed, id)
		}
	}
	return changed, removed
}

// parseList reads lines such as "2025-01-02T03:04:05.678Z,GHSA-…", with times
// to the second, as an index has them.
func parseList(data []byte) (map[string]time.Time, error) {
	list := map[string]time.Time{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		date, id, _ := strings.Cut(text, ",")
		at, err := time.Parse(time.RFC3339, date)
		if err != nil || id == "" || len(id) > 256 || strings.ContainsAny(id, "/\\") || strings.HasPrefix(id, ".") {
			return nil, fmt.Errorf("modified_id.csv: line %d is no date and id", n)
		}
		list[id] = at.UTC().Truncate(time.Second)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("modified_id.csv: %w", err)
	}
	if len(list) == 0 {
		return nil, errors.New("modified_id.csv: it is empty")
	}
	return list, nil
}

// records fetches records by their ids.
func (u *updater) records(ctx context.Context, result *osv.Updated, ids []string) ([]*osv.Record, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	records, sizes := make([]*osv.Record, len(ids)), make([]int64, len(ids))
	var wg sync.WaitGroup
	workers := min(fetchers, len(ids))
	for start := range workers {
		wg.Go(func() {
			for i := start; i < len(ids) && ctx.Err() == nil; i += workers {
				var err error
				if records[i], sizes[i], err = u.record(ctx, result.Ecosystem, ids[i]); err != nil {
					cancel(err)
				}
			}
		})
	}
	wg.Wait()
	for _, n := range sizes {
		result.Bytes += n
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return records, nil
}

func (u *updater) record(ctx context.Context, ecosystem, id string) (*osv.Record, int64, error) {
	data, response, err := u.client.GetBytes(ctx, u.url(ecosystem, id+".json"), "", u.RecordBytes)
	if err != nil {
		return nil, 0, err
	}
	r, err := osv.DecodeRecord(data)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", id, err)
	}
	if r.ID != id {
		return nil, 0, fmt.Errorf("%s: the record is %q", id, r.ID)
	}
	return r, response.Bytes, nil
}

// skip remembers records that are listed and have no place in the index.
func skip(state *osv.EcosystemState, records []*osv.Record, known, listed map[string]time.Time) {
	for _, r := range records {
		if _, ok := known[r.ID]; !ok {
			if state.Skipped == nil {
				state.Skipped = map[string]time.Time{}
			}
			state.Skipped[r.ID] = listed[r.ID]
		}
	}
}

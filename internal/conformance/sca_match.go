package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// scaMatch scores the matching of packages with real advisories, and the reading
// of ranges on records of one case each.
func scaMatch(dir string, report *Report) error {
	return errors.Join(scaMatchRecords(filepath.Join(dir, "match"), report), scaRanges(filepath.Join(dir, "match"), report))
}

// matchCase is one line of match/cases.jsonl.
type matchCase struct {
	ID        string              `json:"id"`
	Ecosystem string              `json:"ecosystem"`
	Name      string              `json:"name"`
	Version   string              `json:"version"`
	ExpectIDs []string            `json:"expect_ids"`
	Groups    [][]string          `json:"groups"`
	Fixed     map[string][]string `json:"fixed"`
}

func scaMatchRecords(dir string, report *Report) error {
	cases, err := readCases[matchCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil || len(cases) == 0 {
		return err
	}
	db, err := osv.LoadPath(context.Background(), filepath.Join(dir, "osv"), osv.Config{})
	if err != nil {
		return err
	}
	if err := scaMatchSource(cases, db, "", report); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "osv")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if _, err := osv.SaveIndexes(folder, db); err != nil {
		return err
	}
	index, err := osv.LoadPath(context.Background(), folder, osv.Config{})
	if err != nil {
		return err
	}
	return errors.Join(scaMatchSource(cases, index, "-index", report), index.Close())
}

// scaMatchSource scores the answers of one source. The sets of the pass through
// index files have a name of their own.
func scaMatchSource(cases []matchCase, source deps.Source, suffix string, report *Report) error {
	analyzer, err := deps.New(deps.Config{Source: source})
	if err != nil {
		return err
	}
	for _, set := range []string{"match", "match-groups", "match-fixed"} {
		report.Set(set+suffix, 1)
	}
	for _, c := range cases {
		result, err := analyzer.Match(context.Background(), []*scan.Package{{Ecosystem: c.Ecosystem, Name: c.Name, Version: c.Version}})
		if err != nil {
			return fmt.Errorf("%s: %w", c.ID, err)
		}
		c.score(result.Vulnerabilities, suffix, report)
	}
	return nil
}

func (c matchCase) score(found []*deps.Vulnerability, suffix string, report *Report) {
	var ids []string
	var groups [][]string
	fixed := map[string][]string{}
	for _, v := range found {
		var group []string
		for _, a := range v.Advisories {
			group = append(group, a.ID)
			if len(a.Fixed) > 0 {
				fixed[a.ID] = slices.Sorted(slices.Values(a.Fixed))
			}
		}
		slices.Sort(group)
		ids, groups = append(ids, group...), append(groups, group)
	}
	slices.Sort(ids)
	want := slices.Sorted(slices.Values(c.ExpectIDs))
	report.Score("match"+suffix, c.ID, slices.Equal(ids, want), []any{c, want}, ids)
	if len(want) == 0 {
		return
	}
	wantGroups := c.wantGroups()
	slices.SortFunc(groups, slices.Compare[[]string])
	report.Score("match-groups"+suffix, c.ID, slices.EqualFunc(groups, wantGroups, slices.Equal[[]string]), wantGroups, groups)
	wantFixed := map[string][]string{}
	for id, list := range c.Fixed {
		if len(list) > 0 {
			wantFixed[id] = slices.Sorted(slices.Values(list))
		}
	}
	report.Score("match-fixed"+suffix, c.ID, maps.EqualFunc(fixed, wantFixed, slices.Equal[[]string]), wantFixed, fixed)
}

// wantGroups returns the expected groups, which are left out where each id is a
// group of its own.
func (c matchCase) wantGroups() [][]string {
	groups := c.Groups
	if groups == nil {
		for _, id := range c.ExpectIDs {
			groups = append(groups, []string{id})
		}
	}
	for _, g := range groups {
		slices.Sort(g)
	}
	slices.SortFunc(groups, slices.Compare[[]string])
	return groups
}

// rangeCase is one line of match/range-cases.jsonl: a record, a package and
// whether it is affected. A package without version counts as affected.
type rangeCase struct {
	ID        string          `json:"id"`
	Record    json.RawMessage `json:"record"`
	Ecosystem string          `json:"ecosystem"`
	Name      string          `json:"name"`
	Version   string          `json:"version"`
	Expect    bool            `json:"expect"`
}

func scaRanges(dir string, report *Report) error {
	cases, err := readCases[rangeCase](filepath.Join(dir, "range-cases.jsonl"))
	if err != nil || len(cases) == 0 {
		return err
	}
	report.Set("ranges", 1)
	for _, c := range cases {
		affected, err := c.affected()
		report.Score("ranges", c.ID, err == nil && affected == c.Expect, []any{string(c.Record), c.Ecosystem, c.Name, c.Version, c.Expect}, []any{affected, err})
	}
	return nil
}

func (c rangeCase) affected() (bool, error) {
	record, err := osv.DecodeRecord(c.Record)
	if err != nil {
		return false, err
	}
	db, err := osv.New([]*osv.Record{record})
	if err != nil {
		return false, err
	}
	analyzer, err := deps.New(deps.Config{Source: db, Unversioned: true})
	if err != nil {
		return false, err
	}
	result, err := analyzer.Match(context.Background(), []*scan.Package{{Ecosystem: c.Ecosystem, Name: c.Name, Version: c.Version}})
	if err != nil {
		return false, err
	}
	return len(result.Vulnerabilities) > 0, nil
}

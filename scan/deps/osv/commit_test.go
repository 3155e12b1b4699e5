package osv_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

const (
	hash1 = "1111111111111111111111111111111111111111"
	hash2 = "2222222222222222222222222222222222222222"
)

// aboutRepository is a record as the bucket's folder "GIT" has them.
func aboutRepository(id string, versions ...string) *osv.Record {
	return &osv.Record{ID: id, Affected: []osv.Affected{{
		Ranges: []osv.Range{
			{Type: osv.RangeGit, Repo: "https://forge.example/acme/pump.git", Events: []osv.Event{{Introduced: hash1}, {Fixed: hash2}}},
			{Type: osv.RangeGit, Repo: "https://forge.example/acme/mirror", Events: []osv.Event{{Introduced: "0"}, {Fixed: hash2}}},
		},
		Versions: versions,
	}}}
}

func TestCommits(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	data := archiveOf(t, []*osv.Record{aboutRepository("CVE-1", "v1.0"), aboutRepository("CVE-2")})
	loaded, err := osv.LoadZip(ctx, bytes.NewReader(data), int64(len(data)), osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if !loaded.Covers("GIT") {
		t.Error("an archive about nothing but repositories does not cover them")
	}
	for name, db := range map[string]*osv.Database{"loaded": loaded, "index": openIndex(t, indexOf(t, loaded, "GIT"))} {
		claims, err := db.Claims(ctx, nil, "GIT", "git://forge.example/acme/Pump")
		if err != nil || len(claims) != 2 {
			t.Fatal(name, claims, err)
		}
		for version, want := range map[string][2]osv.Verdict{
			"v1.0":             {osv.VerdictAffected, osv.VerdictUndecided},
			"v1.1":             {osv.VerdictUnaffected, osv.VerdictUndecided},
			hash1:              {osv.VerdictAffected, osv.VerdictAffected},
			hash2:              {osv.VerdictUnaffected, osv.VerdictUnaffected},
			"20301224":         {osv.VerdictUnaffected, osv.VerdictUndecided}, // a tag of digits
			"abc1234":          {osv.VerdictUndecided, osv.VerdictUndecided},
			"main":             {osv.VerdictUndecided, osv.VerdictUndecided},
			"release-1.x":      {osv.VerdictUndecided, osv.VerdictUndecided},
			"refs/heads/v2":    {osv.VerdictUndecided, osv.VerdictUndecided},
			"":                 {osv.VerdictUndecided, osv.VerdictUndecided},
			"3" + hash1[:39]:   {osv.VerdictUndecided, osv.VerdictUndecided},
			hash1 + hash1[:24]: {osv.VerdictUndecided, osv.VerdictUndecided},
		} {
			v, _ := osv.ParseVersion("GIT", version)
			if got := [2]osv.Verdict{claims[0].Evaluate(v), claims[1].Evaluate(v)}; got != want {
				t.Errorf("%s: %q: %v, want %v", name, version, got, want)
			}
		}
		if diff := cmp.Diff([]string{hash2}, claims[0].FixCommits()); diff != "" {
			t.Errorf("%s: FixCommits (-want +got):\n%s", name, diff)
		}
		mirror, _ := db.Claims(ctx, nil, "GIT", "forge.example/acme/mirror")
		if v, _ := osv.ParseVersion("GIT", hash1); len(mirror) != 2 || mirror[0].Evaluate(v) != osv.VerdictUndecided {
			t.Errorf("%s: a commit of another repository: %v", name, mirror)
		}
	}
}

// TestSomeRepositories holds that records about repositories in the archive of
// another ecosystem are used, and not taken for all that there are.
func TestSomeRepositories(t *testing.T) {
	t.Parallel()
	data := archiveOf(t, []*osv.Record{aboutRepository("CVE-1", "v1.0"), record("A", "npm", "left")})
	db, err := osv.LoadZip(context.Background(), bytes.NewReader(data), int64(len(data)), osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if ids := idsOf(t, db, "GIT", "forge.example/acme/pump"); len(ids) != 1 || db.Covers("GIT") || !db.Covers("npm") {
		t.Error(ids, db.Covers("GIT"), db.Covers("npm"))
	}
}

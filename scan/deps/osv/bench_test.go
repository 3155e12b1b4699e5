package osv_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// osvPath names advisories of the outside world to measure with.
var osvPath = flag.String("osv", "", "archive or folder of OSV records for BenchmarkLoad/path")

// syntheticRecords returns n records, of which most are malware and the rest
// have ranges, listed versions and references, as the npm set has them.
func syntheticRecords(n int) []*osv.Record {
	records := make([]*osv.Record, n)
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		r := &osv.Record{
			SchemaVersion: "1.7.0",
			ID:            fmt.Sprintf("MAL-2025-%d", i),
			Modified:      osv.Timestamp(day.Add(time.Duration(i) * time.Minute).Format(time.RFC3339)),
			Published:     "2025-01-01T00:00:00Z",
			Summary:       "Malicious code in a package",
			Details:       "The package sends the environment to its author when it is installed.",
			Affected: []osv.Affected{{
				Package: osv.Package{Ecosystem: "npm", Name: fmt.Sprintf("@scope/package-%d", i)},
				Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}}}},
			}},
			References: []osv.Reference{{Type: "WEB", URL: fmt.Sprintf("https://advisories.example/%d", i)}},
		}
		if i%20 == 0 {
			r.ID = fmt.Sprintf("GHSA-%04d-aaaa-bbbb", i)
			r.Aliases = []string{fmt.Sprintf("CVE-2025-%d", i)}
			r.Severity = []osv.Severity{{Type: "CVSS_V3", Score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}
			r.Affected[0].Ranges[0].Events = []osv.Event{
				{Introduced: "0"}, {Fixed: fmt.Sprintf("1.%d.0", i%50)}, {Introduced: "2.0.0"}, {Fixed: fmt.Sprintf("2.%d.3", i%50)},
			}
			r.Affected[0].Versions = []string{"0.9.0", "0.9.1", "2.0.0", "2.0.1"}
		}
		records[i] = r
	}
	return records
}

// archiveOf returns an all.zip of records.
func archiveOf(tb testing.TB, records []*osv.Record) []byte {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, r := range records {
		w, err := z.Create(r.ID + ".json")
		if err != nil {
			tb.Fatal(err)
		}
		if err := json.NewEncoder(w).Encode(r); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func BenchmarkLoad(b *testing.B) {
	ctx := context.Background()
	data := archiveOf(b, syntheticRecords(20000))
	b.Run("records=20000", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			db, err := osv.LoadZip(ctx, bytes.NewReader(data), int64(len(data)), osv.Config{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(db.Size())/float64(db.Records()), "dbbytes/record")
		}
	})
	if *osvPath == "" {
		return
	}
	b.Run("path", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			db, err := osv.LoadPath(ctx, *osvPath, osv.Config{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(db.Records()), "records")
			b.ReportMetric(float64(db.Size()), "dbbytes")
		}
	})
}

func BenchmarkClaims(b *testing.B) {
	ctx := context.Background()
	db, err := osv.New(syntheticRecords(20000))
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"@scope/package-40", "@scope/absent"} {
		b.Run(name, func(b *testing.B) {
			var claims []osv.Claim
			b.ReportAllocs()
			for b.Loop() {
				if claims, err = db.Claims(ctx, claims[:0], "npm", name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEvaluate(b *testing.B) {
	db, err := osv.New(syntheticRecords(100))
	if err != nil {
		b.Fatal(err)
	}
	claims, err := db.Claims(context.Background(), nil, "npm", "@scope/package-40")
	if err != nil || len(claims) != 1 {
		b.Fatal(claims, err)
	}
	v, err := osv.ParseVersion("npm", "2.17.1")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if claims[0].Evaluate(v) != osv.VerdictAffected {
			b.Fatal("not affected")
		}
	}
}

// BenchmarkIndex opens an index of 20,000 records, and asks about 1,000
// packages, of which one in ten has an advisory that is read.
func BenchmarkIndex(b *testing.B) {
	ctx := context.Background()
	data := indexOf(b, newDatabase(b, syntheticRecords(20000)...), "npm")
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("clean-%d", i)
		if i%10 == 0 {
			names[i] = fmt.Sprintf("@scope/package-%d", i)
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		db := openIndex(b, data)
		var claims []osv.Claim
		for _, name := range names {
			claims, _ = db.Claims(ctx, claims[:0], "npm", name)
			for _, c := range claims {
				if _, err := db.Advisory(ctx, c); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

func BenchmarkWriteIndex(b *testing.B) {
	db := newDatabase(b, syntheticRecords(20000)...)
	b.ReportAllocs()
	for b.Loop() {
		indexOf(b, db, "npm")
	}
}

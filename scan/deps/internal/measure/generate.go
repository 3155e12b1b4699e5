package main

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// words make names and texts that compress as real ones do.
func words() []string {
	return strings.Fields("alpha array async auth babel base blue bundle cache chart cli cloud code color config core crypto data date deep " +
		"dev dom event fast file flow form fs get graph hash helper hook html http icon image index input js json kit lazy lib line list loader log " +
		"map mark math menu meta mini mock module mongo native net next node object page parse path plugin pool promise proxy query queue random " +
		"react redux render request route sass scope server set simple sort sql state stream string style svelte sync table task test text theme " +
		"time token tool tree type ui url util validate vue watch web worker xml yaml")
}

// mix spreads numbers: the finisher of splitmix64.
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// nameOf returns the name of the package that a record is about.
func nameOf(i int) string {
	h, w := mix(uint64(i)), words()
	pick := func(shift uint) string { return w[h>>shift%uint64(len(w))] }
	name := fmt.Sprintf("%s-%s-%s%d", pick(8), pick(20), pick(32), i%1000)
	if h%3 == 0 {
		return "@" + pick(44) + "-" + pick(50) + "/" + name
	}
	return name
}

// generate writes an archive of n records: one in fifty is a vulnerability with
// ranges and listed versions, the others are malware.
func generate(n int, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "all.zip"))
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	for i := range n {
		r := malware(i)
		if i%50 == 0 {
			r = vulnerability(i)
		}
		w, err := z.Create(r.ID + ".json")
		if err != nil {
			return errors.Join(err, f.Close())
		}
		if err := json.NewEncoder(w).Encode(r); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(z.Close(), f.Close())
}

func hex(i int, salt uint64) string {
	h := mix(uint64(i) ^ salt<<32)
	return fmt.Sprintf("%016x%016x%016x%016x", h, mix(h), mix(h+1), mix(h+2))
}

func timeOf(i int) osv.Timestamp {
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return osv.Timestamp(day.Add(time.Duration(i)*4*time.Minute + time.Duration(i%997)*time.Millisecond).Format(time.RFC3339Nano))
}

// malware is a record such as those about packages that were published to steal.
func malware(i int) *osv.Record {
	name := nameOf(i)
	origin := fmt.Sprintf(`{"malicious-packages-origins":[{"id":"SRC-%d","import_time":%q,"modified_time":%q,"sha256":%q,"source":"feed-%d","versions":["1.0.%d"]}],"iocs":{"domains":["%s.example"]}}`,
		i, timeOf(i), timeOf(i), hex(i, 1), i%4, i%20, hex(i, 2)[:12])
	return &osv.Record{
		SchemaVersion: "1.7.0", ID: fmt.Sprintf("MAL-%d-%d", 2022+i%4, i), Modified: timeOf(i), Published: timeOf(i),
		Summary: "Malicious code in " + name + " (npm)",
		Details: "\n---\n_-= Per source details. Do not edit below this line.=-_\n\n## Source: feed (" + hex(i, 1) + ")\n" +
			"Any computer that has this package installed or running should be considered fully compromised. All secrets and keys stored on that computer " +
			"should be rotated immediately from a different computer. The package should be removed, but as full control of the computer may have been given " +
			"to an outside entity, there is no guarantee that removing the package will remove all malicious software resulting from installing it.\n",
		Affected: []osv.Affected{{
			Package:          osv.Package{Ecosystem: "npm", Name: name, PURL: "pkg:npm/" + strings.Replace(name, "@", "%40", 1)},
			Ranges:           []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}}}},
			DatabaseSpecific: json.RawMessage(`{"cwes":[{"cweId":"CWE-506","name":"Embedded Malicious Code","description":"The product contains code that appears to be malicious in nature."}]}`),
		}},
		References:       []osv.Reference{{Type: "ADVISORY", URL: fmt.Sprintf("https://advisories.example/%s", hex(i, 3)[:16])}},
		Credits:          []osv.Credit{{Name: "Feed of packages: " + strings.Fields("one two three four")[i%4], Contact: []string{"mailto:feed@advisories.example"}, Type: "FINDER"}},
		DatabaseSpecific: json.RawMessage(origin),
	}
}

// vulnerability is a record with two branches, some listed versions and links.
func vulnerability(i int) *osv.Record {
	r := malware(i)
	r.ID = fmt.Sprintf("GHSA-%s-%s-%s", hex(i, 4)[:4], hex(i, 5)[:4], hex(i, 6)[:4])
	r.Aliases = []string{fmt.Sprintf("CVE-%d-%d", 2020+i%6, 10000+i)}
	r.Summary = "Regular expression in " + nameOf(i) + " takes exponential time"
	r.Severity = []osv.Severity{{Type: "CVSS_V3", Score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}
	r.DatabaseSpecific = json.RawMessage(`{"cwe_ids":["CWE-1333"],"severity":"HIGH","github_reviewed":true}`)
	a := &r.Affected[0]
	a.Ranges[0].Events = []osv.Event{{Introduced: "0"}, {Fixed: fmt.Sprintf("1.%d.%d", i%40, i%7)}, {Introduced: "2.0.0"}, {Fixed: fmt.Sprintf("2.%d.1", i%30)}}
	a.Versions = []string{"0.9.0", "0.9.1", "2.0.0", "2.0.1", "3.0.0-beta.1"}
	for j := range 4 {
		r.References = append(r.References, osv.Reference{Type: "WEB", URL: fmt.Sprintf("https://code.example/%s/commit/%s", nameOf(i), hex(i+j, 7)[:40])})
	}
	return r
}

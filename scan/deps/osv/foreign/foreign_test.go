package foreign_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/foreign"
)

const pypa = `id: PYSEC-2030-1
modified: 2030-01-02T03:04:05.000000Z
details: The parser never ends.
affected:
- package:
    name: Some_Parser
    ecosystem: PyPI
    purl: pkg:pypi/some-parser
  ranges:
  - type: GIT
    repo: https://git.example/parser
    events:
    - introduced: "0"
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 1.10
  versions: ["1.0", 1.1]
  ecosystem_specific: {}
references:
- type: FIX
  url: https://git.example/parser/1
aliases:
- CVE-2030-1
`

const rust = "```toml\n" + `[advisory]
id = "RUSTSEC-2030-0001"
package = "some-crate"
date = "2030-01-02"
url = "https://code.example/1"
references = ["https://code.example/2"]
aliases = ["CVE-2030-2"]
cvss = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"

[affected]
functions = { "some_crate::read" = ["< 1.4.0"] }

[versions]
patched = [">= 1.4.0", ">= 1.2.5, < 1.3.0"]
unaffected = ["< 0.9.0"]
` + "```\n\n# Reads behind the end\n\nIt does.\n"

// verdicts says which versions of a package are affected.
func verdicts(t *testing.T, db *osv.Database, ecosystem, name string, versions ...string) string {
	t.Helper()
	claims, err := db.Claims(context.Background(), nil, ecosystem, name)
	if err != nil || len(claims) != 1 {
		t.Fatal(claims, err)
	}
	var hit []string
	for _, text := range versions {
		v, err := osv.ParseVersion(ecosystem, text)
		if err != nil {
			t.Fatal(err)
		}
		if claims[0].Evaluate(v) == osv.VerdictAffected {
			hit = append(hit, text)
		}
	}
	return strings.Join(hit, " ")
}

func TestRepository(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	w := tar.NewWriter(z)
	for name, text := range map[string]string{
		"db/vulns/some-parser/PYSEC-2030-1.yaml": pypa,
		"db/crates/some-crate/RUSTSEC-1.md":      rust,
		"db/osv/GO-2030-1.json":                  `{"id":"GO-2030-1","affected":[{"package":{"ecosystem":"Go","name":"example.com/a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}`,
		"db/package-lock.json":                   "{}",
		"db/.github/workflows/CI-1.yml":          "- a list",
		"db/README-FIRST.md":                     "# Read me",
		"db/BROKEN-1.md":                         "```toml\nid = ",
	} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	db, err := osv.LoadTar(ctx, bytes.NewReader(buf.Bytes()), osv.Config{Decode: foreign.Decode})
	if err != nil {
		t.Fatal(err)
	}
	if d := db.Diagnostics(); len(d) != 1 || !strings.Contains(d[0].Error(), "BROKEN-1.md: advisory not loaded: decoding an advisory: its TOML has no end") {
		t.Error(d)
	}
	for _, test := range []struct{ ecosystem, name, versions, want string }{
		{"PyPI", "some-parser", "1.0 1.1 1.9 1.10 1.11", "1.0 1.1 1.9"},
		{"crates.io", "some-crate", "0.8.9 0.9.0 1.2.4 1.2.5 1.2.9 1.3.0 1.3.9 1.4.0 2.0.0", "0.9.0 1.2.4 1.3.0 1.3.9"},
		{"Go", "example.com/a", "1.0.0", "1.0.0"},
	} {
		if got := verdicts(t, db, test.ecosystem, test.name, strings.Fields(test.versions)...); got != test.want {
			t.Errorf("%s: affected are %s, want %s", test.name, got, test.want)
		}
	}
	if _, err := osv.LoadTar(ctx, bytes.NewReader(buf.Bytes()[:buf.Len()/2]), osv.Config{}); err == nil {
		t.Error("a truncated archive is no error")
	}
	plain, err := osv.LoadTar(ctx, bytes.NewReader(buf.Bytes()), osv.Config{})
	if err != nil || plain.Records() != 1 || len(plain.Diagnostics()) != 0 {
		t.Error("JSON alone:", plain, err)
	}
}

func TestRequirements(t *testing.T) {
	t.Parallel()
	type e = osv.Event
	for text, want := range map[string][]e{
		``:                            {{Introduced: "0"}},
		`">= 1.2"`:                    {{Introduced: "0"}, {Fixed: "1.2.0"}},
		`"> 1.2.3"`:                   {{Introduced: "0"}, {Fixed: "1.2.4-0"}},
		`"> 1.2.3-rc.1"`:              {{Introduced: "0"}, {Fixed: "1.2.3-rc.1.0"}},
		`"<= 1.2.3"`:                  {{Introduced: "1.2.4-0"}},
		`"= 1.2.3"`:                   {{Introduced: "0"}, {Fixed: "1.2.3"}, {Introduced: "1.2.4-0"}},
		`"^1.2.3", ">= 2.0.1"`:        {{Introduced: "0"}, {Fixed: "1.2.3"}, {Introduced: "2.0.0-0"}, {Fixed: "2.0.1"}},
		`"^0.2.3"`:                    {{Introduced: "0"}, {Fixed: "0.2.3"}, {Introduced: "0.3.0-0"}},
		`"~1.2.3"`:                    {{Introduced: "0"}, {Fixed: "1.2.3"}, {Introduced: "1.3.0-0"}},
		`"~1"`:                        {{Introduced: "0"}, {Fixed: "1.0.0"}, {Introduced: "2.0.0-0"}},
		`"1.2"`:                       {{Introduced: "0"}, {Fixed: "1.2.0"}, {Introduced: "2.0.0-0"}},
		`"< 1.0.0", "< 0.5"`:          {{Introduced: "1.0.0"}},
		`">= 1.0.0", ">= 0.5, < 0.6"`: {{Introduced: "0"}, {Fixed: "0.5.0"}, {Introduced: "0.6.0"}, {Fixed: "1.0.0"}},
		`"soon"`:                      nil,
		`">= 1.2.3.4"`:                nil,
		`"!= 1"`:                      nil,
		`"< 2", ">= 1"`:               nil,
	} {
		data := "```toml\n[advisory]\nid = \"R-1\"\npackage = \"p\"\n[versions]\npatched = [" + text + "]\n```\n"
		r, err := foreign.Decode("R-1.md", []byte(data))
		if want == nil {
			if err == nil {
				t.Errorf("%s: no error", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, r.Affected[0].Ranges[0].Events); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"A-1.yaml": "id: [",
		"A-2.yaml": "id: &a x\naliases: [*a]",
		"A-3.yaml": "summary: no id",
		"A-4.yaml": "id: x\nx: " + strings.Repeat("[", 60) + strings.Repeat("]", 60),
		"A-5.md":   "```toml\n[advisory]\n```",
		"A-6.md":   "```toml\nid = 1\nid = 2\n```",
		"A-7.md":   "```toml\n" + strings.Repeat(" ", 8<<20),
		"A-8.yaml": strings.Repeat(" ", 8<<20+1),
	} {
		if r, err := foreign.Decode(name, []byte(text)); err == nil {
			t.Errorf("%s: %v without an error", name, r)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("PYSEC-1.yaml", []byte(pypa))
	f.Add("RUSTSEC-1.md", []byte(rust))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, err := foreign.Decode(name, data)
		if err == nil && r != nil && r.ID == "" {
			t.Fatal("a record without id")
		}
	})
}

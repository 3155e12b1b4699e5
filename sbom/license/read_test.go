package license_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/license"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		// Nothing stated.
		"": "NOASSERTION", "NOASSERTION": "NOASSERTION", "unknown": "NOASSERTION", "N/A": "NOASSERTION", "NONE": "NONE", "none": "NONE",
		// Loose spelling.
		"Apache 2":                                 "Apache-2.0",
		"Apache License, Version 2.0":              "Apache-2.0",
		"The Apache Software License, Version 2.0": "Apache-2.0",
		"Apache License 2.0":                       "Apache-2.0",
		"Apache-2":                                 "Apache-2.0",
		"ASL 2.0":                                  "Apache-2.0",
		"Apache2":                                  "Apache-2.0",
		"apache_2_0":                               "Apache-2.0",
		"The MIT License (MIT)":                    "MIT",
		"MIT license":                              "MIT",
		"MIT/X11":                                  "MIT",
		"Expat":                                    "MIT",
		"GPLv2":                                    "GPL-2.0-only",
		"GPL v2":                                   "GPL-2.0-only",
		"GPLv2+":                                   "GPL-2.0-or-later",
		"GPL-2+":                                   "GPL-2.0-or-later",
		"GPL 3":                                    "GPL-3.0-only",
		"GPL":                                      "GPL-1.0-or-later",
		"GNU GPL":                                  "GPL-1.0-or-later",
		"gpl_2":                                    "GPL-2.0-only",
		"lgpl_2_1":                                 "LGPL-2.1-only",
		"LGPLv3+":                                  "LGPL-3.0-or-later",
		"LGPL":                                     "LGPL-2.0-or-later",
		"AGPLv3":                                   "AGPL-3.0-only",
		"GNU General Public License v3.0 only":     "GPL-3.0-only",
		"GNU Lesser General Public License, Version 2.1":                             "LGPL-2.1-only",
		"GNU General Public License, version 2 or any later version":                 "GPL-2.0-or-later",
		"GNU General Public License, version 2 (GPL2), with the classpath exception": "GPL-2.0-only WITH Classpath-exception-2.0",
		"GPL2 w/ CPE":                             "GPL-2.0-only WITH Classpath-exception-2.0",
		"Mozilla Public License 2.0 (MPL 2.0)":    "MPL-2.0",
		"Eclipse Public License - v 1.0":          "EPL-1.0",
		"Eclipse Public License v2.0":             "EPL-2.0",
		"Eclipse Distribution License - v 1.0":    "BSD-3-Clause",
		"New BSD License":                         "BSD-3-Clause",
		"3-Clause BSD License":                    "BSD-3-Clause",
		`BSD 3-Clause "New" or "Revised" License`: "BSD-3-Clause",
		"BSD3":                       "BSD-3-Clause",
		"Simplified BSD":             "BSD-2-Clause",
		"Boost Software License 1.0": "BSL-1.0",
		"CC0":                        "CC0-1.0",
		"Creative Commons Attribution 4.0 International": "CC-BY-4.0",
		"Public Domain": "LicenseRef-Public-Domain",
		"BSD":           "LicenseRef-BSD",
		"BSD License":   "LicenseRef-BSD",
		"perl_5":        "Artistic-1.0-Perl OR GPL-1.0-or-later",
		"Zlib/libpng":   "Zlib",
		// Operators.
		"MIT or Apache-2.0":                         "MIT OR Apache-2.0",
		"MIT/Apache-2.0":                            "MIT OR Apache-2.0",
		"Apache-2.0 / MIT":                          "Apache-2.0 OR MIT",
		"MIT | Apache-2.0":                          "MIT OR Apache-2.0",
		"GPLv2+ and LGPLv2+":                        "GPL-2.0-or-later AND LGPL-2.0-or-later",
		"(MIT or ISC) and Zlib":                     "(MIT OR ISC) AND Zlib",
		"MIT, BSD":                                  "MIT AND LicenseRef-BSD",
		"GPL-2.0-only with Classpath-exception-2.0": "GPL-2.0-only WITH Classpath-exception-2.0",
		"Apache 2.0 with LLVM exception":            "Apache-2.0 WITH LLVM-exception",
		"Dual License: MIT":                         "LicenseRef-Dual-License-MIT",
		"MIT OR Acme Source License":                "MIT OR LicenseRef-Acme-Source-License",
		"GPL (>= 2)":                                "GPL-2.0-or-later",
		"GPL-2 | GPL-3":                             "GPL-2.0-only OR GPL-3.0-only",
		"MIT + file LICENSE":                        "MIT",
		"GPL-2+ or AFL-2.1, and Expat":              "(GPL-2.0-or-later OR AFL-2.1) AND MIT",
		"MIT, or GPL-2 and Zlib":                    "MIT OR GPL-2.0-only AND Zlib",
		"GPL-2+ or Whatever, and Expat":             "LicenseRef-GPL-2-or-Whatever-and-Expat",
		"GFDL-1.2+":                                 "GFDL-1.2-or-later",
		"BSD-2-Clause-style":                        "LicenseRef-BSD-2-Clause-style",
		"BSD-style":                                 "LicenseRef-BSD",
		"NIST":                                      "LicenseRef-NIST",
		"OpenLDAP-2.8":                              "OLDAP-2.8",
		"GPL-2 with Linux-syscall-note exception":   "GPL-2.0-only WITH Linux-syscall-note",
		"custom:MIT":                                "MIT",
		// Classifiers.
		"License :: OSI Approved :: MIT License":                                             "MIT",
		"License :: OSI Approved :: BSD License":                                             "LicenseRef-BSD",
		"License :: OSI Approved :: Apache Software License":                                 "LicenseRef-Apache",
		"License :: OSI Approved :: GNU General Public License v2 (GPLv2)":                   "GPL-2.0-only",
		"License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)":         "GPL-3.0-or-later",
		"License :: OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
		"License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)":     "LGPL-2.0-or-later",
		"License :: OSI Approved :: GNU Affero General Public License v3":                    "AGPL-3.0-only",
		"License :: OSI Approved :: ISC License (ISCL)":                                      "ISC",
		"License :: OSI Approved :: Python Software Foundation License":                      "PSF-2.0",
		"License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)":                    "MPL-2.0",
		"License :: OSI Approved :: zlib/libpng License":                                     "Zlib",
		"License :: OSI Approved :: Zope Public License":                                     "ZPL-2.1",
		"License :: OSI Approved :: The Unlicense (Unlicense)":                               "Unlicense",
		"License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication":                    "CC0-1.0",
		"License :: Other/Proprietary License":                                               "LicenseRef-Proprietary",
		"License :: Public Domain":                                                           "LicenseRef-Public-Domain",
		"License :: OSI Approved":                                                            "NOASSERTION",
		// Addresses.
		"https://www.apache.org/licenses/LICENSE-2.0.txt":    "Apache-2.0",
		"http://www.gnu.org/licenses/lgpl-2.1.html":          "LGPL-2.1-only",
		"https://opensource.org/licenses/MIT":                "MIT",
		"http://opensource.org/licenses/BSD-3-Clause":        "BSD-3-Clause",
		"https://spdx.org/licenses/EPL-2.0.html":             "EPL-2.0",
		"https://creativecommons.org/licenses/by-sa/4.0/":    "CC-BY-SA-4.0",
		"https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
		"https://example.com/our-terms":                      "LicenseRef-https-example.com-our-terms",
		// npm.
		"SEE LICENSE IN LICENSE.txt": "LicenseRef-SEE-LICENSE-IN-LICENSE.txt",
		"UNLICENSED":                 "LicenseRef-Proprietary",
	} {
		r := license.Read(text)
		if r.String() != want {
			t.Errorf("%q is read as %s, want %s", text, r, want)
		}
		if r.Expression != nil && !license.Valid(r.String()) {
			t.Errorf("%q is read as %s, which is no expression", text, r)
		}
	}
}

func TestReadTexts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Permission is granted to our friends. ", 100)
	r := license.Read(long)
	if !strings.HasPrefix(r.String(), "LicenseRef-") || len(r.String()) > 80 || len(r.Texts) != 1 || r.Texts[0].Text != strings.TrimSpace(long) || r.Known() {
		t.Errorf("a long text is read as %s with %d texts", r, len(r.Texts))
	}
	r = license.Read("BSD AND Acme License")
	want := []license.Text{{ID: "LicenseRef-BSD", Text: "BSD"}, {ID: "LicenseRef-Acme-License", Text: "Acme License"}}
	if d := cmp.Diff(want, r.Texts); d != "" {
		t.Error(d)
	}
}

func TestReadAll(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ecosystem string
		list      []string
		want      string
	}{
		{"PyPI", []string{"MIT", "Apache 2.0"}, "MIT AND Apache-2.0"},
		{"Maven", []string{"Apache 2.0", "GPLv2"}, "Apache-2.0 OR GPL-2.0-only"},
		{"Packagist", []string{"LGPL-2.1-only", "GPL-3.0-or-later", "LGPL-2.1-only"}, "LGPL-2.1-only OR GPL-3.0-or-later"},
		{"Alpine:v3.20", []string{"MIT OR ISC", "Zlib"}, "(MIT OR ISC) AND Zlib"},
		{"Go", nil, "NOASSERTION"},
		{"Go", []string{"NONE"}, "NONE"},
		{"Go", []string{"", "MIT"}, "MIT"},
	} {
		if got := license.ReadAll(c.ecosystem, c.list).String(); got != c.want {
			t.Errorf("%s %q is read as %s, want %s", c.ecosystem, c.list, got, c.want)
		}
	}
}

// TestReadMany holds that what nobody states is not read piece by piece.
func TestReadMany(t *testing.T) {
	t.Parallel()
	many := make([]string, 100_000)
	for i := range many {
		many[i] = fmt.Sprint("Terms ", i)
	}
	if r := license.ReadAll("npm", many); len(r.Texts) != 1 || r.Expression.Class() != license.Unknown {
		t.Errorf("%d texts of class %s", len(r.Texts), r.Expression.Class())
	}
}

func FuzzRead(f *testing.F) {
	for text := range valid() {
		f.Add(text)
	}
	for _, text := range []string{"GPLv2+ or (Apache 2 and BSD)", "License :: OSI Approved :: X", "MIT/", "(((", "GPL (>= 2", "a WITH b", "\xff", "http://[", "MIT OR LicenseRef-é"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := license.Read(text)
		if r.Expression == nil {
			return
		}
		again := license.Read(r.String())
		if !again.Exact || again.String() != r.String() {
			t.Errorf("%q is read as %s, which is read as %s", text, r, again)
		}
		r.Expression.Class()
		_, _ = r.Expression.Alternatives()
	})
}

func BenchmarkRead(b *testing.B) {
	for _, text := range []string{"MIT", "MIT OR Apache-2.0", "GNU General Public License v3 or later (GPLv3+)"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				license.Read(text)
			}
		})
	}
}

func ExampleRead() {
	for _, text := range []string{"GPLv2+ or Apache 2", "MIT/BSD", "Acme Terms"} {
		r := license.Read(text)
		fmt.Println(r, r.Expression.Class(), r.Texts)
	}
	// Output:
	// GPL-2.0-or-later OR Apache-2.0 permissive []
	// MIT OR LicenseRef-BSD permissive [{LicenseRef-BSD BSD}]
	// LicenseRef-Acme-Terms unknown [{LicenseRef-Acme-Terms Acme Terms}]
}

func ExampleExpression_Alternatives() {
	e, err := license.Parse("MIT AND (Apache-2.0 OR GPL-2.0-or-later)")
	if err != nil {
		panic(err)
	}
	choices, _ := e.Alternatives()
	for _, obligations := range choices {
		fmt.Println(obligations)
	}
	// Output:
	// [MIT Apache-2.0]
	// [MIT GPL-2.0-or-later]
}

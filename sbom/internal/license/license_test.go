package license_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/license"
)

func TestID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"MIT": "MIT", "apache-2.0": "Apache-2.0", "BSD": "", "": "", "GPL-2.0-or-later": "GPL-2.0-or-later"} {
		if got := license.ID(text); got != want {
			t.Errorf("ID(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestIsExpression(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"MIT":                                  true,
		"MIT OR Apache-2.0":                    true,
		"(MIT OR Apache-2.0) AND LicenseRef-x": true,
		"GPL-2.0-only WITH Classpath-exception-2.0": true,
		"GPL-2.0+":                      true,
		"DocumentRef-a:LicenseRef-b":    true,
		"MIT AdditionRef-x":             false,
		"MIT WITH AdditionRef-x":        true,
		"":                              false,
		"MIT OR":                        false,
		"(MIT":                          false,
		"MIT)":                          false,
		"MIT, BSD":                      false,
		"The license of the house":      false,
		"LicenseRef-":                   false,
		"NONE":                          false,
		strings.Repeat("(", 1000):       false,
		strings.Repeat("(", 64) + "MIT": false,
	} {
		if got := license.IsExpression(text); got != want {
			t.Errorf("IsExpression(%.40q) = %v", text, got)
		}
	}
}

func TestIdentifier(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a b/c": "a-b-c", "1.2-x": "1.2-x", "__": "", "é": ""} {
		if got := license.Identifier(text); got != want {
			t.Errorf("Identifier(%q) = %q, want %q", text, got, want)
		}
	}
}

package audit_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func TestPlaintext(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"http://git.example.com/app.git": true,
		"HTTP://git.example.com:8080/a":  true,
		"git://git.example.com/app.git":  true,
		"ftp://files.example.com/a":      true,
		"http://203.0.113.5/a":           true,
		"https://git.example.com/a":      false,
		"ssh://git@git.example.com/a":    false,
		"git@git.example.com:a":          false,
		"http://localhost:8080/a":        false,
		"http://10.0.0.1/a":              false,
		"http://[::1]/a":                 false,
		"http://service/a":               false,
		"http://git.corp.internal/a":     false,
		"http://registry.tools.svc/a":    false,
		"http://$HOST.example.com/a":     false,
		"http://{{ host }}/a":            false,
		"http://%zz/a":                   false,
		"":                               false,
	} {
		if got := audit.Plaintext(address); got != want {
			t.Errorf("%q: %t", address, got)
		}
	}
}

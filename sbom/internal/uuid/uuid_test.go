package uuid_test

import (
	"regexp"
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/uuid"
)

func TestOf(t *testing.T) {
	t.Parallel()
	a, b := uuid.Of([]byte("a")), uuid.Of([]byte("b"))
	if a == b || a != uuid.Of([]byte("a")) {
		t.Errorf("%s for one content, %s for another", a, b)
	}
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if !form.MatchString(a) {
		t.Errorf("%s is no UUID of version 5", a)
	}
}

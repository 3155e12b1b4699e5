package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/deps/osv/internal/fetch"
)

// answers serves a list of answers, one for each request.
func answers(t *testing.T, list ...http.HandlerFunc) (*fetch.Client, string, *int) {
	t.Helper()
	n := new(int)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := list[min(*n, len(list)-1)]
		*n++
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return &fetch.Client{HTTP: s.Client(), Tries: 3, Pause: 1}, s.URL, n
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func text(s string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		w.Write([]byte(s))
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	sum := fetch.CRC32C([]byte("hello"))
	const md5 = "md5=XUFAKrxLKna5cZ2REBfFkg=="
	for _, test := range []struct {
		name    string
		answers []http.HandlerFunc
		tries   int
		want    error
	}{
		{"plain", []http.HandlerFunc{text("hello")}, 1, nil},
		{"checksums", []http.HandlerFunc{text("hello", "X-Goog-Hash", sum, "X-Goog-Hash", md5)}, 1, nil},
		{"checksums in one", []http.HandlerFunc{text("hello", "X-Goog-Hash", sum+", "+md5)}, 1, nil},
		{"unknown checksum", []http.HandlerFunc{text("hello", "X-Goog-Hash", "sha9=x")}, 1, nil},
		{"other checksum", []http.HandlerFunc{text("hello", "X-Goog-Hash", "md5=AAAA")}, 3, fetch.ErrChecksum},
		{"right at last", []http.HandlerFunc{text("hell", "X-Goog-Hash", sum), text("hello", "X-Goog-Hash", sum)}, 2, nil},
		{"overload", []http.HandlerFunc{status(503), status(429), text("hello")}, 3, nil},
		{"overload for ever", []http.HandlerFunc{status(500)}, 3, &fetch.StatusError{Code: 500}},
		{"missing", []http.HandlerFunc{status(404)}, 1, &fetch.StatusError{Code: 404}},
		{"not asked for", []http.HandlerFunc{status(304)}, 1, &fetch.StatusError{Code: 304}},
		{"too large", []http.HandlerFunc{text(strings.Repeat("x", 101))}, 1, fetch.ErrTooLarge},
	} {
		c, url, n := answers(t, test.answers...)
		data, _, err := c.GetBytes(context.Background(), url, "", 100)
		var got, want *fetch.StatusError
		switch {
		case *n != test.tries:
			t.Errorf("%s: %d tries, want %d", test.name, *n, test.tries)
		case test.want == nil && (err != nil || string(data) != "hello"):
			t.Errorf("%s: %q, %v", test.name, data, err)
		case errors.As(test.want, &want):
			if !errors.As(err, &got) || got.Code != want.Code || fetch.Missing(err) != (want.Code == 404) {
				t.Errorf("%s: %v", test.name, err)
			}
		case test.want != nil && !errors.Is(err, test.want):
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestUnchanged(t *testing.T) {
	t.Parallel()
	c, url, _ := answers(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"a"` {
			w.WriteHeader(http.StatusNotModified)
		}
		w.Header().Set("ETag", `"a"`)
	})
	for etag, unchanged := range map[string]bool{`"a"`: true, `"b"`: false, "": false} {
		_, r, err := c.GetBytes(context.Background(), url, etag, 100)
		if err != nil || r.Unchanged != unchanged || r.ETag != `"a"` {
			t.Errorf("%s: %+v, %v", etag, r, err)
		}
	}
}

func TestPost(t *testing.T) {
	t.Parallel()
	c, url, n := answers(t, status(502), func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.ContentLength != 2 {
			w.WriteHeader(http.StatusBadRequest)
		}
		w.Write([]byte("[]"))
	})
	if data, err := c.Post(context.Background(), url, []byte("{}"), 100); err != nil || string(data) != "[]" || *n != 2 {
		t.Errorf("%q, %v after %d tries", data, err, *n)
	}
}

// TestCancelled wants the end of a wait with its cause.
func TestCancelled(t *testing.T) {
	t.Parallel()
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	c, url, n := answers(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "50")
		w.WriteHeader(http.StatusServiceUnavailable)
		w.(http.Flusher).Flush()
		cancel(cause)
	})
	if _, _, err := c.GetBytes(ctx, url, "", 100); !errors.Is(err, cause) || *n != 1 {
		t.Errorf("%v after %d tries", err, *n)
	}
	if _, _, err := c.GetBytes(ctx, "http://[", "", 100); err == nil {
		t.Error("no address is asked")
	}
}

package vault

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/penstock-dev/penstock/secrets/store"
)

// Error is an answer of the server that is no success. It wraps what of
// [store] says the same.
type Error struct {
	// Status is that of the HTTP response.
	Status int
	// Messages is what the server said about it: at most five, each on one
	// line of at most 300 bytes, without the token or the credentials that the
	// request held.
	Messages []string

	kind       error
	retryAfter time.Duration
}

// Error implements error.
func (e *Error) Error() string {
	text := "status " + strconv.Itoa(e.Status)
	if e.kind != nil {
		text = e.kind.Error() + " (" + text + ")"
	}
	if len(e.Messages) > 0 {
		text += ": " + strings.Join(e.Messages, "; ")
	}
	return text
}

// Unwrap returns the error of package store, or nil where none fits.
func (e *Error) Unwrap() error { return e.kind }

// kindOf says what a status means for a secret that is read.
func kindOf(status int) error {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return store.ErrDenied
	case status == http.StatusNotFound:
		return store.ErrNotFound
	case transient(status) || status >= 300 && status <= 399:
		return store.ErrUnavailable
	}
	return nil
}

// transient reports whether a request may succeed when it is sent again. 412
// is what a standby says that has not yet seen what the client knows of.
func transient(status int) bool {
	return status == http.StatusPreconditionFailed || status == http.StatusTooManyRequests ||
		status >= 500 && status <= 599 && status != http.StatusNotImplemented
}

// transportError is one without an answer.
type transportError struct{ error }

func (e *transportError) Unwrap() error { return e.error }

// withoutURL takes the method and the URL off an error of net/http: ours name
// the place already.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// clean puts text that came from outside on one line of at most 300 bytes.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text[:min(len(text), 300)], ""))
	return strings.TrimSpace(text)
}

// retryAfter returns what the header of this name asks for; 0 where it asks
// for nothing.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	text := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

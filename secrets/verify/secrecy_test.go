package verify_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets/verify"
)

// TestNothingTellsTheValue lets issuers and transports say the value in every
// way that they might, and looks for it in all that comes out.
func TestNothingTellsTheValue(t *testing.T) {
	t.Parallel()
	text := regexp.MustCompile(`:"[^"]*"`)
	for _, w := range wires() {
		t.Run(w.rule+" "+w.value, func(t *testing.T) {
			t.Parallel()
			l, credential := w.find(t)
			echo := func(answer, form string) roundTripper {
				return func(r *http.Request) (*http.Response, error) {
					rec := httptest.NewRecorder()
					for _, name := range []string{"X-OAuth-Scopes", "Location", "Retry-After", "Content-Type", "GitHub-Authentication-Token-Expiration"} {
						rec.Header().Set(name, form)
					}
					respond(rec, text.ReplaceAllLiteralString(answer, `:"`+form+`"`))
					return rec.Result(), nil
				}
			}
			clients := []roundTripper{
				func(r *http.Request) (*http.Response, error) {
					return nil, fmt.Errorf("cannot reach %s with %v", r.URL, r.Header)
				},
				func(r *http.Request) (*http.Response, error) {
					return nil, &url.Error{Op: r.Method, URL: r.URL.String(), Err: errors.New(credential)}
				},
			}
			for _, form := range forms(credential) {
				for _, answer := range []string{w.valid, w.invalid, "302 ", "500 " + form, "401 " + form, "429 " + form} {
					if answer != "" {
						clients = append(clients, echo(answer, form))
					}
				}
			}
			var out bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&out, nil))
			for _, client := range clients {
				v := newVerifier(t, verify.Config{
					Client: &http.Client{Transport: client}, Now: epoch, Providers: []string{l.Secret.Provider}, Rate: 1000, MaxWait: -1,
					Hosts: []verify.Host{{Provider: l.Secret.Provider, Name: w.host()}},
				})
				r, err := v.Check(t.Context(), l)
				fmt.Fprintf(&out, "%v %+v %#v %v %#v %+v\n", r, r, r, err, err, v)
				for f, err := range v.Stream(t.Context(), sequence(l)) {
					fmt.Fprintf(&out, "%v %+v %v\n", f, f, err)
					logger.Info("found", "finding", f, "error", err, "result", r)
					if f == nil {
						continue
					}
					data, err := json.Marshal(f)
					if err != nil {
						t.Fatal(err)
					}
					out.Write(data)
					fmt.Fprintf(&out, "%+v", f.Common().Properties)
				}
			}
			for _, form := range forms(credential) {
				if strings.Contains(strings.ToLower(out.String()), strings.ToLower(form)) {
					t.Errorf("the value is told as %s", form)
				}
			}
		})
	}
}

// forms returns spellings of a value, and its middle.
func forms(value string) []string {
	return []string{
		value, value[len(value)/4 : len(value)*3/4+4], base64.StdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte("x:" + value)),
		url.QueryEscape(value), hex.EncodeToString([]byte(value)),
	}
}

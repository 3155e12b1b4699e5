package vault_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// got is what a test looks at of a value.
type got struct {
	Data, Version string
	Expires       time.Time
}

func TestGet(t *testing.T) {
	t.Parallel()
	const live = `{"created_time":"2026-03-01T10:00:00.5Z","custom_metadata":null,"deletion_time":"","destroyed":false,"version":4}`
	mount := func(path, options string) string {
		return `{"request_id":"r","data":{"accessor":"kv_1","config":{"default_lease_ttl":0,"force_no_cache":false,"max_lease_ttl":0},"description":"","local":false,"options":` + options + `,"path":"` + path + `","seal_wrap":false,"type":"kv","uuid":"u"},"auth":null}`
	}
	for _, c := range []struct {
		name, ref string
		steps     []step
		want      got
	}{
		{"version 2, latest", "kv2/app", []step{
			{want: "GET " + address + "/v1/kv2/data/app token=T1", status: 200, body: v2(`{"b":1,"a":"<é>"}`, live)},
		}, got{Data: `{"b":1,"a":"<é>"}`, Version: "4"}},
		{"version 2, a version", "kv2/a/b?version=3", []step{
			{want: "GET " + address + "/v1/kv2/data/a/b?version=3 token=T1", status: 200, body: v2(`{}`, strings.Replace(live, "4", "3", 1))},
		}, got{Data: `{}`, Version: "3"}},
		{"version 2, to be deleted", "kv2/app", []step{
			{want: "GET " + address + "/v1/kv2/data/app token=T1", status: 200, body: v2(`{"a":1}`, `{"created_time":"2026-03-01T10:00:00Z","custom_metadata":{"owner":"x"},"deletion_time":"2026-11-22T03:22:48.466592471Z","destroyed":false,"version":1}`)},
		}, got{Data: `{"a":1}`, Version: "1", Expires: time.Date(2026, 11, 22, 3, 22, 48, 466592471, time.UTC)}},
		{"version 1", "team/kv1/x/y", []step{
			{want: "GET " + address + "/v1/team/kv1/x/y token=T1", status: 200, body: `{"request_id":"r","lease_id":"","renewable":false,"lease_duration":2764800,"data":{"a":"2"},"wrap_info":null,"warnings":null,"auth":null}`},
		}, got{Data: `{"a":"2"}`}},
		{"namespace of the reference", "kv2/app?namespace=team%2Fa", []step{
			{want: "GET " + address + "/v1/kv2/data/app token=T1 ns=team/a", status: 200, body: v2(`{}`, live)},
		}, got{Data: `{}`, Version: "4"}},
		{"the configured address", "kv2/app?address=https://VAULT.test:443/", []step{
			{want: "GET " + address + "/v1/kv2/data/app token=T1", status: 200, body: v2(`{}`, live)},
		}, got{Data: `{}`, Version: "4"}},
		{"path with escapes", "kv2/a%20b/c%3Fd%2Fe%25/", []step{
			{want: "GET " + address + "/v1/kv2/data/a%20b/c%3Fd/e%25 token=T1", status: 200, body: v2(`{}`, live)},
		}, got{Data: `{}`, Version: "4"}},
		{"mount of version 2 is asked for", "other/db/app", []step{
			{want: "GET " + address + "/v1/sys/internal/ui/mounts/other/db/app token=T1", status: 200, body: mount("other/db/", `{"version":"2"}`)},
			{want: "GET " + address + "/v1/other/db/data/app token=T1", status: 200, body: v2(`{}`, live)},
		}, got{Data: `{}`, Version: "4"}},
		{"mount of version 1 without options", "old/app", []step{
			{want: "GET " + address + "/v1/sys/internal/ui/mounts/old/app token=T1", status: 200, body: mount("old/", `null`)},
			{want: "GET " + address + "/v1/old/app token=T1", status: 200, body: `{"data":{"a":null},"lease_duration":1}`},
		}, got{Data: `{"a":null}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, _ := fake(t, nil, append([]step{lookupDenied("T1")}, c.steps...)...)
			value, err := v.Get(t.Context(), ref(t, c.ref))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got{string(value.Reveal()), value.Version, value.Expires}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestGetErrors has answers that are no success, in the shapes that servers
// send.
func TestGetErrors(t *testing.T) {
	t.Parallel()
	kinds := []error{store.ErrNotFound, store.ErrDenied, store.ErrExpired, store.ErrUnavailable}
	read := func(status int, body string) []step {
		return []step{{want: "GET " + address + "/v1/kv2/data/app token=T1", status: status, body: body}}
	}
	ask := func(status int, body string) []step {
		return []step{{want: "GET " + address + "/v1/sys/internal/ui/mounts/x/app token=T1", status: status, body: body}}
	}
	for _, c := range []struct {
		name, ref string
		steps     []step
		kind      error
		text      string
	}{
		{"no such secret", "kv2/app", read(404, `{"errors":[]}`), store.ErrNotFound, "vault: read vault://kv2/app at https://vault.test: not found (status 404)"},
		{"no such mount", "kv2/app", read(404, `{"errors":["no handler for route \"kv2/data/app\". route entry not found."]}`), store.ErrNotFound, "no handler for route"},
		{"path with data/", "kv2/data/app", []step{{want: "GET " + address + "/v1/kv2/data/data/app token=T1", status: 404, body: `{"errors":[]}`}}, store.ErrNotFound, "has no data/ behind the mount"},
		{"deleted", "kv2/app", read(404, v2("null", `{"created_time":"2026-11-22T02:22:48Z","custom_metadata":null,"deletion_time":"2026-11-22T02:22:48.410343202Z","destroyed":false,"version":1}`)), store.ErrExpired, "expired: version 1 was deleted at 2026-11-22T02:22:48.410343202Z"},
		{"destroyed", "kv2/app", read(404, v2("null", `{"created_time":"2026-11-22T02:22:48Z","custom_metadata":null,"deletion_time":"2026-11-22T02:22:48.410343202Z","destroyed":true,"version":1}`)), store.ErrExpired, "expired: version 1 was destroyed"},
		{"gone with a success", "kv2/app", read(200, v2("null", `{"deletion_time":"2026-11-22T02:22:48Z","destroyed":false,"version":1}`)), store.ErrExpired, "was deleted at"},
		{"bad request", "kv2/app", read(400, `{"errors":["one","two\nlines"]}`), nil, "status 400: one; two lines"},
		{"wrong shape", "kv2/app", read(200, `{"data":{"data":"text"}}`), nil, "not that of a key/value mount"},
		{"wrong data", "kv2/app", read(200, `{"data":"`+"hush-hush"+`"}`), nil, "not that of a key/value mount"},
		{"no data", "kv2/app", read(200, ``), nil, "not that of a key/value mount"},
		{"no JSON", "kv2/app", read(200, `<html>hush-hush`), nil, "not of Vault's form"},
		{"no JSON in an error", "kv2/app", read(400, `<html>hush-hush`), nil, "status 400: the body is not of Vault's form"},
		{"list for a version 1 secret", "team/kv1/x", []step{{want: "GET " + address + "/v1/team/kv1/x token=T1", status: 200, body: `{"data":["hush-hush"]}`}}, nil, "not that of a key/value mount"},
		{"version of a version 1 secret", "team/kv1/x?version=1", nil, nil, "KV version 1, which keeps no versions"},
		{"mount alone", "kv2", nil, nil, "the path is that of a mount"},
		{"wrong namespace", "x/app", ask(404, `{"errors":["namespace not found"]}`), store.ErrNotFound, "its mount: not found (status 404): namespace not found"},
		{"other engine", "x/app", ask(200, `{"data":{"path":"x/","type":"database","options":null}}`), nil, `its mount is a "database"`},
		{"future version", "x/app", ask(200, `{"data":{"path":"x/","type":"kv","options":{"version":"3"}}}`), nil, `KV version "3"`},
		{"mount elsewhere", "x/app", ask(200, `{"data":{"path":"y/","type":"kv","options":{"version":"2"}}}`), nil, "another path"},
		{"mount without a path", "x/app", ask(200, `{"data":{"path":"/","type":"kv"}}`), nil, "not of Vault's form"},
		{"mount of a wrong type", "x/app", ask(200, `{"data":[]}`), nil, "not of Vault's form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			steps := c.steps
			if steps != nil {
				steps = append([]step{lookupDenied("T1")}, steps...)
			}
			v, _ := fake(t, nil, steps...)
			_, err := v.Get(t.Context(), ref(t, c.ref))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("got %v, want %q in it", err, c.text)
			}
			for _, kind := range kinds {
				if errors.Is(err, kind) != (kind == c.kind) {
					t.Errorf("errors.Is(%v, %v) is %v", err, kind, kind != c.kind)
				}
			}
			if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "T1") {
				t.Errorf("a secret is in %v", err)
			}
		})
	}
}

func TestDenied(t *testing.T) {
	t.Parallel()
	denied := step{want: "GET " + address + "/v1/kv2/data/app token=T1", status: 403, body: `{"errors":["1 error occurred:\n\t* permission denied for T1\n\n"]}`}
	v, _ := fake(t, nil, lookup("T1", 0, false), denied, lookup("T1", 0, false))
	_, err := v.Get(t.Context(), ref(t, "kv2/app"))
	if !errors.Is(err, store.ErrDenied) {
		t.Fatalf("got %v", err)
	}
	e, ok := errors.AsType[*vault.Error](err)
	if !ok || e.Status != 403 {
		t.Fatalf("got %#v", err)
	}
	if diff := cmp.Diff([]string{"1 error occurred:  * permission denied for [redacted]"}, e.Messages); diff != "" {
		t.Error(diff)
	}
}

// TestMountIsRemembered asks once for two secrets, and again when a mount has
// become another.
func TestMountIsRemembered(t *testing.T) {
	t.Parallel()
	mount := func(version string) step {
		return step{want: "GET " + address + "/v1/sys/internal/ui/mounts/x/app token=T1", status: 200, body: `{"data":{"path":"x/","type":"kv","options":{"version":"` + version + `"}}}`}
	}
	one := step{want: "GET " + address + "/v1/x/app token=T1", status: 200, body: `{"data":{"a":1}}`}
	lost := one
	lost.status, lost.body = http.StatusNotFound, `{"errors":[]}`
	v, _ := fake(t, nil, lookupDenied("T1"), mount("1"), one, one, lost, mount("2"),
		step{want: "GET " + address + "/v1/x/data/app token=T1", status: 200, body: v2(`{"a":2}`, `{"version":1}`)})
	for i, want := range []string{`{"a":1}`, `{"a":1}`, ``, `{"a":2}`} {
		value, err := v.Get(t.Context(), ref(t, "x/app"))
		if (err != nil) != (want == "") || string(value.Reveal()) != want {
			t.Errorf("%d: got %s, %v, want %s", i, value.Reveal(), err, want)
		}
	}
}

package vault_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

// ldap is a login that is not ours.
type ldap struct{ fields map[string]string }

func (l ldap) Credentials(context.Context) (vault.Credentials, error) {
	return vault.Credentials{Path: "auth/ldap/login/ci", Fields: l.fields}, nil
}

func TestLogins(t *testing.T) {
	t.Parallel()
	account := vault.File(fstest.MapFS{"token": {Data: []byte("jwt-of-pod\n")}}, "token")
	for _, c := range []struct {
		name  string
		login vault.Login
		want  string
	}{
		{"approle", vault.AppRole{RoleID: "R", SecretID: vault.Static("S")}, `approle/login ns=team {"role_id":"R","secret_id":"S"}`},
		{"approle without a secret id", vault.AppRole{Mount: "ci/roles", RoleID: "R"}, `ci/roles/login ns=team {"role_id":"R"}`},
		{"jwt", vault.JWT{Role: "deploy", Token: vault.Static("a.b.c")}, `jwt/login ns=team {"jwt":"a.b.c","role":"deploy"}`},
		{"jwt with the default role", vault.JWT{Mount: "gitlab", Token: vault.Static("a.b.c")}, `gitlab/login ns=team {"jwt":"a.b.c"}`},
		{"kubernetes", vault.Kubernetes{Role: "pod", Token: account}, `kubernetes/login ns=team {"jwt":"jwt-of-pod","role":"pod"}`},
		{"of one's own", ldap{map[string]string{"password": "P"}}, `ldap/login/ci ns=team {"password":"P"}`},
		{"without fields", ldap{}, `ldap/login/ci ns=team {}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			change := func(cfg *vault.Config) { cfg.Login, cfg.Namespace = c.login, "team" }
			v, _ := fake(t, change,
				step{want: "POST " + address + "/v1/auth/" + c.want, status: 200, body: authBody("T9", 3600, true)},
				step{want: "GET " + address + "/v1/kv2/data/app token=T9 ns=other", status: 200, body: v2("{}", `{"version":1}`)},
				step{want: "GET " + address + "/v1/kv2/data/app token=T9 ns=team", status: 200, body: v2("{}", `{"version":1}`)})
			for _, text := range []string{"kv2/app?namespace=other", "kv2/app"} {
				if _, err := v.Get(t.Context(), ref(t, text)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestLoginErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("no id token for this job")
	post := func(status int, body string) []step {
		return []step{{want: "POST " + address + `/v1/auth/approle/login {"role_id":"R-1","secret_id":"S-1"}`, status: status, body: body}}
	}
	appRole := vault.AppRole{RoleID: "R-1", SecretID: vault.Static("S-1")}
	for _, c := range []struct {
		name  string
		login vault.Login
		steps []step
		kind  error
		text  string
	}{
		{"wrong secret id", appRole, post(400, `{"errors":["invalid role or secret ID"]}`), store.ErrDenied, "login: auth/approle/login: access denied (status 400): invalid role or secret ID"},
		{"no such method", appRole, post(404, `{"errors":["no handler for route \"auth/approle/login\". route entry not found."]}`), store.ErrDenied, "access denied (status 404): no handler"},
		{"secrets in a message", appRole, post(403, `{"errors":["R-1 with S-1 is not good"]}`), store.ErrDenied, "[redacted] with [redacted] is not good"},
		{"no token", appRole, post(200, `{"data":{"x":1},"auth":null}`), nil, "the response has no token"},
		{"source fails", vault.JWT{Token: func(context.Context) (string, error) { return "", broken }}, nil, broken, "login: signed token: no id token for this job"},
		{"empty", vault.Token{Source: vault.Static("")}, nil, nil, "login: token: it is empty"},
		{"no source", vault.Kubernetes{Role: "x"}, nil, nil, "no source is configured"},
		{"no file", vault.Token{Source: vault.File(fstest.MapFS{}, "token")}, nil, fs.ErrNotExist, "token"},
		{"secret id fails", vault.AppRole{SecretID: func(context.Context) (string, error) { return "", broken }}, nil, broken, "login: secret id: "},
		{"large file", vault.Token{Source: vault.File(fstest.MapFS{"t": {Data: make([]byte, 64<<10+1)}}, "t")}, nil, nil, "t has more than 65536 bytes"},
		{"wrong mount", vault.AppRole{Mount: ".."}, nil, nil, `path "auth/../login"`},
		{"token for a header", vault.Token{Source: vault.Static("hush\nhush")}, nil, nil, "login: the token holds a character that no header can carry"},
		{"given token for a header", appRole, post(200, authBody("hush hush", 1, true)), nil, "login: the token holds a character that no header can carry"},
		{"lookup without a form", vault.Token{Source: vault.Static("T1")}, []step{{want: "GET " + address + "/v1/auth/token/lookup-self token=T1", status: 200, body: `{"data":[]}`}}, nil, "not of Vault's form"},
		{"lookup in a wrong namespace", vault.Token{Source: vault.Static("T1")}, []step{{want: "GET " + address + "/v1/auth/token/lookup-self token=T1", status: 404, body: `{"errors":["namespace not found"]}`}}, store.ErrDenied, "login: look up the token: access denied (status 404): namespace not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, _ := fake(t, func(cfg *vault.Config) { cfg.Login = c.login }, c.steps...)
			_, err := v.Get(t.Context(), ref(t, "kv2/app"))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("got %v, want %q in it", err, c.text)
			}
			if c.kind != nil && !errors.Is(err, c.kind) || errors.Is(err, store.ErrNotFound) {
				t.Errorf("%v does not wrap %v", err, c.kind)
			}
			if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "S-1") {
				t.Errorf("a secret is in %v", err)
			}
		})
	}
}

// TestNothingPrints prints and encodes what holds secrets.
func TestNothingPrints(t *testing.T) {
	t.Parallel()
	v, _ := fake(t, func(cfg *vault.Config) { cfg.Login = vault.Token{Source: vault.Static("hush")} },
		lookupDenied("hush"), secret("hush"))
	if _, err := v.Get(t.Context(), ref(t, "kv2/app")); err != nil {
		t.Fatal(err)
	}
	creds := vault.Credentials{Token: "hush", Fields: map[string]string{"secret_id": "hush"}}
	var out strings.Builder
	for _, x := range []any{v, *v, creds, &creds, vault.Token{Source: vault.Static("hush")}} {
		fmt.Fprintf(&out, "%v %+v %#v %s\n", x, x, x, x)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "creds", creds)
	text, err := json.Marshal(creds)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`"[redacted]"`, string(text)); diff != "" || creds.String() != "[redacted]" {
		t.Error(diff)
	}
	if strings.Contains(out.String(), "hush") || !strings.Contains(out.String(), "creds=[redacted]") {
		t.Errorf("got %s", out.String())
	}
}

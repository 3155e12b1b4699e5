package vault_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
	"github.com/penstock-dev/penstock/secrets/vault"
)

func serverAppRole(t *testing.T, op operator) {
	op.allow(t, "approle", "secret/data/approle")
	op.post(t, "secret/data/approle", map[string]any{"data": map[string]any{"a": "b"}})
	op.post(t, "sys/auth/approle", map[string]any{"type": "approle"})
	op.post(t, "auth/approle/role/ci", map[string]any{"token_policies": "approle", "token_ttl": "20m"})
	role := at(t, op.do(t, http.MethodGet, "auth/approle/role/ci/role-id", nil, 200), "data", "role_id")
	secretID := at(t, op.post(t, "auth/approle/role/ci/secret-id", nil), "data", "secret_id")
	v, tap := op.open(t, vault.AppRole{RoleID: role, SecretID: vault.Static(secretID)}, func(cfg *vault.Config) { cfg.Mounts = map[string]int{"secret": 2} })

	expect(t, v, "secret/approle", `{"a":"b"}`, nil)
	op.post(t, "sys/leases/revoke-prefix/auth/approle/login", nil) // all that logins of this method gave
	expect(t, v, "secret/approle", `{"a":"b"}`, nil)
	if err := v.Logout(t.Context()); err != nil {
		t.Error(err)
	}
	expect(t, v, "secret/approle", `{"a":"b"}`, nil)
	if diff := cmp.Diff([]string{
		"POST auth/approle/login 200", "GET secret/data/approle 200",
		"GET secret/data/approle 403", "GET auth/token/lookup-self 403", "POST auth/approle/login 200", "GET secret/data/approle 200",
		"POST auth/token/revoke-self 204",
		"POST auth/approle/login 200", "GET secret/data/approle 200",
	}, tap.taken()); diff != "" {
		t.Error(diff)
	}

	wrong, _ := op.open(t, vault.AppRole{RoleID: role, SecretID: vault.Static("wrong")}, nil)
	expect(t, wrong, "secret/approle", "", store.ErrDenied)
	missing, _ := op.open(t, vault.AppRole{Mount: "missing", RoleID: role}, nil)
	expect(t, missing, "secret/approle", "", store.ErrDenied)
}

func serverJWT(t *testing.T, op operator) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	op.allow(t, "jwt", "secret/data/jwt")
	op.post(t, "secret/data/jwt", map[string]any{"data": map[string]any{"a": "b"}})
	op.post(t, "sys/auth/ci", map[string]any{"type": "jwt"})
	op.post(t, "auth/ci/config", map[string]any{"jwt_validation_pubkeys": []string{string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))}})
	op.post(t, "auth/ci/role/deploy", map[string]any{"role_type": "jwt", "user_claim": "sub", "bound_audiences": []string{"vault.test"}, "token_policies": "jwt"})

	claims := func(audience string) map[string]any {
		now := time.Now()
		return map[string]any{"sub": "job 1", "aud": audience, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	}
	v, _ := op.open(t, vault.JWT{Mount: "ci", Role: "deploy", Token: vault.Static(sign(t, key, claims("vault.test")))}, nil)
	expect(t, v, "secret/jwt", `{"a":"b"}`, nil)
	wrong, _ := op.open(t, vault.JWT{Mount: "ci", Role: "deploy", Token: vault.Static(sign(t, key, claims("else.test")))}, nil)
	expect(t, wrong, "secret/jwt", "", store.ErrDenied)
}

// sign returns a signed token with claims.
func sign(t *testing.T, key *ecdsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	body, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	text := b64([]byte(`{"alg":"ES256","typ":"JWT"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + b64(signature)
}

// serverKubernetes lets the server review tokens with a cluster that is a
// handler of this test.
func serverKubernetes(t *testing.T, op operator) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	token := sign(t, key, map[string]any{
		"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:ci:runner",
		"kubernetes.io/serviceaccount/namespace":            "ci",
		"kubernetes.io/serviceaccount/service-account.name": "runner",
		"kubernetes.io/serviceaccount/service-account.uid":  "u-1",
	})
	cluster := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var review struct{ Spec struct{ Token string } }
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &review)
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":%v,"user":{"username":"system:serviceaccount:ci:runner","uid":"u-1","groups":["system:serviceaccounts"]}}}`, review.Spec.Token == token)
	}))
	defer cluster.Close()
	op.allow(t, "kubernetes", "secret/data/kubernetes")
	op.post(t, "secret/data/kubernetes", map[string]any{"data": map[string]any{"a": "b"}})
	op.post(t, "sys/auth/kubernetes", map[string]any{"type": "kubernetes"})
	op.post(t, "auth/kubernetes/config", map[string]any{
		"kubernetes_host": cluster.URL, "disable_iss_validation": true, "disable_local_ca_jwt": true, "token_reviewer_jwt": token,
		"kubernetes_ca_cert": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cluster.Certificate().Raw})),
	})
	op.post(t, "auth/kubernetes/role/pod", map[string]any{"bound_service_account_names": "runner", "bound_service_account_namespaces": "ci", "token_policies": "kubernetes"})

	account := fstest.MapFS{"token": {Data: []byte(token + "\n")}}
	v, _ := op.open(t, vault.Kubernetes{Role: "pod", Token: vault.File(account, "token")}, nil)
	expect(t, v, "secret/kubernetes", `{"a":"b"}`, nil)
	wrong, _ := op.open(t, vault.Kubernetes{Role: "other", Token: vault.File(account, "token")}, nil)
	expect(t, wrong, "secret/kubernetes", "", store.ErrDenied)
}

// serverNamespaces needs a server that has them: OpenBao, or an Enterprise one.
func serverNamespaces(t *testing.T, op operator) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, op.address+"/v1/sys/namespaces/team", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Vault-Token", op.token)
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	v, _ := op.open(t, vault.Token{Source: vault.Static(op.token)}, nil)
	if resp.StatusCode != http.StatusOK {
		t.Logf("this server has no namespaces: status %d", resp.StatusCode)
		expect(t, v, "secret/x", "", store.ErrNotFound)
		return
	}
	op.post(t, "team/sys/mounts/kv", map[string]any{"type": "kv", "options": map[string]any{"version": "2"}})
	op.post(t, "team/kv/data/app", map[string]any{"data": map[string]any{"a": "b"}})
	expect(t, v, "kv/app?namespace=team", `{"a":"b"}`, nil)
	expect(t, v, "kv/app", "", store.ErrDenied)
	expect(t, v, "kv/app?namespace=nowhere", "", store.ErrNotFound)
}

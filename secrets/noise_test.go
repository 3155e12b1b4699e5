package secrets_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets"
)

// TestNoise wants nothing where a value only looks like a credential, and
// finds it where what makes the difference is taken away.
func TestNoise(t *testing.T) {
	t.Parallel()
	digest, key, text := random(31, "0123456789abcdef", 64), random(32, base62, 42), random(33, base62, 14)
	hex40, id := random(34, "0123456789abcdef", 40), uuid
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	manifest := "apiVersion: v1\nkind: Secret\ndata:\n  "
	blob := random(35, base62+"+/", 400)
	facebook := "EAAC" + random(36, base62, 120)
	login := func(user, password string) string {
		return "Authorization: Basic " + encode(user+":"+password)
	}
	tests := []struct{ name, noise, leak string }{
		{"digest of a secret", `SecretSHA: "` + digest + `"`, `SecretHex: "` + digest + `"`},
		{"digest of nothing", "apiToken=d41d8cd98f00b204" + "e9800998ecf8427e", "apiToken=" + digest[:32]},
		{"id of a credential", `credentialsId: '` + id + `'`, `credentials: '` + id + `'`},
		{"id of a token", `tokenId: '` + id + `'`, `token: '` + id + `'`},
		{"id of secrets", `<UserSecretsId>` + id, `"secret_id": "` + id + `"`},
		{"audience", `TOKEN_AUDIENCE = "` + id + `"`, `TOKEN = "` + id + `"`},
		{"next page", `"nextToken": "` + key + `"`, `"apiToken": "` + key + `"`},
		{"service inside of words", "rookTable = " + "00" + key[:40], "oktaToken = " + "00" + key[:40]},
		{"service inside of a name", "ReactNativeCameraKit: " + hex40, "MERAKI_KEY: " + hex40},
		{"conflict of a merge", "algolia\n>>>>>>> " + digest[:32], "algolia: " + digest[:32]},
		{"link", "auth/jwt: see [#1](https://git.internal/hashicorp/vault-plugin-auth-" + key[:9] + "/1)", "jwt_secret: " + digest},
		{"elided", "TOKEN=" + key + "...", "TOKEN=" + key + " ."},
		{"sequence", "algolia_key = 1234567890abcdef" + "1234567890abcdef", "algolia_key = " + digest[:32]},
		{"repetition", "algolia_key = " + strings.Repeat("abcd1234", 4), "algolia_key = " + digest[8:40]},
		{"inside of base64", "data:font;base64," + blob[:150] + "+" + facebook + "/" + blob[150:], "token=" + facebook},
		{"store", manifest[:len(manifest)-len("data:\n  ")] + "stringData:\n  key: refs+vault://a/b#" + text, manifest[:len(manifest)-len("data:\n  ")] + "stringData:\n  key: " + text},
		{"certificate", manifest + "x.pem: " + encode("-----BEGIN CERTIFICATE-----\n"+blob), manifest + "x.pem: " + encode(text)},
		{"words", manifest + "value: " + encode("drift-value\n"), manifest + "value: " + encode(text)},
		{"search on a site", "docsearch({\n  apiKey: '" + digest[:32] + "',\n  indexName: 'a'})", "f({\n  apiKey: '" + digest[:32] + "'})"},
		{"arguments of a call", "authenticate(username=attrs.get('username'), password=attrs.get('password'))", "connect('username=app password=" + text + "')"},
		{"name with an id", "/todo-api-" + id, "key: api-" + id},
		{"no password", login("browser", ""), login("a1"+key[:12], "")},
		{"usual words in escapes", "http://user:pass%20pass@git.internal/", "http://user:pa%20" + text + "@git.internal/"},
		{"code", "a.PasswordAuthorization=function(e,t){server=t}", "server=a;Password=" + text},
		{"sample of a standard", `"access_token": "2YotnFZFEjr1z` + `CsicMWpAA"`, `"access_token": "` + key[:22] + `"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if found := findIn(t, secrets.Config{}, "a", tt.noise); len(found) > 0 {
				t.Errorf("%q gives %v", tt.noise, found)
			}
			if found := findIn(t, secrets.Config{}, "a", tt.leak); len(found) == 0 {
				t.Errorf("%q gives nothing", tt.leak)
			}
		})
	}
}

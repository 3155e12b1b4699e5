package secrets_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

func TestLogins(t *testing.T) {
	t.Parallel()
	p := urlPassword
	login := base64.StdEncoding.EncodeToString([]byte("deployer:" + p))
	encoded := base64.StdEncoding.EncodeToString([]byte(p))
	opaque := random(18, base62, 36)
	tests := []struct {
		name, text string
		want       []string
	}{
		{"postgres", "DATABASE_URL=postgres://app:" + p + "@db.internal:5432/app", []string{"postgres-url-password " + p}},
		{"postgresql", `"postgresql://app:` + p + `@10.2.3.4/app"`, []string{"postgres-url-password " + p}},
		{"mysql", "mysql://root:" + p + "@mysql.internal/x", []string{"mysql-url-password " + p}},
		{"mongodb", "mongodb+srv://app:" + p + "@c0.mongodb.net/?w=1", []string{"mongodb-url-password " + p}},
		{"redis without a user", "redis://:" + p + "@cache:6379/0", []string{"redis-url-password " + p}},
		{"amqp", "amqps://app:" + p + "@mq.internal/vhost", []string{"rabbitmq-url-password " + p}},
		{"at in a password", "postgres://app:a@" + p + "@db.internal/app", []string{"postgres-url-password a@" + p}},
		{"any scheme", "smtp://app:" + p + "@mail.internal:587 ftp://app:" + p + "@files.internal", []string{"url-password " + p, "url-password " + p}},
		{"oracle", "jdbc:oracle:thin:scott/" + p + "@//db.internal:1521/x", []string{"connection-string-password " + p}},
		{"this machine", "postgres://app:" + p + "@localhost/app redis://:" + p + "@127.0.0.1/0", nil},
		{"example host", "https://app:" + p + "@git.example.com/x", nil},
		{"variable", "postgres://app:${PASSWORD}@db.internal/app", nil},
		{"variable of a shell", "postgres://app:$PGPASSWORD@db.internal/app", nil},
		{"template", "postgres://app:{{ password }}@db.internal/app", nil},
		{"verb", `fmt.Sprintf("postgres://%s:%s@%s/app", a, b, c)`, nil},
		{"words", "https://user:password@git.internal", nil},
		{"port", "http://host:8080/path@v1.2.3", nil},
		{"ado.net", `"Server=db1.internal;Database=x;User ID=app;Password=` + p + `;Encrypt=True"`, []string{"connection-string-password " + p}},
		{"odbc", "Driver={SQL};Server=db1;Uid=app;Pwd=" + p + ";", []string{"connection-string-password " + p}},
		{"libpq", "host=db1.internal user=app password=" + p + " dbname=x", []string{"connection-string-password " + p}},
		{"jdbc", "jdbc:postgresql://db1.internal/x?user=app&password=" + p + "&ssl=true", []string{"connection-string-password " + p}},
		{"connection to this machine", "Server=localhost;User ID=app;Password=" + p + ";", nil},
		{"connection by reference", "Server=db1;User ID=app;Password=${DB_PASSWORD};", nil},
		{"argument of a call", "connect(user=name, password=access_token)", nil},
		{"constant", "connect(user=name, password=ACCESS_2_TOKEN)", nil},
		{"page of a list", "nextPageToken = \"" + random(19, base62, 25) + "\"", nil},
		{"sentence about netrc", "The machine has a login name and a password file.", nil},
		{"netrc", "machine git.internal\n  login me\n  password " + p + "\n", []string{"netrc-password " + p}},
		{"netrc in a line", "machine git.internal login me password " + p, []string{"netrc-password " + p}},
		{"prose", "for login and password " + p, nil},
		{"settings.xml", "<server>\n<id>x</id><password>" + p + "</password>", []string{"element-password " + p}},
		{"element with a property", "<password>${env.PASSWORD}</password>", nil},
		{"element with text", "<password>string</password>", nil},
		{"npmrc", "//npm.internal/:_auth=" + login, []string{"npm-registry-login " + login}},
		{"npmrc token", "//npm.internal/:_authToken=" + uuid, []string{"npm-registry-login " + uuid}},
		{"npmrc variable", "//npm.internal/:_authToken=${NPM_TOKEN}", nil},
		{"basic", "Authorization: Basic " + login, []string{"authorization-basic " + login}},
		{"basic in a program", `headers["Authorization"] = "Basic ` + login + `"`, []string{"authorization-basic " + login}},
		{"basic of words", "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("user:password")), nil},
		{"bearer", "-H 'Authorization: Bearer " + opaque + "'", []string{"authorization-bearer " + opaque}},
		{"bearer by reference", "Authorization: Bearer ${TOKEN_1A2B3C4D5E6F7A8B9C0D}", nil},
		{"curl", "curl -sSf -u deployer:" + p + " https://git.internal", []string{"curl-login " + p}},
		{"curl, quoted", "curl --user 'deployer:" + p + "' https://git.internal", []string{"curl-login " + p}}, // penstock:allow
		{"curl, password quoted", "curl --user deployer:'" + p + "' x", []string{"curl-login " + p}},           // penstock:allow
		{"curl, next line", "curl -X POST \\\n  -u \"deployer:" + p + "\" x", []string{"curl-login " + p}},
		{"curl, key as user", "curl -u \"" + p + ":\" x", []string{"curl-login " + p}},
		{"curl, variable", "curl -u \"$USER:$PASSWORD\" x", nil},
		{"other command", "curl x\nsudo -u me:" + p + " x", nil},
		{"curl, header", `curl -H "Api-Token: Sk94HG7f6KB" x`, []string{"curl-header Sk94HG7f6KB"}}, // penstock:allow
		{"curl, other header", `curl -H "Content-Type: application/1x2y3z" -H "X-Auth-Email: me1x2@mail.internal" x`, nil},
		{"npmrc password", "//npm.internal/:_password=" + encoded, []string{"generic-password " + encoded}},
		{"assignment", `dbPassword = "` + p + `"`, []string{"generic-password " + p}},
		{"pypirc", "[internal]\nusername = me\npassword: " + p + "\n", []string{"generic-password " + p}},
		{"about a password", `passwordHash = "` + p + `"`, nil},
		{"message", `password = "Enter 2 words, 8 letters"`, nil},
		{"call", "password = readPassword2(x)", nil},
		{"secret", "apiVersion: v1\nkind: Secret\ndata:\n  username: " + encoded + "\n  db-password: " + encoded + "\n", []string{"kubernetes-secret " + encoded}},
		{"secret, data first", "apiVersion: v1\nstringData:\n  key: " + p + "\nkind: \"Secret\"\n", []string{"kubernetes-secret " + p}},
		{"secret, template", "apiVersion: v1\nkind: Secret\nstringData:\n  key: {{ .Values.key }}\n", nil},
		{"other kind", "apiVersion: v1\nkind: SealedSecret\ndata:\n  key: " + encoded + "\n", nil},
		{"other document", "apiVersion: v1\nkind: Secret\n---\ndata:\n  key: " + encoded + "\n", nil},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, found(t, test.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", test.name, test.text, d)
		}
	}
}

func TestEncoded(t *testing.T) {
	t.Parallel()
	token := "the token is " + githubToken + ", so be it"
	b64 := base64.StdEncoding.EncodeToString
	escape := func(format func(byte) string) string {
		var b strings.Builder
		for i := range len(githubToken) {
			b.WriteString(format(githubToken[i]))
		}
		return b.String()
	}
	hexByte := func(c byte) string { return string(hexDigits[c>>4]) + string(hexDigits[c&15]) }
	tests := []struct{ name, run string }{
		{"base64", b64([]byte(token))},
		{"base64, padded", b64([]byte(token + "!"))},
		{"base64url", base64.RawURLEncoding.EncodeToString([]byte(token + "??>>~~~"))},
		{"hex", escape(hexByte)},
		{"percent", escape(func(c byte) string { return "%" + hexByte(c) })},
		{"unicode", escape(func(c byte) string { return `\u00` + hexByte(c) })},
		{"twice", b64([]byte("again " + b64([]byte(token))))},
		{"long", b64([]byte(strings.Repeat("some text ", 4000) + token))},
	}
	for _, test := range tests {
		text := "a = '" + test.run + "'\n"
		leaks := findIn(t, secrets.Config{}, "a", text)
		if len(leaks) != 1 {
			t.Errorf("%s: found %v", test.name, leaks)
			continue
		}
		l := leaks[0]
		if l.RuleID() != "secrets/github-pat" || l.Reveal() != githubToken || l.Secret.Redacted != "ghp_…(40)" {
			t.Errorf("%s: %v reveals %q", test.name, l, l.Reveal())
		}
		if r := l.Location.Region; test.name != "long" && (text[r.StartOffset:r.EndOffset] != test.run || strings.Contains(r.Snippet, test.run[:20])) {
			t.Errorf("%s: region %+v", test.name, r)
		}
	}
}

// TestEncodedHashesAlike wants a baseline to know a secret again in any
// encoding.
func TestEncodedHashesAlike(t *testing.T) {
	t.Parallel()
	clear := findIn(t, secrets.Config{}, "a", githubToken)
	hidden := findIn(t, secrets.Config{}, "a", base64.StdEncoding.EncodeToString([]byte(githubToken)))
	if len(clear) != 1 || len(hidden) != 1 || clear[0].Secret.Hash != hidden[0].Secret.Hash {
		t.Errorf("got %v and %v", clear, hidden)
	}
}

func TestDecodingIsBounded(t *testing.T) {
	t.Parallel()
	nested := githubToken + " and some text around it"
	for range 5 {
		nested = base64.StdEncoding.EncodeToString([]byte(nested))
	}
	if leaks := findIn(t, secrets.Config{}, "a", nested); len(leaks) != 0 {
		t.Errorf("found %v in five encodings", leaks)
	}
	token := base64.StdEncoding.EncodeToString([]byte("x " + githubToken + " x"))
	far := strings.Repeat(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("plain text ", 900)))+"\n", 700) + token
	if leaks := findIn(t, secrets.Config{}, "a", far); len(leaks) != 0 {
		t.Errorf("found %v behind the budget", leaks)
	}
}

func TestDisabledKeys(t *testing.T) {
	t.Parallel()
	text := "-----BEGIN PRIVATE KEY-----\n" + derKey + "-----END " + "PRIVATE KEY-----"
	if leaks := findIn(t, secrets.Config{Disable: []string{"secrets/private-key"}}, "a", text); len(leaks) != 0 {
		t.Errorf("found %v", leaks)
	}
	if leaks := findIn(t, secrets.Config{}, "a", text); len(leaks) != 1 || leaks[0].Severity != scan.SeverityCritical {
		t.Errorf("found %v", leaks)
	}
}

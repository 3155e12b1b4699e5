package secrets

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
)

// madeByCheck are rules whose check takes only values that decode to
// something; their samples are in the tests of the checks.
var madeByCheck = map[string]bool{
	"jwt": true, "jwt-base64": true, "docker-config-auth": true, "discord-bot-token": true,
}

// TestRulesFindTheirSamples makes a text of every form of every rule, puts it
// into a line of code and wants the secret to be found with its exact bounds.
func TestRulesFindTheirSamples(t *testing.T) {
	t.Parallel()
	a, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 11))
	for i := range a.engine.rules {
		rule := &a.engine.rules[i]
		if madeByCheck[rule.id] {
			continue
		}
		for n := range rule.forms {
			if !foundSample(a, rule, &rule.forms[n], r) {
				t.Errorf("%s: form %d is never found; last sample %q", rule.id, n, lastSample(rule, &rule.forms[n], r))
			}
		}
	}
}

// foundSample tries several samples, because a random value can look like a
// placeholder or like words.
func foundSample(a *Analyzer, rule *rule, f *form, r *rand.Rand) bool {
	for range 40 {
		text, secret := inCode(rule, f, r)
		for m := range a.Matches([]byte(text)) {
			value := text[m.Start:m.End]
			if value == secret || rule.opt.url && strings.HasSuffix(value, secret) {
				return true
			}
		}
	}
	return false
}

func lastSample(rule *rule, f *form, r *rand.Rand) string {
	text, _ := inCode(rule, f, r)
	return text
}

// inCode returns a line that assigns a sample.
func inCode(rule *rule, f *form, r *rand.Rand) (text, secret string) {
	text, secret = sample(f, r)
	name := "value"
	if rule.opt.near != "" {
		near, _, _ := strings.Cut(rule.opt.near, "|")
		name = strings.TrimSuffix(near, "?") + "_token"
	}
	return name + " = '" + text + "'\n", secret
}

// TestRulesRefusePlaceholders replaces the variable parts of every form by one
// character each.
func TestRulesRefusePlaceholders(t *testing.T) {
	t.Parallel()
	a, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.engine.rules {
		rule := &a.engine.rules[i]
		for n := range rule.forms {
			f := &rule.forms[n]
			variable := 0
			for _, p := range f.parts {
				variable += p.min
			}
			if variable < 16 || rule.opt.url {
				continue
			}
			text := "value = '" + flat(f) + "'\n"
			for m := range a.Matches([]byte(text)) {
				t.Errorf("%s: %s found in %q", rule.id, m.Rule.ID, text)
			}
		}
	}
}

// flat returns a text of the form in which each run is one character repeated.
func flat(f *form) string {
	var b strings.Builder
	for _, p := range f.parts {
		b.WriteString(p.text)
		if p.set == nil {
			continue
		}
		c := byte('X')
		for _, try := range []byte("xXa0A") {
			if p.set.in[try] {
				c = try
				break
			}
		}
		b.Write(bytes.Repeat([]byte{c}, p.min))
	}
	return b.String()
}

// TestRulesAreTold checks what the tables say about the rules.
func TestRulesAreTold(t *testing.T) {
	t.Parallel()
	a, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, r := range a.Rules() {
		if seen[r.ID] {
			t.Errorf("%s: twice", r.ID)
		}
		seen[r.ID] = true
		if r.Name == "" || r.Description == "" || r.Remediation == "" || r.Severity == scan.SeverityUnknown || r.Kind != scan.KindSecret {
			t.Errorf("%s: something is missing in %+v", r.ID, r)
		}
		if _, known := scan.ClassInfoOf(r.Class); !known {
			t.Errorf("%s: class %s is unknown", r.ID, r.Class)
		}
		if d := a.engine.rules[i].definition; !strings.Contains(d.id+" "+d.provider, d.provider) {
			t.Errorf("%s: names no provider", r.ID)
		}
	}
	if len(seen) < 350 {
		t.Errorf("only %d rules", len(seen))
	}
}

func TestParseFormatRefuses(t *testing.T) {
	t.Parallel()
	all := newAlphabets()
	for _, notation := range []string{"", "nothing{3}", "b62{x}", "b62{3,x}", "b62{5,3}", "b62{-1}", "b62{9999999}", "ab}", "< >", strings.Repeat("hex{1} dig{1} ", 20)} {
		if forms, err := parseFormat(all, notation); err == nil {
			t.Errorf("%q was taken for %+v", notation, forms)
		}
	}
}

func TestNewEngineRefuses(t *testing.T) {
	t.Parallel()
	one := definition{id: "a", provider: "p", formats: "abc hex{8}"}
	for name, list := range map[string][]definition{
		"twice":     {one, one},
		"no anchor": {{id: "b", formats: "ab hex{8}"}},
		"bad":       {{id: "c", formats: "abc none{8}"}},
	} {
		if _, err := newEngine(list, false); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("aB3", 10)
	token := "gh" + "p_" + body + base62Checksum([]byte(body))
	npm := "np" + "m_" + body
	b64 := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	jwt := b64(`{"alg":"HS256"}`) + "." + b64(`{"exp":1700000000,"sub":"somebody"}`)
	sign := "." + b64(strings.Repeat("s", 32))
	tests := []struct {
		name  string
		check check
		value string
		want  scan.Confidence
	}{
		{"github", githubChecksum, token, scan.ConfidenceHigh},
		{"github wrong", githubChecksum, token[:len(token)-1] + "!", scan.ConfidenceLow},
		{"npm over body", npmChecksum, npm + base62Checksum([]byte(body)), scan.ConfidenceHigh},
		{"npm over all", npmChecksum, npm + base62Checksum([]byte(npm)), scan.ConfidenceHigh},
		{"npm wrong", npmChecksum, npm + "abcdef", scan.ConfidenceLow},
		{"azure", azureKey, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 64)), scan.ConfidenceHigh},
		{"azure short", azureKey, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 60)), scan.ConfidenceLow},
		{"jfrog", jfrogReference, base64.RawStdEncoding.EncodeToString([]byte("reftkn:01:1234:abc")), scan.ConfidenceHigh},
		{"jfrog other", jfrogReference, "cmVmd", scan.ConfidenceLow},
		{"jwt", checkJWT, jwt + sign, scan.ConfidenceHigh},
		{"jwt without signature", checkJWT, jwt, scan.ConfidenceLow},
		{"jwt none", checkJWT, b64(`{"alg":"none"}`) + "." + b64(`{"a":1}`) + ".", scan.ConfidenceLow},
		{"jwt in base64", checkEncodedJWT, base64.StdEncoding.EncodeToString([]byte(jwt + sign)), scan.ConfidenceHigh},
		{"discord", discordID, b64("123456789012345678") + ".abcdef.x", scan.ConfidenceHigh},
		{"sentry", sentryOrg, "sntrys_" + base64.StdEncoding.EncodeToString([]byte(`{"iat":1,"org":"acme"}`)) + "_x", scan.ConfidenceHigh},
		{"sentry other", sentryOrg, "sntrys_abc_x", scan.ConfidenceLow},
		{"macaroon", macaroon, "pypi-" + b64("\x02\x01\x04host\x02\x02id\x00\x00\x06\x20"+strings.Repeat("k", 32)), scan.ConfidenceHigh},
		{"macaroon cut", macaroon, "pypi-" + b64("\x02\x01\x04host\x02\x50id"), scan.ConfidenceLow},
		{"docker", basicAuth, base64.StdEncoding.EncodeToString([]byte("me:pa55word")), scan.ConfidenceHigh},
	}
	for _, test := range tests {
		if v := test.check([]byte(test.value)); v.confidence != test.want || v.reject {
			t.Errorf("%s: got %+v, want confidence %v", test.name, v, test.want)
		}
	}
	for name, reject := range map[string]verdict{
		"jwt":        checkJWT([]byte("eyJhbbbb.eyJhbbbb")),
		"jwt base64": checkEncodedJWT([]byte("ZXlKaaaa")),
		"docker":     basicAuth([]byte("bm9jb2xvbg")),
		"discord":    discordID([]byte("MTxx.a.b")),
		"aws":        allSorts([]byte(strings.Repeat("a1", 20))),
	} {
		if !reject.reject {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestAWSAccount(t *testing.T) {
	t.Parallel()
	// The account number is bits 1 to 40 of the forty-eight after the prefix.
	const account = 123456789012
	bits := uint64(1)<<49 | account<<9
	const letters = upper + "234567"
	var id []byte
	for shift := 45; shift >= 0; shift -= 5 {
		id = append(id, letters[bits>>shift&31])
	}
	v := awsAccount(append([]byte("AK"+"IA"), append(id, "ABCDEF"...)...))
	if v.account != "123456789012" || v.confidence != scan.ConfidenceHigh {
		t.Errorf("got %+v", v)
	}
	if v := awsAccount([]byte("AK" + "IA0189018901890189")); v.confidence != scan.ConfidenceLow {
		t.Errorf("digits outside base 32: %+v", v)
	}
}

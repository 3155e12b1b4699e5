package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// jwtTable returns the forms of JSON Web Tokens (RFC 7519).
func jwtTable() []definition {
	return []definition{
		{"jwt", "jwt", "(JWT)", "!eyJ b64u{10,} .eyJ b64u{6,} . b64u{0,}\n!eyJ b64u{10,} .eyJ b64u{6,}\neyJ b64u{10,} . b64u{20,} . b64u{20,}\neyJ b64u{10,} .. b64u{10,} . b64u{20,} . b64u{10,}", option{check: checkJWT, severity: medium}},
		{"jwt-base64", "jwt", "(JWT in base64)", "ZXlK b64{60,}\nZXlK b64{60,} =\nZXlK b64{60,} ==", option{check: checkEncodedJWT, severity: medium}},
	}
}

// jwtHeader and jwtClaims are what is read of a token; the rest is ignored.
type jwtHeader struct {
	Algorithm string `json:"alg"`
}

type jwtClaims struct {
	Issuer  string  `json:"iss"`
	Expires float64 `json:"exp"`
}

// headerNames are the registered header parameters of RFC 7515 and RFC 7516,
// one of which every header has.
var headerNames = sync.OnceValue(func() words {
	return newWords(`"alg"`, `"typ"`, `"kid"`, `"enc"`, `"jku"`, `"jwk"`, `"x5u"`, `"x5c"`, `"x5t"`, `"cty"`, `"crit"`, `"zip"`, `"tag"`, `"iv"`, `"apu"`, `"apv"`, `"epk"`, `"b64"`, `"url"`, `"nonce"`, `"ver"`)
})

// checkJWT takes only what has a header that reads like one.
func checkJWT(value []byte) verdict {
	parts := bytes.Split(value, []byte("."))
	raw := decodeURL(parts[0])
	if !printable(raw) || !headerNames().in(raw) {
		return verdict{reject: true}
	}
	if !bytes.HasPrefix(parts[1], []byte("eyJ")) && !containsFold(raw, `"alg"`) {
		return verdict{reject: true}
	}
	v := verdict{confidence: scan.ConfidenceLow}
	var header jwtHeader
	if json.Unmarshal(raw, &header) != nil || len(parts) < 3 {
		return v
	}
	if header.Algorithm == "none" || len(parts[2]) == 0 {
		v.note, v.severity = "It is not signed.", low
		return v
	}
	var claims jwtClaims
	if json.Unmarshal(decodeURL(parts[1]), &claims) == nil {
		v.confidence = scan.ConfidenceHigh
		if claims.Expires > 0 && claims.Expires < 1e11 {
			v.expires = time.Unix(int64(claims.Expires), 0).UTC()
		}
	}
	return v
}

// checkEncodedJWT takes only what decodes to a token.
func checkEncodedJWT(value []byte) verdict {
	raw, err := base64.RawStdEncoding.DecodeString(string(bytes.TrimRight(value, "=")))
	if err != nil || bytes.Count(raw, []byte(".")) < 2 {
		return verdict{reject: true}
	}
	return checkJWTHead(raw)
}

// checkJWTHead judges a decoded token whose header may be any JSON object.
func checkJWTHead(raw []byte) verdict {
	if v := checkJWT(raw); !v.reject {
		return v
	}
	head, _, _ := bytes.Cut(raw, []byte("."))
	if text := decodeURL(head); printable(text) && json.Valid(text) {
		return verdict{confidence: scan.ConfidenceMedium}
	}
	return verdict{reject: true}
}

// decodeURL decodes unpadded base64url, as far as it goes.
func decodeURL(text []byte) []byte {
	out := make([]byte, base64.RawURLEncoding.DecodedLen(len(text)))
	n, _ := base64.RawURLEncoding.Decode(out, text)
	return out[:n]
}

package verify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// signature is what a request is signed with.
type signature struct {
	id, secret, service, region string
	time                        time.Time
}

// sign adds the headers X-Amz-Date and Authorization after AWS Signature
// Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
// It signs the host, the type of the body and the date; the path must be "/".
func sign(r *http.Request, body string, s signature) {
	stamp := s.time.UTC().Format("20060102T150405Z")
	r.Header.Set("X-Amz-Date", stamp)
	headers := map[string]string{"host": r.URL.Host, "x-amz-date": stamp}
	if t := r.Header.Get("Content-Type"); t != "" {
		headers["content-type"] = t
	}
	names := make([]string, 0, len(headers))
	for name := range headers {
		names = append(names, name)
	}
	slices.Sort(names)
	var canonical strings.Builder
	canonical.WriteString(r.Method + "\n/\n" + r.URL.RawQuery + "\n")
	for _, name := range names {
		canonical.WriteString(name + ":" + headers[name] + "\n")
	}
	signed := strings.Join(names, ";")
	canonical.WriteString("\n" + signed + "\n" + digest(body))

	scope := stamp[:8] + "/" + s.region + "/" + s.service + "/aws4_request"
	text := "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + digest(canonical.String())
	k := []byte("AWS4" + s.secret)
	for _, part := range []string{stamp[:8], s.region, s.service, "aws4_request", text} {
		k = mac(k, part)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+s.id+"/"+scope+", SignedHeaders="+signed+", Signature="+hex.EncodeToString(k))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// region returns the region of a host of STS; the global one signs for
// us-east-1.
func region(host string) string {
	if labels := strings.Split(host, "."); len(labels) >= 4 && labels[0] == "sts" {
		return labels[1]
	}
	return "us-east-1"
}

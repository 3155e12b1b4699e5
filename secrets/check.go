package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// check looks into a value that has the right form. It never takes a value
// back for a wrong checksum, because samples in tests, rotated formats and
// mistakes of ours look the same; it says how sure the finding is.
type check func(value []byte) verdict

// verdict is what a check found out. The zero value says nothing.
type verdict struct {
	confidence scan.Confidence // unknown leaves the rule's
	severity   scan.Severity   // unknown leaves the rule's
	reject     bool            // not this format at all: its text cannot be decoded
	account    string          // that the value belongs to
	expires    time.Time
	note       string // for the message, a sentence
}

var (
	confirmed  = verdict{confidence: scan.ConfidenceHigh, note: "Its checksum is right."}
	unverified = verdict{confidence: scan.ConfidenceLow, note: "Its checksum is wrong, so it may be made up."}
)

const base62 = digits + upper + lower

// githubChecksum checks the last six characters, the CRC-32 of the thirty in
// front in base 62, as GitHub described with the format ("Behind GitHub's new
// authentication token formats", 2021).
func githubChecksum(value []byte) verdict {
	_, body, _ := bytes.Cut(value, []byte("_"))
	if len(body) != 36 {
		return verdict{}
	}
	return judge(base62Checksum(body[:30]) == string(body[30:]))
}

// npmChecksum accepts the same checksum over the body, or over prefix and
// body: reports disagree on which npm uses.
func npmChecksum(value []byte) verdict {
	n := len(value) - 6
	tail := string(value[n:])
	return judge(base62Checksum(value[4:n]) == tail || base62Checksum(value[:n]) == tail)
}

func judge(right bool) verdict {
	if right {
		return confirmed
	}
	return unverified
}

// base62Checksum returns the CRC-32 (IEEE) of body as six digits of base 62.
func base62Checksum(body []byte) string {
	sum := crc32.ChecksumIEEE(body)
	var out [6]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = base62[sum%62]
		sum /= 62
	}
	return string(out[:])
}

// awsAccount reads the account number out of an access key id: the 40 bits
// after the first of the base-32 part.
func awsAccount(value []byte) verdict {
	const letters = upper + "234567"
	var bits uint64
	for i, c := range value[4:] {
		v := strings.IndexByte(letters, c)
		if v < 0 {
			return verdict{confidence: scan.ConfidenceLow, note: "Its characters are not those of an issued key."}
		}
		if i < 10 {
			bits = bits<<5 | uint64(v)
		}
	}
	account := bits >> 9 & (1<<40 - 1)
	if bytes.HasPrefix(value, []byte("A3T")) || account == 0 || account > 999_999_999_999 {
		return verdict{confidence: scan.ConfidenceLow}
	}
	number := strconv.FormatUint(account, 10)
	id := "000000000000"[len(number):] + number
	return verdict{confidence: scan.ConfidenceHigh, account: id, note: "It belongs to account " + id + "."}
}

// allSorts takes only what mixes upper and lower case and digits, as random
// base 62 and base64 do, and hexadecimal digests do not.
func allSorts(value []byte) verdict {
	var up, down, digit bool
	for _, c := range value {
		up = up || 'A' <= c && c <= 'Z'
		down = down || 'a' <= c && c <= 'z'
		digit = digit || isDigit(c)
	}
	return verdict{reject: !up || !down || !digit}
}

// azureKey checks that a storage key decodes to 64 bytes.
func azureKey(value []byte) verdict {
	key, err := base64.StdEncoding.DecodeString(string(value))
	if err != nil || len(key) != 64 {
		return verdict{confidence: scan.ConfidenceLow, note: "It does not decode to 64 bytes."}
	}
	return verdict{confidence: scan.ConfidenceHigh}
}

// jfrogReference checks that a reference token decodes to "reftkn:".
func jfrogReference(value []byte) verdict {
	text, err := base64.RawStdEncoding.DecodeString(string(value))
	if err != nil || !bytes.HasPrefix(text, []byte("reftkn:")) {
		return verdict{confidence: scan.ConfidenceLow}
	}
	return verdict{confidence: scan.ConfidenceHigh}
}

// macaroon walks the fields of a version 2 macaroon
// (https://github.com/rescrv/libmacaroons, doc/format.txt).
func macaroon(value []byte) verdict {
	_, body, _ := bytes.Cut(value, []byte("-"))
	raw, err := base64.RawURLEncoding.DecodeString(string(body))
	if err != nil || len(raw) == 0 || raw[0] != 2 {
		return verdict{confidence: scan.ConfidenceLow}
	}
	for raw = raw[1:]; len(raw) > 1; {
		if raw[0] == 0 { // end of a section
			raw = raw[1:]
			continue
		}
		kind := raw[0]
		n, used := binary.Uvarint(raw[1:])
		if used <= 0 || n > uint64(len(raw)-1-used) {
			return verdict{confidence: scan.ConfidenceLow}
		}
		raw = raw[1+used+int(n):]
		if kind == 6 && n == 32 { // the signature
			return verdict{confidence: scan.ConfidenceHigh}
		}
	}
	return verdict{confidence: scan.ConfidenceLow}
}

// basicAuth takes only what decodes to user:password.
func basicAuth(value []byte) verdict {
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(string(value), "="))
	user, password, ok := bytes.Cut(text, []byte(":"))
	if err != nil || !ok || len(user) == 0 || !printable(text) || !credible(password, user) {
		return verdict{reject: true}
	}
	return verdict{confidence: scan.ConfidenceHigh}
}

// discordID looks for the bot's number in the first part.
func discordID(value []byte) verdict {
	first, _, _ := bytes.Cut(value, []byte("."))
	head, err := base64.RawStdEncoding.DecodeString(string(first[:4]))
	if err != nil || !allDigits(head) {
		return verdict{reject: true}
	}
	id, err := base64.RawURLEncoding.DecodeString(string(first))
	if err != nil || !allDigits(id) {
		return verdict{confidence: scan.ConfidenceLow}
	}
	return verdict{confidence: scan.ConfidenceHigh, account: string(id), note: "It belongs to bot " + string(id) + "."}
}

// sentryOrg reads the organisation out of an organisation token.
func sentryOrg(value []byte) verdict {
	_, body, _ := bytes.Cut(value, []byte("_"))
	body, _, _ = bytes.Cut(body, []byte("_"))
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(string(body), "="))
	var claims struct {
		Org string `json:"org"`
	}
	if err != nil || json.Unmarshal(raw, &claims) != nil || claims.Org == "" {
		return verdict{confidence: scan.ConfidenceLow}
	}
	return verdict{confidence: scan.ConfidenceHigh, account: claims.Org}
}

// jsonInBase64 checks that what follows the last underline decodes to a JSON
// object.
func jsonInBase64(value []byte) verdict {
	body := value[bytes.LastIndexByte(value, '_')+1:]
	raw, err := base64.RawStdEncoding.DecodeString(string(bytes.TrimRight(body, "=")))
	if err != nil || !json.Valid(raw) {
		return verdict{confidence: scan.ConfidenceLow, note: "It does not decode to JSON."}
	}
	return verdict{confidence: scan.ConfidenceHigh}
}

// ageChecksum checks the Bech32 checksum (BIP 173) of an age identity.
func ageChecksum(value []byte) verdict {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	generators := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	lowered := bytes.ToLower(value)
	cut := bytes.LastIndexByte(lowered, '1')
	sum := uint32(1)
	step := func(digit byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(digit)
		for i, g := range generators {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range lowered[:cut] {
		step(c >> 5)
	}
	step(0)
	for _, c := range lowered[:cut] {
		step(c & 31)
	}
	for _, c := range lowered[cut+1:] {
		digit := strings.IndexByte(letters, c)
		if digit < 0 {
			return unverified
		}
		step(byte(digit))
	}
	return judge(sum == 1)
}

func allDigits(text []byte) bool {
	for _, c := range text {
		if !isDigit(c) {
			return false
		}
	}
	return len(text) > 0
}

// printable reports whether text is printable ASCII.
func printable(text []byte) bool {
	for _, c := range text {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}

package audit

import (
	"net/netip"
	"net/url"
	"strings"
)

// Plaintext reports whether a text is an address without encryption on a public
// host: not on the machine itself or one of a private network, whose names end
// in local, internal and the like or have no dot.
func Plaintext(address string) bool {
	scheme, _, ok := strings.Cut(strings.ToLower(address), "://")
	if !ok || scheme != "http" && scheme != "git" && scheme != "ftp" {
		return false
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if addr, err := netip.ParseAddr(host); err == nil {
		return !addr.IsLoopback() && !addr.IsPrivate() && !addr.IsUnspecified() && !addr.IsLinkLocalUnicast()
	}
	if !strings.Contains(host, ".") || strings.ContainsAny(host, "$`{}") {
		return false
	}
	switch host[strings.LastIndexByte(host, '.')+1:] {
	case "local", "internal", "localhost", "localdomain", "lan", "corp", "intra", "intranet", "home", "svc", "test", "invalid":
		return false
	}
	return true
}

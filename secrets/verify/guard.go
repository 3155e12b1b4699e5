package verify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// errAddress says that a host has an address that is not asked.
var errAddress = errors.New("address is not public")

// guard is the part of a transport that opens connections: only to known
// hosts, and only to public addresses but for hosts that may be private. The
// address is looked at when the connection is made, so that a name that
// resolves to something else the second time gains nothing.
type guard struct {
	known map[string]bool // by host:port, "#" for digits; true if it may be private
	proxy bool            // other names are the caller's own proxy
	base  func(ctx context.Context, network, address string) (net.Conn, error)
}

// guarded returns a transport that goes through a guard. A round tripper that
// is no [http.Transport] is returned as it is: its connections are not ours.
func guarded(rt http.RoundTripper, known map[string]bool) (http.RoundTripper, error) {
	t, ok := rt.(*http.Transport)
	switch {
	case rt == nil:
		t = &http.Transport{ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second}
	case !ok:
		return rt, nil
	default:
		t = t.Clone()
	}
	//lint:ignore SA1019 a transport that still uses them is refused, because they go past the guard
	if t.DialTLSContext != nil || t.DialTLS != nil || t.Dial != nil && t.DialContext == nil {
		return nil, errors.New("the client's transport dials by itself (Dial, DialTLS or DialTLSContext), so that addresses could not be checked")
	}
	if c := t.TLSClientConfig; c != nil && c.InsecureSkipVerify && c.VerifyConnection == nil {
		return nil, errors.New("the client's transport does not verify certificates, so that anybody could answer for an issuer")
	}
	g := &guard{known: known, proxy: t.Proxy != nil, base: t.DialContext}
	t.DialContext = g.dial
	t.DisableKeepAlives = true // a verifier leaves nothing open
	if t.MaxResponseHeaderBytes == 0 {
		t.MaxResponseHeaderBytes = maxBody
	}
	return t, nil
}

// dial opens a connection.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	private, known := g.known[address]
	if !known {
		private, known = g.known[pattern(address)]
	}
	switch {
	case !known && g.proxy:
		return g.open(ctx, network, address, func(netip.Addr) bool { return true })
	case !known:
		return nil, fmt.Errorf("%w: %s is no host of an issuer", errAddress, address)
	case private:
		return g.open(ctx, network, address, isPrivateOrPublic)
	default:
		return g.open(ctx, network, address, isPublic)
	}
}

// open dials and refuses addresses that are not allowed: before anything is
// sent with our dialer, and before the TLS handshake with the caller's.
func (g *guard) open(ctx context.Context, network, address string, allowed func(netip.Addr) bool) (net.Conn, error) {
	check := func(resolved string) error {
		if ap, err := netip.ParseAddrPort(resolved); err != nil || !allowed(ap.Addr()) {
			return fmt.Errorf("%w: %s of %s", errAddress, resolved, address)
		}
		return nil
	}
	if g.base == nil {
		d := net.Dialer{Control: func(_, resolved string, _ syscall.RawConn) error { return check(resolved) }}
		return d.DialContext(ctx, network, address)
	}
	conn, err := g.base(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if err := check(conn.RemoteAddr().String()); err != nil {
		_ = conn.Close() // nothing was sent
		return nil, err
	}
	return conn, nil
}

// pattern returns an address with "#" for the digits at the end of its first
// label.
func pattern(address string) string {
	first, rest, _ := strings.Cut(address, ".")
	return strings.TrimRight(first, "0123456789") + "#." + rest
}

// special holds the networks that are not public beyond those that package
// netip knows, from the IANA registries of special-purpose addresses (RFC 6890
// and its updates). Addresses that embed another are judged by that.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("fec0::/10"),
}

// metadata holds the addresses of the clouds' metadata services that are not
// link-local. No host may have them, private or not.
var metadata = []netip.Addr{
	netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("192.0.0.192"), netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("168.63.129.16"),
}

// isPublic reports whether an address is one of the public internet.
func isPublic(a netip.Addr) bool {
	a = plain(a)
	if !isPrivateOrPublic(a) || a.IsPrivate() || a.IsLoopback() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// isPrivateOrPublic reports whether an address may be that of an instance of
// one's own: anything but link-local, multicast, unspecified and metadata.
func isPrivateOrPublic(a netip.Addr) bool {
	a = plain(a)
	for _, m := range metadata {
		if a == m {
			return false
		}
	}
	return a.IsValid() && (a.IsGlobalUnicast() || a.IsLoopback())
}

// plain returns the IPv4 address inside of an IPv6 one: mapped, of NAT64 (RFC
// 6052) or 6to4 (RFC 3056). Other addresses lose their zone only.
func plain(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if !a.Is6() {
		return a
	}
	b := a.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16]))
	case netip.MustParsePrefix("2002::/16").Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return a
}

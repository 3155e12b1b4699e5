package vault

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/penstock-dev/penstock/secrets/store"
)

// query is what a reference asks for.
type query struct {
	server    *server
	namespace string
	path      string // with the mount in front, decoded, no slashes around
	version   string // "" is the latest
}

// parse checks everything that a reference says. Its parameters may choose
// among what the configuration allows, never go beyond it. Errors leave out the
// values of parameters: somebody may have put a secret there.
func (s *Store) parse(ref store.Reference) (query, error) {
	path, err := secretPath(ref.Name())
	if err != nil {
		return query{}, fmt.Errorf("path: %w", err)
	}
	q := query{server: s.main, namespace: s.namespace, path: path}
	for name, values := range ref.Query {
		if len(values) != 1 {
			return query{}, fmt.Errorf("parameter %s is given %d times", name, len(values))
		}
		if err := q.set(s, name, values[0]); err != nil {
			return query{}, fmt.Errorf("parameter %s: %w", name, err)
		}
	}
	return q, nil
}

// set applies a parameter. The names are those that references of this scheme
// have in vals.
func (q *query) set(s *Store, name, value string) error {
	switch name {
	case "version":
		n, err := strconv.ParseUint(value, 10, 32)
		if err != nil || n == 0 {
			return errors.New("it is not a version, which is a number from 1 on")
		}
		q.version = strconv.FormatUint(n, 10)
	case "namespace":
		q.namespace = value
	case "address":
		base, err := parseAddress(value)
		if err != nil {
			return err
		}
		if q.server = s.servers[base.String()]; q.server == nil {
			return fmt.Errorf("%w: the configuration does not allow this server, which would be sent the token", store.ErrDenied)
		}
	case "auth_method", "token_env", "token_file", "role_id", "secret_id", "username", "password_env", "password_file", "kubernetes_mount":
		return errors.New("the login is a matter of the configuration, not of a reference")
	default:
		return errors.New("unknown")
	}
	return nil
}

// secretPath decodes a name and makes sure that it means itself once it stands
// in a URL.
func secretPath(name string) (string, error) {
	path, err := url.PathUnescape(name)
	if err != nil {
		return "", errors.New("an escape is broken")
	}
	path = strings.Trim(path, "/")
	if path == "" {
		return "", errors.New("it is empty")
	}
	if strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "", errors.New("it holds a character that cannot be printed")
	}
	if slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool { return part == "" || part == "." || part == ".." }) {
		return "", errors.New(`it has an empty part, "." or ".."`)
	}
	return path, nil
}

// parseAddress returns the normal form of a server's address, so that two that
// mean the same are equal.
func parseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("it is not a URL")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "" {
		return nil, errors.New("it is not an http or https URL with a host")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, errors.New("it may have a scheme, a host, a port and a path only")
	}
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	path := strings.Trim(u.Path, "/")
	if path != "" {
		if path, err = secretPath(path); err != nil {
			return nil, fmt.Errorf("its path: %w", err)
		}
		path = "/" + path
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.TrimSuffix(host, ":"), Path: path}, nil
}

// loopback reports whether host is this machine.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

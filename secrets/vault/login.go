package vault

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
)

// Login says how to get a token: [Token], [AppRole], [JWT], [Kubernetes], or
// one of your own for another auth method.
type Login interface {
	// Credentials is called whenever a token is needed: at first, and again
	// when the last one can no longer be used or renewed.
	Credentials(ctx context.Context) (Credentials, error)
}

// Credentials are what a login has: a token, or what is exchanged for one. They
// print, and are encoded, without their content.
type Credentials struct {
	// Token is a token; empty where the server is to give one.
	Token string
	// Path is where Fields are posted to, below /v1: "auth/ldap/login/ci".
	Path string
	// Fields are the members of the JSON object that is posted. All but "role"
	// count as secrets.
	Fields map[string]string
}

// String implements [fmt.Stringer] without the content.
func (c Credentials) String() string { return hidden }

// Format implements [fmt.Formatter] without the content.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, hidden) }

// LogValue implements [slog.LogValuer] without the content.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText implements [encoding.TextMarshaler] without the content.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Token is the login with a token that exists already: from a secret of the CI
// system, or the file that an agent keeps fresh. It is renewed where it can be,
// and never revoked.
type Token struct {
	// Source gives it.
	Source Source
}

// Credentials implements [Login].
func (l Token) Credentials(ctx context.Context) (Credentials, error) {
	token, err := l.Source.read(ctx)
	if err != nil {
		return Credentials{}, fmt.Errorf("token: %w", err)
	}
	return Credentials{Token: token}, nil
}

// AppRole is the login of a machine with a role id and a secret id.
type AppRole struct {
	// Mount is the path of the auth method; "approle" if empty.
	Mount string
	// RoleID is the role's.
	RoleID string
	// SecretID gives the secret id; nil for roles that need none. One that may
	// be used once cannot log in twice: let such a program keep its token with
	// [Store.Run].
	SecretID Source
}

// Credentials implements [Login].
func (l AppRole) Credentials(ctx context.Context) (Credentials, error) {
	c := Credentials{Path: loginPath(l.Mount, "approle"), Fields: map[string]string{"role_id": l.RoleID}}
	if l.SecretID == nil {
		return c, nil
	}
	secret, err := l.SecretID.read(ctx)
	if err != nil {
		return Credentials{}, fmt.Errorf("secret id: %w", err)
	}
	c.Fields["secret_id"] = secret
	return c, nil
}

// JWT is the login with a signed token of somebody whom the server trusts, such
// as the id token that a CI system gives to a job.
type JWT struct {
	// Mount is the path of the auth method; "jwt" if empty.
	Mount string
	// Role is the name of a role; empty for the method's default.
	Role string
	// Token gives the signed token.
	Token Source
}

// Credentials implements [Login].
func (l JWT) Credentials(ctx context.Context) (Credentials, error) {
	return signed(ctx, loginPath(l.Mount, "jwt"), l.Role, l.Token)
}

// Kubernetes is the login with the token of a service account, which the
// server shows to the cluster.
type Kubernetes struct {
	// Mount is the path of the auth method; "kubernetes" if empty.
	Mount string
	// Role is the name of a role.
	Role string
	// Token gives the token, usually with [File].
	Token Source
}

// Credentials implements [Login].
func (l Kubernetes) Credentials(ctx context.Context) (Credentials, error) {
	return signed(ctx, loginPath(l.Mount, "kubernetes"), l.Role, l.Token)
}

func loginPath(mount, usual string) string {
	return "auth/" + cmp.Or(mount, usual) + "/login"
}

// signed returns what the two methods that take a signed token have in common.
func signed(ctx context.Context, path, role string, token Source) (Credentials, error) {
	text, err := token.read(ctx)
	if err != nil {
		return Credentials{}, fmt.Errorf("signed token: %w", err)
	}
	fields := map[string]string{"role": role, "jwt": text}
	maps.DeleteFunc(fields, func(_, value string) bool { return value == "" })
	return Credentials{Path: path, Fields: fields}, nil
}

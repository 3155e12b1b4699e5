package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// hidden stands for a secret wherever one is printed.
const hidden = "[redacted]"

// maxSource is the most bytes of a token: what fits into a header.
const maxSource = 64 << 10

// Source gives a secret that a login needs at the moment it is needed: a
// token, a secret id, the id token of a CI job. It is called for each login,
// so that one which ages can be had anew, and never for two at once.
type Source func(ctx context.Context) (string, error)

// Static returns a source that gives the same secret each time.
func Static(secret string) Source {
	return func(context.Context) (string, error) { return secret, nil }
}

// File returns a source that reads a file each time, without white space
// around: the token of a Kubernetes service account, which is replaced before
// it expires, is
//
//	vault.File(os.DirFS("/var/run/secrets/kubernetes.io/serviceaccount"), "token")
func File(fsys fs.FS, name string) Source {
	return func(context.Context) (string, error) {
		f, err := fsys.Open(name)
		if err != nil {
			return "", err
		}
		defer f.Close()
		text, err := io.ReadAll(io.LimitReader(f, maxSource+1))
		if err != nil {
			return "", err
		}
		if len(text) > maxSource {
			return "", fmt.Errorf("%s has more than %d bytes", name, maxSource)
		}
		return string(bytes.TrimSpace(text)), nil
	}
}

// errNoSource says that a login lacks what it is made of.
var errNoSource = errors.New("no source is configured")

// read returns the secret, which is not empty.
func (s Source) read(ctx context.Context) (string, error) {
	if s == nil {
		return "", errNoSource
	}
	text, err := s(ctx)
	if err == nil && text == "" {
		err = errors.New("it is empty")
	}
	return text, err
}

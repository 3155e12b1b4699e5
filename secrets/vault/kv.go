package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
)

// read reads a secret. What was learned of a mount is forgotten when it does
// not lead to a secret: somebody may have made it anew with another version.
func (s *server) read(ctx context.Context, q query) (store.Value, error) {
	m, asked, err := s.mountOf(ctx, q)
	if err != nil {
		return store.Value{}, err
	}
	name := strings.TrimPrefix(q.path+"/", m.path)
	if name == "" {
		return store.Value{}, errors.New("the path is that of a mount, not of a secret in it")
	}
	name = strings.TrimSuffix(name, "/")
	get := s.readV2
	if m.version == 1 {
		get = s.readV1
	}
	v, err := get(ctx, q, m, name)
	if asked && errors.Is(err, store.ErrNotFound) {
		s.mounts.forget(q.namespace, m.path)
	}
	return v, err
}

// readV1 reads a secret of which one version is kept.
func (s *server) readV1(ctx context.Context, q query, m mount, name string) (store.Value, error) {
	if q.version != "" {
		return store.Value{}, fmt.Errorf("mount %s is of KV version 1, which keeps no versions", m.path)
	}
	r, err := s.authorized(ctx, call{method: http.MethodGet, path: m.path + name, namespace: q.namespace})
	if err != nil {
		return store.Value{}, err
	}
	return document(r.Data)
}

// metadata is what KV version 2 says of a version.
type metadata struct {
	DeletionTime string `json:"deletion_time"`
	Destroyed    bool   `json:"destroyed"`
	Version      int64  `json:"version"`
}

// readV2 reads a version of a secret. That of a version which is gone is a 404
// with the metadata in the body, that of one which never was has none.
func (s *server) readV2(ctx context.Context, q query, m mount, name string) (store.Value, error) {
	r, err := s.authorized(ctx, call{method: http.MethodGet, path: m.path + "data/" + name, version: q.version, namespace: q.namespace})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Value{}, err
	}
	var body struct {
		Data     json.RawMessage `json:"data"`
		Metadata metadata        `json:"metadata"`
	}
	if broken := json.Unmarshal(r.Data, &body) != nil; broken && err == nil {
		return store.Value{}, errForm
	}
	if gone := body.Metadata.gone(err != nil || isNull(body.Data)); gone != nil {
		return store.Value{}, gone
	}
	if err != nil {
		if strings.HasPrefix(name, "data/") {
			err = fmt.Errorf("%w (the path of a reference has no data/ behind the mount)", err)
		}
		return store.Value{}, err
	}
	v, err := document(body.Data)
	if err != nil {
		return store.Value{}, err
	}
	v.Version = strconv.FormatInt(body.Metadata.Version, 10)
	if at, err := time.Parse(time.RFC3339Nano, body.Metadata.DeletionTime); err == nil {
		v.Expires = at
	}
	return v, nil
}

// gone returns the error of a version whose data are no longer there.
func (m metadata) gone(empty bool) error {
	switch {
	case !empty || m.Version == 0:
		return nil
	case m.Destroyed:
		return fmt.Errorf("%w: version %d was destroyed", store.ErrExpired, m.Version)
	case m.DeletionTime != "":
		return fmt.Errorf("%w: version %d was deleted at %s", store.ErrExpired, m.Version, clean(m.DeletionTime))
	}
	return nil
}

// errForm says that a success is not one that a key/value mount answers with.
var errForm = errors.New("the response is not that of a key/value mount")

// document makes a value of the fields of a secret.
func document(data json.RawMessage) (store.Value, error) {
	if text := bytes.TrimSpace(data); len(text) == 0 || text[0] != '{' {
		return store.Value{}, errForm
	}
	return store.NewValue(data), nil
}

func isNull(data json.RawMessage) bool {
	return len(data) == 0 || string(data) == "null"
}

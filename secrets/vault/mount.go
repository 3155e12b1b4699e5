package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// mount is a place where a secrets engine lives.
type mount struct {
	path    string // with a slash at the end
	version int
}

// mountTable knows mounts: the given ones in every namespace, and those that
// the server was asked about. A mount is never below another, so the first that
// fits is the one.
type mountTable struct {
	given map[string]int

	mu    sync.Mutex
	asked map[string]map[string]int // namespace, path, version
}

// givenMounts returns the mounts of a configuration in the form of the table.
func givenMounts(in map[string]int) (map[string]int, error) {
	out := make(map[string]int, len(in))
	for path, version := range in {
		clean, err := secretPath(path)
		if err != nil {
			return nil, fmt.Errorf("mount %q: %w", path, err)
		}
		if version != 1 && version != 2 {
			return nil, fmt.Errorf("mount %q: KV version %d is neither 1 nor 2", path, version)
		}
		out[clean+"/"] = version
	}
	return out, nil
}

// find returns the mount of a path, and whether the server told it.
func (t *mountTable) find(namespace, path string) (m mount, asked, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, c := range path {
		if c != '/' {
			continue
		}
		if v, ok := t.given[path[:i+1]]; ok {
			return mount{path[:i+1], v}, false, true
		}
		if v, ok := t.asked[namespace][path[:i+1]]; ok {
			return mount{path[:i+1], v}, true, true
		}
	}
	return mount{}, false, false
}

func (t *mountTable) add(namespace string, m mount) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked == nil {
		t.asked = map[string]map[string]int{}
	}
	if t.asked[namespace] == nil {
		t.asked[namespace] = map[string]int{}
	}
	t.asked[namespace][m.path] = m.version
}

func (t *mountTable) forget(namespace, path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.asked[namespace], path)
}

// mountOf returns the mount of a secret, and whether it was known before.
func (s *server) mountOf(ctx context.Context, q query) (m mount, known bool, err error) {
	if m, asked, ok := s.mounts.find(q.namespace, q.path+"/"); ok {
		return m, asked, nil
	}
	r, err := s.authorized(ctx, call{method: http.MethodGet, path: "sys/internal/ui/mounts/" + q.path, namespace: q.namespace})
	if err != nil {
		return mount{}, false, fmt.Errorf("its mount: %w", err)
	}
	if m, err = decodeMount(r.Data); err != nil {
		return mount{}, false, err
	}
	if !strings.HasPrefix(q.path+"/", m.path) {
		return mount{}, false, errors.New("the server says that it is in a mount that has another path")
	}
	s.mounts.add(q.namespace, m)
	return m, false, nil
}

// decodeMount reads the answer of sys/internal/ui/mounts, which every token may
// ask that has a right to anything in the mount.
func decodeMount(data json.RawMessage) (mount, error) {
	var info struct {
		Type    string `json:"type"`
		Path    string `json:"path"`
		Options struct {
			Version string `json:"version"`
		} `json:"options"`
	}
	if json.Unmarshal(data, &info) != nil || strings.Trim(info.Path, "/") == "" {
		return mount{}, errors.New("its mount: the response is not of Vault's form")
	}
	m := mount{path: strings.Trim(info.Path, "/") + "/", version: 1}
	switch {
	case info.Type != "kv" && info.Type != "generic" && info.Type != "cubbyhole":
		return mount{}, fmt.Errorf("its mount is a %q: only secrets of key/value mounts are read", clean(info.Type))
	case info.Options.Version == "2":
		m.version = 2
	case info.Options.Version != "" && info.Options.Version != "1":
		return mount{}, fmt.Errorf("its mount is of KV version %q, which is not known", clean(info.Options.Version))
	}
	return m, nil
}

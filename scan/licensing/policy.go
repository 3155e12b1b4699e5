package licensing

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v3"
)

// maxPolicy is the size in bytes up to which a policy is read.
const maxPolicy = 1 << 20

// ParsePolicy reads a policy in YAML or JSON. Its keys are those of [Config] and
// of its parts in lower case:
//
//	allow: [public-domain, permissive, MPL-2.0]
//	review: [weak-copyleft]
//	deny: [network-copyleft, proprietary]
//	unknown: deny
//	missing: allow
//	scopes:
//	  dev: {allow: [public-domain, permissive, weak-copyleft, strong-copyleft]}
//	conclusions:
//	  - {package: "pkg:npm/old-thing", license: MIT}
//	exceptions:
//	  - {package: "pkg:npm/graphs@2.1.0", reason: bought, expires: 2027-01-31}
//
// A key that is none of these is an error, as is whatever [New] would refuse.
func ParsePolicy(text []byte) (Config, error) {
	var c Config
	if len(text) > maxPolicy {
		return c, fmt.Errorf("license policy: more than %d bytes", maxPolicy)
	}
	var tree yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&tree); err != nil {
		if errors.Is(err, io.EOF) {
			return c, errors.New("license policy: the file is empty")
		}
		return c, fmt.Errorf("license policy: %w", err)
	}
	if err := checkKeys(&tree); err != nil {
		return c, fmt.Errorf("license policy: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil {
		return c, fmt.Errorf("license policy: %w", err)
	}
	if err := dec.Decode(new(Config)); !errors.Is(err, io.EOF) {
		return c, errors.New("license policy: there is more than one document")
	}
	if _, err := New(c); err != nil {
		return c, err
	}
	return c, nil
}

// LoadPolicy reads a policy from a file.
func LoadPolicy(files fs.FS, name string) (Config, error) {
	f, err := files.Open(path.Clean(name))
	if err != nil {
		return Config{}, fmt.Errorf("license policy: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPolicy+1))
	if err != nil {
		return Config{}, fmt.Errorf("license policy: %w", err)
	}
	return ParsePolicy(text)
}

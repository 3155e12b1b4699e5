package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Resolver knows what names stand for that can be moved to something else. The
// fixes that name a commit or a digest ask it; without one there are no such
// fixes. It is asked once for every use, so answers should be at hand, and must
// be safe for concurrent use. [Pins] is one that reads a file.
type Resolver interface {
	// Commit returns the full hash of the commit that a tag or branch stands
	// for, and the most exact version that the commit is tagged with, "" where
	// that is not known. The repository is named as the file does: owner/repo for
	// GitHub Actions, in lower case.
	Commit(repository, ref string) (commit, version string, ok bool)
	// Digest returns the digest, sha256:…, of the image that a reference stands
	// for, which has a tag or not, and no digest.
	Digest(image string) (digest string, ok bool)
}

// Pins is a [Resolver] that answers from a list. It is immutable and safe for
// concurrent use.
type Pins struct {
	commits map[string]pinned
	digests map[string]string
}

type pinned struct{ commit, version string }

// The bounds on a list of pins.
const (
	maxPins    = 100_000
	maxPinLine = 4096
)

// ReadPins reads a list of pins: on each line a name and what it stands for,
// separated by white space. A number sign begins a comment.
//
//	actions/checkout@v6  0123456789abcdef0123456789abcdef01234567  v6.0.1
//	alpine:3.22          sha256:0123…
//
// A name with an at sign is a tag or branch of a repository; a third word is
// the version that the commit is tagged with. Any other name is that of an
// image. An error names the line.
func ReadPins(from io.Reader) (*Pins, error) {
	p := &Pins{commits: map[string]pinned{}, digests: map[string]string{}}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxPinLine)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		if err := p.add(words); err != nil {
			return nil, fmt.Errorf("line %d of the pins: %w", n, err)
		}
		if len(p.commits)+len(p.digests) > maxPins {
			return nil, fmt.Errorf("more than %d pins", maxPins)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading the pins: %w", err)
	}
	return p, nil
}

func (p *Pins) add(words []string) error {
	name := words[0]
	if len(words) < 2 || len(words) > 3 {
		return fmt.Errorf("%q needs what it stands for, and at most a version behind that", name)
	}
	repository, ref, ok := strings.Cut(name, "@")
	if !ok {
		hash, ok := strings.CutPrefix(words[1], "sha256:")
		if !ok || len(hash) != 64 || !hexadecimal(hash) || len(words) > 2 {
			return fmt.Errorf("%q is no digest of the image %s: want sha256: and 64 digits", strings.Join(words[1:], " "), name)
		}
		return once(p.digests, imageName(name), words[1], name)
	}
	if len(words[1]) != 40 && len(words[1]) != 64 || !hexadecimal(words[1]) || repository == "" || ref == "" {
		return fmt.Errorf("%q is no full commit hash for %s", words[1], name)
	}
	pin := pinned{commit: words[1]}
	if len(words) == 3 {
		pin.version = words[2]
	}
	return once(p.commits, strings.ToLower(repository)+"@"+ref, pin, name)
}

// once sets a key and fails where it is set to something else.
func once[V comparable](m map[string]V, key string, value V, name string) error {
	if old, ok := m[key]; ok && old != value {
		return fmt.Errorf("%s stands for two things", name)
	}
	m[key] = value
	return nil
}

func hexadecimal(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// imageName writes the image references that name the same thing in one way.
func imageName(ref string) string {
	for _, prefix := range []string{"index.docker.io/", "docker.io/", "library/"} {
		ref = strings.TrimPrefix(ref, prefix)
	}
	if !strings.Contains(ref[strings.LastIndexByte(ref, '/')+1:], ":") {
		ref += ":latest"
	}
	return ref
}

// Commit implements [Resolver].
func (p *Pins) Commit(repository, ref string) (commit, version string, ok bool) {
	pin, ok := p.commits[strings.ToLower(repository)+"@"+ref]
	return pin.commit, pin.version, ok
}

// Digest implements [Resolver].
func (p *Pins) Digest(image string) (digest string, ok bool) {
	digest, ok = p.digests[imageName(image)]
	return digest, ok
}

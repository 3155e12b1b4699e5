package verify

import "strings"

// Expand is for fuzzing.
func Expand(path, credential string) (string, bool) { return expand(path, credential) }

// Paths returns the paths that hold the credential.
func Paths() []string {
	var paths []string
	for _, p := range table() {
		if _, path := p.line(true); strings.Contains(path, "$") {
			paths = append(paths, path)
		}
	}
	return paths
}

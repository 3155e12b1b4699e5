package entry

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// smallestProgram is a size below which no compiled program lies.
const smallestProgram = 4 << 10

// Program reports whether an entry may be a compiled program or library: by its
// extension, or, without one, by its mode. Its first bytes decide.
func Program(e *scan.Entry) bool {
	if e.Size >= 0 && e.Size < smallestProgram || !e.Mode.IsRegular() {
		return false
	}
	base := path.Base(e.Path)
	switch ext := strings.ToLower(path.Ext(base)); ext {
	case ".exe", ".dll", ".dylib", ".so", ".node", ".wasm":
		return true
	case ".sh", ".py", ".pl", ".rb", ".js", ".ts", ".bash", ".ps1", ".bat", ".php", ".lua":
		return false
	default:
		return e.Mode.Perm()&0o111 != 0 || strings.Contains(base, ".so.")
	}
}

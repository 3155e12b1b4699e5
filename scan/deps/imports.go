package deps

import (
	"cmp"
	"context"
	"go/parser"
	"go/token"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// Imports is a [Reacher] for Go that reads the import declarations of Go files.
// It runs nothing and needs no toolchain, and so knows less than the go command:
// what the module's own files import, whatever the platform, and, where there
// is a vendor folder, which packages take part in builds. What the dependencies
// of a module without a vendor folder import is not known, and it says so.
//
// Advisories of the Go vulnerability database name the packages that they are
// about, and most also functions (go.dev/security/vuln/database,
// "ecosystem_specific"); others are taken to be about the module as a whole.
type Imports struct {
	// GOOS and GOARCH are the platform that is built for. Empty means any: then an
	// advisory about some platforms only says so in the message.
	GOOS, GOARCH string
}

var _ Reacher = Imports{}

// Begin implements [Reacher]. The error is always nil.
func (i Imports) Begin(context.Context) (ReachPass, error) {
	return &importsPass{config: i, modules: map[place]*goModule{}, folders: map[place]*goFolder{}}, nil
}

// place is a folder of one of the run's targets.
type place struct{ target, dir string }

// placeOf returns a file's folder. Files in archives, images and commits are no
// part of a build.
func placeOf(o *scan.Origin, dir string) (place, bool) {
	if o == nil {
		return place{dir: dir}, true
	}
	return place{o.Target, dir}, len(o.Archives) == 0 && o.Commit == "" && o.Image == "" && o.Component == ""
}

// goModule is what a go.mod and the vendor folder beside it tell.
type goModule struct {
	alone    bool            // it requires no other module
	vendored map[string]bool // packages of vendor/modules.txt; nil without
}

// goFolder is what the Go files of one folder import.
type goFolder struct {
	uses   map[string]use
	broken bool // a file could not be read to the end of its imports
}

// use is the first import of a package.
type use struct {
	file string
	line int
	test bool // no file but tests has it
}

// before reports whether u is to be told rather than other: of the build rather
// than of tests, then by its place.
func (u use) before(other use) bool {
	if u.test != other.test {
		return !u.test
	}
	return cmp.Or(cmp.Compare(u.file, other.file), cmp.Compare(u.line, other.line)) < 0
}

type importsPass struct {
	config  Imports
	mu      sync.Mutex
	modules map[place]*goModule
	folders map[place]*goFolder
}

// Wants implements [ReachPass].
func (p *importsPass) Wants(e *scan.Entry) bool {
	if _, ok := placeOf(e.Origin, ""); !ok {
		return false
	}
	switch {
	case strings.HasSuffix(e.Path, "vendor/modules.txt"):
		return !unbuilt(path.Dir(e.Dir()))
	case e.Ext() == ".go" && e.Size > maxGoFile:
		p.tooLarge(e)
		return false
	case e.Base() == "go.mod", e.Ext() == ".go":
		return !unbuilt(e.Dir())
	}
	return false
}

// maxGoFile bounds the Go files that are read, in bytes.
const maxGoFile = 4 << 20

// tooLarge notes that the imports of a file are not known.
func (p *importsPass) tooLarge(e *scan.Entry) {
	if at, _ := placeOf(e.Origin, e.Dir()); !unbuilt(at.dir) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.folder(at).broken = true
	}
}

// unbuilt reports whether the go command leaves a folder out of "./...".
func unbuilt(dir string) bool {
	for element := range strings.SplitSeq(dir, "/") {
		if element == "vendor" || element == "testdata" || len(element) > 1 && (element[0] == '_' || element[0] == '.') {
			return true
		}
	}
	return false
}

// File implements [ReachPass].
func (p *importsPass) File(_ context.Context, f *scan.File, _ scan.Sink) error {
	at, _ := placeOf(f.Origin, f.Dir())
	switch f.Base() {
	case "modules.txt":
		at.dir = path.Dir(at.dir)
		packages := vendored(f.Bytes())
		p.mu.Lock()
		defer p.mu.Unlock()
		p.module(at).vendored = packages
	case "go.mod":
		alone := !requires(f.Bytes())
		p.mu.Lock()
		defer p.mu.Unlock()
		p.module(at).alone = alone
	default:
		p.goFile(at, f)
	}
	return nil
}

func (p *importsPass) module(at place) *goModule {
	m := p.modules[at]
	if m == nil {
		m = &goModule{}
		p.modules[at] = m
	}
	return m
}

func (p *importsPass) folder(at place) *goFolder {
	folder := p.folders[at]
	if folder == nil {
		folder = &goFolder{uses: map[string]use{}}
		p.folders[at] = folder
	}
	return folder
}

// goFile notes the imports of a file.
func (p *importsPass) goFile(at place, f *scan.File) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, f.Path, f.Bytes(), parser.ImportsOnly)
	p.mu.Lock()
	defer p.mu.Unlock()
	folder := p.folder(at)
	folder.broken = folder.broken || err != nil
	if file == nil {
		return
	}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		u := use{f.Path, set.PositionFor(spec.Pos(), false).Line, strings.HasSuffix(f.Path, "_test.go")}
		if old, ok := folder.uses[name]; !ok || u.before(old) {
			folder.uses[name] = u
		}
	}
}

// requires reports whether a go.mod requires modules.
func requires(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		if word := strings.Fields(line); len(word) > 0 && strings.HasPrefix(word[0], "require") {
			return true
		}
	}
	return false
}

// vendored returns the packages that a vendor/modules.txt lists: those that
// builds and tests of the module import, for any platform.
func vendored(text []byte) map[string]bool {
	packages := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			packages[line] = true
		}
	}
	return packages
}

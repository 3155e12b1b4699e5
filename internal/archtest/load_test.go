package archtest

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/penstock-dev/penstock"

// root is the repository's folder, seen from this package.
const root = "../.."

// pkg is what `go list` says of a package, with its parsed files.
type pkg struct {
	ImportPath string
	Name       string
	Dir        string
	Imports    []string
	Deps       []string
	Standard   bool

	fset  *token.FileSet
	files map[string]*ast.File // without tests, by file name
	tests map[string]*ast.File
}

// rel returns the path inside the repository, "." for its root.
func (p *pkg) rel() string {
	return path.Clean("./" + strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/"))
}

// packages returns every package of the repository, nested modules included.
var packages = sync.OnceValues(func() ([]*pkg, error) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Dir,Imports,Deps,Standard", "work")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var list []*pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		p := &pkg{fset: token.NewFileSet(), files: map[string]*ast.File{}, tests: map[string]*ast.File{}}
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		if err := p.parse(); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
})

func (p *pkg) parse() error {
	names, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
	if err != nil {
		return err
	}
	for _, name := range names {
		f, err := parser.ParseFile(p.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, "_test.go") {
			p.tests[filepath.Base(name)] = f
		} else {
			p.files[filepath.Base(name)] = f
		}
	}
	return nil
}

func loaded(t *testing.T) []*pkg {
	t.Helper()
	list, err := packages()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("no packages")
	}
	return list
}

// place returns "dir/file.go:line" of a node.
func (p *pkg) place(n ast.Node) string {
	pos := p.fset.Position(n.Pos())
	return path.Join(p.rel(), filepath.Base(pos.Filename)) + ":" + itoa(pos.Line)
}

// tracked calls f for every file of the repository that Git knows.
func tracked(t *testing.T, f func(name string, text []byte)) {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		f(name, text)
	}
}

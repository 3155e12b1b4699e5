package scan

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/gitignore"
)

// TreeConfig says how a tree of files is walked. The zero value is the
// default.
type TreeConfig struct {
	// Exclude holds patterns in the syntax of .gitignore files, relative to
	// the root; what they match is left out, whatever .gitignore files say.
	Exclude []string
	// NoGitignore looks at files too that .gitignore files in the tree leave
	// out.
	NoGitignore bool
	// Name is set as the origin's target on every entry; needed only to tell
	// several targets of one run apart.
	Name string
}

// maxTreeDepth bounds the depth of folders.
const maxTreeDepth = 512

// node is one folder of a tree. It is used from the walking goroutine, but for
// open.
type node interface {
	list() ([]fs.DirEntry, error)
	info(d fs.DirEntry) (fs.FileInfo, error)
	open(name string) (io.ReadCloser, error)
	sub(name string) (node, error)
	// linkProblem says why a symbolic link is no second name for something
	// else in the tree, or returns "".
	linkProblem(name string) string
	// keep and release count the users of what the node holds.
	keep()
	release()
}

// walker walks one tree, depth first, in the order of the names.
type walker struct {
	ctx     context.Context
	config  TreeConfig
	exclude *gitignore.Rules
	origin  *Origin
	yield   func(*Entry, error) bool
	ignores []ignoreFile
}

// ignoreFile is a .gitignore file that is in force for the folder being
// walked.
type ignoreFile struct {
	dir   string // with trailing slash, or empty at the root
	rules *gitignore.Rules
}

func walkTree(ctx context.Context, config TreeConfig, root func() (node, error)) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		w := &walker{ctx: ctx, config: config, yield: yield}
		if len(config.Exclude) > 0 {
			w.exclude = gitignore.Parse([]byte(strings.Join(config.Exclude, "\n")))
		}
		if config.Name != "" {
			w.origin = &Origin{Target: config.Name}
		}
		n, err := root()
		if err != nil {
			yield(nil, &Diagnostic{Kind: DiagUnreadable, Message: "the target cannot be opened", Err: err})
			return
		}
		defer n.release()
		w.walk(n, "", 0)
	}
}

// walk yields what is in the folder dir, given with a trailing slash. It
// returns false when the consumer or the context has ended the walk.
func (w *walker) walk(n node, dir string, depth int) bool {
	if w.ctx.Err() != nil {
		return false
	}
	list, err := n.list()
	if err != nil && !w.report(DiagUnreadable, strings.TrimSuffix(dir, "/"), "the folder cannot be listed", err) {
		return false
	}
	var ignoreText []byte
	if !w.config.NoGitignore {
		ignores := len(w.ignores)
		defer func() { w.ignores = w.ignores[:ignores] }()
		var ok bool
		if ignoreText, ok = w.enter(n, dir, list); !ok {
			return false
		}
	}
	for _, d := range list {
		if w.ctx.Err() != nil || !w.visit(n, dir, d, depth, ignoreText) {
			return false
		}
	}
	return true
}

// enter reads the folder's .gitignore file, if there is one, and returns its
// text, so that the file need not be opened again when it is looked at.
func (w *walker) enter(n node, dir string, list []fs.DirEntry) ([]byte, bool) {
	const limit = 1 << 20
	i, found := slices.BinarySearchFunc(list, ".gitignore", func(d fs.DirEntry, name string) int { return cmp.Compare(d.Name(), name) })
	if !found || !list[i].Type().IsRegular() {
		return nil, true
	}
	f, err := n.open(".gitignore")
	if err != nil {
		return nil, true // reported when the file is looked at, as any other
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, w.report(DiagUnreadable, dir+".gitignore", "the ignore rules cannot be read", err)
	}
	w.ignores = append(w.ignores, ignoreFile{dir, gitignore.Parse(text)})
	if len(text) == limit {
		return nil, w.report(DiagLimit, dir+".gitignore", "only the first megabyte of ignore rules is used", nil)
	}
	return text, true
}

func (w *walker) visit(n node, dir string, d fs.DirEntry, depth int, ignoreText []byte) bool {
	name, full := d.Name(), dir+d.Name()
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") {
		return w.report(DiagMalformed, full, fmt.Sprintf("the file system gives the invalid name %q", name), nil)
	}
	if name == ".git" {
		return true
	}
	if reason := w.skip(full, d.IsDir()); reason != SkipNone {
		return w.yield(&Entry{Path: full, Mode: d.Type(), Origin: w.origin, Skip: reason}, nil)
	}
	switch mode := d.Type(); {
	case mode.IsDir():
		return w.descend(n, full, name, depth)
	case mode&fs.ModeSymlink != 0:
		if problem := n.linkProblem(name); problem != "" {
			return w.yield(nil, &Diagnostic{Kind: DiagSymlink, Note: true, Location: w.at(full), Message: problem})
		}
		return true
	case !mode.IsRegular():
		return w.yield(nil, &Diagnostic{Kind: DiagIrregular, Note: true, Location: w.at(full), Message: "not a regular file but a " + fileType(mode)})
	}
	return w.file(n, full, d, ignoreText)
}

func (w *walker) descend(n node, full, name string, depth int) bool {
	if depth == maxTreeDepth {
		return w.report(DiagLimit, full, fmt.Sprintf("folders are nested deeper than %d", maxTreeDepth), nil)
	}
	sub, err := n.sub(name)
	if err != nil {
		return w.report(DiagUnreadable, full, "the folder cannot be opened", err)
	}
	defer sub.release()
	return w.walk(sub, full+"/", depth+1)
}

func (w *walker) file(n node, full string, d fs.DirEntry, ignoreText []byte) bool {
	info, err := n.info(d)
	if err != nil {
		kind, message := DiagUnreadable, "the file cannot be examined"
		if errors.Is(err, fs.ErrNotExist) {
			kind, message = DiagChanged, "the file vanished during the walk"
		}
		return w.report(kind, full, message, err)
	}
	name := d.Name()
	e := &Entry{Path: full, Size: info.Size(), Mode: info.Mode(), Origin: w.origin}
	if name == ".gitignore" && ignoreText != nil {
		e.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(ignoreText)), nil }
		return w.yield(e, nil)
	}
	n.keep()
	e.Open = func(context.Context) (io.ReadCloser, error) {
		defer n.release()
		return n.open(name)
	}
	e.Discard = n.release
	return w.yield(e, nil)
}

// skip judges a path by the caller's patterns and then by the ignore files,
// the innermost first.
func (w *walker) skip(full string, dir bool) SkipReason {
	if w.exclude != nil {
		if out, _ := w.exclude.Match(full, dir); out {
			return SkipExcluded
		}
	}
	for _, f := range slices.Backward(w.ignores) {
		if out, decided := f.rules.Match(full[len(f.dir):], dir); decided {
			if out {
				return SkipIgnored
			}
			break
		}
	}
	return SkipNone
}

func (w *walker) at(full string) Location { return Location{Path: full, Origin: w.origin} }

func (w *walker) report(kind DiagnosticKind, full, message string, err error) bool {
	return w.yield(nil, &Diagnostic{Kind: kind, Location: w.at(full), Message: message, Err: cause(err)})
}

// cause returns what went wrong without the operation and path that a
// Diagnostic states itself.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func fileType(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	default:
		return "file of unknown type"
	}
}

// escapes reports whether a symbolic link in the folder dir points outside of
// the tree, going by its text alone.
func escapes(dir, link string) bool {
	return path.IsAbs(link) || !fs.ValidPath(path.Join(dir, link))
}

package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
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
	// out. Files that Git tracks are looked at in any case: Git does not ignore
	// them either.
	NoGitignore bool
	// Prefix is a slash-separated path that is put in front of every path, such
	// as the folder's own inside of its repository, so that reports lead to the
	// right file and several targets of one run can be told apart.
	Prefix string
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
	ignores ignores
	yield   func(*Entry, error) bool
}

func walkTree(ctx context.Context, config TreeConfig, root func() (node, error)) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		w := &walker{ctx: ctx, config: config, yield: yield}
		if config.Prefix = path.Clean(config.Prefix); config.Prefix != "." {
			w.config.Prefix = config.Prefix + "/"
		}
		if len(config.Exclude) > 0 {
			w.exclude = gitignore.Parse([]byte(strings.Join(config.Exclude, "\n")))
		}
		n, err := root()
		if err != nil {
			yield(nil, &Diagnostic{Kind: DiagUnreadable, Message: "the target cannot be opened", Err: err})
			return
		}
		defer n.release()
		w.ignores = ignores{off: config.NoGitignore, root: n, say: func(d *Diagnostic) bool {
			d.Location.Path = w.config.Prefix + d.Location.Path
			return w.yield(nil, d)
		}}
		w.walk(n, folder{})
	}
}

// folder is where the walk is.
type folder struct {
	dir     string // with trailing slash, or empty at the root
	depth   int
	ignored bool // only what Git tracks counts
}

// walk yields what is in a folder. It returns false when the consumer or the
// context has ended the walk.
func (w *walker) walk(n node, at folder) bool {
	if w.ctx.Err() != nil {
		return false
	}
	list, err := n.list()
	if err != nil && !w.report(DiagUnreadable, strings.TrimSuffix(at.dir, "/"), "the folder cannot be listed", err) {
		return false
	}
	rules, ok := w.ignores.enter(n, at, list)
	defer w.ignores.leave(at)
	if !ok {
		return false
	}
	for _, d := range list {
		if w.ctx.Err() != nil || !w.visit(n, at, d, rules) {
			return false
		}
	}
	return true
}

func (w *walker) visit(n node, at folder, d fs.DirEntry, rules ruleFile) bool {
	name, full := d.Name(), at.dir+d.Name()
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") {
		return w.report(DiagMalformed, full, fmt.Sprintf("the file system gives the invalid name %q", name), nil)
	}
	if name == ".git" {
		return true
	}
	if w.exclude != nil {
		if out, _ := w.exclude.Match(full, d.IsDir()); out {
			return w.yield(&Entry{Path: w.config.Prefix + full, Mode: d.Type(), Skip: SkipExcluded}, nil)
		}
	}
	ignored, untracked := w.ignores.judge(full, d.IsDir(), at.ignored)
	if w.ignores.over {
		return false
	}
	if untracked {
		return w.yield(&Entry{Path: w.config.Prefix + full, Mode: d.Type(), Skip: SkipIgnored}, nil)
	}
	switch mode := d.Type(); {
	case mode.IsDir():
		return w.descend(n, folder{full + "/", at.depth + 1, ignored}, name)
	case mode&fs.ModeSymlink != 0:
		if problem := n.linkProblem(name); problem != "" {
			return w.note(DiagSymlink, full, problem)
		}
		return true
	case !mode.IsRegular():
		return w.note(DiagIrregular, full, "not a regular file but a "+fileType(mode))
	case name == ".gitignore" && rules.reported:
		return true
	}
	return w.file(n, full, d, rules)
}

func (w *walker) descend(n node, at folder, name string) bool {
	full := strings.TrimSuffix(at.dir, "/")
	if at.depth > maxTreeDepth {
		return w.report(DiagLimit, full, fmt.Sprintf("folders are nested deeper than %d", maxTreeDepth), nil)
	}
	sub, err := n.sub(name)
	if err != nil {
		return w.report(DiagUnreadable, full, "the folder cannot be opened", err)
	}
	defer sub.release()
	return w.walk(sub, at)
}

func (w *walker) file(n node, full string, d fs.DirEntry, rules ruleFile) bool {
	info, err := n.info(d)
	if err != nil {
		kind, message := DiagUnreadable, "the file cannot be examined"
		if errors.Is(err, fs.ErrNotExist) {
			kind, message = DiagChanged, "the file vanished during the walk"
		}
		return w.report(kind, full, message, err)
	}
	name := d.Name()
	e := &Entry{Path: w.config.Prefix + full, Size: info.Size(), Mode: info.Mode()}
	if name == ".gitignore" && rules.text != nil {
		e.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(rules.text)), nil }
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

func (w *walker) note(kind DiagnosticKind, full, message string) bool {
	return w.yield(nil, &Diagnostic{Kind: kind, Note: true, Location: Location{Path: w.config.Prefix + full}, Message: message})
}

func (w *walker) report(kind DiagnosticKind, full, message string, err error) bool {
	return w.yield(nil, &Diagnostic{Kind: kind, Location: Location{Path: w.config.Prefix + full}, Message: message, Err: cause(err)})
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

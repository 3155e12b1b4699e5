package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// repository is how git is called for one repository.
type repository struct {
	git          string
	dir          string
	env          []string
	foreignOwner bool
	hashLen      int             // of an object id in hexadecimal digits
	shallow      map[string]bool // commits whose parents the clone lacks
}

// open finds git and the repository.
func open(ctx context.Context, c Config) (*repository, error) {
	git, err := exec.LookPath(c.Git)
	if err != nil {
		return nil, fmt.Errorf("looking for git: %w", err)
	}
	if git, err = filepath.Abs(git); err != nil {
		return nil, fmt.Errorf("looking for git: %w", err)
	}
	dir, err := filepath.Abs(c.Path)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, err
	}
	r := &repository{git: git, dir: dir, env: environment(dir, c.HookEnv), foreignOwner: c.AllowForeignOwner}
	answer, err := r.ask(ctx, "", "rev-parse", "--show-object-format", "--git-path", "shallow")
	if err != nil {
		return nil, openHint(dir, err)
	}
	format, shallow, _ := strings.Cut(answer, "\n")
	switch format {
	case "sha1":
		r.hashLen = 40
	case "sha256":
		r.hashLen = 64
	default:
		return nil, fmt.Errorf("objects are named by %q, which is not understood", format)
	}
	return r, r.readShallow(shallow)
}

// openHint adds what to do here to git's own words, which are about configuration
// that is not read, or about folders above that are not searched.
func openHint(dir string, err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "dubious ownership"):
		return fmt.Errorf("another user owns the repository, which AllowForeignOwner (-allow-foreign-owner) would allow: %w", err)
	case strings.Contains(text, "not a git repository") && !anyOf(dir, ".git", "HEAD"):
		return errors.New("the folder is not the root of a Git repository")
	}
	return err
}

// anyOf reports whether a folder has a file of one of some names.
func anyOf(dir string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, err := os.Lstat(filepath.Join(dir, name))
		return err == nil
	})
}

// environment is all that git gets to see of the surroundings.
func environment(dir string, hook []string) []string {
	env := []string{
		"LC_ALL=C", "LANGUAGE=C",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=/dev/null", "GIT_OPTIONAL_LOCKS=0",
		"GIT_CEILING_DIRECTORIES=" + filepath.Dir(dir),
	}
	for _, v := range hook {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH":
			env = append(env, v)
		}
	}
	return env
}

// settings are the arguments that come before every command: they override the
// repository's own configuration where it could make git run something, or show
// less. A commit-graph is not read: git believes it without a look at the commits.
func (r *repository) settings() []string {
	args := []string{"--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs"}
	if r.foreignOwner {
		args = append(args, "-c", "safe.directory=*")
	}
	for _, setting := range []string{
		"core.fsmonitor=false", "core.hooksPath=/dev/null", "core.attributesFile=/dev/null", "core.untrackedCache=false",
		"log.showSignature=false", "log.showRoot=true", "log.follow=false", "diff.orderFile=/dev/null", "diff.relative=false",
		"diff.ignoreSubmodules=none", "core.quotePath=false", "advice.graftFileDeprecated=false", "core.commitGraph=false",
	} {
		args = append(args, "-c", setting)
	}
	return args
}

// maxShallow bounds the file of a shallow clone.
const maxShallow = 64 << 20

// readShallow reads which commits a shallow clone was cut at.
func (r *repository) readShallow(name string) error {
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.dir, name)
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading where the clone was cut: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxShallow))
	if err != nil {
		return fmt.Errorf("reading where the clone was cut: %w", err)
	}
	r.shallow = map[string]bool{}
	for line := range bytes.Lines(data) {
		r.shallow[string(bytes.TrimSpace(line))] = true
	}
	return nil
}

// isID reports whether s is a full object id.
func (r *repository) isID(s string) bool { return len(s) == r.hashLen && isHex(s) }

func isHex(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(c byte) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'f') })
}

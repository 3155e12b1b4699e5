package govuln

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/vuln/scan"

	"github.com/penstock-dev/penstock/scan/deps"
)

// run is the work on one module or binary.
type run struct {
	cfg      Config
	dir      string
	patterns []string
	binary   bool
	database string          // URL
	ids      map[string]bool // of the advisories in a database of our own
	env      []string
	version  string // of Go, for the standard library
	work     string // go.work file, or "off"; empty leaves it to the go command
}

func (s *Scanner) newRun(dir string, patterns []string) *run {
	r := &run{cfg: s.cfg, dir: dir, patterns: patterns, database: s.cfg.Database}
	r.env = r.environment()
	return r
}

// environment returns what the go command runs with. Whatever could make it
// run other programs, change files or use the network is switched off.
func (r *run) environment() []string {
	c := exec.Cmd{Env: r.cfg.Env}
	env := append(c.Environ(), "GOTOOLCHAIN=local", "GOPACKAGESDRIVER=off", "GO111MODULE=on", "GOFLAGS=-buildvcs=false")
	if !r.cfg.Download {
		env = append(env, "GOPROXY=off", "GOSUMDB=off", "GOVCS=*:off")
	}
	if r.cfg.Cgo {
		env = append(env, "CGO_ENABLED=1")
	} else {
		env = append(env, "CGO_ENABLED=0")
	}
	if r.cfg.GOOS != "" {
		env = append(env, "GOOS="+r.cfg.GOOS)
	}
	if r.cfg.GOARCH != "" {
		env = append(env, "GOARCH="+r.cfg.GOARCH)
	}
	if r.work != "" {
		env = append(env, "GOWORK="+r.work)
	}
	return env
}

// toolchain finds the version of the go command, and holds the module's against
// it: some steps of x/vuln let the go command look for a newer toolchain.
func (r *run) toolchain(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "env", "GOVERSION")
	cmd.Dir, cmd.Env = r.dir, r.env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("%w: %w", ErrToolchain, err)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return classify(fmt.Errorf("running go env: %w: %s", err, shorten(stderr.String())), stderr.String())
	}
	local := strings.TrimSpace(string(out))
	if r.version == "" {
		r.version = local
	}
	needed, toolchain, err := neededVersion(filepath.Join(r.dir, "go.mod"))
	switch {
	case err != nil:
		return err
	case newer(needed, local):
		return fmt.Errorf("%w: %s, there is %s", ErrVersion, needed, local)
	case len(r.cfg.Worker) == 0 && newer(toolchain, local):
		// Some of the commands that x/vuln runs in this process get its own
		// environment, in which the go command may look for that toolchain.
		return fmt.Errorf("%w: its go.mod asks for the toolchain %s, there is %s", ErrVersion, toolchain, local)
	}
	return nil
}

// makeDatabase makes the database that the run uses until remove is called.
func (r *run) makeDatabase(ctx context.Context, source deps.Source, modules []string) (remove func(), err error) {
	dir, err := os.MkdirTemp("", "govuln-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the database: %w", err)
	}
	remove = func() { os.RemoveAll(dir) }
	if r.ids, err = r.writeDatabase(ctx, dir, source, modules); err == nil {
		r.database, err = fileURL(dir)
	}
	if err != nil {
		remove()
		return nil, err
	}
	return remove, nil
}

// discover returns a report without findings that names the module's parts.
func (r *run) discover(ctx context.Context) (*Report, error) {
	remove, err := r.makeDatabase(ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	defer remove()
	level := LevelPackage
	if r.cfg.Level == LevelModule {
		level = LevelModule
	}
	return r.level(ctx, level)
}

// binaryModules returns the modules that a binary says it was built of.
func binaryModules(file string) (*Report, error) {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return nil, err
	}
	report := &Report{Modules: []Module{{info.Main.Path, info.Main.Version}}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			report.Modules = append(report.Modules, Module{m.Replace.Path, m.Replace.Version})
		}
		report.Modules = append(report.Modules, Module{m.Path, m.Version})
	}
	return report, nil
}

// arguments returns the command line of govulncheck.
func (r *run) arguments(level Level, patterns []string) ([]string, error) {
	args := []string{"-format", "json", "-scan", string(level), "-db", r.database}
	if r.binary {
		file, err := filepath.Abs(patterns[0])
		return append(args, "-mode", "binary", "--", file), err
	}
	dir, err := filepath.Abs(r.dir)
	if err != nil {
		return nil, err
	}
	args = append(args, "-C", dir)
	if r.cfg.Tests {
		args = append(args, "-test")
	}
	if len(r.cfg.Tags) > 0 {
		args = append(args, "-tags", strings.Join(r.cfg.Tags, ","))
	}
	if level == LevelModule {
		return args, nil
	}
	return append(append(args, "--"), patterns...), nil
}

// level runs x/vuln at a level on all patterns.
func (r *run) level(ctx context.Context, level Level) (*Report, error) {
	patterns := r.patterns
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	return r.on(ctx, level, patterns)
}

// on runs x/vuln at a level.
func (r *run) on(ctx context.Context, level Level, patterns []string) (*Report, error) {
	args, err := r.arguments(level, patterns)
	if err != nil {
		return nil, err
	}
	stdout, stderr := &bytes.Buffer{}, &head{}
	if len(r.cfg.Worker) > 0 {
		err = r.apart(ctx, args, stdout, stderr)
	} else {
		err = r.here(ctx, args, stdout, stderr)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	report, err := Decode(stdout)
	if err == nil && report.Level != level {
		report.Level = level
	}
	return report, err
}

// vulnEnvironment is environment with the version by which x/vuln judges the
// standard library.
func (r *run) vulnEnvironment() []string {
	if r.version == "" {
		return r.environment()
	}
	return append(r.environment(), "GOVERSION="+r.version)
}

// here runs x/vuln in this process.
func (r *run) here(ctx context.Context, args []string, stdout io.Writer, stderr *head) error {
	cmd := scan.Command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = strings.NewReader(""), until{ctx, stdout}, stderr, r.vulnEnvironment()
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil {
		text := err.Error() + "\n" + stderr.String()
		return classify(errors.New(shorten(text)), text)
	}
	return nil
}

// until fails writes once the context has ended: x/vuln asks it seldom.
type until struct {
	ctx context.Context
	io.Writer
}

func (u until) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.Writer.Write(p)
}

// apart runs x/vuln in a process of its own.
func (r *run) apart(ctx context.Context, args []string, stdout io.Writer, stderr *head) error {
	if r.cfg.MemoryLimit > 0 {
		args = append([]string{memoryFlag + strconv.FormatInt(r.cfg.MemoryLimit, 10)}, args...)
	}
	worker := append(append([]string(nil), r.cfg.Worker...), args...)
	cmd := exec.CommandContext(ctx, worker[0], worker[1:]...)
	cmd.Stdout, cmd.Stderr, cmd.Env = stdout, stderr, r.vulnEnvironment()
	killGroup(cmd)
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if exit.ExitCode() == exitMemory {
			return fmt.Errorf("%w: %d bytes", ErrMemory, r.cfg.MemoryLimit)
		}
		return classify(fmt.Errorf("%w: %s", err, shorten(stderr.String())), stderr.String())
	}
	if err != nil {
		return fmt.Errorf("running the worker: %w", err)
	}
	return nil
}

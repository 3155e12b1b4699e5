package govuln

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
)

// Begin implements [deps.Reacher]: findings about modules that a go.mod names
// are refined by the calls of that module's code, and those about Go binaries by
// the functions that are in them. Where the go command or x/vuln give up, a
// diagnostic says why, and what is left is what [deps.Imports] can tell.
//
// The standard library is judged by the version in the go.mod, as the findings
// are. Only modules about which there are findings are looked at, at
// [LevelPackage] first, and deeper only if they import what is affected.
func (s *Scanner) Begin(ctx context.Context) (deps.ReachPass, error) {
	imports, err := deps.Imports{GOOS: s.cfg.GOOS, GOARCH: s.cfg.GOARCH}.Begin(ctx)
	return &pass{scanner: s, imports: imports, files: map[spot]string{}, modules: map[spot]string{}}, err
}

// spot is a file of one of the targets.
type spot struct {
	root string // folder of the operating system
	path string // slash-separated, in the target
}

func (s spot) file() string { return filepath.Join(s.root, filepath.FromSlash(s.path)) }

func (s spot) dir() string { return filepath.Dir(s.file()) }

// pass is one run.
type pass struct {
	scanner *Scanner
	imports deps.ReachPass

	mu      sync.Mutex
	files   map[spot]string // text of each go.mod and go.work
	modules map[spot]string // folder in the target of a module, by root and module path
	cgo     []spot          // Go files that import "C"
}

// Wants implements [deps.ReachPass].
func (p *pass) Wants(e *scan.Entry) bool {
	return e.Base() == "go.work" && e.Origin == nil || p.imports.Wants(e)
}

// File implements [deps.ReachPass].
func (p *pass) File(ctx context.Context, f *scan.File, out scan.Sink) error {
	if base := f.Base(); base == "go.mod" || base == "go.work" {
		if at, ok := p.spot(scan.Location{Path: f.Path, Origin: f.Origin}); ok {
			p.mu.Lock()
			p.files[at] = string(f.Bytes())
			if base == "go.mod" {
				p.place(spot{at.root, modfile.ModulePath(f.Bytes())}, f.Dir())
			}
			p.mu.Unlock()
		}
		if base == "go.work" {
			return nil
		}
	}
	if f.Ext() == ".go" && bytes.Contains(f.Bytes(), []byte(`import "C"`)) {
		if at, ok := p.spot(scan.Location{Path: f.Path, Origin: f.Origin}); ok {
			p.mu.Lock()
			p.cgo = append(p.cgo, at)
			p.mu.Unlock()
		}
	}
	return p.imports.File(ctx, f, out)
}

// place notes the folder of a module; of several of one name, the first.
func (p *pass) place(module spot, dir string) {
	if old, ok := p.modules[module]; !ok || dir < old {
		p.modules[module] = dir
	}
}

// leavesOut returns how many files of a module are not looked at because cgo is
// off.
func (p *pass) leavesOut(at spot) int {
	n := 0
	for _, file := range p.cgo {
		if dir := path.Dir(at.path); file.root == at.root && (dir == "." || strings.HasPrefix(file.path, dir+"/")) {
			n++
		}
	}
	if p.scanner.cfg.Cgo {
		n = 0
	}
	return n
}

// spot returns where on the disk a place of a target is. There is no such for
// what is in archives, images and commits.
func (p *pass) spot(l scan.Location) (spot, bool) {
	n := 1
	if o := l.Origin; o != nil {
		if len(o.Archives) > 0 || o.Image != "" || o.Commit != "" || o.Component != "" {
			return spot{}, false
		}
		if o.Target != "" {
			var err error
			if n, err = strconv.Atoi(o.Target); err != nil {
				return spot{}, false
			}
		}
	}
	roots := p.scanner.cfg.Roots
	if roots == nil {
		roots = []string{"."}
	}
	if n < 1 || n > len(roots) {
		return spot{}, false
	}
	return spot{roots[n-1], l.Path}, true
}

// Refine implements [deps.ReachPass].
func (p *pass) Refine(ctx context.Context, found []*deps.Vulnerability, out scan.Sink) error {
	answers := map[*deps.Vulnerability]*answer{}
	units := p.units(found, answers)
	for _, at := range slices.SortedFunc(maps.Keys(units), func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.root, b.root))
	}) {
		if err := p.look(ctx, at, units[at], answers); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			out.Diagnostic(diagnose(at, err))
		}
	}
	var rest []*deps.Vulnerability
	for _, v := range found {
		if a := answers[v]; a == nil || a.best.Level == "" {
			rest = append(rest, v)
		} else {
			v.Reach(a.reached())
		}
	}
	return p.imports.Refine(ctx, rest, out)
}

// units returns the modules and binaries to look at, each with the findings about
// it.
func (p *pass) units(found []*deps.Vulnerability, answers map[*deps.Vulnerability]*answer) map[spot][]*deps.Vulnerability {
	units := map[spot][]*deps.Vulnerability{}
	for _, v := range found {
		if v.Package.Ecosystem != "Go" || v.Kind != scan.KindVulnerability || v.Package.Name == "toolchain" {
			continue
		}
		a := &answer{}
		for _, l := range append([]scan.Location{v.Location}, v.Related...) {
			if p.shared(l) {
				continue
			}
			at, ok := p.unit(l)
			if !ok {
				a.missing++
				continue
			}
			if !slices.Contains(units[at], v) {
				units[at] = append(units[at], v)
				a.places++
			}
		}
		answers[v] = a
	}
	return units
}

// shared reports whether a place is the vendor folder of a workspace, whose
// modules name the package too.
func (p *pass) shared(l scan.Location) bool {
	at, ok := p.spot(l)
	if !ok || path.Base(at.path) != "modules.txt" {
		return false
	}
	at.path = path.Join(path.Dir(path.Dir(at.path)), "go.work")
	_, ok = p.files[at]
	return ok
}

// unit returns what to look at for a place that names a package: the module's
// go.mod, or a binary.
func (p *pass) unit(l scan.Location) (spot, bool) {
	at, ok := p.spot(l)
	if !ok {
		return at, false
	}
	dir := path.Dir(at.path)
	switch path.Base(at.path) {
	case "modules.txt":
		dir = path.Dir(dir)
		fallthrough
	case "go.sum":
		at.path = path.Join(dir, "go.mod")
		fallthrough
	case "go.mod":
		_, ok = p.files[at]
		return at, ok
	}
	_, err := binaryModules(at.file())
	return at, err == nil
}

// errOther says that a path does not lead where the target's did.
var errOther = errors.New("the folder on the disk is not the one that was scanned")

// errCgo says that files were left out.
var errCgo = errors.New("files were left out")

// look looks at one module or binary and notes the answers about its findings.
func (p *pass) look(ctx context.Context, at spot, found []*deps.Vulnerability, answers map[*deps.Vulnerability]*answer) error {
	ctx, cancel := context.WithTimeoutCause(ctx, p.scanner.cfg.Timeout, errTimeout)
	defer cancel()
	r := p.scanner.newRun(at.dir(), nil)
	if path.Base(at.path) != "go.mod" {
		r.binary, r.patterns = true, []string{at.file()}
	} else if err := p.prepare(ctx, r, at); err != nil {
		return err
	}
	if r.database == "" {
		modules := []string{}
		for _, v := range found {
			modules = append(modules, v.Package.Name)
		}
		remove, err := r.makeDatabase(ctx, p.scanner.cfg.Advisories, modules)
		if err != nil {
			return err
		}
		defer remove()
	}
	report, err := r.deepest(ctx, p.scanner.cfg.Level)
	if report == nil {
		return err
	}
	left := 0
	if !r.binary {
		left = p.leavesOut(at)
	}
	for _, v := range found {
		if r.knows(v) {
			answer := p.reached(at, report, v)
			answer.Settled = answer.Settled && left == 0
			answers[v].add(answer)
		}
	}
	if left > 0 {
		err = errors.Join(err, fmt.Errorf("%w: %d that import \"C\"", errCgo, left))
	}
	return err
}

// prepare sets what the go.mod and the go.work above it say.
func (p *pass) prepare(ctx context.Context, r *run, at spot) error {
	text, err := os.ReadFile(at.file())
	if err != nil || string(text) != p.files[at] {
		return errOther
	}
	r.work = p.workspace(at)
	needed, toolchain, err := neededVersion(at.file())
	if err != nil {
		return err
	}
	r.version = cmp.Or(toolchain, needed)
	r.env = r.environment()
	return r.toolchain(ctx)
}

// workspace returns the nearest go.work of the target that uses a module, "off"
// without.
func (p *pass) workspace(at spot) string {
	module := path.Dir(at.path)
	for dir := module; ; dir = path.Dir(dir) {
		work := spot{at.root, path.Join(dir, "go.work")}
		if text, ok := p.files[work]; ok {
			file, err := modfile.ParseWork("go.work", []byte(text), nil)
			if err == nil && slices.ContainsFunc(file.Use, func(u *modfile.Use) bool { return path.Join(dir, u.Path) == module }) {
				if abs, err := filepath.Abs(work.file()); err == nil {
					return abs
				}
			}
		}
		if dir == "." {
			return "off"
		}
	}
}

// deepest looks at the packages and, if some are affected, at calls. With an
// error may come a report that is less deep.
func (r *run) deepest(ctx context.Context, level Level) (*Report, error) {
	if r.binary || level == LevelModule {
		return r.level(ctx, level)
	}
	report, err := r.level(ctx, LevelPackage)
	if err != nil || level == LevelPackage || !slices.ContainsFunc(report.Findings, func(f Finding) bool { return f.Level == LevelPackage }) {
		return report, err
	}
	if deep, err := r.level(ctx, LevelSymbol); err == nil || !errors.Is(err, ErrMemory) {
		if err != nil {
			return report, err
		}
		return deep, nil
	}
	deep, err := r.parts(ctx, report.Roots)
	if deep == nil {
		return report, err
	}
	return deep, err
}

// parts looks at the calls of packages in ever smaller groups, until each stays
// within the memory limit. If a package alone does not, the error says so, and
// no calls are known.
func (r *run) parts(ctx context.Context, roots []string) (*Report, error) {
	roots = slices.DeleteFunc(slices.Clone(roots), func(p string) bool { return strings.HasSuffix(p, ".test") || strings.HasSuffix(p, "_test") })
	roots = slices.Compact(slices.Sorted(slices.Values(roots)))
	if len(roots) < 2 {
		return nil, fmt.Errorf("%w: %d bytes are not enough for the calls of one package", ErrMemory, r.cfg.MemoryLimit)
	}
	var sum *Report
	for _, half := range [][]string{roots[:len(roots)/2], roots[len(roots)/2:]} {
		report, err := r.on(ctx, LevelSymbol, half)
		if errors.Is(err, ErrMemory) {
			report, err = r.parts(ctx, half)
		}
		if err != nil {
			return nil, err
		}
		if sum == nil {
			sum = report
		} else {
			sum.merge(report)
		}
	}
	return sum, nil
}

// knows reports whether the database has an advisory of a finding. One from
// elsewhere is taken to have those of the Go database.
func (r *run) knows(v *deps.Vulnerability) bool {
	return slices.ContainsFunc(v.Advisories, func(a deps.Advisory) bool {
		return r.ids[a.ID] || r.ids == nil && strings.HasPrefix(a.ID, "GO-")
	})
}

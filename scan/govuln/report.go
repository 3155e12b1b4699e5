package govuln

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Level says how far code gets to a vulnerability.
type Level string

// The levels, the weakest first.
const (
	LevelModule  Level = "module"  // the module is part of the build list
	LevelPackage Level = "package" // a vulnerable package is imported
	LevelSymbol  Level = "symbol"  // a vulnerable function can be called, or is part of the binary
)

// rank orders the levels; an unknown one is the weakest.
func (l Level) rank() int {
	return slices.Index([]Level{LevelModule, LevelPackage, LevelSymbol}, l)
}

// Report is what one run of x/vuln says.
type Report struct {
	// GoVersion is the version of Go whose standard library was judged, such as
	// "go1.26.8".
	GoVersion string
	// Level is the deepest that was looked at.
	Level Level
	// Modules are those of the build.
	Modules []Module
	// Roots are the import paths of the packages that the patterns named; the main
	// package of a binary.
	Roots []string
	// Findings in rising order of advisory, module, level, package and symbol,
	// each once.
	Findings []Finding
}

// Module is a module of a build.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

// Finding is one advisory that a build is affected by, at one level. A symbol
// found comes with findings at the levels below it.
type Finding struct {
	// OSV is the advisory's id.
	OSV   string
	Level Level
	// Module is "stdlib" for the standard library, "toolchain" for the go command.
	Module  string
	Version string
	// Package is empty at LevelModule.
	Package string
	// Symbol is empty below LevelSymbol; a method's is "Type.Method".
	Symbol string
	// Fixed is the version in which the advisory's last range ends; may be empty.
	Fixed string
	// Trace leads from the vulnerable symbol to an entry point; it has one frame
	// for a binary and below LevelSymbol.
	Trace []Frame
}

// Frame is one step of a [Finding.Trace].
type Frame struct {
	Module   string    `json:"module"`
	Version  string    `json:"version"`
	Package  string    `json:"package"`
	Function string    `json:"function"`
	Receiver string    `json:"receiver"`
	Position *Position `json:"position"`
}

// Position is where a frame calls the next; of the first frame, where the symbol
// is declared.
type Position struct {
	// Filename is relative to the folder of the frame's module.
	Filename string `json:"filename"`
	// Offset in bytes from 0; Line and Column from 1, Column in bytes.
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Symbol returns the function's name as advisories write it.
func (f Frame) Symbol() string {
	receiver := f.Receiver
	if receiver == "" {
		return f.Function
	}
	if receiver[0] == '*' {
		receiver = receiver[1:]
	}
	return receiver + "." + f.Function
}

// Best returns one finding for each advisory and module: that of the highest
// level, with the shortest trace.
func (r *Report) Best() []Finding {
	var best []Finding
	for _, f := range r.Findings {
		last := len(best) - 1
		if last < 0 || best[last].OSV != f.OSV || best[last].Module != f.Module {
			best = append(best, f)
		} else if old := best[last]; f.Level.rank() > old.Level.rank() || f.Level == old.Level && len(f.Trace) < len(old.Trace) {
			best[last] = f
		}
	}
	return best
}

// message is one object of the JSON stream, of which one field is set
// (golang.org/x/vuln, "Message", protocol version 1.0.0).
type message struct {
	Config *struct {
		Protocol  string `json:"protocol_version"`
		GoVersion string `json:"go_version"`
		ScanLevel Level  `json:"scan_level"`
	} `json:"config"`
	SBOM *struct {
		GoVersion string   `json:"go_version"`
		Modules   []Module `json:"modules"`
		Roots     []string `json:"roots"`
	} `json:"SBOM"`
	Finding *struct {
		OSV   string  `json:"osv"`
		Fixed string  `json:"fixed_version"`
		Trace []Frame `json:"trace"`
	} `json:"finding"`
}

// maxFindings bounds what one stream may hold.
const maxFindings = 1 << 20

// Decode reads the JSON stream that govulncheck writes. A stream that does not
// begin with its configuration, or is of another major version of the protocol,
// is an error; so is one with more than a million findings.
func Decode(in io.Reader) (*Report, error) {
	report := &Report{}
	d := json.NewDecoder(in)
	for first := true; ; first = false {
		var m message
		err := d.Decode(&m)
		if errors.Is(err, io.EOF) && !first {
			report.sort()
			return report, nil
		}
		if err != nil {
			return nil, fmt.Errorf("decoding the stream of govulncheck: %w", err)
		}
		if err := report.add(&m, first); err != nil {
			return nil, fmt.Errorf("decoding the stream of govulncheck: %w", err)
		}
	}
}

func (r *Report) add(m *message, first bool) error {
	switch {
	case first && m.Config == nil:
		return errors.New("it does not begin with a configuration")
	case m.Config != nil:
		if p := m.Config.Protocol; len(p) < 3 || p[:3] != "v1." {
			return fmt.Errorf("version %q of the protocol is not understood", p)
		}
		r.GoVersion, r.Level = m.Config.GoVersion, m.Config.ScanLevel
	case m.SBOM != nil:
		r.Modules, r.Roots = m.SBOM.Modules, m.SBOM.Roots
		r.GoVersion = cmp.Or(m.SBOM.GoVersion, r.GoVersion)
	case m.Finding != nil:
		if m.Finding.OSV == "" || len(m.Finding.Trace) == 0 {
			return errors.New("a finding has no advisory or no trace")
		}
		if len(r.Findings) == maxFindings {
			return fmt.Errorf("there are more than %d findings", maxFindings)
		}
		at := m.Finding.Trace[0]
		f := Finding{
			OSV: m.Finding.OSV, Fixed: m.Finding.Fixed, Trace: m.Finding.Trace,
			Level: LevelModule, Module: at.Module, Version: at.Version, Package: at.Package, Symbol: at.Symbol(),
		}
		if f.Package != "" {
			f.Level = LevelPackage
		}
		if f.Symbol != "" {
			f.Level = LevelSymbol
		}
		r.Findings = append(r.Findings, f)
	}
	return nil
}

// sort orders the findings and keeps of equal ones that with the shortest trace.
func (r *Report) sort() {
	order := func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.OSV, b.OSV), cmp.Compare(a.Module, b.Module), cmp.Compare(a.Level.rank(), b.Level.rank()),
			cmp.Compare(a.Package, b.Package), cmp.Compare(a.Symbol, b.Symbol))
	}
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(order(a, b), cmp.Compare(len(a.Trace), len(b.Trace)), slices.CompareFunc(a.Trace, b.Trace, compareFrames))
	})
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool { return order(a, b) == 0 })
}

func compareFrames(a, b Frame) int {
	var p, q Position
	if a.Position != nil {
		p = *a.Position
	}
	if b.Position != nil {
		q = *b.Position
	}
	return cmp.Or(cmp.Compare(a.Module, b.Module), cmp.Compare(a.Package, b.Package), cmp.Compare(a.Symbol(), b.Symbol()),
		cmp.Compare(p.Filename, q.Filename), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// merge adds what another run over other packages of the same module says.
func (r *Report) merge(other *Report) {
	r.Findings = append(r.Findings, other.Findings...)
	r.Roots = append(r.Roots, other.Roots...)
	for _, m := range other.Modules {
		if !slices.Contains(r.Modules, m) {
			r.Modules = append(r.Modules, m)
		}
	}
	if other.Level.rank() < r.Level.rank() {
		r.Level = other.Level
	}
	r.sort()
}

package manifest

import (
	"strings"

	"golang.org/x/mod/modfile"
)

// goMod reads the requirements of a go.mod and its toolchain line, which is the
// version of the package "stdlib".
func (r *reader) goMod() {
	mod, err := modfile.Parse(r.file.Path, r.text, nil)
	if err != nil {
		return
	}
	replaced := map[string]bool{}
	for _, rep := range mod.Replace {
		replaced[rep.Old.Path] = true
	}
	for _, req := range mod.Require {
		if !replaced[req.Mod.Path] {
			r.goLine(req.Syntax, req.Mod.Path, req.Mod.Version)
		}
	}
	if t := mod.Toolchain; t != nil {
		if v, ok := strings.CutPrefix(t.Name, "go"); ok {
			r.goLine(t.Syntax, "stdlib", v)
		}
	}
}

// goLine adds the last token of a line that is a version.
func (r *reader) goLine(line *modfile.Line, name, version string) {
	start := line.Start.Byte
	text := string(r.text[start:min(line.End.Byte, len(r.text))])
	if at := strings.LastIndex(text, version); at >= 0 {
		r.add(Declaration{Ecosystem: "Go", Name: name, Spec: version}, start+at)
	}
}

package circleci

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// part is a file that holds one definition of a configuration or an orb that is
// kept in a folder and packed into one file ("circleci config pack", "circleci
// orb pack"): commands/greet.yml is the command greet.
type part struct {
	// root is the folder that is packed, section the part of the configuration,
	// such as "commands"; empty for a file that holds several.
	root, section, name string
}

// partOf returns what a file is by its path; ok is false for one that is no part of a
// folder.
func partOf(file string) (p part, ok bool) {
	dir, base := path.Split(file)
	dir = strings.TrimSuffix(dir, "/")
	p.name = strings.TrimSuffix(base, path.Ext(base))
	if strings.HasPrefix(base, "@") {
		return part{root: dir}, true
	}
	switch p.section = path.Base(dir); p.section {
	case "commands", "jobs", "executors", "workflows":
		p.root = strings.TrimSuffix(strings.TrimSuffix(dir, p.section), "/")
		return p, true
	}
	return part{}, false
}

// configures reports whether the folder that is packed is a configuration, whose
// users are all in it, and no orb.
func (p part) configures() bool { return strings.Contains("/"+p.root+"/", "/.circleci/") }

// fits reports whether a text is made like the definition that a part is to be,
// by the names at its top.
func (p part) fits(text []byte) bool {
	var steps, runner, jobs bool
	for key := range audit.Keys(text) {
		switch key {
		case "steps":
			steps = true
		case "docker", "machine", "macos", "executor":
			runner = true
		case "jobs":
			jobs = true
		case "description", "parameters", "environment", "working_directory", "shell", "resource_class", "parallelism", "when", "unless", "triggers",
			"circleci_ip_ranges", "retention", "type", "max_auto_reruns":
		default:
			return false
		}
	}
	switch p.section {
	case "commands":
		return steps && !runner && does(text)
	case "jobs":
		return steps && runner && does(text)
	case "executors":
		return runner && !steps && (p.configures() || bytes.Contains(text, []byte("image:")))
	case "workflows":
		return jobs && p.configures()
	}
	return false
}

// does reports whether a text has a step or a template as CircleCI writes them.
func does(text []byte) bool {
	for _, step := range []string{"- run:", "- checkout", "- when:", "- unless:", "- save_cache:", "- restore_cache:", "- attach_workspace:", "- setup_remote_docker", "<<"} {
		if bytes.Contains(text, []byte(step)) {
			return true
		}
	}
	return false
}

// define reads the one definition of a part.
func (r *reader) define(p part) {
	root := r.file.Root
	switch p.section {
	case "workflows":
		r.around(root)
	case "jobs":
		r.file.Jobs = append(r.file.Jobs, r.job(p.name, nil, root))
	default:
		r.file.Jobs = append(r.file.Jobs, r.job(p.section+"."+p.name, nil, root))
	}
}

// maxPacked bounds how many files are listed as packed into one: more than are
// opened together, which is told then.
const maxPacked = 160

// together returns, for each file of the repository, the others that are packed
// with it.
func together(list []audit.LinkedFile) [][]int {
	packs := map[string][]int{}
	for i, f := range list {
		if p, ok := partOf(f.Path); ok {
			packs[p.root] = append(packs[p.root], i)
		}
	}
	others := make([][]int, len(list))
	for i, f := range list {
		if p, ok := partOf(f.Path); ok {
			pack := packs[p.root]
			others[i] = slices.DeleteFunc(slices.Clone(pack[:min(len(pack), maxPacked)]), func(j int) bool { return j == i })
		}
	}
	return others
}

// section returns what a file is a part of, empty for a whole configuration.
func section(f *ci.File) string {
	if p, ok := partOf(f.Source.Path); ok && p.fits(f.Source.Bytes()) {
		return p.section
	}
	return ""
}

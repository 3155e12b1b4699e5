package report

import (
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// place is where a finding is shown: in a file or what stands for one.
type place struct {
	path string
	// archives are the paths of the archives around the file, outermost first.
	archives []string
	// region inside path, tidied; zero means all of it.
	region scan.Region
	// file says that path is a path of the target.
	file bool
	// redacted says that the snippet differs from the file.
	redacted bool
}

// placeOf returns where to show a finding: its own path, or else the first
// place that names its package, or else the first related file. A finding
// about no file is at its URL, image, component or target.
func placeOf(r *scan.Record) place {
	if r.Location.Path != "" {
		p := fileAt(&r.Location)
		p.redacted = r.Secret != nil
		return p
	}
	if r.Package != nil {
		for i := range r.Package.Locations {
			if l := &r.Package.Locations[i]; l.Path != "" {
				return fileAt(l)
			}
		}
	}
	for i := range r.Related {
		if l := &r.Related[i]; l.Path != "" {
			return fileAt(l)
		}
	}
	p := place{}
	if o := r.Location.Origin; o != nil {
		for _, name := range []string{o.URL, o.Image, o.Component, o.Target} {
			if name != "" {
				p.path = name
				return p
			}
		}
	}
	return p
}

// fileAt returns the place that a location with a path is.
func fileAt(l *scan.Location) place {
	return place{path: l.Path, archives: archivesOf(l), region: tidy(&l.Region), file: true}
}

// archivesOf returns the paths of the archives around a location.
func archivesOf(l *scan.Location) []string {
	if l.Path == "" || l.Origin == nil || len(l.Origin.Archives) == 0 || l.Origin.Archives[0] == "" {
		return nil
	}
	return l.Origin.Archives
}

// outermost returns the path of the file that lies in the target: the archive
// around all others, or the file itself.
func (p *place) outermost() string {
	if len(p.archives) > 0 {
		return p.archives[0]
	}
	return p.path
}

// chain returns the way to a file through the archives around it, in visible
// form.
func chain(archives []string, path string) string {
	if len(archives) == 0 {
		return visible(path)
	}
	var b strings.Builder
	for _, a := range archives {
		b.WriteString(visible(a) + " » ")
	}
	return b.String() + visible(path)
}

// inside returns where in an archive a file is, and where in it: the outermost
// archive is named elsewhere. It is empty for a file outside of archives.
func (p *place) inside() string {
	if len(p.archives) == 0 {
		return ""
	}
	s := chain(p.archives[1:], p.path)
	if pos := position(&p.region); pos != "" {
		s += ":" + pos
	}
	return s
}

// position returns "12:7" or "12", and "" for a whole file.
func position(r *scan.Region) string {
	switch {
	case r.StartLine <= 0:
		return ""
	case r.StartColumn <= 0:
		return strconv.Itoa(r.StartLine)
	}
	return strconv.Itoa(r.StartLine) + ":" + strconv.Itoa(r.StartColumn)
}

// placeText returns path, position and logical name in visible form. A path
// equal to home is left out where a position or name follows.
func placeText(l *scan.Location, home string) string {
	pos := position(&l.Region)
	s := chain(archivesOf(l), l.Path)
	switch {
	case pos != "" && (l.Path == home || l.Path == ""):
		s = pos
	case pos != "":
		s += ":" + pos
	case l.Path == home && l.Logical != "":
		s = ""
	}
	if l.Logical != "" {
		s = strings.TrimSpace(s + " " + visible(l.Logical))
	}
	return s
}

// remark returns the role and message of a related location or a step.
func remark(l *scan.Location) string {
	switch {
	case l.Role == "" || l.Message == "":
		return oneLine(l.Role + l.Message)
	}
	return oneLine(l.Role + ": " + l.Message)
}

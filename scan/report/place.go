package report

import (
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// place is where a finding is shown: in a file or what stands for one.
type place struct {
	path string
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
		return place{r.Location.Path, tidy(&r.Location.Region), true, r.Secret != nil}
	}
	if r.Package != nil {
		for i := range r.Package.Locations {
			if l := &r.Package.Locations[i]; l.Path != "" {
				return place{path: l.Path, region: tidy(&l.Region), file: true}
			}
		}
	}
	for i := range r.Related {
		if l := &r.Related[i]; l.Path != "" {
			return place{path: l.Path, region: tidy(&l.Region), file: true}
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
	s := visible(l.Path)
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

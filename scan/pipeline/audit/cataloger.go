package audit

import (
	"strings"
	"unicode"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Cataloger is implemented by a [System] that knows more of what its files use
// than images: components of other repositories, entries of catalogs.
type Cataloger interface {
	System
	// Uses returns what a file that the system has read uses, in the order of
	// the file, repeats included. What it names in a way that only a run can
	// resolve comes as [ci.Use.Computed].
	Uses(f *ci.File) []ci.Use
}

// Uses returns what a file uses: as the system tells, if it is a
// [Cataloger], or else the images of the model.
func Uses(s System, f *ci.File) []ci.Use {
	if c, ok := s.(Cataloger); ok {
		return c.Uses(f)
	}
	return ImageUses(f)
}

// ImageUses returns the images that a model names: of the component, of jobs,
// of their services and of steps that are images.
func ImageUses(f *ci.File) []ci.Use {
	var list Catalog
	if f.Image != nil {
		list.Add(ci.ImageUse(ci.UseImage, nil, nil, f.Image.Ref))
	}
	for _, job := range f.Jobs {
		list.Images(job)
		for _, step := range job.Steps {
			if step.Uses != nil && step.Uses.Image != "" {
				list.Add(ci.ImageUse(ci.UseAction, job, step, step.Uses.Ref))
			}
		}
	}
	return list
}

// Catalog collects what a file uses.
type Catalog []ci.Use

// Add appends a use; nil is none.
func (c *Catalog) Add(u *ci.Use) {
	if u != nil {
		*c = append(*c, *u)
	}
}

// Images appends those that a job and its services run in.
func (c *Catalog) Images(job *ci.Job) {
	if job.Container != nil {
		c.Add(ci.ImageUse(ci.UseImage, job, nil, job.Container.Ref))
	}
	for _, s := range job.Services {
		c.Add(ci.ImageUse(ci.UseService, job, nil, s.Ref))
	}
}

// Resolve fills in the images that have variables in them, by what expand makes
// of their text: it returns the text with what it knows put in.
func (c Catalog) Resolve(expand func(job *ci.Job, text string) string) {
	for i := range c {
		u := &c[i]
		if u.Image != "" && u.Computed {
			u.Image = expand(u.Job, u.Image)
			u.Computed = !ci.IsImage(u.Image)
		}
	}
}

// ShellVariables returns a text in which $NAME, ${NAME} and ${NAME:-default}
// are replaced by what value knows of them. What it does not know stays.
func ShellVariables(text string, value func(name string) (string, bool)) string {
	var out []byte
	for i := 0; i < len(text); {
		name, fallback, n := shellVariable(text[i:])
		if n == 0 {
			out = append(out, text[i])
			i++
			continue
		}
		v, ok := value(name)
		switch {
		case ok:
			out = append(out, v...)
		case fallback != "":
			out = append(out, fallback...)
		default:
			out = append(out, text[i:i+n]...)
		}
		i += n
	}
	return string(out)
}

// shellVariable reads a variable at the start of a text; n is 0 where there is
// none.
func shellVariable(text string) (name, fallback string, n int) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return "", "", 0
	}
	inner, braced := strings.CutPrefix(rest, "{")
	end := strings.IndexFunc(inner, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	if end < 0 {
		end = len(inner)
	}
	name, rest = inner[:end], inner[end:]
	if name == "" {
		return "", "", 0
	}
	if !braced {
		return name, "", len(text) - len(rest)
	}
	body, _, closed := strings.Cut(rest, "}")
	if !closed {
		return "", "", 0
	}
	fallback = strings.TrimPrefix(strings.TrimPrefix(body, ":"), "-")
	if body != "" && fallback == strings.TrimPrefix(body, ":") {
		return "", "", 0 // another operation than a default
	}
	return name, fallback, len(text) - len(rest) + len(body) + 1
}

// Confidant is implemented by a [System] that tells which secrets of its
// platform a file names.
type Confidant interface {
	System
	// Secrets returns them in the order of the file, repeats included.
	Secrets(f *ci.File) []ci.Secret
}

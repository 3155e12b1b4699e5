package audit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Argument is what one file of a repository hands to a parameter of another: to
// an input of a template, a variable of a child pipeline.
type Argument struct {
	// Source says what outsiders write into it, such as "a commit's message";
	// empty where nothing of that is known.
	Source string
	// Severity and Confidence of what can be done with Source, or by whoever
	// decides on what is open; the zero values leave it to the rule.
	Severity   scan.Severity
	Confidence scan.Confidence
	// From names the parameters of the file itself that it is made of.
	From []string
	// Open says that something the repository does not tell decides on it.
	Open bool
	// Path leads to the parameter, from the source on.
	Path []scan.Location
}

// Origin says where the value of a parameter comes from.
type Origin struct {
	Argument
	// Known says that the repository holds all that is said of it: somebody
	// hands it over. Of a parameter that is not known nothing is.
	Known bool
}

// Fixed reports whether nobody but the repository's own files decides on the
// value.
func (o Origin) Fixed() bool { return o.Known && !o.Open && o.Source == "" }

// Tells returns a change that rates a finding after its source and tells the
// way there, which ends at the finding itself.
func (o Origin) Tells() func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		if o.Source == "" && !o.Open || len(o.Path) == 0 {
			return
		}
		if o.Severity != 0 {
			w.Severity, w.Persona = o.Severity, scan.PersonaRegular
		}
		if o.Confidence != 0 {
			w.Confidence = o.Confidence
		}
		steps := append(slices.Clone(o.Path), w.Location)
		steps[0].Role, steps[len(steps)-1].Role = "source", "sink"
		w.CodeFlows = []scan.CodeFlow{{Message: cmp.Or(o.Source, "what is handed over") + " reaches the script", Steps: steps}}
	}
}

// Way returns the last part of a message: by which file's doing it happens.
func (o Origin) Way() string {
	if len(o.Path) == 0 {
		return ""
	}
	return fmt.Sprintf(" (handed over in %s)", o.Path[0].Path)
}

// Flows are what the files of a repository hand each other. Parameters have
// names that are unique in the repository, such as "ci/build.yml#target".
type Flows struct {
	count  int
	into   map[string][]Argument
	judged map[string]Origin
}

// NewFlows returns an empty set.
func NewFlows() *Flows { return &Flows{into: map[string][]Argument{}, judged: map[string]Origin{}} }

// Len returns the number of arguments that were added.
func (f *Flows) Len() int { return f.count }

// maxArguments bounds how many uses of one parameter are kept; what more there
// are counts as open.
const maxArguments = 200

// Hand adds what is handed to a parameter.
func (f *Flows) Hand(parameter string, a Argument) {
	list := f.into[parameter]
	if len(list) > maxArguments {
		return
	}
	if len(list) == maxArguments {
		a = Argument{Open: true}
	}
	f.count++
	f.into[parameter] = append(list, a)
}

// maxPassed bounds through how many files a value is followed.
const maxPassed = 20

// Origin judges a parameter by all that is handed to it: outsiders' text counts
// before what is open, and that before constants. It asks for nothing but what
// was added before. A nil set knows nothing.
func (f *Flows) Origin(parameter string) Origin {
	if f == nil {
		return Origin{}
	}
	return f.origin(parameter, 0)
}

func (f *Flows) origin(parameter string, depth int) Origin {
	if o, ok := f.judged[parameter]; ok {
		return o
	}
	list := f.into[parameter]
	if len(list) == 0 {
		return Origin{}
	}
	f.judged[parameter] = Origin{Known: true} // files that call each other add nothing
	worst := Origin{Known: true}
	for _, a := range list {
		worst = worst.or(f.followed(a, depth))
	}
	f.judged[parameter] = worst
	return worst
}

// followed returns what an argument comes to once the parameters that it is made
// of are judged.
func (f *Flows) followed(a Argument, depth int) Argument {
	if a.Source != "" {
		return a
	}
	for _, name := range a.From {
		if depth >= maxPassed {
			a.Open = true
			break
		}
		from := f.origin(name, depth+1)
		if from.Source != "" {
			from.Argument.Path = append(slices.Clone(from.Path), a.Path...)
			return from.Argument
		}
		if !a.Open && (from.Open || !from.Known) {
			a.Open, a.Path = true, append(slices.Clone(from.Path), a.Path...)
			a.Severity = max(a.Severity, from.Severity)
		}
	}
	return a
}

// or returns the worse of two.
func (o Origin) or(a Argument) Origin {
	switch {
	case a.Source != "" && (o.Source == "" || a.Severity > o.Severity):
		return Origin{Argument: a, Known: true}
	case o.Source == "" && !o.Open && a.Open:
		return Origin{Argument: a, Known: true}
	}
	return o
}

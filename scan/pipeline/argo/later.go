package argo

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// pair are two templates, of which steps use the one behind the other.
type pair struct{ from, later string }

// takers says, for the templates of a file, what steps that use the later one are
// handed of the outputs of those that use the other, or that both use a volume
// that the workflow makes for its run, at the end of which the later one is.
func takers(f *ci.File) map[pair]string {
	found := map[pair]string{}
	for _, w := range workflows(f.Source.Roots) {
		for _, t := range w.spec.Get("templates").Items() {
			uses := map[string]string{}
			eachStep(t, func(s *document.Node) { uses[s.Get("name").Value()] = s.Get("template").Value() })
			eachCall(t, func(s *document.Node) {
				eachHanded(s, func(step, what string) {
					if from := uses[step]; from != "" && found[pair{from, s.Get("template").Value()}] != "artifact" {
						found[pair{from, s.Get("template").Value()}] = what
					}
				})
			})
		}
		atEnd(w, func(from, exit string) {
			if found[pair{from, exit}] == "" {
				found[pair{from, exit}] = "volume"
			}
		})
	}
	return found
}

// eachHanded visits the steps whose outputs a call is given, with what of them it
// is.
func eachHanded(call *document.Node, visit func(step, what string)) {
	call.Walk(func(n *document.Node) {
		text := n.Value()
		for _, span := range fences(text) {
			for word := range strings.FieldsFuncSeq(text[span.Start:span.End], func(c rune) bool { return strings.ContainsRune("{}= ()+,?:|[]'\"", c) }) {
				parts := strings.Split(word, ".")
				if len(parts) < 4 || parts[0] != "steps" && parts[0] != "tasks" || parts[2] != "outputs" {
					continue
				}
				if parts[3] == "artifacts" {
					visit(parts[1], "artifact")
				} else {
					visit(parts[1], "outputs")
				}
			}
		}
	})
}

// atEnd visits the templates that share a volume with the one that runs when the
// workflow ends.
func atEnd(w workflow, visit func(from, exit string)) {
	exit := w.spec.Get("onExit").Value()
	var last *document.Node
	for _, t := range w.spec.Get("templates").Items() {
		if t.Get("name").Value() == exit && exit != "" {
			last = t
		}
	}
	if last == nil {
		return
	}
	for _, t := range w.spec.Get("templates").Items() {
		if t != last && shares(w, t, last) {
			visit(t.Get("name").Value(), exit)
		}
	}
}

// shares reports whether two templates mount one volume that the workflow makes
// for its run.
func shares(w workflow, a, b *document.Node) bool {
	mounts := func(t *document.Node) map[string]bool {
		names := map[string]bool{}
		for _, c := range containers(t) {
			for _, m := range c.Get("volumeMounts").Items() {
				names[m.Get("name").Value()] = true
			}
		}
		return names
	}
	first, second := mounts(a), mounts(b)
	for _, claim := range w.spec.Get("volumeClaimTemplates").Items() {
		if name := claim.At("metadata", "name").Value(); first[name] && second[name] {
			return true
		}
	}
	return false
}

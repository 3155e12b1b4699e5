package drone

import (
	"iter"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// requests says whether pull requests, those of forks among them, start a step.
type requests uint8

const (
	requestsNever   requests = iota
	requestsDefault          // the file is silent: every event does
	requestsNamed            // the file says so
)

// onRequests judges a step by its own condition.
func onRequests(job *ci.Job) requests {
	result := requestsDefault
	for event := range events(nil, job.If) {
		if event == "pull_request" || event == "pull_request_target" {
			return requestsNamed
		}
		result = requestsNever
	}
	return result
}

// events yields the events that a pipeline's trigger or a step's condition
// names to let it run.
func events(root, when *document.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, cond := range []*document.Node{root.Get("trigger"), root.Get("when"), when} {
			list := []*document.Node{cond}
			for _, item := range cond.Items() {
				list = append(list, item)
			}
			for _, c := range list {
				if !eachEvent(c.Get("event"), yield) {
					return
				}
			}
		}
	}
}

func eachEvent(n *document.Node, yield func(string) bool) bool {
	if n.Kind() == document.Mapping {
		n = n.Get("include")
	}
	for event := range n.List() {
		if !yield(strings.ToLower(event.Value())) {
			return false
		}
	}
	return true
}

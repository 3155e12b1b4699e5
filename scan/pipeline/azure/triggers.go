package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// requests says whether pull requests start a pipeline.
type requests uint8

const (
	requestsNever   requests = iota
	requestsDefault          // the file is silent: those of GitHub and Bitbucket do
	requestsNamed            // the file says so
)

// pullRequests judges a file. A template is started by nothing.
func pullRequests(f *ci.File) requests {
	key, pr := f.Root.Pair("pr")
	switch {
	case key != nil && pr.Value() == "none":
		return requestsNever
	case key != nil:
		return requestsNamed
	case f.Kind == ci.KindComponent:
		return requestsNever
	default:
		return requestsDefault
	}
}

// onFixedBranch reports whether pushes to branches only start the pipeline that
// the file names, so that nobody chooses the name.
func onFixedBranch(f *ci.File) bool {
	trigger := f.Root.Get("trigger")
	if trigger.Kind() == document.Mapping {
		if trigger.Get("tags") != nil {
			return false
		}
		trigger = trigger.Get("branches")
		if trigger.Kind() == document.Mapping {
			trigger = trigger.Get("include")
		}
	}
	count := 0
	for name := range trigger.List() {
		if count++; strings.ContainsAny(name.Value(), "*?") {
			return false
		}
	}
	return count > 0
}

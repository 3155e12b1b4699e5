package inventory

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on the filters of one trigger.
const (
	maxFilters     = 50
	maxFilterDepth = 4
)

func (r *reader) triggers() []Trigger {
	var list []Trigger
	for _, t := range r.file.Triggers {
		trigger := Trigger{Name: strings.Clone(t.Name), Type: triggerType(r.file.System, t.Name), Location: r.at(t.Key)}
		switch r.file.System {
		case "github", "azure":
			filters(&trigger.Filters, "", t.Config, 0)
		case "bitbucket":
			if name := text(t.Key); name != t.Name {
				trigger.Filters = []Filter{{Name: "pattern", Values: []string{name}}}
			}
		}
		list = append(list, trigger)
	}
	if r.file.System == "gitlab" {
		list = append(list, r.sources()...)
	}
	return list
}

// triggerType tells how an event starts a pipeline.
func triggerType(system, name string) TriggerType {
	switch name {
	case "trigger": // for Azure a push, for GitLab a request to its API
		if system == "gitlab" {
			return TriggerAPI
		}
	case "schedule", "schedules", "cron", "pollscm":
		return TriggerScheduled
	case "workflow_dispatch", "manual", "custom", "web", "issuecommenttrigger":
		return TriggerManual
	case "workflow_call", "repository_dispatch", "workflow_run", "upstream", "api", "pipeline", "parent_pipeline", "promote", "rollback":
		return TriggerAPI
	}
	return TriggerWebhook
}

// filters collects the settings of a trigger but for the parameters that it
// declares.
func filters(list *[]Filter, name string, n *document.Node, depth int) {
	if depth > maxFilterDepth {
		return
	}
	for key, value := range n.Pairs() {
		if sub := text(key); depth > 0 || sub != "inputs" && sub != "outputs" && sub != "secrets" {
			filters(list, strings.TrimPrefix(name+"."+sub, "."), value, depth+1)
		}
	}
	var values []string
	for item := range n.List() {
		if item.Kind() == document.Scalar && !item.Null() {
			values = append(values, text(item))
		} else {
			filters(list, name, item, depth+1)
		}
	}
	if len(values) > 0 && len(*list) < maxFilters {
		if name == "" {
			name = "branches"
		}
		*list = append(*list, Filter{Name: name, Values: values})
	}
}

// sources returns the sources of pipelines that the rules of GitLab name, since
// nothing else in its files says what starts one.
func (r *reader) sources() []Trigger {
	var list []Trigger
	add := func(n *document.Node, name string) {
		known := slices.ContainsFunc(list, func(t Trigger) bool { return t.Name == name })
		if name != "" && !known {
			list = append(list, Trigger{Name: strings.Clone(name), Type: triggerType("gitlab", name), Location: r.at(n)})
		}
	}
	rules := func(n *document.Node) {
		for _, rule := range n.Get("rules").Items() {
			condition := rule.Get("if")
			for _, part := range strings.Split(condition.Value(), "$CI_PIPELINE_SOURCE")[1:] {
				rest, equal := strings.CutPrefix(strings.TrimSpace(part), "==")
				rest = strings.TrimSpace(rest)
				if equal && len(rest) > 1 && (rest[0] == '"' || rest[0] == '\'') {
					name, _, _ := strings.Cut(rest[1:], rest[:1])
					add(condition, name)
				}
			}
		}
		for only := range n.Get("only").List() {
			switch name := only.Value(); name {
			case "merge_requests":
				add(only, "merge_request_event")
			case "schedules":
				add(only, "schedule")
			case "pushes", "triggers", "pipelines":
				add(only, strings.TrimSuffix(name, "es"))
			case "api", "web":
				add(only, name)
			}
		}
	}
	rules(r.file.Root.Get("workflow"))
	for _, job := range r.file.Jobs {
		rules(job.Node)
	}
	return list
}

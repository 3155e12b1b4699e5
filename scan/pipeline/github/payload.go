package github

import (
	"slices"
	"strings"
)

// payloadObjects lists, for the objects of an event's payload that outsiders
// fill, the events that bring them
// (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
var payloadObjects = map[string][]string{
	"pull_request": {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment", "pull_request_comment"},
	"comment":      {"issue_comment", "pull_request_review_comment", "commit_comment", "discussion_comment", "pull_request_comment"},
	"issue":        {"issues", "issue_comment", "pull_request_comment"},
	"discussion":   {"discussion", "discussion_comment"},
	"review":       {"pull_request_review"},
	"workflow_run": {"workflow_run"},
}

// payloadEvents are the events whose payload is known to have none of these
// objects but those that payloadObjects gives it.
var payloadEvents = []string{"push", "schedule", "workflow_dispatch", "workflow_run", "release", "create", "delete", "issues", "issue_comment", "discussion", "discussion_comment", "pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}

// absent reports whether a context value is empty in every run, because no
// event that starts the file brings what it is a part of: under workflow_run
// there is no github.event.pull_request.
func (c *check) absent(path string) bool {
	rest, ok := strings.CutPrefix(path, "github.event.")
	if !ok {
		return false
	}
	object, _, _ := strings.Cut(rest, ".")
	bring, known := payloadObjects[object]
	names := c.events()
	if !known || len(names) == 0 {
		return false
	}
	return !slices.ContainsFunc(names, func(name string) bool {
		return slices.Contains(bring, name) || !slices.Contains(payloadEvents, name)
	})
}

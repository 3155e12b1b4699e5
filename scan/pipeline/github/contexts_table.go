package github

// control says who decides on the text of a context value, in rising order of
// danger.
type control uint8

const (
	// fixed: the platform does, in a form that cannot carry code: numbers,
	// hashes, dates, states, names of a narrow alphabet.
	fixed control = iota
	// maintained: people who administer the repository do (variables).
	maintained
	// unknown: cannot be told from the file.
	unknown
	// caller: whoever may start the workflow by hand or call it.
	caller
	// writer: whoever may push a branch or tag, or get a commit merged.
	writer
	// outsider: anybody.
	outsider
)

// contexts maps context values to who controls them. A "*" stands for any one
// part; the longest entry that is the value or leads to it counts. Values of
// the webhook payload whose path is not here are judged by their last part
// (payloadLeaves).
var contexts = map[string]control{
	"github":                   outsider, // holds the payload
	"github.event":             outsider,
	"github.head_ref":          outsider,
	"github.ref":               writer,
	"github.ref_name":          writer,
	"github.base_ref":          writer,
	"github.triggering_actor":  unknown,
	"github.action_ref":        unknown,
	"github.action":            fixed,
	"github.action_path":       fixed,
	"github.action_repository": fixed,
	"github.action_status":     fixed,
	"github.actor":             fixed, // logins: letters, digits, hyphens, [bot]
	"github.actor_id":          fixed,
	"github.api_url":           fixed,
	"github.env":               fixed,
	"github.event_name":        fixed,
	"github.event_path":        fixed,
	"github.graphql_url":       fixed,
	"github.job":               fixed,
	"github.job_workflow_sha":  fixed,
	"github.output":            fixed,
	"github.path":              fixed,
	"github.ref_protected":     fixed,
	"github.ref_type":          fixed,
	"github.repository":        fixed,
	"github.repository_id":     fixed,
	"github.repository_owner":  fixed,
	"github.repositoryurl":     fixed,
	"github.retention_days":    fixed,
	"github.run_attempt":       fixed,
	"github.run_id":            fixed,
	"github.run_number":        fixed,
	"github.secret_source":     fixed,
	"github.server_url":        fixed,
	"github.sha":               fixed,
	"github.state":             fixed,
	"github.step_summary":      fixed,
	"github.token":             fixed,
	"github.workflow":          fixed,
	"github.workflow_ref":      unknown,
	"github.workflow_sha":      fixed,
	"github.workspace":         fixed,
	"job":                      fixed,
	"runner":                   fixed,
	"secrets":                  fixed, // not an outsider's; leaks are another rule's
	"strategy":                 fixed,
	"vars":                     maintained,

	"github.event.action":                                   fixed,
	"github.event.client_payload":                           caller,
	"github.event.inputs":                                   caller,
	"github.event.ref":                                      writer,
	"github.event.base_ref":                                 writer,
	"github.event.schedule":                                 fixed,
	"github.event.number":                                   fixed,
	"github.event.repository":                               fixed,
	"github.event.repository.description":                   maintained,
	"github.event.repository.homepage":                      maintained,
	"github.event.organization":                             fixed,
	"github.event.enterprise":                               fixed,
	"github.event.installation":                             fixed,
	"github.event.sender":                                   fixed,
	"github.event.pusher.email":                             writer,
	"github.event.pusher.name":                              fixed,
	"github.event.compare":                                  fixed,
	"github.event.commits":                                  writer,
	"github.event.head_commit":                              writer,
	"github.event.head_commit.id":                           fixed,
	"github.event.head_commit.timestamp":                    fixed,
	"github.event.head_commit.tree_id":                      fixed,
	"github.event.head_commit.url":                          fixed,
	"github.event.head_commit.message":                      writer,
	"github.event.head_commit.author.username":              fixed,
	"github.event.release.tag_name":                         writer,
	"github.event.release.target_commitish":                 writer,
	"github.event.release.name":                             writer,
	"github.event.release.body":                             writer,
	"github.event.label.name":                               maintained,
	"github.event.label.description":                        maintained,
	"github.event.milestone":                                maintained,
	"github.event.deployment":                               writer,
	"github.event.pull_request.base.ref":                    fixed, // a branch that exists in the repository
	"github.event.pull_request.base.label":                  fixed,
	"github.event.pull_request.base.repo":                   fixed,
	"github.event.pull_request.head.repo.name":              fixed,
	"github.event.pull_request.labels":                      maintained,
	"github.event.pull_request.milestone":                   maintained,
	"github.event.pull_request.commits":                     fixed, // a number
	"github.event.pull_request.state":                       fixed,
	"github.event.issue.labels":                             maintained,
	"github.event.issue.milestone":                          maintained,
	"github.event.workflow_run.name":                        fixed,
	"github.event.workflow_run.path":                        fixed,
	"github.event.workflow_run.event":                       fixed,
	"github.event.workflow_run.repository":                  fixed,
	"github.event.workflow_run.head_repository":             fixed,
	"github.event.workflow_run.head_repository.description": outsider,
	"github.event.pull_request.head.repo.default_branch":    outsider,
	"github.event.pull_request.head.repo.description":       outsider,
	"github.event.pull_request.head.repo.homepage":          outsider,
	"github.event.pull_request.head.repo":                   fixed,
	"github.event.workflow":                                 fixed,
	"github.event.discussion.category":                      maintained,
}

// payloadLeaves judges values of the payload by the last part of their name.
// Webhook payloads use these names alike wherever they occur.
var payloadLeaves = map[string]control{
	// Free text, and names that their author chooses.
	"author": outsider, "body": outsider, "comment": outsider, "commits": outsider, "content": outsider,
	"default_branch": outsider, "description": outsider, "diff_hunk": outsider, "discussion": outsider,
	"display_title": outsider, "email": outsider, "from": outsider, "head": outsider, "head_branch": outsider,
	"head_commit": outsider, "head_ref": outsider, "homepage": outsider, "issue": outsider, "label": outsider,
	"message": outsider, "name": outsider, "page_name": outsider, "pages": outsider, "path": outsider,
	"pull_request": outsider, "pull_requests": outsider, "ref": outsider, "review": outsider, "summary": outsider,
	"text": outsider, "title": outsider, "workflow_run": outsider, "changes": outsider, "client_payload": caller,
	"check_run": outsider, "check_suite": outsider, "answer": outsider, "committer": outsider,
	// Set by the platform, or of a form that carries nothing.
	"action": fixed, "active_lock_reason": fixed, "additions": fixed, "after": fixed, "author_association": fixed,
	"auto_merge": fixed, "before": fixed, "changed_files": fixed, "color": fixed, "comments": fixed, "conclusion": fixed,
	"created": fixed, "deleted": fixed, "deletions": fixed, "distinct": fixed, "draft": fixed, "emoji": fixed,
	"event": fixed, "fork": fixed, "forced": fixed, "forks": fixed, "full_name": fixed, "gravatar_id": fixed,
	"id": fixed, "language": fixed, "locked": fixed, "login": fixed, "merged": fixed, "mergeable": fixed,
	"mergeable_state": fixed, "node_id": fixed, "number": fixed, "open_issues": fixed, "owner": fixed,
	"prerelease": fixed, "private": fixed, "rebaseable": fixed, "reactions": fixed, "role_name": fixed,
	"run_attempt": fixed, "run_number": fixed, "sha": fixed, "site_admin": fixed, "size": fixed, "slug": fixed,
	"starred_at": fixed, "state": fixed, "state_reason": fixed, "status": fixed, "timestamp": fixed, "type": fixed,
	"url": fixed, "user": fixed, "username": fixed, "visibility": fixed, "watchers": fixed, "workflow_id": fixed,
	"side": fixed, "line": fixed, "position": fixed, "total_count": fixed, "default": fixed,
}

// payloadEndings judges names by how they end.
var payloadEndings = []struct {
	suffix string
	who    control
}{
	{"_url", fixed}, {"_at", fixed}, {"_id", fixed}, {"_sha", fixed}, {"_count", fixed}, {"_type", fixed},
	{"_ref", outsider}, {"_branch", outsider}, {"_name", outsider}, {"_title", outsider}, {"_message", outsider},
}

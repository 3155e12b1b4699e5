package github

// event is what matters about an event that starts workflows.
type event struct {
	// outsiders: people without write access can cause it.
	outsiders bool
	// privileged: the run has secrets and a token of the repository that can
	// write, whoever caused it.
	privileged bool
	// code: what it is about brings code of its author (a pull request).
	code bool
}

// events lists the events that outsiders can cause; all others need write
// access. Fork pull requests under pull_request and the review events get a
// read-only token and no secrets.
var events = map[string]event{
	"pull_request":                {outsiders: true, code: true},
	"pull_request_review":         {outsiders: true, code: true},
	"pull_request_review_comment": {outsiders: true, code: true},
	"pull_request_target":         {outsiders: true, privileged: true, code: true},
	"pull_request_comment":        {outsiders: true, privileged: true, code: true},
	"workflow_run":                {outsiders: true, privileged: true, code: true},
	"issue_comment":               {outsiders: true, privileged: true, code: true},
	"issues":                      {outsiders: true, privileged: true},
	"discussion":                  {outsiders: true, privileged: true},
	"discussion_comment":          {outsiders: true, privileged: true},
	"fork":                        {outsiders: true, privileged: true},
	"watch":                       {outsiders: true, privileged: true},
	"gollum":                      {outsiders: true, privileged: true},
	"check_run":                   {privileged: true},
	"check_suite":                 {privileged: true},
}

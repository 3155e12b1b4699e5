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
	// who can cause it, as the subject of a sentence, for those that outsiders
	// can.
	who string
}

// events lists the events that outsiders can cause; all others need write
// access. Fork pull requests under pull_request and the review events get a
// read-only token and no secrets.
var events = map[string]event{
	"pull_request":                {outsiders: true, code: true, who: "anybody who opens a pull request"},
	"pull_request_review":         {outsiders: true, code: true, who: "anybody who reviews a pull request"},
	"pull_request_review_comment": {outsiders: true, code: true, who: "anybody who comments on the code of a pull request"},
	"pull_request_target":         {outsiders: true, privileged: true, code: true, who: "anybody who opens a pull request"},
	"pull_request_comment":        {outsiders: true, privileged: true, code: true, who: "anybody who comments on a pull request"},
	"workflow_run":                {outsiders: true, privileged: true, code: true, who: "anybody who starts the workflow before"},
	"issue_comment":               {outsiders: true, privileged: true, code: true, who: "anybody who comments on an issue or a pull request"},
	"issues":                      {outsiders: true, privileged: true, who: "anybody who opens an issue"},
	"discussion":                  {outsiders: true, privileged: true, who: "anybody who opens a discussion"},
	"discussion_comment":          {outsiders: true, privileged: true, who: "anybody who comments on a discussion"},
	"fork":                        {outsiders: true, privileged: true, who: "anybody who forks the repository"},
	"watch":                       {outsiders: true, privileged: true, who: "anybody who stars the repository"},
	"gollum":                      {outsiders: true, privileged: true, who: "anybody who may edit the wiki"},
	"check_run":                   {privileged: true},
	"check_suite":                 {privileged: true},
}

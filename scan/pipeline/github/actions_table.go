package github

// sourceOutputs names actions whose outputs hold text of outsiders: names of
// changed files, branches, titles and bodies. "*" stands for every output, and
// for any start of a name: those with other ends are counts and truth values.
var sourceOutputs = map[string]string{
	"tj-actions/changed-files":                         "*_files",
	"step-security/changed-files":                      "*_files",
	"tj-actions/branch-names":                          "current_branch head_ref_branch ref_branch base_ref_branch tag",
	"tj-actions/verify-changed-files":                  "changed_files changed-files",
	"jitterbit/get-changed-files":                      "*",
	"trilom/file-changes-action":                       "files files_added files_modified files_removed files_renamed",
	"dorny/paths-filter":                               "*_files",
	"lots0logs/gh-action-get-changed-files":            "*",
	"ahmadnassri/action-changed-files":                 "files json",
	"technote-space/get-diff-action":                   "*",
	"potiuk/get-workflow-origin":                       "sourceHeadBranch targetBranch",
	"8bitjonny/gh-get-current-pr":                      "pr_body pr_title pr_head_ref pr",
	"gotson/pull-request-comment-branch":               "head_ref",
	"xt0rted/pull-request-comment-branch":              "head_ref ref",
	"alessbell/pull-request-comment-branch":            "head_ref",
	"eficode/resolve-pr-refs":                          "head_ref",
	"khan/pull-request-comment-trigger":                "comment_body",
	"mdecoleman/pr-branch-name":                        "branch",
	"the-coding-turtle/ga-yaml-parser":                 "*",
	"peter-murray/issue-body-parser-action":            "*",
	"peter-murray/issue-forms-body-parser":             "*",
	"stefanbuck/github-issue-parser":                   "*",
	"zentered/issue-forms-body-parser":                 "data",
	"amannn/action-semantic-pull-request":              "error_message",
	"redhat-plumbers-in-action/download-artifact":      "*",
	"dawidd6/action-download-artifact":                 "artifacts",
	"juliangruber/read-file-action":                    "content",
	"andstor/file-reader-action":                       "contents",
	"octokit/graphql-action":                           "data",
	"octokit/request-action":                           "data",
	"actions-ecosystem/action-get-merged-pull-request": "title body labels",
	"jwalton/gh-find-current-pr":                       "title body",
}

// passThrough names actions that only transform text, with the inputs that go
// into their outputs.
var passThrough = map[string]string{
	"mad9000/actions-find-and-replace-string": "source replace",
	"frabert/replace-string-action":           "string replace-with",
	"actions-ecosystem/action-regex-match":    "text",
	"kaisugi/action-regex-match":              "text",
	"ashley-taylor/regex-property-action":     "value replacement",
	"ashley-taylor/read-json-property-action": "json",
	"jungwinter/split":                        "msg",
	"winterjung/split":                        "msg",
	"haya14busa/action-cond":                  "if_true if_false",
	"crazy-max/ghaction-string-replace":       "string",
	"sergeysova/jq-action":                    "cmd",
	"mathiasvr/command-output":                "run",
	"timheuer/base64-to-file":                 "encodedString",
}

// codeInputs names inputs of actions whose text is run as code.
var codeInputs = map[string]string{
	"actions/github-script":                     "script",
	"azure/cli":                                 "inlinescript",
	"azure/powershell":                          "inlinescript",
	"jannekem/run-python-script-action":         "script",
	"mikefarah/yq":                              "cmd",
	"tibdex/backport":                           "title_template body_template head_template labels_template",
	"appleboy/ssh-action":                       "script",
	"fifsky/ssh-action":                         "command",
	"garygrossgarten/github-action-ssh":         "command",
	"cross-the-world/ssh-pipeline":              "script",
	"cross-the-world/ssh-scp-ssh-pipelines":     "first_ssh last_ssh",
	"sergeysova/jq-action":                      "cmd",
	"mathiasvr/command-output":                  "run",
	"nick-fields/retry":                         "command on_retry_command",
	"nick-invision/retry":                       "command on_retry_command",
	"gabrielbb/xvfb-action":                     "run",
	"coactions/setup-xvfb":                      "run",
	"addnab/docker-run-action":                  "run options",
	"vmactions/freebsd-vm":                      "run prepare",
	"vmactions/openbsd-vm":                      "run prepare",
	"vmactions/netbsd-vm":                       "run prepare",
	"vmactions/solaris-vm":                      "run prepare",
	"cross-platform-actions/action":             "run",
	"uraimo/run-on-arch-action":                 "run install setup",
	"devcontainers/ci":                          "runcmd",
	"reactivecircus/android-emulator-runner":    "script pre-emulator-launch-script",
	"cardinalby/js-eval-action":                 "expression",
	"satackey/action-js-inline":                 "script",
	"skitionek/notify-microsoft-teams":          "overwrite",
	"8398a7/action-slack":                       "custom_payload",
	"roots/issue-closer":                        "issue-close-message pr-close-message",
	"roots/issue-closer-action":                 "issue-close-message pr-close-message",
	"ericcornelissen/git-tag-annotation-action": "tag",
	"kceb/git-message-action":                   "sha",
}

// runnerVariables are the default environment variables that matter, with who
// controls them.
var runnerVariables = map[string]control{
	"GITHUB_HEAD_REF": outsider, "GITHUB_REF": writer, "GITHUB_REF_NAME": writer, "GITHUB_BASE_REF": writer,
	"GITHUB_SHA": fixed, "GITHUB_REPOSITORY": fixed, "GITHUB_REPOSITORY_OWNER": fixed, "GITHUB_RUN_ID": fixed,
	"GITHUB_RUN_NUMBER": fixed, "GITHUB_RUN_ATTEMPT": fixed, "GITHUB_ACTOR": fixed, "GITHUB_EVENT_NAME": fixed,
	"GITHUB_WORKSPACE": fixed, "GITHUB_JOB": fixed, "GITHUB_SERVER_URL": fixed, "GITHUB_API_URL": fixed,
	"GITHUB_ACTION_PATH": fixed, "RUNNER_TEMP": fixed, "RUNNER_OS": fixed, "RUNNER_ARCH": fixed,
	"RUNNER_TOOL_CACHE": fixed, "HOME": fixed, "PATH": fixed, "PWD": fixed, "USER": fixed, "GITHUB_TOKEN": fixed,
	"CI": fixed, "RANDOM": fixed, "SHELL": fixed, "TMPDIR": fixed,
}

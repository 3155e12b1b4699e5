package jenkins

import "strings"

// predefined tells who decides the text of a variable that Jenkins or one of
// its plugins sets (global variable reference; plugins: GitHub Branch Source,
// GitHub Pull Request Builder, GitHub Integration, GitLab, Bitbucket Push and
// Pull Request, Gerrit Trigger).
func predefined(name string) rank {
	switch name {
	case "CHANGE_TITLE", "CHANGE_BRANCH", "CHANGE_AUTHOR", "CHANGE_AUTHOR_DISPLAY_NAME", "CHANGE_AUTHOR_EMAIL",
		"ghprbPullTitle", "ghprbPullLongDescription", "ghprbPullDescription", "ghprbCommentBody", "ghprbSourceBranch",
		"ghprbActualCommitAuthor", "ghprbActualCommitAuthorEmail", "ghprbTriggerAuthor", "ghprbTriggerAuthorEmail", "ghprbPullAuthorEmail",
		"gitlabMergeRequestTitle", "gitlabMergeRequestDescription", "gitlabSourceBranch", "gitlabUserName", "gitlabUserEmail", "gitlabTriggerPhrase",
		"GITHUB_PR_TITLE", "GITHUB_PR_BODY", "GITHUB_PR_SOURCE_BRANCH", "GITHUB_PR_COMMENT_BODY", "GITHUB_PR_AUTHOR_EMAIL",
		"BITBUCKET_SOURCE_BRANCH", "BITBUCKET_PULL_REQUEST_TITLE", "BITBUCKET_PULL_REQUEST_COMMENT_TEXT",
		"GERRIT_CHANGE_SUBJECT", "GERRIT_TOPIC", "GERRIT_CHANGE_OWNER_NAME", "GERRIT_PATCHSET_UPLOADER_NAME", "GERRIT_EVENT_ACCOUNT_NAME":
		return outsider
	case "BRANCH_NAME", "GIT_BRANCH", "GIT_LOCAL_BRANCH", "TAG_NAME", "gitlabBranch", "GITHUB_BRANCH_NAME", "BITBUCKET_TARGET_BRANCH":
		return branch
	}
	return clean
}

// cleans reports whether what a method returns holds no text of its receiver
// that could end a word or a string.
func cleans(method string, args string) bool {
	switch method {
	case "toInteger", "toLong", "toBoolean", "toFloat", "toDouble", "isEmpty", "isInteger", "isNumber", "size", "length", "hashCode",
		"contains", "startsWith", "endsWith", "equals", "equalsIgnoreCase", "matches", "indexOf", "lastIndexOf", "compareTo",
		"md5", "sha1", "sha256", "digest", "encodeBase64", "encodeHex", "containsKey", "isNumeric", "number", "id":
		return true
	case "replaceAll":
		return strings.Contains(args, "[^") || strings.Contains(args, `\W`)
	}
	return false
}

// printedBy tells who decides what a command prints, as far as its text says.
func printedBy(script string) (rank, string) {
	if strings.Contains(script, "[^") || strings.Contains(script, "tr -c") || strings.Contains(script, "sha256sum") || strings.Contains(script, "wc -") {
		return clean, ""
	}
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(script, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("git log", "git show") && has("%B", "%s", "%b", "%an", "%aN", "%ae", "%cn", "%d", "%f", "--oneline"),
		has("git log", "git show") && !has("%", "--name-only", "--name-status", "--stat", "rev-parse"):
		return outsider, "a commit's message"
	case has("git diff", "git log", "git show", "git diff-tree") && has("--name-only", "--name-status"):
		return outsider, "the names of changed files"
	case has("--abbrev-ref", "git branch", "git symbolic-ref", "git name-rev"):
		return branch, "the name of a branch"
	case has("git describe", "git tag"):
		return branch, "the name of a tag"
	}
	return clean, ""
}

// readsFile reports whether a step reads a file of the work tree.
func readsFile(step string) bool {
	switch step {
	case "readFile", "readJSON", "readYaml", "readYAML", "readProperties", "readMavenPom", "readTOML", "readCSV", "findFiles":
		return true
	}
	return false
}

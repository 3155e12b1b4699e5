package drone

const (
	branchName  = "the name of a branch"
	tagName     = "the name of a tag"
	requestText = "a pull request's text"
	requestCode = "the code of a pull request"
)

// predefined tells what outsiders write into a predefined variable. The names
// of Woodpecker begin with CI.
func predefined(name string) string {
	switch name {
	case "DRONE_COMMIT_MESSAGE", "CI_COMMIT_MESSAGE", "CI_PREV_COMMIT_MESSAGE":
		return "a commit's message"
	case "DRONE_PULL_REQUEST_TITLE", "CI_COMMIT_PULL_REQUEST_TITLE", "CI_COMMIT_PULL_REQUEST_LABELS":
		return requestText
	case "DRONE_COMMIT_AUTHOR_NAME", "CI_COMMIT_AUTHOR", "DRONE_COMMIT_AUTHOR_EMAIL", "CI_COMMIT_AUTHOR_EMAIL":
		return "a commit's author"
	case "DRONE_SOURCE_BRANCH", "CI_COMMIT_SOURCE_BRANCH", "DRONE_COMMIT_REF", "CI_COMMIT_REF":
		return branchName
	case "DRONE_BRANCH", "DRONE_COMMIT_BRANCH", "CI_COMMIT_BRANCH":
		return branchName
	case "DRONE_TAG", "CI_COMMIT_TAG":
		return tagName
	}
	return ""
}

// isRef reports whether a source is a name that those choose who may push, or,
// for the source of a pull request, its author.
func isRef(source string) bool { return source == branchName || source == tagName }

package azure

import "strings"

// What outsiders or other people write.
const (
	branchName = "the name of a branch"
	commitText = "a commit's message"
	userName   = "the name that a user chose"
)

// predefined tells what outsiders write into a predefined variable, in the form
// of a macro (Build.SourceBranch) or of the environment (BUILD_SOURCEBRANCH).
func predefined(name string) string {
	switch strings.ReplaceAll(strings.ToUpper(name), ".", "_") {
	case "BUILD_SOURCEBRANCH", "BUILD_SOURCEBRANCHNAME", "SYSTEM_PULLREQUEST_SOURCEBRANCH", "SYSTEM_PULLREQUEST_SOURCEBRANCHNAME":
		return branchName
	case "BUILD_SOURCEVERSIONMESSAGE":
		return commitText
	case "BUILD_SOURCEVERSIONAUTHOR":
		return "a commit's author"
	case "BUILD_REQUESTEDFOR", "BUILD_QUEUEDBY", "RELEASE_REQUESTEDFOR":
		return userName
	}
	return ""
}

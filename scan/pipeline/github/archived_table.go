package github

// archivedRepositories lists repositories of actions that their owners have
// archived.
var archivedRepositories = map[string]bool{
	"actions-rs/audit-check": true, "actions-rs/cargo": true, "actions-rs/clippy-check": true, "actions-rs/components-nightly": true,
	"actions-rs/grcov": true, "actions-rs/install": true, "actions-rs/tarpaulin": true, "actions-rs/toolchain": true,
	"actions/create-release": true, "actions/setup-elixir": true, "actions/setup-haskell": true, "actions/setup-ruby": true,
	"actions/upload-release-asset": true, "andymckay/cancel-action": true, "andymckay/labeler": true, "artichoke/setup-rust": true,
	"azure/container-scan": true, "gradle/gradle-build-action": true, "gradle/wrapper-validation-action": true,
	"repo-sync/pull-request": true, "sonarsource/sonarcloud-github-action": true, "tibdex/github-app-token": true,
	"whelk-io/maven-settings-xml-action": true,
}

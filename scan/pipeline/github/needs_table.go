package github

// actionNeeds says which permissions of the job's token actions use, after
// their own documentation as of November 2026: scopes with their access,
// separated by spaces; "" is none. An action that is named here uses no more.
// What depends on inputs is in [inputNeeds]. Contents are read by whatever
// checks out or compares commits; a public repository does not need it, a
// private one does.
var actionNeeds = map[string]string{
	"actions/checkout": "contents:read",

	// What uses the runner's own tokens, or none.
	"actions/cache": "", "actions/cache/restore": "", "actions/cache/save": "",
	"actions/upload-artifact": "", "actions/upload-artifact/merge": "", "actions/upload-pages-artifact": "",
	"actions/setup-node": "", "actions/setup-go": "", "actions/setup-python": "", "actions/setup-java": "", "actions/setup-dotnet": "",
	"actions/create-github-app-token": "", "actions/hello-world-javascript-action": "",
	"ruby/setup-ruby": "", "shivammathur/setup-php": "", "dtolnay/rust-toolchain": "", "actions-rs/toolchain": "", "actions-rust-lang/setup-rust-toolchain": "",
	"swatinem/rust-cache": "", "gradle/actions/setup-gradle": "", "gradle/actions/wrapper-validation": "", "erlef/setup-beam": "", "haskell-actions/setup": "",
	"pnpm/action-setup": "", "oven-sh/setup-bun": "", "denoland/setup-deno": "", "astral-sh/setup-uv": "", "pre-commit/action": "contents:read",
	"docker/setup-qemu-action": "", "docker/setup-buildx-action": "", "docker/login-action": "", "docker/metadata-action": "contents:read",
	"docker/build-push-action": "contents:read", "docker/bake-action": "contents:read",
	"hashicorp/setup-terraform": "", "azure/setup-helm": "", "azure/setup-kubectl": "", "helm/kind-action": "", "sigstore/cosign-installer": "",
	"anchore/sbom-action/download-syft": "", "jlumbroso/free-disk-space": "", "msys2/setup-msys2": "", "ilammy/msvc-dev-cmd": "", "step-security/harden-runner": "",
	"codecov/codecov-action": "", "golangci/golangci-lint-action": "contents:read", "reviewdog/action-setup": "",
	"aws-actions/configure-aws-credentials": "", "azure/login": "", "google-github-actions/auth": "", "google-github-actions/setup-gcloud": "",
	"aws-actions/amazon-ecr-login": "", "pypa/gh-action-pypi-publish": "", "pypa/cibuildwheel": "", "pyo3/maturin-action": "",
	"slackapi/slack-github-action": "", "ludeeus/action-shellcheck": "contents:read", "crate-ci/typos": "contents:read", "raven-actions/actionlint": "contents:read",

	// What reads.
	"actions/download-artifact": "", "actions/configure-pages": "pages:read", "dependabot/fetch-metadata": "pull-requests:read",
	"dorny/paths-filter": "contents:read pull-requests:read", "tj-actions/changed-files": "contents:read pull-requests:read", "amannn/action-semantic-pull-request": "pull-requests:read",
	"actions/dependency-review-action": "contents:read", "wagoid/commitlint-github-action": "contents:read pull-requests:read",

	// What writes.
	"actions/deploy-pages": "pages:write id-token:write", "actions/labeler": "contents:read pull-requests:write", "actions/stale": "issues:write pull-requests:write",
	"actions/first-interaction": "issues:write pull-requests:write", "actions/attest": "id-token:write attestations:write contents:read",
	"actions/attest-build-provenance": "id-token:write attestations:write contents:read", "actions/attest-sbom": "id-token:write attestations:write contents:read",
	"github/codeql-action/init": "contents:read actions:read security-events:write", "github/codeql-action/analyze": "contents:read actions:read security-events:write",
	"github/codeql-action/autobuild": "contents:read", "github/codeql-action/upload-sarif": "contents:read actions:read security-events:write",
	"ossf/scorecard-action":       "contents:read actions:read security-events:write id-token:write",
	"softprops/action-gh-release": "contents:write", "ncipollo/release-action": "contents:write", "goreleaser/goreleaser-action": "contents:write",
	"svenstaro/upload-release-action": "contents:write", "actions/create-release": "contents:write", "actions/upload-release-asset": "contents:write",
	"release-drafter/release-drafter": "contents:write pull-requests:write", "googleapis/release-please-action": "contents:write issues:write pull-requests:write",
	"google-github-actions/release-please-action": "contents:write issues:write pull-requests:write", "changesets/action": "contents:write pull-requests:write",
	"peter-evans/create-pull-request": "contents:write pull-requests:write", "peter-evans/create-or-update-comment": "issues:write pull-requests:write",
	"marocchino/sticky-pull-request-comment": "pull-requests:write", "thollander/actions-comment-pull-request": "pull-requests:write",
	"peaceiris/actions-gh-pages": "contents:write", "jamesives/github-pages-deploy-action": "contents:write",
	"stefanzweifel/git-auto-commit-action": "contents:write", "endbug/add-and-commit": "contents:write", "ad-m/github-push-action": "contents:write",
	"peter-evans/repository-dispatch": "contents:write", "actions/delete-package-versions": "packages:write",
}

// inputNeeds are permissions that an action uses where an input is set: for
// "input=text", where it holds the text; for "input", where it is there; for
// "!input", where it is not.
var inputNeeds = map[string][][2]string{
	"aws-actions/configure-aws-credentials": {{"role-to-assume", "id-token:write"}},
	"azure/login":                           {{"client-id", "id-token:write"}},
	"google-github-actions/auth":            {{"workload_identity_provider", "id-token:write"}},
	"pypa/gh-action-pypi-publish":           {{"!password", "id-token:write"}},
	"codecov/codecov-action":                {{"use_oidc=true", "id-token:write"}},
	"docker/login-action":                   {{"registry=ghcr.io", "packages:write"}},
	"actions/download-artifact":             {{"run-id", "actions:read"}},
	"actions/dependency-review-action":      {{"comment-summary-in-pr", "pull-requests:write"}},
	"golangci/golangci-lint-action":         {{"only-new-issues=true", "pull-requests:read"}},
	"actions/configure-pages":               {{"enablement=true", "pages:write"}},
	"actions/attest":                        {{"push-to-registry=true", "packages:write"}},
	"actions/attest-build-provenance":       {{"push-to-registry=true", "packages:write"}},
	"actions/attest-sbom":                   {{"push-to-registry=true", "packages:write"}},
}

// commandNeeds are permissions that subcommands of gh use with the job's token.
// Those that are not named may use any.
var commandNeeds = map[string]string{
	"release create": "contents:write", "release upload": "contents:write", "release edit": "contents:write", "release delete": "contents:write",
	"release view": "contents:read", "release list": "contents:read", "release download": "contents:read",
	"pr comment": "pull-requests:write", "pr edit": "pull-requests:write", "pr close": "pull-requests:write", "pr review": "pull-requests:write",
	"pr view": "contents:read pull-requests:read", "pr list": "contents:read pull-requests:read", "pr diff": "contents:read pull-requests:read",
	"pr checkout": "contents:read pull-requests:read", "pr create": "contents:write pull-requests:write", "pr merge": "contents:write pull-requests:write",
	"issue comment": "issues:write", "issue edit": "issues:write", "issue close": "issues:write", "issue create": "issues:write",
	"issue list": "issues:read", "issue view": "issues:read", "run list": "actions:read", "run view": "actions:read", "run download": "actions:read",
	"run rerun": "actions:write", "run cancel": "actions:write", "workflow run": "actions:write", "cache delete": "actions:write", "cache list": "actions:read",
}

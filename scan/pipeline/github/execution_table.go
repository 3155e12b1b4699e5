package github

// headPaths are context values that name what a pull request brings, beside
// those under the head of the payload.
var headPaths = map[string]bool{
	"github.head_ref": true,
	"github.event.pull_request.merge_commit_sha": true,
	"github.event.check_suite.head_sha":          true,
	"github.event.check_run.head_sha":            true,
	"github.event.workflow_run.head_sha":         true,
	"github.event.workflow_run.head_branch":      true,
	"github.event.workflow_run":                  true,
}

// permissionChecks are actions that end the job, or say so, when the one who
// caused the run has no write access.
var permissionChecks = []string{
	"actions-cool/check-user-permission",
	"lannonbr/repo-permission-check-action",
	"prince-chrismc/check-actor-permissions-action",
	"sushichop/action-repository-permission",
	"skjnldsv/check-actor-permission",
	"the-coding-turtle/ga-permission-check",
	"tspascoal/get-user-teams-membership",
	"dependabot/fetch-metadata",
}

// buildTools maps commands to the subcommands with which they run code or
// configuration of the current folder: none for all, "file" for a script that
// is named.
var buildTools = map[string]string{
	"ant": "", "ansible-playbook": "", "asv": "", "autopep8": "", "autoreconf": "", "bazel": "", "bazelisk": "", "black": "",
	"bundle": "", "bun": "install i add run test x", "cargo": "", "checkov": "", "cmake": "", "composer": "install update run run-script require",
	"configure": "", "conan": "install create build", "ctest": "", "dagger": "", "deno": "run task test", "docker": "build buildx compose",
	"docker-compose": "", "dotnet": "build test run restore publish pack msbuild", "earthly": "", "esbuild": "", "eslint": "", "gcloud": "builds",
	"go": "build test run generate vet install", "golangci-lint": "", "gomplate": "", "goreleaser": "", "gradle": "", "gradlew": "", "grunt": "", "gulp": "",
	"hatch": "", "helm": "install template lint", "hugo": "", "invoke": "", "jest": "", "just": "", "make": "", "gmake": "", "maturin": "", "meson": "",
	"mix": "", "mkdocs": "", "msbuild": "", "mvn": "", "mvnw": "", "mypy": "", "ninja": "", "nox": "", "npm": "", "npx": "", "nx": "", "nyc": "",
	"packer": "", "pdm": "", "phpstan": "", "phpunit": "", "pip": "install wheel", "pip3": "install wheel", "pipenv": "", "pnpm": "", "poetry": "",
	"pre-commit": "", "prettier": "", "pulumi": "", "pylint": "", "pytest": "", "rake": "", "rspec": "", "rubocop": "", "sbt": "", "scons": "",
	"serverless": "", "stack": "", "stylelint": "", "swift": "build test run", "terraform": "", "terragrunt": "", "tflint": "", "tofu": "", "tox": "", "ts-node": "",
	"tsc": "", "tsx": "", "turbo": "", "uv": "run sync pip build", "vale": "", "vite": "", "vitest": "", "webpack": "", "yarn": "", "zig": "build test run",
	"bash": "file", "sh": "file", "zsh": "file", "python": "file", "python3": "file", "node": "file", "ruby": "file", "perl": "file",
	"php": "file", "source": "file", ".": "file", "rscript": "file", "pwsh": "file",
}

// buildActions are actions that run code or configuration of the work tree.
var buildActions = map[string]bool{
	"bridgecrewio/checkov-action": true, "bundlewatch/bundlewatch": true,
	"cypress-io/github-action": true, "docker/bake-action": true, "docker/build-push-action": true,
	"gradle/gradle-build-action": true, "goreleaser/goreleaser-action": true,
	"golangci/golangci-lint-action": true, "megalinter/megalinter": true,
	"oxsecurity/megalinter": true, "pre-commit/action": true, "ruby/setup-ruby": true, "super-linter/super-linter": true,
	"github/super-linter": true, "pypa/cibuildwheel": true, "pyo3/maturin-action": true, "reviewdog/action-eslint": true,
	"trunk-io/trunk-action": true, "wearerequired/lint-action": true, "azure/static-web-apps-deploy": true,
	"changesets/action": true, "chromaui/action": true, "sonarsource/sonarcloud-github-action": true,
	"actions-rs/cargo": true, "bufbuild/buf-action": true,
}

package github

// popularActions are widely used actions, whose names others may imitate.
var popularActions = map[string]bool{
	"actions/cache": true, "actions/checkout": true, "actions/configure-pages": true, "actions/create-github-app-token": true,
	"actions/deploy-pages": true, "actions/download-artifact": true, "actions/github-script": true, "actions/labeler": true,
	"actions/setup-dotnet": true, "actions/setup-go": true, "actions/setup-java": true, "actions/setup-node": true,
	"actions/setup-python": true, "actions/stale": true, "actions/upload-artifact": true, "actions/upload-pages-artifact": true,
	"actions/attest-build-provenance": true, "actions/dependency-review-action": true, "anthropics/claude-code-action": true,
	"aquasecurity/trivy-action": true, "astral-sh/setup-uv": true, "aws-actions/amazon-ecr-login": true,
	"aws-actions/configure-aws-credentials": true, "azure/login": true, "azure/setup-helm": true, "azure/webapps-deploy": true,
	"codecov/codecov-action": true, "coverallsapp/github-action": true, "crazy-max/ghaction-import-gpg": true, "denoland/setup-deno": true,
	"dependabot/fetch-metadata": true, "docker/bake-action": true, "docker/build-push-action": true, "docker/login-action": true,
	"docker/metadata-action": true, "docker/setup-buildx-action": true, "docker/setup-qemu-action": true, "dorny/paths-filter": true,
	"dorny/test-reporter": true, "dtolnay/rust-toolchain": true, "easingthemes/ssh-deploy": true, "github/codeql-action": true,
	"golangci/golangci-lint-action": true, "google-github-actions/auth": true, "google-github-actions/setup-gcloud": true,
	"goreleaser/goreleaser-action": true, "gradle/actions": true, "hashicorp/setup-terraform": true, "helm/kind-action": true,
	"jakejarvis/s3-sync-action": true, "jamesives/github-pages-deploy-action": true, "julia-actions/setup-julia": true,
	"marocchino/sticky-pull-request-comment": true, "ncipollo/release-action": true, "nick-fields/retry": true, "nwtgck/actions-netlify": true,
	"ossf/scorecard-action": true, "oven-sh/setup-bun": true, "peaceiris/actions-gh-pages": true, "peter-evans/create-or-update-comment": true,
	"peter-evans/create-pull-request": true, "pnpm/action-setup": true, "pre-commit/action": true, "pypa/cibuildwheel": true,
	"pypa/gh-action-pypi-publish": true, "r-lib/actions": true, "ruby/setup-ruby": true, "shivammathur/setup-php": true,
	"slackapi/slack-github-action": true, "softprops/action-gh-release": true, "sonarsource/sonarqube-scan-action": true,
	"step-security/harden-runner": true, "stefanzweifel/git-auto-commit-action": true, "swatinem/rust-cache": true,
	"taiki-e/install-action": true, "tj-actions/changed-files": true, "webfactory/ssh-agent": true,
}

// verifiedOwners are owners of actions whose identity the platform has
// confirmed, and the platform itself.
var verifiedOwners = map[string]bool{
	"1password": true, "actions": true, "anchore": true, "anthropics": true, "aquasecurity": true, "atlassian": true, "aws-actions": true,
	"azure": true, "azure-samples": true, "bufbuild": true, "chromaui": true, "cloudflare": true, "codecov": true, "coverallsapp": true,
	"cypress-io": true, "databricks": true, "datadog": true, "dependabot": true, "digitalocean": true, "docker": true, "elastic": true,
	"firebase": true, "fossas": true, "getsentry": true, "github": true, "golangci": true, "google-github-actions": true,
	"googleapis": true, "goreleaser": true, "gradle": true, "grafana": true, "hashicorp": true, "helm": true, "jfrog": true,
	"launchdarkly": true, "microsoft": true, "mongodb": true, "netlify": true, "newrelic": true, "octopusdeploy": true, "okteto": true,
	"openai": true, "oracle-actions": true, "oven-sh": true, "pulumi": true, "pypa": true, "redhat-actions": true, "ruby": true,
	"shopify": true, "slackapi": true, "snyk": true, "sonarsource": true, "step-security": true, "stripe": true, "supabase": true,
	"tailscale": true, "trufflesecurity": true, "vercel": true, "veracode": true,
}

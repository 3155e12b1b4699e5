package github

// cacheUse says when an action uses the cache.
type cacheUse struct {
	// byDefault: without any input.
	byDefault bool
	// input switches it; inverted: off when true.
	input    string
	inverted bool
	// offInput switches it off when true, beside input.
	offInput string
	// also is another input that switches it on when it has a value.
	also string
	// since is the major version that began with the default.
	since int
}

// cacheActions lists actions that restore or save caches.
var cacheActions = map[string]cacheUse{
	"actions/cache":                             {byDefault: true, input: "lookup-only", inverted: true},
	"actions/cache/restore":                     {byDefault: true, input: "lookup-only", inverted: true},
	"actions/cache/save":                        {byDefault: true},
	"actions/setup-dotnet":                      {input: "cache"},
	"actions/setup-go":                          {byDefault: true, input: "cache"},
	"actions/setup-java":                        {input: "cache"},
	"actions/setup-node":                        {byDefault: true, input: "package-manager-cache", also: "cache", since: 5},
	"actions/setup-python":                      {input: "cache"},
	"astral-sh/setup-uv":                        {byDefault: true, input: "enable-cache"},
	"awalsh128/cache-apt-pkgs-action":           {byDefault: true},
	"bazel-contrib/setup-bazel":                 {input: "disk-cache"},
	"buildjet/cache":                            {byDefault: true, input: "lookup-only", inverted: true},
	"coursier/cache-action":                     {byDefault: true},
	"determinatesystems/magic-nix-cache-action": {byDefault: true, input: "use-gha-cache"},
	"docker/setup-buildx-action":                {byDefault: true, input: "cache-binary"},
	"gradle/actions/setup-gradle":               {byDefault: true, input: "cache-disabled", inverted: true},
	"gradle/gradle-build-action":                {byDefault: true, input: "cache-disabled", inverted: true},
	"graalvm/setup-graalvm":                     {input: "cache"},
	"hendrikmuhs/ccache-action":                 {byDefault: true},
	"jdx/mise-action":                           {byDefault: true, input: "cache"},
	"leafo/gh-actions-lua":                      {byDefault: true, input: "buildcache"},
	"mamba-org/setup-micromamba":                {input: "cache-environment"},
	"mlugg/setup-zig":                           {byDefault: true, input: "use-cache"},
	"moonrepo/setup-rust":                       {byDefault: true, input: "cache"},
	"mozilla-actions/sccache-action":            {byDefault: true, input: "disable_annotations", inverted: false},
	"oven-sh/setup-bun":                         {byDefault: true, input: "no-cache", inverted: true},
	"pnpm/action-setup":                         {input: "cache"},
	"prefix-dev/setup-pixi":                     {input: "cache"},
	"pyo3/maturin-action":                       {input: "sccache"},
	"ruby/setup-ruby":                           {input: "bundler-cache"},
	"shivammathur/cache-extensions":             {byDefault: true},
	"subosito/flutter-action":                   {input: "cache"},
	"swatinem/rust-cache":                       {byDefault: true, input: "lookup-only", inverted: true},
	"taiki-e/cache-cargo-install-action":        {byDefault: true},
	"actions-rust-lang/setup-rust-toolchain":    {byDefault: true, input: "cache"},
}

// publishers lists actions that publish, with the input without which they do
// not; empty for none.
var publishers = map[string]string{
	"actions/create-release":                        "",
	"actions/deploy-pages":                          "",
	"aws-actions/amazon-ecs-deploy-task-definition": "",
	"azure/webapps-deploy":                          "",
	"changesets/action":                             "publish",
	"cloudflare/wrangler-action":                    "",
	"crazy-max/ghaction-github-pages":               "",
	"cycjimmy/semantic-release-action":              "",
	"docker/build-push-action":                      "push",
	"docker/bake-action":                            "push",
	"elgohr/publish-docker-github-action":           "",
	"goreleaser/goreleaser-action":                  "",
	"google-github-actions/deploy-cloudrun":         "",
	"js-devtools/npm-publish":                       "",
	"katyo/publish-crates":                          "",
	"ncipollo/release-action":                       "",
	"peaceiris/actions-gh-pages":                    "",
	"pypa/gh-action-pypi-publish":                   "",
	"release-drafter/release-drafter":               "",
	"rubygems/release-gem":                          "",
	"softprops/action-gh-release":                   "",
	"svenstaro/upload-release-action":               "",
}

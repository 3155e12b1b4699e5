package verify

// codeTable returns the hosts of source code, package registries, build and
// deployment services. The requests and the shapes of the answers are those of
// each issuer's API reference; where that does not state what a refusal looks
// like, there is no shape for it, and a refusal is Unknown.
func codeTable() []probe {
	return []probe{
		// docs.github.com/rest/users/users, /rest/apps/installations
		{
			provider: "github", rules: "github-pat github-oauth github-fine-grained-pat github-app-token", prefix: "ghp_|gho_|ghu_|github_pat_",
			hosts: "api.github.com", request: "GET /user", instance: "GET /api/v3/user", auth: "Authorization: Bearer $",
			headers: "Accept: application/vnd.github+json\nX-GitHub-Api-Version: 2022-11-28",
			valid:   []shape{{200, "login;id"}}, invalid: []shape{{401, "message=Bad credentials"}},
			account: "login", scopes: "header:X-OAuth-Scopes", expires: "header:GitHub-Authentication-Token-Expiration",
		},
		{
			provider: "github", rules: "github-app-token github-stateless-token", prefix: "ghs_",
			hosts: "api.github.com", request: "GET /installation/repositories?per_page=1", instance: "GET /api/v3/installation/repositories?per_page=1", auth: "Authorization: Bearer $",
			headers: "Accept: application/vnd.github+json\nX-GitHub-Api-Version: 2022-11-28",
			valid:   []shape{{200, "total_count;repositories"}}, invalid: []shape{{401, "message=Bad credentials"}},
			account: "repositories.0.owner.login", expires: "header:GitHub-Authentication-Token-Expiration",
		},
		// docs.gitlab.com/api/personal_access_tokens, /api/jobs
		{
			provider: "gitlab", rules: "gitlab-pat",
			hosts: "gitlab.com", request: "GET /api/v4/personal_access_tokens/self", instance: "=", auth: "PRIVATE-TOKEN: $",
			valid:   []shape{{200, "id;scopes;active=true;revoked=false"}, {403, "error=insufficient_scope"}},
			invalid: []shape{{401, "message=401 Unauthorized"}, {401, "error=invalid_token"}},
			account: "user_id", scopes: "scopes", expires: "expires_at",
		},
		{
			provider: "gitlab", rules: "gitlab-ci-job-token",
			hosts: "gitlab.com", request: "GET /api/v4/job", instance: "=", auth: "JOB-TOKEN: $",
			valid: []shape{{200, "id;pipeline.id"}}, invalid: []shape{{401, "message=401 Unauthorized"}},
			account: "user.username",
		},
		{
			provider: "npm", rules: "npm-token",
			hosts: npmHost, request: "GET /-/whoami", auth: "Authorization: Bearer $",
			valid: []shape{{200, "username"}}, account: "username",
		},
		// The list of one's own gems needs a scope; without it the registry says
		// that the key may not, which it says of no unknown one.
		{
			provider: "rubygems", rules: "rubygems-token",
			hosts: rubyHost, request: "GET /api/v1/gems.json", auth: "Authorization: $",
			valid:   []shape{{200, "[]"}, {403, "text~This API key cannot perform the specified action"}},
			invalid: []shape{{401, "text~Access Denied. Please sign up for an account"}},
		},
		// A token is authenticated before the registry says that this page is
		// not for tokens.
		{
			provider: "crates", rules: "crates-token",
			hosts: rustHost, request: "GET /api/v1/me", auth: "Authorization: $",
			valid:   []shape{{403, "errors.0.detail~this action can only be performed on"}},
			invalid: []shape{{403, "errors.0.detail=authentication failed"}},
		},
		// circleci.com/docs/api/v2
		{
			provider: "circleci", rules: "circleci-token circleci-credential", prefix: "CCIPAT_",
			hosts: "circleci.com", request: "GET /api/v2/me", instance: "=", auth: "Circle-Token: $",
			valid: []shape{{200, "id;login"}}, invalid: []shape{{401, "message~You must log in first"}},
			account: "login",
		},
		// buildkite.com/docs/apis/rest-api/access-token
		{
			provider: "buildkite", rules: "buildkite-token", prefix: "bkua_",
			hosts: "api.buildkite.com", request: "GET /v2/access-token", auth: "Authorization: Bearer $",
			valid: []shape{{200, "uuid;scopes"}}, invalid: []shape{{401, "message~Authentication required"}},
			scopes: "scopes",
		},
		// developer.hashicorp.com/terraform/cloud-docs/api-docs/account
		{
			provider: "hashicorp", rules: "terraform-cloud-token",
			hosts: "app.terraform.io", request: "GET /api/v2/account/details", instance: "=", auth: "Authorization: Bearer $",
			valid: []shape{{200, "data.id;data.type=users"}}, invalid: []shape{{401, "errors.0.status=401;errors.0.title=unauthorized"}},
			account: "data.attributes.username",
		},
		// pulumi.com/docs/reference/cloud-rest-api
		{
			provider: "pulumi", rules: "pulumi-token",
			hosts: "api.pulumi.com", request: "GET /api/user", instance: "=", auth: "Authorization: token $",
			headers: "Accept: application/vnd.pulumi+8",
			valid:   []shape{{200, "id;githubLogin"}}, invalid: []shape{{401, "code=401;message~Unauthorized"}},
			account: "githubLogin",
		},
		// docs.doppler.com/reference/auth-me
		{
			provider: "doppler", rules: "doppler-token",
			hosts: "api.doppler.com", request: "GET /v3/me", auth: "Authorization: Bearer $",
			valid: []shape{{200, "workplace;type"}}, invalid: []shape{{401, "success=false;messages.0~Invalid"}},
			account: "workplace.name",
		},
		// docs.snyk.io/snyk-api/reference/users
		{
			provider: "snyk", rules: "snyk-token", prefix: "snyk_uat|snyk_sat",
			hosts: "api.snyk.io api.us.snyk.io api.eu.snyk.io api.au.snyk.io", request: "GET /rest/self?version=2024-06-21", auth: "Authorization: token $",
			valid: []shape{{200, "data.id;data.type"}}, invalid: []shape{{401, "jsonapi.version;errors.0.status=401"}},
			account: "data.attributes.username|data.attributes.name",
		},
		// docs.launchdarkly.com/api (caller identity)
		{
			provider: "launchdarkly", rules: "launchdarkly-key", prefix: "api-",
			hosts: "app.launchdarkly.com", request: "GET /api/v2/caller-identity", instance: "=", auth: "Authorization: $",
			valid: []shape{{200, "accountId"}}, invalid: []shape{{401, "code=unauthorized|invalid_token;message"}},
			account: "tokenName",
		},
		// docs.sentry.io/api: the root tells what the caller may do; without a
		// token it says null.
		{
			provider: "sentry", rules: "sentry-user-token sentry-org-token sentry-credential",
			hosts: "sentry.io", request: "GET /api/0/", instance: "=", auth: "Authorization: Bearer $",
			valid: []shape{{200, "version;auth.scopes"}}, invalid: []shape{{401, "detail=Invalid token|Invalid org token|Token expired"}},
			account: "user.username", scopes: "auth.scopes",
		},
		// learning.postman.com/docs/developer/postman-api
		{
			provider: "postman", rules: "postman-key",
			hosts: "api.getpostman.com", request: "GET /me", auth: "X-API-Key: $",
			valid: []shape{{200, "user.id;user.username"}}, invalid: []shape{{401, "error.name=AuthenticationError"}},
			account: "user.username",
		},
		// linear.app/developers/graphql
		{
			provider: "linear", rules: "linear-key", prefix: "lin_api_",
			hosts: "api.linear.app", request: "POST /graphql", auth: "Authorization: $", body: `{"query":"{ viewer { id email } }"}`,
			valid: []shape{{200, "data.viewer.id"}}, invalid: []shape{{401, "errors.0.extensions.code=AUTHENTICATION_ERROR"}, {400, "errors.0.extensions.code=AUTHENTICATION_ERROR"}},
			account: "data.viewer.email",
		},
		{
			provider: "linear", rules: "linear-key", prefix: "lin_oauth_",
			hosts: "api.linear.app", request: "POST /graphql", auth: "Authorization: Bearer $", body: `{"query":"{ viewer { id email } }"}`,
			valid: []shape{{200, "data.viewer.id"}}, invalid: []shape{{401, "errors.0.extensions.code=AUTHENTICATION_ERROR"}, {400, "errors.0.extensions.code=AUTHENTICATION_ERROR"}},
			account: "data.viewer.email",
		},
	}
}

package verify

// cloudTable returns clouds, hosting, data and observation.
func cloudTable() []probe {
	return []probe{
		// docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html;
		// needs no permission. The request is signed, see sign.
		{
			provider: "aws", rules: "aws-access-key-id aws-secret-access-key",
			hosts: "sts.amazonaws.com", request: "POST /", instance: "=",
			headers: "Accept: application/json\nContent-Type: application/x-www-form-urlencoded; charset=utf-8", body: "Action=GetCallerIdentity&Version=2011-06-15",
			valid:   []shape{{200, "GetCallerIdentityResponse.GetCallerIdentityResult.Account;GetCallerIdentityResponse.GetCallerIdentityResult.Arn"}},
			invalid: []shape{{403, "Error.Code=InvalidClientTokenId"}, {403, "Error.Code=SignatureDoesNotMatch;Error.Message~does not match the signature you provided"}},
			account: "GetCallerIdentityResponse.GetCallerIdentityResult.Arn",
		},
		// docs.digitalocean.com/reference/api (account)
		{
			provider: "digitalocean", rules: "digitalocean-pat digitalocean-oauth-token",
			hosts: "api.digitalocean.com", request: "GET /v2/account", auth: "Authorization: Bearer $",
			valid: []shape{{200, "account.uuid"}, {403, "id=forbidden|Forbidden;message"}}, invalid: []shape{{401, "id=unauthorized|Unauthorized;message"}},
			account: "account.email",
		},
		// developers.cloudflare.com/api (verify token). The user's endpoint does
		// not know tokens of an account, so their prefix is not here.
		{
			provider: "cloudflare", rules: "cloudflare-token", prefix: "cfut_",
			hosts: "api.cloudflare.com", request: "GET /client/v4/user/tokens/verify", auth: "Authorization: Bearer $",
			valid: []shape{{200, "success=true;result.status=active"}}, invalid: []shape{{401, "success=false;errors.0.code=1000"}, {200, "success=true;result.status=disabled|expired"}},
			expires: "result.expires_on",
		},
		{
			provider: "cloudflare", rules: "cloudflare-credential", length: 40,
			hosts: "api.cloudflare.com", request: "GET /client/v4/user/tokens/verify", auth: "Authorization: Bearer $",
			valid: []shape{{200, "success=true;result.status=active"}}, invalid: []shape{{401, "success=false;errors.0.code=1000"}},
			expires: "result.expires_on",
		},
		// devcenter.heroku.com/articles/platform-api-reference (account)
		{
			provider: "heroku", rules: "heroku-api-key heroku-credential",
			hosts: "api.heroku.com", request: "GET /account", auth: "Authorization: Bearer $", headers: "Accept: application/vnd.heroku+json; version=3",
			valid: []shape{{200, "id;email"}}, invalid: []shape{{401, "id=unauthorized;message~Invalid credentials"}},
			account: "email",
		},
		// vercel.com/docs/rest-api (user)
		{
			provider: "vercel", rules: "vercel-token vercel-credential", prefix: "vcp_",
			hosts: "api.vercel.com", request: "GET /v2/user", auth: "Authorization: Bearer $",
			valid: []shape{{200, "user.id;user.username"}}, invalid: []shape{{403, "error.code=forbidden;error.invalidToken=true"}},
			account: "user.username",
		},
		// docs.netlify.com/api/get-started; the error's model has code and message
		{
			provider: "netlify", rules: "netlify-token netlify-credential",
			hosts: "api.netlify.com", request: "GET /api/v1/user", auth: "Authorization: Bearer $",
			valid: []shape{{200, "id;email"}}, invalid: []shape{{401, "code=401;message"}},
			account: "email",
		},
		// api-docs.render.com (owners): a key belongs to at least one
		{
			provider: "render", rules: "render-api-key",
			hosts: "api.render.com", request: "GET /v1/owners?limit=1", auth: "Authorization: Bearer $",
			valid: []shape{{200, "[];0.owner.id"}}, invalid: []shape{{401, "message~nauthorized"}},
			account: "0.owner.email",
		},
		// supabase.com/docs/reference/api
		{
			provider: "supabase", rules: "supabase-token",
			hosts: "api.supabase.com", request: "GET /v1/organizations", auth: "Authorization: Bearer $",
			valid: []shape{{200, "[]"}}, invalid: []shape{{401, "message=Unauthorized"}},
			account: "0.name",
		},
		// neon.com/docs/reference/api (auth details); every error has code and message
		{
			provider: "neon", rules: "neon-key",
			hosts: "console.neon.tech", request: "GET /api/v2/auth", auth: "Authorization: Bearer $",
			valid: []shape{{200, "account_id;auth_method"}}, invalid: []shape{{401, "code;message"}},
			account: "account_id",
		},
		// docs.databricks.com/api (current user)
		{
			provider: "databricks", rules: "databricks-token",
			request: "GET /api/2.0/preview/scim/v2/Me", instance: "=", auth: "Authorization: Bearer $",
			valid: []shape{{200, "userName;id"}}, invalid: []shape{{403, "message~Invalid access token"}, {401, "error_code;message~Invalid access token"}},
			account: "userName",
		},
		// tailscale.com/api (keys of one's tailnet)
		{
			provider: "tailscale", rules: "tailscale-key", prefix: "tskey-api-",
			hosts: "api.tailscale.com", request: "GET /api/v2/tailnet/-/keys", auth: "Authorization: Bearer $",
			valid: []shape{{200, "keys"}}, invalid: []shape{{401, "message=API token invalid"}},
		},
		// www.fastly.com/documentation/reference/api/auth-tokens
		{
			provider: "fastly", rules: "fastly-credential",
			hosts: "api.fastly.com", request: "GET /tokens/self", auth: "Fastly-Key: $",
			valid: []shape{{200, "id;customer_id"}}, invalid: []shape{{401, "msg~credentials are missing or invalid"}},
			account: "name", scopes: "scope", expires: "expires_at",
		},
		// docs.datadoghq.com/api/latest/authentication
		{
			provider: "datadog", rules: "datadog-credential", length: 32,
			hosts:   "api.datadoghq.com api.us3.datadoghq.com api.us5.datadoghq.com api.datadoghq.eu api.ap1.datadoghq.com",
			request: "GET /api/v1/validate", instance: "=", auth: "DD-API-KEY: $",
			valid: []shape{{200, "valid=true"}}, invalid: []shape{{403, "errors.0=Forbidden"}},
		},
		// docs.newrelic.com/docs/apis/nerdgraph
		{
			provider: "newrelic", rules: "newrelic-user-key",
			hosts: "api.newrelic.com api.eu.newrelic.com", request: "POST /graphql", auth: "API-Key: $", body: `{"query":"{ actor { user { id email } } }"}`,
			valid: []shape{{200, "data.actor.user.id"}}, invalid: []shape{{401, "errors.0.extensions.error_code=BAD_API_KEY"}, {401, "errors.0.message~invalid API key"}},
			account: "data.actor.user.email",
		},
		// grafana.com/docs/grafana/latest/developers/http_api/org. A role
		// without the permission is told so, with an id of the refusal.
		{
			provider: "grafana", rules: "grafana-service-account-token grafana-api-key",
			request: "GET /api/org", instance: "=", auth: "Authorization: Bearer $",
			valid: []shape{{200, "id;name"}, {403, "accessErrorId"}}, invalid: []shape{{401, "message=Invalid API key|Expired API key"}},
			account: "name",
		},
		// developer.pagerduty.com/api-reference (abilities)
		{
			provider: "pagerduty", rules: "pagerduty-credential",
			hosts: "api.pagerduty.com api.eu.pagerduty.com", request: "GET /abilities", auth: "Authorization: Token token=$", headers: "Accept: application/vnd.pagerduty+json;version=2",
			valid: []shape{{200, "abilities"}},
		},
		// posthog.com/docs/api/users
		{
			provider: "posthog", rules: "posthog-key",
			hosts: "us.posthog.com eu.posthog.com", request: "GET /api/users/@me/", instance: "=", auth: "Authorization: Bearer $",
			valid: []shape{{200, "uuid;email"}, {403, "code=permission_denied;detail~scope"}}, invalid: []shape{{401, "type=authentication_error;code=authentication_failed"}},
			account: "email",
		},
		// developers.google.com/identity/protocols/oauth2: the endpoint takes the
		// token as a parameter only.
		{
			provider: "gcp", rules: "gcp-oauth-token",
			hosts: "oauth2.googleapis.com", request: "GET /tokeninfo?access_token=$",
			valid: []shape{{200, "aud;expires_in"}}, invalid: []shape{{400, "error=invalid_token"}, {400, "error_description=Invalid Value"}},
			account: "email", scopes: "scope", expires: "exp",
		},
		// developer.okta.com/docs/reference/core-okta-api
		{
			provider: "okta", rules: "okta-credential",
			request: "GET /api/v1/users/me", instance: "=", auth: "Authorization: SSWS $",
			valid: []shape{{200, "id;profile.login"}}, invalid: []shape{{401, "errorCode=E0000011"}},
			account: "profile.login",
		},
	}
}

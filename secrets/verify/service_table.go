package verify

// serviceTable returns messages, mail, payments, documents and other services.
func serviceTable() []probe {
	return []probe{
		// docs.slack.dev/reference/methods/auth.test
		{
			provider: "slack", rules: "slack-bot-token slack-legacy-bot-token slack-user-token slack-legacy-token slack-workspace-token",
			hosts: "slack.com", request: "POST /api/auth.test", auth: "Authorization: Bearer $", headers: "Content-Type: application/x-www-form-urlencoded",
			valid:   []shape{{200, "ok=true;team_id;user_id"}},
			invalid: []shape{{200, "ok=false;error=invalid_auth|account_inactive|token_revoked|token_expired|not_authed"}},
			account: "user", scopes: "header:X-OAuth-Scopes",
		},
		// discord.com/developers/docs/resources/user, /webhook: reading a webhook
		// sends no message
		{
			provider: "discord", rules: "discord-bot-token",
			hosts: "discord.com", request: "GET /api/v10/users/@me", auth: "Authorization: Bot $",
			valid: []shape{{200, "id;username"}}, invalid: []shape{{401, "message=401: Unauthorized"}},
			account: "username",
		},
		{
			provider: "discord", rules: "discord-webhook", after: "/api/webhooks/",
			hosts: "discord.com", request: "GET /api/v10/webhooks/$",
			valid: []shape{{200, "id;channel_id"}}, invalid: []shape{{404, "code=10015"}, {401, "code=50027"}},
			account: "name",
		},
		// core.telegram.org/bots/api (getMe): the token is part of the path
		{
			provider: "telegram", rules: "telegram-bot-token telegram-credential",
			hosts: "api.telegram.org", request: "GET /bot$/getMe",
			valid: []shape{{200, "ok=true;result.is_bot=true;result.username"}}, invalid: []shape{{401, "ok=false;description=Unauthorized"}, {404, "ok=false;description=Not Found"}},
			account: "result.username",
		},
		// www.twilio.com/docs/sendgrid/api-reference (scopes)
		{
			provider: "sendgrid", rules: "sendgrid-api-key",
			hosts: "api.sendgrid.com api.eu.sendgrid.com", request: "GET /v3/scopes", auth: "Authorization: Bearer $",
			valid: []shape{{200, "scopes"}}, invalid: []shape{{401, "errors.0.message~authorization grant is invalid, expired, or revoked"}},
			scopes: "scopes",
		},
		// documentation.mailgun.com/docs/mailgun/api-reference (domains)
		{
			provider: "mailgun", rules: "mailgun-api-key mailgun-credential",
			hosts: "api.mailgun.net api.eu.mailgun.net", request: "GET /v3/domains?limit=1", auth: "basic api:$",
			valid: []shape{{200, "items;total_count"}}, invalid: []shape{{401, "message=Invalid private key"}},
		},
		// mailchimp.com/developer/marketing/api/root: the key ends with the number
		// of its data centre, which is the host's
		{
			provider: "mailchimp", rules: "mailchimp-api-key",
			hosts: "us#.api.mailchimp.com", request: "GET /3.0/?fields=account_id,account_name,role", auth: "basic key:$",
			valid: []shape{{200, "account_id"}}, invalid: []shape{{401, "title=API Key Invalid"}},
			account: "account_name", scopes: "role",
		},
		// developers.brevo.com/reference/getaccount
		{
			provider: "sendinblue", rules: "brevo-api-key", prefix: "xkeysib-",
			hosts: "api.brevo.com", request: "GET /v3/account", auth: "api-key: $",
			valid: []shape{{200, "email"}}, invalid: []shape{{401, "code=unauthorized;message=Key not found"}},
			account: "email",
		},
		// docs.stripe.com/api/balance, /keys
		{
			provider: "stripe", rules: "stripe-key stripe-test-key",
			hosts: "api.stripe.com", request: "GET /v1/balance", auth: "Authorization: Bearer $",
			valid:   []shape{{200, "object=balance"}, {403, "error.type=invalid_request_error;error.message~does not have the required permissions"}},
			invalid: []shape{{401, "error.message~Invalid API Key provided"}, {401, "error.code=api_key_expired"}},
		},
		// developer.squareup.com/reference/square/merchants-api
		{
			provider: "square", rules: "square-access-token", prefix: "sandbox-",
			hosts: "connect.squareupsandbox.com", request: "GET /v2/merchants/me", auth: "Authorization: Bearer $",
			valid:   []shape{{200, "merchant.id"}, {403, "errors.0.code=INSUFFICIENT_SCOPES"}},
			invalid: []shape{{401, "errors.0.category=AUTHENTICATION_ERROR;errors.0.code=UNAUTHORIZED|ACCESS_TOKEN_EXPIRED|ACCESS_TOKEN_REVOKED"}},
			account: "merchant.business_name",
		},
		{
			provider: "square", rules: "square-access-token square-credential",
			hosts: "connect.squareup.com connect.squareupsandbox.com", request: "GET /v2/merchants/me", auth: "Authorization: Bearer $",
			valid:   []shape{{200, "merchant.id"}, {403, "errors.0.code=INSUFFICIENT_SCOPES"}},
			invalid: []shape{{401, "errors.0.category=AUTHENTICATION_ERROR;errors.0.code=UNAUTHORIZED|ACCESS_TOKEN_EXPIRED|ACCESS_TOKEN_REVOKED"}},
			account: "merchant.business_name",
		},
		// shopify.dev/docs/api/admin-rest (access scopes), on the shop's host
		{
			provider: "shopify", rules: "shopify-token", prefix: "shpat_|shpca_|shppa_",
			request: "GET /admin/oauth/access_scopes.json", instance: "=", auth: "X-Shopify-Access-Token: $",
			valid: []shape{{200, "access_scopes"}}, invalid: []shape{{401, "errors~Invalid API key or access token"}},
			scopes: "access_scopes.*.handle",
		},
		// developers.notion.com/reference/get-self
		{
			provider: "notion", rules: "notion-token",
			hosts: "api.notion.com", request: "GET /v1/users/me", auth: "Authorization: Bearer $", headers: "Notion-Version: 2022-06-28",
			valid: []shape{{200, "object=user;id"}, {403, "object=error;code=restricted_resource"}}, invalid: []shape{{401, "object=error;code=unauthorized"}},
			account: "name",
		},
		// developers.figma.com/docs/rest-api (users)
		{
			provider: "figma", rules: "figma-token figma-credential", prefix: "figd_",
			hosts: "api.figma.com", request: "GET /v1/me", auth: "X-Figma-Token: $",
			valid: []shape{{200, "id;email"}, {403, "message~Invalid scope"}}, invalid: []shape{{403, "err=Invalid token|Token expired"}},
			account: "email",
		},
		// airtable.com/developers/web/api/get-user-id-scopes
		{
			provider: "airtable", rules: "airtable-pat",
			hosts: "api.airtable.com", request: "GET /v0/meta/whoami", auth: "Authorization: Bearer $",
			valid: []shape{{200, "id"}}, invalid: []shape{{401, "error.type=AUTHENTICATION_REQUIRED"}},
			account: "email|id", scopes: "scopes",
		},
		// developers.asana.com/reference/getuser
		{
			provider: "asana", rules: "asana-credential",
			hosts: "app.asana.com", request: "GET /api/1.0/users/me", auth: "Authorization: Bearer $",
			valid: []shape{{200, "data.gid;data.email"}}, invalid: []shape{{401, "errors.0.message=Not Authorized"}},
			account: "data.email",
		},
		// developer.clickup.com/reference/getauthorizeduser
		{
			provider: "clickup", rules: "clickup-token",
			hosts: "api.clickup.com", request: "GET /api/v2/user", auth: "Authorization: $",
			valid: []shape{{200, "user.id;user.username"}}, invalid: []shape{{401, "err;ECODE=OAUTH_018|OAUTH_019|OAUTH_025"}},
			account: "user.username",
		},
		// www.contentful.com/developers/docs/references/content-management-api
		{
			provider: "contentful", rules: "contentful-token",
			hosts: "api.contentful.com", request: "GET /users/me", auth: "Authorization: Bearer $",
			valid: []shape{{200, "sys.type=User;sys.id"}}, invalid: []shape{{401, "sys.type=Error;sys.id=AccessTokenInvalid"}},
			account: "email",
		},
		// www.dropbox.com/developers/documentation/http (current account)
		{
			provider: "dropbox", rules: "dropbox-token",
			hosts: "api.dropboxapi.com", request: "POST /2/users/get_current_account", auth: "Authorization: Bearer $", body: "null",
			valid: []shape{{200, "account_id"}, {401, "error_summary~missing_scope"}}, invalid: []shape{{401, "error_summary~invalid_access_token"}, {401, "error_summary~expired_access_token"}},
			account: "email",
		},
		// docs.mapbox.com/api/accounts/tokens: the token is a parameter
		{
			provider: "mapbox", rules: "mapbox-token mapbox-public-token",
			hosts: "api.mapbox.com", request: "GET /tokens/v2?access_token=$",
			valid: []shape{{200, "code=TokenValid"}}, invalid: []shape{{200, "code=TokenInvalid|TokenExpired|TokenRevoked|TokenMalformed"}},
			account: "token.user",
		},
		// www.typeform.com/developers/create/reference (me)
		{
			provider: "typeform", rules: "typeform-token",
			hosts: "api.typeform.com", request: "GET /me", auth: "Authorization: Bearer $",
			valid: []shape{{200, "email"}}, invalid: []shape{{403, "code=AUTHENTICATION_FAILED"}, {401, "code=AUTHENTICATION_FAILED"}},
			account: "email",
		},
		// developers.facebook.com/docs/graph-api (me); 190 is a token that has
		// expired, was revoked or never was one
		{
			provider: "facebook", rules: "facebook-token",
			hosts: "graph.facebook.com", request: "GET /me?fields=id,name&access_token=$",
			valid: []shape{{200, "id;name"}}, invalid: []shape{{400, "error.type=OAuthException;error.code=190"}, {401, "error.type=OAuthException;error.code=190"}},
			account: "name",
		},
	}
}

package verify

// modelTable returns the services of language and other models. What they are
// asked (lists, accounts) is not metered.
func modelTable() []probe {
	return []probe{
		// platform.openai.com/docs/api-reference (models, projects)
		{
			provider: "openai", rules: "openai-key", prefix: "sk-admin-",
			hosts: "api.openai.com", request: "GET /v1/organization/projects?limit=1", auth: "Authorization: Bearer $",
			valid: []shape{{200, "object=list;data"}, {403, "error.message~insufficient permissions"}}, invalid: []shape{{401, "error.code=invalid_api_key"}},
		},
		{
			provider: "openai", rules: "openai-key",
			hosts: "api.openai.com", request: "GET /v1/models", auth: "Authorization: Bearer $",
			valid: []shape{{200, "object=list;data"}, {403, "error.message~insufficient permissions"}}, invalid: []shape{{401, "error.code=invalid_api_key"}},
		},
		// docs.claude.com/en/api (models, organizations)
		{
			provider: "anthropic", rules: "anthropic-key anthropic-key-uncommon", prefix: "sk-ant-admin01-",
			hosts: "api.anthropic.com", request: "GET /v1/organizations/me", auth: "x-api-key: $", headers: "anthropic-version: 2023-06-01",
			valid: []shape{{200, "type=organization;id"}}, invalid: []shape{{401, "type=error;error.type=authentication_error"}},
			account: "name",
		},
		{
			provider: "anthropic", rules: "anthropic-key anthropic-key-uncommon", prefix: "sk-ant-api",
			hosts: "api.anthropic.com", request: "GET /v1/models?limit=1", auth: "x-api-key: $", headers: "anthropic-version: 2023-06-01",
			valid: []shape{{200, "data;has_more"}}, invalid: []shape{{401, "type=error;error.type=authentication_error"}},
		},
		// huggingface.co/docs/hub/api
		{
			provider: "huggingface", rules: "huggingface-token huggingface-organization-token",
			hosts: "huggingface.co", request: "GET /api/whoami-v2", auth: "Authorization: Bearer $",
			valid: []shape{{200, "name;type"}}, invalid: []shape{{401, "error~Invalid"}},
			account: "name", scopes: "auth.accessToken.role",
		},
		// console.groq.com/docs/api-reference
		{
			provider: "groq", rules: "groq-key",
			hosts: "api.groq.com", request: "GET /openai/v1/models", auth: "Authorization: Bearer $",
			valid: []shape{{200, "object=list;data"}}, invalid: []shape{{401, "error.code=invalid_api_key"}},
		},
		// docs.x.ai/docs/api-reference (API key)
		{
			provider: "xai", rules: "xai-key",
			hosts: "api.x.ai", request: "GET /v1/api-key", auth: "Authorization: Bearer $",
			valid:   []shape{{200, "user_id;api_key_blocked=false;api_key_disabled=false"}},
			invalid: []shape{{400, "code;error~Incorrect API key provided"}, {200, "user_id;api_key_blocked=true"}, {200, "user_id;api_key_disabled=true"}},
			account: "user_id",
		},
		// replicate.com/docs/reference/http (account)
		{
			provider: "replicate", rules: "replicate-token",
			hosts: "api.replicate.com", request: "GET /v1/account", auth: "Authorization: Bearer $",
			valid: []shape{{200, "type;username"}}, invalid: []shape{{401, "title=Unauthenticated;detail"}},
			account: "username",
		},
		// openrouter.ai/docs/api-reference (current key); its label holds a part of
		// the key and is left alone
		{
			provider: "openrouter", rules: "openrouter-key",
			hosts: "openrouter.ai", request: "GET /api/v1/key", auth: "Authorization: Bearer $",
			valid: []shape{{200, "data.label;data.usage"}}, invalid: []shape{{401, "error.code=401;error.message"}},
		},
		// docs.pinecone.io/reference/api (indexes)
		{
			provider: "pinecone", rules: "pinecone-key",
			hosts: "api.pinecone.io", request: "GET /indexes", auth: "Api-Key: $", headers: "X-Pinecone-API-Version: 2025-01",
			valid: []shape{{200, "indexes"}}, invalid: []shape{{401, "error.code=UNAUTHENTICATED"}},
		},
		// elevenlabs.io/docs/api-reference (user)
		{
			provider: "elevenlabs", rules: "elevenlabs-key",
			hosts: "api.elevenlabs.io", request: "GET /v1/user", auth: "xi-api-key: $",
			valid: []shape{{200, "user_id"}, {401, "detail.status=missing_permissions"}}, invalid: []shape{{401, "detail.status=invalid_api_key"}},
			account: "user_id",
		},
	}
}

package verify_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/verify"
)

// wire is one kind of credential with what goes over the wire: the request as
// "GET host/path" and a header, "$" standing for the credential in both, and
// the issuer's answers. The invalid answer may be missing where a refusal has
// no known shape.
type wire struct {
	rule, value, text, request, header string
	valid, invalid, account            string
}

const tenant = "tenant.example.com"

// wires returns a row for each kind of credential that can be asked about.
func wires() []wire {
	uuid := "hex{8} - hex{4} -4 hex{3} -a hex{3} - hex{12}"
	npm, ruby, rust := "registry."+"npmjs"+".org", "ruby"+"gems"+".org", "crates"+".io"
	github := `401 {"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}`
	linear := `401 {"errors":[{"message":"Authentication required, not authenticated","extensions":{"type":"authentication error","code":"AUTHENTICATION_ERROR"}}]}`
	anthropic := `401 {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}`
	openai := `401 {"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`
	cloudflare := `200 {"result":{"id":"1","status":"active","expires_on":"2027-01-01T00:00:00Z"},"success":true,"errors":[],"messages":[]}`
	square := `401 {"errors":[{"category":"AUTHENTICATION_ERROR","code":"UNAUTHORIZED","detail":"This request could not be authorized."}]}`
	return []wire{
		{"github-pat", githubForm, "", "GET api.github.com/user", "Authorization: Bearer $", `200 {"login":"octo","id":1}`, github, "octo"},
		{"github-oauth", "gho_ b62{36}", "", "GET api.github.com/user", "Authorization: Bearer $", `200 {"login":"octo","id":1}`, github, "octo"},
		{"github-fine-grained-pat", "github_pat_ b62{22} _ b62{59}", "", "GET api.github.com/user", "Authorization: Bearer $", `200 {"login":"octo","id":1}`, github, "octo"},
		{"github-app-token", "ghu_ b62{36}", "", "GET api.github.com/user", "Authorization: Bearer $", `200 {"login":"octo","id":1}`, github, "octo"},
		{"github-app-token", "ghs_ b62{36}", "", "GET api.github.com/installation/repositories?per_page=1", "Authorization: Bearer $", `200 {"total_count":1,"repositories":[{"id":1,"owner":{"login":"acme"}}]}`, github, "acme"},
		{"gitlab-pat", "glpat- b62{20}", "", "GET gitlab.com/api/v4/personal_access_tokens/self", "PRIVATE-TOKEN: $", `200 {"id":3,"name":"ci","revoked":false,"scopes":["api"],"user_id":42,"active":true,"expires_at":"2027-01-01"}`, `401 {"message":"401 Unauthorized"}`, "42"},
		{"gitlab-pat", "glpat- b62{21}", "", "GET gitlab.com/api/v4/personal_access_tokens/self", "PRIVATE-TOKEN: $", `403 {"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_api"}`, `401 {"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}`, ""},
		{"gitlab-ci-job-token", "glcbt- b62{2} _ b62{20}", "", "GET gitlab.com/api/v4/job", "JOB-TOKEN: $", `200 {"id":8,"pipeline":{"id":5},"user":{"username":"dev"}}`, `401 {"message":"401 Unauthorized"}`, "dev"},
		{"npm-token", "npm_ b62{36}", "", "GET " + npm + "/-/whoami", "Authorization: Bearer $", `200 {"username":"dev"}`, "", "dev"},
		{"rubygems-token", "rubygems_ hex{48}", "", "GET " + ruby + "/api/v1/gems.json", "Authorization: $", `200 []`, "401 Access Denied. Please sign up for an account at the site", ""},
		{"rubygems-token", "rubygems_ hex{48} ", "", "GET " + ruby + "/api/v1/gems.json", "Authorization: $", "403 This API key cannot perform the specified action on this gem.", "", ""},
		{"crates-token", "cio b62{32}", "", "GET " + rust + "/api/v1/me", "Authorization: $", `403 {"errors":[{"detail":"this action can only be performed on the website"}]}`, `403 {"errors":[{"detail":"authentication failed"}]}`, ""},
		{"circleci-token", "CCIPAT_ b62{22} _ hex{40}", "", "GET circleci.com/api/v2/me", "Circle-Token: $", `200 {"name":"Dev","login":"dev","id":"1"}`, `401 {"message":"You must log in first."}`, "dev"},
		{"buildkite-token", "bkua_ az09{40}", "", "GET api.buildkite.com/v2/access-token", "Authorization: Bearer $", `200 {"uuid":"1","scopes":["read_user"]}`, `401 {"message":"Authentication required. Please supply a valid API Access Token"}`, ""},
		{"terraform-cloud-token", "b62{14} .atlasv1. b62{67}", "", "GET app.terraform.io/api/v2/account/details", "Authorization: Bearer $", `200 {"data":{"id":"user-1","type":"users","attributes":{"username":"dev"}}}`, `401 {"errors":[{"status":"401","title":"unauthorized"}]}`, "dev"},
		{"pulumi-token", "pul- hex{40}", "", "GET api.pulumi.com/api/user", "Authorization: token $", `200 {"id":"1","githubLogin":"dev"}`, `401 {"code":401,"message":"Unauthorized: No credentials provided or are invalid."}`, "dev"},
		{"doppler-token", "dp.pt. b62{43}", "", "GET api.doppler.com/v3/me", "Authorization: Bearer $", `200 {"workplace":{"name":"Acme","slug":"1"},"type":"personal"}`, `401 {"messages":["Invalid Auth token"],"success":false}`, "Acme"},
		{"snyk-token", "snyk_uat. hex{8} . b62{30} . b62{40}", "", "GET api.snyk.io/rest/self?version=2024-06-21", "Authorization: token $", `200 {"jsonapi":{"version":"1.0"},"data":{"type":"user","id":"1","attributes":{"username":"dev"}}}`, `401 {"jsonapi":{"version":"1.0"},"errors":[{"status":"401","title":"Unauthorized"}]}`, "dev"},
		{"launchdarkly-key", "api- " + uuid, "", "GET app.launchdarkly.com/api/v2/caller-identity", "Authorization: $", `200 {"accountId":"1","tokenName":"ci"}`, `401 {"code":"unauthorized","message":"invalid token"}`, "ci"},
		{"sentry-user-token", "sntryu_ hex{64}", "", "GET sentry.io/api/0/", "Authorization: Bearer $", `200 {"version":"0","auth":{"scopes":["org:read"]},"user":{"username":"dev"}}`, `401 {"detail":"Invalid token"}`, "dev"},
		{"postman-key", "PMAK- hex{24} - hex{34}", "", "GET api.getpostman.com/me", "X-Api-Key: $", `200 {"user":{"id":1,"username":"dev"}}`, `401 {"error":{"name":"AuthenticationError","message":"Invalid API Key."}}`, "dev"},
		{"linear-key", "lin_api_ b62{40}", "", "POST api.linear.app/graphql", "Authorization: $", `200 {"data":{"viewer":{"id":"1","email":"dev@example.com"}}}`, linear, "dev@example.com"},
		{"linear-key", "lin_oauth_ hex{64}", "", "POST api.linear.app/graphql", "Authorization: Bearer $", `200 {"data":{"viewer":{"id":"1","email":"dev@example.com"}}}`, linear, "dev@example.com"},

		{"digitalocean-pat", "dop_v1_ hex{64}", "", "GET api.digitalocean.com/v2/account", "Authorization: Bearer $", `200 {"account":{"uuid":"1","email":"dev@example.com"}}`, `401 {"id":"Unauthorized","message":"Unable to authenticate you"}`, "dev@example.com"},
		{"cloudflare-token", "cfut_ b62{40} hex{8}", "", "GET api.cloudflare.com/client/v4/user/tokens/verify", "Authorization: Bearer $", cloudflare, `401 {"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}],"messages":[],"result":null}`, ""},
		{"cloudflare-credential", "b62{40}", "cloudflare_api_token = $", "GET api.cloudflare.com/client/v4/user/tokens/verify", "Authorization: Bearer $", cloudflare, "", ""},
		{"heroku-api-key", "HRKU-AA b62{58}", "", "GET api.heroku.com/account", "Authorization: Bearer $", `200 {"id":"1","email":"dev@example.com"}`, `401 {"id":"unauthorized","message":"Invalid credentials provided."}`, "dev@example.com"},
		{"vercel-token", "vcp_ b62{56}", "", "GET api.vercel.com/v2/user", "Authorization: Bearer $", `200 {"user":{"id":"1","username":"dev"}}`, `403 {"error":{"code":"forbidden","message":"Not authorized","invalidToken":true}}`, "dev"},
		{"netlify-token", "nfp_ b62{36}", "", "GET api.netlify.com/api/v1/user", "Authorization: Bearer $", `200 {"id":"1","email":"dev@example.com"}`, `401 {"code":401,"message":"Access Denied"}`, "dev@example.com"},
		{"render-api-key", "rnd_ b62{28}", "", "GET api.render.com/v1/owners?limit=1", "Authorization: Bearer $", `200 [{"cursor":"1","owner":{"id":"own-1","email":"dev@example.com"}}]`, `401 {"id":"1","message":"Unauthorized"}`, "dev@example.com"},
		{"supabase-token", "sbp_ hex{40}", "", "GET api.supabase.com/v1/organizations", "Authorization: Bearer $", `200 [{"id":"1","name":"acme"}]`, `401 {"message":"Unauthorized"}`, "acme"},
		{"neon-key", "napi_ az09{64}", "", "GET console.neon.tech/api/v2/auth", "Authorization: Bearer $", `200 {"account_id":"dev-1","auth_method":"api_key_user"}`, `401 {"request_id":"1","code":"","message":"authentication failed"}`, "dev-1"},
		{"databricks-token", "dapi hex{32}", "", "GET " + tenant + "/api/2.0/preview/scim/v2/Me", "Authorization: Bearer $", `200 {"id":"1","userName":"dev@example.com"}`, `403 {"error_code":"403","message":"Invalid access token."}`, "dev@example.com"},
		{"tailscale-key", "tskey-api- b62{12} - b62{32}", "", "GET api.tailscale.com/api/v2/tailnet/-/keys", "Authorization: Bearer $", `200 {"keys":[]}`, `401 {"message":"API token invalid"}`, ""},
		{"fastly-credential", "b62{32}", "fastly_api_token = $", "GET api.fastly.com/tokens/self", "Fastly-Key: $", `200 {"id":"1","customer_id":"2","name":"ci","scope":"global:read"}`, "", "ci"},
		{"datadog-credential", "hex{32}", "datadog_api_key = $", "GET api.datadoghq.com/api/v1/validate", "DD-API-KEY: $", `200 {"valid":true}`, "", ""},
		{"newrelic-user-key", "NRAK- AZ09{27}", "", "POST api.newrelic.com/graphql", "Api-Key: $", `200 {"data":{"actor":{"user":{"id":1,"email":"dev@example.com"}}}}`, `401 {"errors":[{"extensions":{"error_code":"BAD_API_KEY"},"message":"Bad API Key or no API Key provided"}]}`, "dev@example.com"},
		{"grafana-service-account-token", "glsa_ b62{32} _ hex{8}", "", "GET " + tenant + "/api/org", "Authorization: Bearer $", `200 {"id":1,"name":"Main"}`, `401 {"message":"Invalid API key","messageId":"api-key.invalid","statusCode":401}`, "Main"},
		{"pagerduty-credential", "b62{20}", "pagerduty_api_key = $", "GET api.pagerduty.com/abilities", "Authorization: Token token=$", `200 {"abilities":["sso"]}`, "", ""},
		{"posthog-key", "phx_ b62{43}", "", "GET us.posthog.com/api/users/@me/", "Authorization: Bearer $", `200 {"uuid":"1","email":"dev@example.com"}`, `401 {"type":"authentication_error","code":"authentication_failed","detail":"Personal API key found in request Authorization header is invalid."}`, "dev@example.com"},
		{"gcp-oauth-token", "ya29. b62{120}", "", "GET oauth2.googleapis.com/tokeninfo?access_token=$", "", `200 {"aud":"1","expires_in":"3000","exp":"1800000000","email":"dev@example.com","scope":"openid email"}`, `400 {"error":"invalid_token","error_description":"Invalid Value"}`, "dev@example.com"},
		{"okta-credential", "00 b62{40}", "okta_api_token = $", "GET " + tenant + "/api/v1/users/me", "Authorization: SSWS $", `200 {"id":"1","profile":{"login":"dev@example.com"}}`, "", "dev@example.com"},

		{"openai-key", "sk-proj- b62{74} T3BlbkFJ b62{74}", "", "GET api.openai.com/v1/models", "Authorization: Bearer $", `200 {"object":"list","data":[]}`, openai, ""},
		{"openai-key", "sk-svcacct- b62{74} T3BlbkFJ b62{74}", "", "GET api.openai.com/v1/models", "Authorization: Bearer $", `403 {"error":{"message":"You have insufficient permissions for this operation. Missing scopes: api.model.read."}}`, openai, ""},
		{"openai-key", "sk-admin- b62{58} T3BlbkFJ b62{58}", "", "GET api.openai.com/v1/organization/projects?limit=1", "Authorization: Bearer $", `200 {"object":"list","data":[]}`, openai, ""},
		{"anthropic-key", "sk-ant-api03- b62{93} AA", "", "GET api.anthropic.com/v1/models?limit=1", "X-Api-Key: $", `200 {"data":[],"has_more":false}`, anthropic, ""},
		{"anthropic-key", "sk-ant-admin01- b62{93} AA", "", "GET api.anthropic.com/v1/organizations/me", "X-Api-Key: $", `200 {"id":"1","type":"organization","name":"Acme"}`, anthropic, "Acme"},
		{"huggingface-token", "hf_ alpha{34}", "", "GET huggingface.co/api/whoami-v2", "Authorization: Bearer $", `200 {"type":"user","id":"1","name":"dev","auth":{"accessToken":{"role":"read"}}}`, `401 {"error":"Invalid username or password."}`, "dev"},
		{"groq-key", "gsk_ b62{52}", "", "GET api.groq.com/openai/v1/models", "Authorization: Bearer $", `200 {"object":"list","data":[]}`, `401 {"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}`, ""},
		{"xai-key", "xai- b62{80}", "", "GET api.x.ai/v1/api-key", "Authorization: Bearer $", `200 {"user_id":"u1","api_key_blocked":false,"api_key_disabled":false}`, `400 {"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***."}`, "u1"},
		{"replicate-token", "r8_ b62{37}", "", "GET api.replicate.com/v1/account", "Authorization: Bearer $", `200 {"type":"user","username":"dev","name":"Dev"}`, `401 {"title":"Unauthenticated","detail":"You did not pass a valid authentication token","status":401}`, "dev"},
		{"openrouter-key", "sk-or-v1- hex{64}", "", "GET openrouter.ai/api/v1/key", "Authorization: Bearer $", `200 {"data":{"label":"sk-or-v1-abc...xyz","usage":0}}`, `401 {"error":{"message":"User not found.","code":401}}`, ""},
		{"pinecone-key", "pcsk_ b62{6} _ b62{63}", "", "GET api.pinecone.io/indexes", "Api-Key: $", `200 {"indexes":[]}`, `401 {"error":{"code":"UNAUTHENTICATED","message":"Invalid API Key"},"status":401}`, ""},
		{"elevenlabs-key", "sk_ hex{48}", "", "GET api.elevenlabs.io/v1/user", "Xi-Api-Key: $", `200 {"user_id":"u1"}`, `401 {"detail":{"status":"invalid_api_key","message":"Invalid API key"}}`, "u1"},

		{"slack-bot-token", "xoxb- dig{12} - dig{12} - b62{24}", "", "POST slack.com/api/auth.test", "Authorization: Bearer $", `200 {"ok":true,"url":"https://acme.slack.com/","team":"Acme","user":"bot","team_id":"T1","user_id":"U1"}`, `200 {"ok":false,"error":"invalid_auth"}`, "bot"},
		{"discord-bot-token", "MTA2 dig{4} b62{17} . b62{6} . b62{27}", "", "GET discord.com/api/v10/users/@me", "Authorization: Bot $", `200 {"id":"1","username":"bot"}`, `401 {"message":"401: Unauthorized","code":0}`, "bot"},
		{"discord-webhook", "dig{18} / b62{68}", "url = https://discord.com/api/webhooks/$", "GET discord.com/api/v10/webhooks/$", "", `200 {"id":"1","name":"ci","channel_id":"2"}`, `404 {"message":"Unknown Webhook","code":10015}`, "ci"},
		{"telegram-bot-token", "dig{9} :AA b62{33}", "", "GET api.telegram.org/bot$/getMe", "", `200 {"ok":true,"result":{"id":1,"is_bot":true,"username":"acme_bot"}}`, `401 {"ok":false,"error_code":401,"description":"Unauthorized"}`, "acme_bot"},
		{"sendgrid-api-key", "SG. b62{22} . b62{43}", "", "GET api.sendgrid.com/v3/scopes", "Authorization: Bearer $", `200 {"scopes":["mail.send"]}`, `401 {"errors":[{"field":null,"message":"The provided authorization grant is invalid, expired, or revoked"}]}`, ""},
		{"mailgun-api-key", "key- hex{32}", "", "GET api.mailgun.net/v3/domains?limit=1", "Authorization: basic api:$", `200 {"items":[],"total_count":0}`, `401 {"message":"Invalid private key"}`, ""},
		{"mailchimp-api-key", "hex{32} -us12", "", "GET us12.api.mailchimp.com/3.0/?fields=account_id,account_name,role", "Authorization: basic key:$", `200 {"account_id":"1","account_name":"Acme","role":"owner"}`, `401 {"title":"API Key Invalid","status":401,"detail":"Your API key may be invalid"}`, "Acme"},
		{"brevo-api-key", "xkeysib- hex{64} - b62{16}", "", "GET api.brevo.com/v3/account", "Api-Key: $", `200 {"email":"dev@example.com"}`, `401 {"message":"Key not found","code":"unauthorized"}`, "dev@example.com"},
		{"stripe-key", "sk_live_ b62{24}", "", "GET api.stripe.com/v1/balance", "Authorization: Bearer $", `200 {"object":"balance","available":[]}`, `401 {"error":{"message":"Invalid API Key provided: sk_live_***","type":"invalid_request_error"}}`, ""},
		{"stripe-key", "rk_live_ b62{24}", "", "GET api.stripe.com/v1/balance", "Authorization: Bearer $", `403 {"error":{"message":"The provided key does not have the required permissions for this endpoint","type":"invalid_request_error"}}`, `401 {"error":{"code":"api_key_expired","message":"Expired API Key provided"}}`, ""},
		{"square-access-token", "sq0atp- b62{22}", "", "GET connect.squareup.com/v2/merchants/me", "Authorization: Bearer $", `200 {"merchant":{"id":"1","business_name":"Acme"}}`, square, "Acme"},
		{"square-access-token", "sandbox-sq0atb- b62{22}", "", "GET connect.squareupsandbox.com/v2/merchants/me", "Authorization: Bearer $", `200 {"merchant":{"id":"1","business_name":"Acme"}}`, square, "Acme"},
		{"shopify-token", "shpat_ hex{32}", "", "GET " + tenant + "/admin/oauth/access_scopes.json", "X-Shopify-Access-Token: $", `200 {"access_scopes":[{"handle":"read_products"}]}`, `401 {"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`, ""},
		{"notion-token", "ntn_ dig{11} b62{35}", "", "GET api.notion.com/v1/users/me", "Authorization: Bearer $", `200 {"object":"user","id":"1","type":"bot","name":"ci"}`, `401 {"object":"error","status":401,"code":"unauthorized","message":"API token is invalid."}`, "ci"},
		{"figma-token", "figd_ b62{40}", "", "GET api.figma.com/v1/me", "X-Figma-Token: $", `200 {"id":"1","email":"dev@example.com","handle":"dev"}`, `403 {"status":403,"err":"Invalid token"}`, "dev@example.com"},
		{"airtable-pat", "pat b62{14} . hex{64}", "", "GET api.airtable.com/v0/meta/whoami", "Authorization: Bearer $", `200 {"id":"usr1","scopes":["data.records:read"]}`, `401 {"error":{"type":"AUTHENTICATION_REQUIRED","message":"Authentication required"}}`, "usr1"},
		{"asana-credential", "1/ dig{16} : hex{32}", "asana_token = $", "GET app.asana.com/api/1.0/users/me", "Authorization: Bearer $", `200 {"data":{"gid":"1","email":"dev@example.com"}}`, "", "dev@example.com"},
		{"clickup-token", "pk_ dig{8} _ AZ09{32}", "", "GET api.clickup.com/api/v2/user", "Authorization: $", `200 {"user":{"id":1,"username":"dev"}}`, `401 {"err":"Token invalid","ECODE":"OAUTH_025"}`, "dev"},
		{"contentful-token", "CFPAT- b62{43}", "", "GET api.contentful.com/users/me", "Authorization: Bearer $", `200 {"sys":{"type":"User","id":"1"},"email":"dev@example.com"}`, `401 {"sys":{"type":"Error","id":"AccessTokenInvalid"}}`, "dev@example.com"},
		{"dropbox-token", "sl. b62{136}", "", "POST api.dropboxapi.com/2/users/get_current_account", "Authorization: Bearer $", `200 {"account_id":"1","email":"dev@example.com"}`, `401 {"error_summary":"expired_access_token/..","error":{".tag":"expired_access_token"}}`, "dev@example.com"},
		{"mapbox-token", "sk.eyJ b62{60} . b62{22}", "", "GET api.mapbox.com/tokens/v2?access_token=$", "", `200 {"code":"TokenValid","token":{"user":"dev"}}`, `200 {"code":"TokenRevoked"}`, "dev"},
		{"typeform-token", "tfp_ b62{44}", "", "GET api.typeform.com/me", "Authorization: Bearer $", `200 {"email":"dev@example.com"}`, `403 {"code":"AUTHENTICATION_FAILED","description":"x"}`, "dev@example.com"},
		{"facebook-token", "EAAM b62{120}", "", "GET graph.facebook.com/me?fields=id,name&access_token=$", "", `200 {"id":"1","name":"Dev"}`, `400 {"error":{"message":"Error validating access token","type":"OAuthException","code":190}}`, "Dev"},
	}
}

// find returns the leak of a row and the credential that is sent.
func (w wire) find(tb testing.TB) (*secrets.Leak, string) {
	tb.Helper()
	credential := sample(w.value)
	text := w.text
	if text == "" {
		text = "token = $"
	}
	return leak(tb, w.rule, strings.Replace(text, "$", credential, 1)), credential
}

// host returns the host of the row's request.
func (w wire) host() string {
	host, _, _ := strings.Cut(strings.Fields(w.request)[1], "/")
	return host
}

// TestWire asks about every kind of credential, once for each answer, over TLS.
func TestWire(t *testing.T) {
	t.Parallel()
	for _, w := range wires() {
		t.Run(w.rule+" "+w.value, func(t *testing.T) {
			t.Parallel()
			l, credential := w.find(t)
			garbage := []string{"200 {}", "200 []x", "200 <html>", "401 ", "401 {}", `401 {"error":"proxy authentication needed"}`, "403 <html>", "404 {}", "302 ", "503 {}"}
			var answer string
			var seen *http.Request
			s := newIssuer(t, func(rw http.ResponseWriter, r *http.Request) {
				seen = r
				respond(rw, answer)
			})
			for _, answer = range append([]string{w.valid, w.invalid}, garbage...) {
				if answer == "" {
					continue
				}
				seen = nil
				r := check(t, s.verifier(t, l.Secret.Provider, w.host()), l)
				w.checkRequest(t, seen, credential)
				want := verify.Result{State: verify.Unknown}
				switch answer {
				case w.valid:
					want.State, want.Account = verify.Valid, w.account
				case w.invalid:
					want.State = verify.Invalid
				}
				if r.State != want.State || r.Account != want.Account || r.Host != w.host() || !r.CheckedAt.Equal(epoch()) {
					t.Errorf("%s: got %+v, want %+v", answer, r, want)
				}
			}
		})
	}
}

// checkRequest compares what was sent with the row.
func (w wire) checkRequest(t *testing.T, r *http.Request, credential string) {
	t.Helper()
	if r == nil {
		t.Fatal("nothing was sent")
	}
	want := strings.ReplaceAll(w.request, "$", credential)
	if got := r.Method + " " + r.Host + r.RequestURI; got != want {
		t.Errorf("request %s, want %s", strings.ReplaceAll(got, credential, "$"), w.request)
	}
	name, value, _ := strings.Cut(strings.ReplaceAll(w.header, "$", credential), ": ")
	got := r.Header.Get(name)
	if login, ok := strings.CutPrefix(value, "basic "); ok {
		user, password, _ := r.BasicAuth()
		value, got = login, user+":"+password
	}
	if name != "" && got != value {
		t.Errorf("header %s is wrong", name)
	}
	if r.Header.Get("User-Agent") != "penstock" || r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" {
		t.Errorf("headers: agent %q, referer %q", r.Header.Get("User-Agent"), r.Header.Get("Referer"))
	}
	for other, values := range r.Header {
		if !strings.EqualFold(other, name) && strings.Contains(strings.Join(values, " "), credential) {
			t.Errorf("the credential is in header %s too", other)
		}
	}
	if strings.Contains(r.RequestURI, credential) != strings.Contains(w.request, "$") {
		t.Error("the credential is in the URL")
	}
}

// TestProbes wants every row of the public table to be about rules that exist,
// and tried by a row of the test above.
func TestProbes(t *testing.T) {
	t.Parallel()
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, rule := range analyzer.Rules() {
		known[rule.ID] = true
	}
	tried := map[string]bool{"POST /": true} // AWS has a test of its own
	for _, w := range wires() {
		method, rest, _ := strings.Cut(w.request, " ")
		_, path, _ := strings.Cut(rest, "/")
		tried[method+" /"+path] = true
	}
	providers := map[string]bool{}
	for _, p := range verify.Probes() {
		providers[p.Provider] = true
		for _, rule := range p.Rules {
			if !known[rule] {
				t.Errorf("%s: there is no rule %s", p.Provider, rule)
			}
		}
		if !tried[p.Request] {
			t.Errorf("%s: %s is not tried", p.Provider, p.Request)
		}
		if len(p.Hosts) == 0 && !p.Instances {
			t.Errorf("%s: nobody to ask", p.Provider)
		}
		for _, host := range p.Hosts {
			if strings.ContainsAny(host, ":/@$ ") || !strings.Contains(host, ".") {
				t.Errorf("%s: host %q", p.Provider, host)
			}
		}
	}
	if n := len(providers); n < 60 {
		t.Errorf("%d providers", n)
	}
	if !slices.IsSortedFunc(verify.Probes(), func(a, b verify.Probe) int { return strings.Compare(a.Provider, b.Provider) }) {
		t.Error("the list is not ordered")
	}
}

// TestHints reads what issuers tell about a valid credential.
func TestHints(t *testing.T) {
	t.Parallel()
	l, value := githubLeak(t)
	header := http.Header{"X-Oauth-Scopes": {"repo, read:org"}, "Github-Authentication-Token-Expiration": {"2026-06-01 10:00:00 UTC"}}
	ask := func(answer string, header http.Header) verify.Result {
		v := newVerifier(t, verify.Config{Client: canned(answer, header, nil), Now: epoch, Providers: []string{"github"}})
		return check(t, v, l)
	}
	r := ask(`200 {"login":"octo","id":1}`, header)
	if r.Account != "octo" || !slices.Equal(r.Scopes, []string{"repo", "read:org"}) || r.Expires.Format("2006-01-02T15:04") != "2026-06-01T10:00" {
		t.Errorf("got %+v", r)
	}
	for _, bad := range []string{value, value[5:20], strings.ToUpper(value), "x" + value + "x", `\u001b[2J`, strings.Repeat("x", 500)} {
		if r := ask(`200 {"login":"`+bad+`","id":1}`, http.Header{"X-Oauth-Scopes": {bad}}); r.State != verify.Valid || r.Account != "" || len(r.Scopes) != 0 && strings.Contains(strings.Join(r.Scopes, ""), value[5:17]) {
			t.Errorf("%q is told: %+v", bad, r)
		}
	}
}

// TestExpiryBeyondJSON takes no time that would break the report it gets into.
func TestExpiryBeyondJSON(t *testing.T) {
	t.Parallel()
	l, _ := githubLeak(t)
	for text, want := range map[string]bool{"253402300799": true, "253402300800": false, "274877906943": false, "9999-12-31T23:59:59-01:00": false, "0001-01-01T00:00:00+01:00": true} {
		header := http.Header{"Github-Authentication-Token-Expiration": {text}}
		v := newVerifier(t, verify.Config{Client: canned(`200 {"login":"octo","id":1}`, header, nil), Now: epoch, Providers: []string{"github"}})
		r := check(t, v, l)
		if _, err := json.Marshal(verify.Annotated(l, r)); err != nil || r.State != verify.Valid || r.Expires.IsZero() == want {
			t.Errorf("%s: %v, %v", text, r.Expires, err)
		}
	}
}

// TestUncertain takes no issuer's no for a value that only its context told.
func TestUncertain(t *testing.T) {
	t.Parallel()
	l := leak(t, "cloudflare-credential", "cloudflare_api_token = "+sample("b62{40}"))
	v := newVerifier(t, verify.Config{Client: canned(`401 {"success":false,"errors":[{"code":1000}]}`, nil, nil), Now: epoch, Providers: []string{"cloudflare"}})
	if r := check(t, v, l); r.State != verify.Unknown || r.Reason != verify.ReasonUncertain {
		t.Errorf("got %+v", r)
	}
}

// TestConcurrentUse lets many callers use one verifier.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	requests := map[string]int{}
	s := newIssuer(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		requests[r.Header.Get("Authorization")]++
		mu.Unlock()
		respond(w, `200 {"login":"octo","id":1}`)
	})
	v := s.verifier(t, "github", "api.github.com")
	var wg sync.WaitGroup
	for n := range 40 {
		l := leak(t, "github-pat", "token = "+sample(strings.Repeat(" ", n%4)+githubForm))
		wg.Go(func() {
			if r, err := v.Check(t.Context(), l); err != nil || r.State != verify.Valid {
				t.Errorf("got %+v, %v", r, err)
			}
		})
	}
	wg.Wait()
	if len(requests) != 4 {
		t.Errorf("%d values were asked about", len(requests))
	}
	for _, n := range requests {
		if n != 1 {
			t.Errorf("one value was asked about %d times", n)
		}
	}
}

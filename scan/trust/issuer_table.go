package trust

// issuer is a CI system that gives its jobs tokens of identity.
type issuer struct {
	name string
	host string
	// word is what people call providers of these tokens in their own files.
	word string
	// owned says that every customer has an issuer of its own, so that its
	// tokens are those of one organisation.
	owned bool
	// subject is the shape of the claim "sub".
	subject shape
}

// shape says how a subject names who runs: prefix, owner, a separator, project,
// another separator, and what of the project runs.
type shape struct {
	prefix  string
	owner   string // what ends the owner's name
	project string // what ends the project's name
	whole   bool   // what follows tells no branches apart
}

// issuers are after the documentation of each system on its OpenID Connect
// tokens.
func issuers() []*issuer {
	return []*issuer{
		{name: "GitHub Actions", host: "token.actions.githubusercontent.com", word: "github", subject: shape{prefix: "repo:", owner: "/", project: ":"}},
		{name: "GitLab", host: "gitlab.com", word: "gitlab", subject: shape{prefix: "project_path:", owner: "/", project: ":"}},
		{name: "Buildkite", host: "agent.buildkite.com", word: "buildkite", subject: shape{prefix: "organization:", owner: ":pipeline:", project: ":"}},
		{name: "HCP Terraform", host: "app.terraform.io", word: "tfc", subject: shape{prefix: "organization:", owner: ":project:", project: ":run_phase:", whole: true}},
		{name: "CircleCI", host: "oidc.circleci.com", word: "circleci", owned: true, subject: shape{prefix: "org/", owner: "/project/", project: "/"}},
		{name: "Bitbucket Pipelines", host: "api.bitbucket.org", word: "bitbucket", owned: true},
		{name: "Azure Pipelines", host: "vstoken.dev.azure.com", word: "azure_devops", owned: true, subject: shape{prefix: "sc://", owner: "/", project: "/"}},
	}
}

// bearing says what a claim other than the subject tells of who runs.
type bearing uint8

const (
	unheard bearing = iota
	// chosen claims are set by whoever writes the pipeline, or by anybody's
	// deeds.
	chosen
	// ofOwner and ofProject claims are ids or names that only one owner or
	// project has.
	ofOwner
	ofProject
	// path claims start with owner and project, "octo/site".
	path
	// subject is the claim that names everything.
	subject
)

// bearings are the claims of the systems' tokens.
func bearings() map[string]bearing {
	m := map[string]bearing{"sub": subject}
	for b, names := range map[bearing][]string{
		chosen: {
			"actor", "actor_id", "aud", "base_ref", "branch", "build_branch", "build_tag", "context", "environment", "environment_protected", "event_name", "head_ref",
			"iss", "job_id", "pipeline_source", "ref", "ref_path", "ref_protected", "ref_type", "repository_visibility", "run_attempt", "run_id",
			"run_number", "runner_environment", "sha", "terraform_run_phase", "user_email", "user_id", "user_login", "visibility", "workflow",
		},
		ofOwner: {
			"enterprise", "enterprise_id", "namespace_id", "namespace_path", "oidc.circleci.com/org-id", "organization_id", "organization_slug", "repository_owner",
			"repository_owner_id", "terraform_organization_id", "terraform_organization_name",
		},
		ofProject: {
			"oidc.circleci.com/project-id", "pipeline_id", "pipeline_slug", "project_id", "repository_id", "terraform_project_id", "terraform_workspace_id", "repositoryuuid",
		},
		path: {"job_workflow_ref", "project_path", "repo", "repository", "workflow_ref", "ci_config_ref_uri"},
	} {
		for _, name := range names {
			m[name] = b
		}
	}
	return m
}

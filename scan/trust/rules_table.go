package trust

import "github.com/penstock-dev/penstock/scan"

// rules are those of an analyzer.
type rules struct{ anyone, owner, ref, pulls, absent, audience scan.Rule }

func (r *rules) list() []*scan.Rule {
	return []*scan.Rule{&r.anyone, &r.owner, &r.ref, &r.pulls, &r.absent, &r.audience}
}

const class = "oidc-trust-too-broad"

func newRules() *rules {
	references := []scan.Reference{
		{Title: "OpenID Connect in GitHub Actions", URL: "https://docs.github.com/en/actions/reference/security/oidc"},
		{Title: "Roles for OpenID Connect federation in AWS", URL: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html"},
		{Title: "Workload identity federation with deployment pipelines in Google Cloud", URL: "https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines"},
		{Title: "Workload identity federation in Microsoft Entra", URL: "https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation"},
	}
	r := &rules{
		anyone: scan.Rule{
			ID:          "trust/any-project",
			Name:        "Role that everybody's pipelines may assume",
			Severity:    scan.SeverityCritical,
			Confidence:  scan.ConfidenceHigh,
			Description: "The CI system signs the tokens of all its customers with one issuer. Nothing in the trust says whose pipelines are meant: the subject is not tested, the pattern names no owner, or the claim is one that every pipeline sets for itself. A stranger opens an account, runs a pipeline and has the role.\n\nA pattern that is compared as it stands, such as `*` under `StringEquals`, lets nobody in today; it is reported because the way to make it work opens it.",
			Remediation: "Test the subject against one project and one branch, tag or environment.",
			Example:     "resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Principal = { Federated = \"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com\" }\n      Condition = { StringEquals = { \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\" } }\n    }]\n  })\n}",
			Fixed:       "resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Principal = { Federated = \"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com\" }\n      Condition = { StringEquals = {\n        \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n        \"token.actions.githubusercontent.com:sub\" = \"repo:octo/site:environment:production\"\n      } }\n    }]\n  })\n}",
			Tags:        []string{"checkov:CKV_AWS_358", "checkov:CKV_AWS_393", "checkov:CKV_AZURE_249", "checkov:CKV_GCP_125", "kics:iam_role_allows_all_principals_to_assume"},
		},
		owner: scan.Rule{
			ID:          "trust/any-project-of-owner",
			Name:        "Role that every project of an owner may assume",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "The trust names an organisation or group, and any project in it: whoever can write to the least of them, or create a new one, has the role.",
			Remediation: "Name the projects that need the role.",
			Example:     "condition {\n  test     = \"StringLike\"\n  variable = \"token.actions.githubusercontent.com:sub\"\n  values   = [\"repo:octo/*\"]\n}",
			Fixed:       "condition {\n  test     = \"StringEquals\"\n  variable = \"token.actions.githubusercontent.com:sub\"\n  values   = [\"repo:octo/site:ref:refs/heads/main\"]\n}",
		},
		ref: scan.Rule{
			ID:          "trust/any-ref",
			Name:        "Role that every branch of a project may assume",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "The trust names a project, and everything that runs in it. Whoever can push a branch has the role; review and protection of the main branch do not stand before it.",
			Remediation: "Name the branch, or an environment with protection rules.",
			Example:     "condition {\n  test     = \"StringLike\"\n  variable = \"token.actions.githubusercontent.com:sub\"\n  values   = [\"repo:octo/site:*\"]\n}",
			Fixed:       "condition {\n  test     = \"StringEquals\"\n  variable = \"token.actions.githubusercontent.com:sub\"\n  values   = [\"repo:octo/site:environment:production\"]\n}",
		},
		pulls: scan.Rule{
			ID:          "trust/pull-request",
			Name:        "Role that pull requests may assume",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "Pull requests run what they propose, before anybody has looked at it. Whoever can open one from a branch of the project has the role. Forks get no token unless the project's settings send it to them.",
			Remediation: "Give pull requests a role of their own that can read and no more, or none.",
			Example:     "subject = \"repo:octo/site:pull_request\"",
			Fixed:       "subject = \"repo:octo/site:ref:refs/heads/main\"",
		},
		absent: scan.Rule{
			ID:          "trust/absent-claim",
			Name:        "Condition that holds where the claim is missing",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "`ForAllValues:` and `…IfExists` hold for a request that lacks the key. They are made for keys with several values and for keys that some requests lack; a claim that says who runs shall be there.",
			Remediation: "Use the plain operator.",
			Example:     "test = \"ForAllValues:StringEquals\"",
			Fixed:       "test = \"StringEquals\"",
		},
		audience: scan.Rule{
			ID:          "trust/any-audience",
			Name:        "Role that takes tokens made for others",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "A token names the service that it is made for. The trust does not test that, so what is sent to another service that the provider of the account lists can be used for the role.",
			Remediation: "Test the claim `aud` for the audience that the pipeline asks for, `sts.amazonaws.com` by default.",
			Example:     "Condition = { StringEquals = {\n  \"token.actions.githubusercontent.com:sub\" = \"repo:octo/site:ref:refs/heads/main\"\n} }",
			Fixed:       "Condition = { StringEquals = {\n  \"token.actions.githubusercontent.com:sub\" = \"repo:octo/site:ref:refs/heads/main\"\n  \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n} }",
		},
	}
	for _, rule := range r.list() {
		rule.Class, rule.Kind, rule.References = class, scan.KindMisconfiguration, references
	}
	return r
}

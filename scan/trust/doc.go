// Package trust finds roles in clouds that trust the tokens of CI systems too
// far.
//
// A pipeline that deploys without a stored key shows the cloud a token (OpenID
// Connect) in which its CI system says what runs. GitHub Actions, GitLab,
// Buildkite and HCP Terraform sign the tokens of all their customers with one
// issuer, so it is the condition on the claims that says whose pipelines may
// use a role. Where it is missing, or holds for what everybody can name, a
// stranger's pipeline gets the role.
//
// The analyzer reads Terraform (.tf, .tofu, .tf.json), templates of
// CloudFormation and SAM (YAML, JSON) and policies in files of their own
// (JSON), and checks roles of AWS, providers of Google Cloud's workload identity
// pools and federated credentials of Microsoft Entra. References inside of one
// file are followed. What the file does not tell (variables, other modules) is
// taken for narrow: no finding rests on it.
//
// Only files that can hold such a trust are read; a broken one gives a
// diagnostic, and what could be read of it is checked. A comment "# penstock:
// ignore[trust/any-ref]" on a line of a finding, or alone on the line before,
// suppresses it; so does "checkov:skip=" with checkov's name of the rule
// anywhere in the resource.
//
// Jobs of GitHub Actions in the same target that may ask for tokens are related
// locations of the findings on GitHub's.
package trust

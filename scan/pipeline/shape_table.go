package pipeline

import "strings"

// shapes are those of the systems with files of fixed names, from the
// references of their configuration. Of a value that the systems take in several
// forms all are listed, those of the past too.
var shapes = []shape{
	{
		system: "github",
		named:  func(dir, _ string) bool { return strings.HasSuffix(dir, "/.github/workflows/") },
		root:   mapping, needs: "jobs", beside: "on",
		parts: []part{
			{"jobs", mapping}, {"jobs.*", mapping}, {"jobs.*.steps", sequence}, {"jobs.*.steps.*", mapping},
		},
	},
	{
		system: "gitlab", named: called(".gitlab-ci.yml", ".gitlab-ci.yaml"), root: mapping,
		parts: []part{{"stages", sequence}, {"variables", mapping}, {"*.script", scalar | sequence}},
	},
	{
		system: "circleci",
		named: func(dir, base string) bool {
			return strings.HasSuffix(dir, "/.circleci/") && (base == "config.yml" || base == "config.yaml")
		},
		root: mapping,
		parts: []part{
			{"jobs", mapping}, {"jobs.*", mapping}, {"jobs.*.steps", sequence}, {"jobs.*.steps.*", scalar | mapping},
			{"workflows", mapping}, {"commands", mapping}, {"commands.*", mapping}, {"commands.*.steps", sequence},
			{"executors", mapping}, {"orbs", mapping},
		},
	},
	{
		system: "azure", named: called("azure-pipelines.yml", "azure-pipelines.yaml"), root: mapping,
		parts: []part{
			{"stages", sequence}, {"stages.*", mapping}, {"stages.*.jobs", sequence}, {"stages.*.jobs.*", mapping},
			{"jobs", sequence}, {"jobs.*", mapping}, {"jobs.*.steps", sequence}, {"jobs.*.steps.*", mapping},
			{"steps", sequence}, {"steps.*", mapping}, {"extends", mapping},
		},
	},
	{
		system: "bitbucket", named: called("bitbucket-pipelines.yml", "bitbucket-pipelines.yaml"), root: mapping,
		parts: []part{{"pipelines", mapping}, {"pipelines.default", sequence | mapping}, {"pipelines.default.*", mapping}, {"definitions", mapping}},
	},
	{system: "travis", named: called(".travis.yml", ".travis.yaml"), root: mapping, empty: true},
	{
		system: "drone", named: called(".drone.yml", ".drone.yaml", ".woodpecker.yml", ".woodpecker.yaml"), root: mapping,
		parts: []part{{"steps", sequence | mapping}, {"steps.*", mapping}, {"pipeline", mapping}},
	},
	{
		system: "buildkite",
		named: func(dir, base string) bool {
			return strings.HasSuffix(dir, "/.buildkite/") && (base == "pipeline.yml" || base == "pipeline.yaml")
		},
		root:  mapping | sequence,
		parts: []part{{"steps", sequence}, {"steps.*", scalar | mapping}},
	},
	{
		system: "cloudbuild", named: called("cloudbuild.yaml", "cloudbuild.yml"), root: mapping,
		parts: []part{{"steps", sequence}, {"steps.*", mapping}},
	},
	{
		system: "codebuild", named: called("buildspec.yml", "buildspec.yaml"), root: mapping,
		parts: []part{{"phases", mapping}, {"phases.*", mapping}},
	},
	{
		system: "precommit", named: called(".pre-commit-config.yaml", ".pre-commit-config.yml"), root: mapping | sequence,
		parts: []part{{"repos", sequence}, {"repos.*", mapping}, {"repos.*.hooks", sequence}, {"repos.*.hooks.*", mapping}},
	},
}

// called matches files of one of the names in any folder.
func called(names ...string) func(string, string) bool {
	return func(_, base string) bool {
		for _, name := range names {
			if base == name {
				return true
			}
		}
		return false
	}
}

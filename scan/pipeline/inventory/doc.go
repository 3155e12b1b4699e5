// Package inventory is what a pipeline is made of, in plain types for other
// programs: triggers, jobs, steps, the components that they use with their
// package URLs, scripts by their digests, inputs and outputs, secrets by their
// names, variables, permissions, runners, environments and containers.
//
// A [Pipeline] describes one file of any system. [Read] makes it of a model;
// the analyzer of package pipeline hands out those of a run
// (pipeline.Config.Pipelines) and those of files at hand
// (pipeline.Analyzer.Inventory). It holds no value of a variable or secret and
// no text of a script, so that it can be stored and sent.
//
// # Components as packages
//
// [Pipeline.Packages] returns the components as packages of a run. Their package
// URLs are those of the types that the specification registers: github (actions
// and reusable workflows too: a type of their own was proposed and not
// registered), bitbucket, docker for images by tag, oci for images by digest;
// beside these gitlab, which is widely used, and generic, with the address in
// vcs_url or download_url, for the rest. The ecosystem is "GitHub Actions" for
// actions and workflows of GitHub, as in the OSV schema, and empty otherwise.
//
// The version is what the file writes: a tag, branch, commit or digest. Where a
// comment behind a commit names the version, as update tools write it, that is
// the property "version". Properties say besides what system and kind it is
// ("pipeline", "kind") and how firmly the reference holds ("pinned": commit,
// digest, tag, branch or none). Without asking the repository a tag cannot be
// told from a branch: what is named like a version counts as a tag.
//
// The scope is build, but runtime for what ends up in the image of a Dockerfile's
// last stage (the image below it and those it copies from) and for the images of
// Compose files, and dev for those of development containers.
//
// Components in the same repository are no packages, and those with parts that
// only a run can tell are none either: both are in the Pipeline. Hooks of
// pre-commit are in it too, but not among the packages: package sbom reports
// them.
package inventory

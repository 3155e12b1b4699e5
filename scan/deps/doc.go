// Package deps checks packages against published advisories: which versions
// have a known vulnerability, which are malware, and what to upgrade to.
//
//	db, err := osv.LoadPath(ctx, "advisories", osv.Config{})
//	if err != nil {
//		return err
//	}
//	analyzer, err := deps.New(deps.Config{Source: db})
//	if err != nil {
//		return err
//	}
//	result, err := analyzer.Match(ctx, []*scan.Package{{Ecosystem: "npm", Name: "left-pad", Version: "1.3.0"}})
//	for _, v := range result.Vulnerabilities {
//		fmt.Println(v.Message)
//	}
//
// As a [scan.Analyzer] it takes the packages that other analyzers and targets
// bring, whatever their source. It looks at files only for a [Reacher], which adds
// to findings whether the code gets to what an advisory is about.
//
// # What is reported
//
// One finding for each version of a package and each vulnerability. Advisories
// that name each other as aliases, directly or through a third, are one
// vulnerability; its id is that of the malware advisory if there is one, else
// the lowest CVE number, else the lowest id of a GitHub advisory, else the
// lowest id. Withdrawn advisories are never reported. Malware is a finding of
// its own kind and comes first. Informational advisories, which say that nobody looks
// after a package any more, are findings for pedants.
//
// A version that is only the lowest allowed, as the go line of a go.mod gives
// for the standard library, makes findings for auditors: what builds is not
// known from the file.
//
// What pipelines use of GitHub is named by tags, branches and commits. A commit
// counts as the version that the comment behind it names, and a tag that leaves
// numbers out, such as v4, as the newest release that begins so, since it is moved
// along: an advisory that is mended in 4.1.3 is none about v4, and one that is
// mended in 5.0.0 is. Advisories about a repository are about all that lies in it.
//
// # What is not checked
//
// The project itself and folders of it are no published packages, whatever
// their names: they are not matched.
//
// Nothing is silently clean. Packages of an ecosystem for which the [Source]
// has no data, versions that are missing or cannot be ordered, and advisories
// whose ranges cannot be read are told as diagnostics, and so is whatever the
// source itself could not load. A package whose version is unknown is still
// reported for advisories about every version.
//
// These diagnostics are notes where scan/pipeline has named the package: it checks
// what pipelines use by itself, and nobody publishes advisories about the names of
// images. They are notes too about ecosystems that the OSV schema does not have, such
// as Helm's, and where the [Source] has nothing about "GIT", the ecosystem of what is
// known by its repository: hardly anybody could have loaded that.
//
// A repository is matched by its tags, which advisories list, and by the commits
// that they name. Of other commits only the history could tell: they are not
// evaluated.
package deps

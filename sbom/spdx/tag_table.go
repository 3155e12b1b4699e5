package spdx

import "sync"

// plainTags are the tags with one value, by the list of the JSON form that they
// belong to ("" is the document), with their names there (SPDX 2.3, clauses 6
// to 12).
var plainTags = sync.OnceValue(func() map[string]map[string]string {
	return map[string]map[string]string{
		"": {
			"SPDXVersion": "spdxVersion", "DataLicense": "dataLicense", "SPDXID": "SPDXID", "DocumentName": "name",
			"DocumentNamespace": "documentNamespace", "DocumentComment": "comment",
		},
		"packages": {
			"PackageName": "name", "SPDXID": "SPDXID", "PackageVersion": "versionInfo", "PackageFileName": "packageFileName",
			"PackageSupplier": "supplier", "PackageOriginator": "originator", "PackageDownloadLocation": "downloadLocation",
			"PackageHomePage": "homepage", "PackageLicenseConcluded": "licenseConcluded", "PackageLicenseDeclared": "licenseDeclared",
			"PackageCopyrightText": "copyrightText", "PackageSummary": "summary", "PackageDescription": "description",
			"PrimaryPackagePurpose": "primaryPackagePurpose", "PackageSourceInfo": "sourceInfo",
		},
		"files": {
			"FileName": "fileName", "SPDXID": "SPDXID", "LicenseConcluded": "licenseConcluded", "FileCopyrightText": "copyrightText",
		},
		"snippets": {"SnippetSPDXIdentifier": "SPDXID", "SnippetSPDXID": "SPDXID"},
		"hasExtractedLicensingInfos": {
			"LicenseID": "licenseId", "ExtractedText": "extractedText", "LicenseName": "name",
		},
	}
})

// purposes are the words for what a package is for: those of SPDX 2.3 in lower
// case, with what CycloneDX calls them where it has such a type.
var purposes = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"application": "application", "framework": "framework", "library": "library", "container": "container",
		"operating-system": "operating-system", "device": "device", "firmware": "firmware", "file": "file",
		"source": "", "archive": "", "install": "", "other": "",
	}
})

// dependencyKinds are the types of relationships whose left side is needed by
// the right one, with the scope that they tell of.
var dependencyKinds = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"DEPENDENCY_OF": "", "RUNTIME_DEPENDENCY_OF": "required", "OPTIONAL_DEPENDENCY_OF": "optional", "PROVIDED_DEPENDENCY_OF": "",
		"BUILD_DEPENDENCY_OF": "excluded", "DEV_DEPENDENCY_OF": "excluded", "TEST_DEPENDENCY_OF": "excluded",
	}
})

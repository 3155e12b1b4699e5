package health

import "github.com/penstock-dev/penstock/scan"

var (
	deprecatedRule = &scan.Rule{
		ID: "health/deprecated-release", Name: "Release that its publisher took back", Class: "end-of-life-component", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh, Persona: scan.PersonaPedantic,
		Description: "The lockfile says that the publisher of this release advises against it, or the registry no longer offers it to new users; of a Go module in the " +
			"same repository its go.mod says so. " +
			"Weaknesses that are found in it will hardly be mended.",
		Remediation: "Move to a release that is maintained, or to what the publisher names instead.",
		Tags:        []string{"dependency", "hygiene"},
	}
	confusionRule = &scan.Rule{
		ID: "health/dependency-confusion", Name: "Private package from a public registry", Class: "dependency-confusion", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityHigh, Confidence: scan.ConfidenceHigh,
		Description: "A name that belongs to the organisation, or a scope most of which comes from a registry of its own, is resolved from the public registry. " +
			"Whoever registers the name there has code run wherever the project is installed.",
		Remediation: "See who published the package. Bind the scope or name to the private registry in the configuration of the package manager, " +
			"renew the lockfile, and register the names in the public registry so that nobody else can.",
		Tags: []string{"dependency", "registry"},
	}
	driftRule = &scan.Rule{
		ID: "health/lockfile-drift", Name: "Manifest asks for what the lockfile does not hold", Class: "unpinned-package-install", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityLow, Confidence: scan.ConfidenceMedium, Persona: scan.PersonaPedantic,
		Description: "The lockfile was not renewed after the manifest changed. An installation either fails or resolves versions anew, " +
			"so that nobody has seen what is installed. What the lockfile overrides on purpose is reported too.",
		Remediation: "Run the package manager to renew the lockfile, and have the pipeline install by the lockfile only (npm ci, cargo --locked, uv sync --locked).",
		Tags:        []string{"dependency", "hygiene", "lockfile"},
	}
	endOfLifeRule = &scan.Rule{
		ID: "health/end-of-life", Name: "Runtime, image or distribution past its end of life", Class: "end-of-life-component", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityMedium, Confidence: scan.ConfidenceHigh,
		Description: "No more fixes are published for this line of releases, so that every weakness found in it stays open. Advisories often do not even name it any more.",
		Remediation: "Move to a line that is maintained.",
		Tags:        []string{"dependency", "image", "runtime"},
	}
	scriptRule = &scan.Rule{
		ID: "health/install-script", Name: "Dependency that runs a script when it is installed", Class: "install-script", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityInfo, Confidence: scan.ConfidenceHigh, Persona: scan.PersonaPedantic,
		Description: "The package runs code of its own when it is installed, with the powers of whoever installs it. Most malware in registries begins there.",
		Remediation: "Install without scripts (npm ci --ignore-scripts) and allow single packages that need theirs.",
		Tags:        []string{"dependency", "hygiene"},
	}
	scorecardRule = &scan.Rule{
		ID: "health/low-scorecard", Name: "Dependency whose repository is run without care", Class: "unverified-creator", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityLow, Confidence: scan.ConfidenceMedium, Persona: scan.PersonaPedantic,
		Description: "OpenSSF Scorecard rates the repository of this dependency below what the configuration asks for: branches without protection, no review, " +
			"no maintenance. That makes it easier to take over, and fixes less likely.",
		Remediation: "Read the single checks. Help the project, pin the dependency and review its updates, or choose another one.",
		Tags:        []string{"dependency", "scorecard"},
	}
	integrityRule = &scan.Rule{
		ID: "health/missing-integrity", Name: "Packages locked without a checksum", Class: "missing-integrity", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh, Persona: scan.PersonaPedantic,
		Description: "The lockfile has checksums for most packages and none for these. What the registry serves under their versions can change without anybody noticing.",
		Remediation: "Renew the entries with a current version of the package manager.",
		Tags:        []string{"dependency", "hygiene", "lockfile"},
	}
	movableRule = &scan.Rule{
		ID: "health/movable-source", Name: "Dependency on a branch or tag of a repository", Class: "unpinned-component", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh, Persona: scan.PersonaPedantic,
		Description: "The dependency is taken from a Git repository at a name that can be moved. Whoever can write to the repository changes what is installed.",
		Remediation: "Name the full commit, or use a release from the registry.",
		Tags:        []string{"dependency", "git", "hygiene"},
	}
	plainRule = &scan.Rule{
		ID: "health/unencrypted-source", Name: "Dependency fetched without encryption", Class: "insecure-url-scheme", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityMedium, Confidence: scan.ConfidenceHigh,
		Description: "The dependency is fetched over http or the plain protocol of Git, and no checksum holds it to what it was. Anybody on the way can replace it.",
		Remediation: "Fetch it over https or ssh, and have the lockfile keep its checksum.",
		Tags:        []string{"dependency", "registry"},
	}
	typosquatRule = &scan.Rule{
		ID: "health/typosquat", Name: "Dependency that can be mistaken for a well-known one", Class: "typosquat-component", Kind: scan.KindMisconfiguration,
		Severity: scan.SeverityMedium, Confidence: scan.ConfidenceMedium,
		Description: "The name differs from that of a much used package by two letters in the wrong order, a letter doubled, or characters that look alike. " +
			"Such names are registered to be installed by mistake.",
		Remediation: "See whether the package is the one that was meant. If it is, name it in the configuration as known.",
		Tags:        []string{"dependency", "registry"},
	}
)

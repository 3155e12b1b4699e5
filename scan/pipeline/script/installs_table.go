package script

import (
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// managers returns the package managers that are known, by name.
var managers = sync.OnceValue(func() map[string]*manager {
	byName := map[string]*manager{}
	for _, m := range managerTable() {
		for name := range strings.FieldsSeq(m.names) {
			byName[name] = m
		}
	}
	return byName
})

// managerTable lists the package managers. Those of the languages, whose
// packages a project could lock, are for everybody; those of operating systems,
// whose repositories keep one version and sign it, are for auditors.
func managerTable() []*manager {
	return []*manager{
		{names: "npm pnpm", verbs: "install,i,add", values: "--prefix --registry -C --dir --filter -F --workspace -w --tag --loglevel --network-timeout --cache", judge: bySign("@")},
		{names: "yarn bun", verbs: "add,global add,install", values: "--cwd --registry --network-timeout --cache-folder --modules-folder --network-concurrency --mutex", judge: bySign("@")},
		{names: "gem", verbs: "install,i", values: "-v --version -i --install-dir -n --bindir -s --source -P --platform", pins: "-v --version", judge: bySign(":")},
		{
			names: "pip", verbs: "install", judge: byPython, versioned: scan.PersonaPedantic, bootstrap: "pip setuptools wheel",
			values: "-r --requirement -c --constraint -t --target -i --index-url --extra-index-url -f --find-links --prefix --root --python --platform --trusted-host --timeout --retries --cache-dir --proxy --log --progress-bar --python-version --implementation --abi --root-user-action --config-settings --global-option --no-binary --only-binary --group --dest --report",
			locks:  "-c --constraint --constraints", sources: "--require-hashes --no-index",
		},
		{names: "pipx", verbs: "install,inject *", values: "--python --index-url --pip-args --suffix", judge: byPython, versioned: scan.PersonaPedantic},
		{names: "uv", verbs: "tool install", values: "--python --index-url --with --from", judge: byPython, versioned: scan.PersonaPedantic},
		{names: "go", verbs: "install,get,run", values: "-ldflags -tags -o -C -mod -exec", judge: byModule},
		{
			names: "cargo", verbs: "install", judge: bySign("@"), versioned: scan.PersonaPedantic,
			values: "--version --vers --root --path --git --branch --tag --rev --features -F --target --profile --registry --index --target-dir -j --jobs --bin --example",
			pins:   "--version --vers --rev --tag", locks: "--locked", sources: "--path",
		},
		{names: "nuget", verbs: "install", values: "-Version -version -OutputDirectory -Source -ConfigFile", pins: "-Version -version", judge: bySign("=="), versioned: scan.PersonaPedantic},
		{names: "dotnet", verbs: "tool install,tool update,add package,add * package", values: "--version -v --tool-path --add-source --framework -f --configfile", pins: "--version -v", judge: bySign("@"), versioned: scan.PersonaPedantic},
		{names: "composer", verbs: "require,global require", values: "-d --working-dir", judge: byVendor, versioned: scan.PersonaPedantic},
		{names: "conda mamba micromamba", verbs: "install", values: "-c --channel -n --name -p --prefix --file", sources: "--file", judge: bySign("="), newest: scan.PersonaPedantic, versioned: scan.PersonaAuditor},
		{names: "choco", verbs: "install", values: "--version -s --source -source --params --package-parameters", pins: "--version", locks: "--require-checksums --requirechecksums --requirechecksum", judge: bySign("="), newest: scan.PersonaPedantic, versioned: scan.PersonaPedantic},
		{names: "winget scoop", verbs: "install", values: "--id -e --version -v --source", pins: "--version -v", judge: bySign("@"), newest: scan.PersonaPedantic, versioned: scan.PersonaAuditor},
		{names: "apt apt-get aptitude", verbs: "install", values: "-t --target-release -o -c", judge: bySign("="), newest: scan.PersonaAuditor, versioned: scan.PersonaAuditor},
		{names: "apk", verbs: "add", values: "--repository -X -t --virtual -p --root", judge: bySign("="), newest: scan.PersonaAuditor, versioned: scan.PersonaAuditor},
		{names: "yum dnf microdnf tdnf zypper brew", verbs: "install,in", values: "--repo --installroot", judge: bySign("="), newest: scan.PersonaAuditor, versioned: scan.PersonaAuditor},
	}
}

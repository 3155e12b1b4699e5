package audit

import (
	"path"
	"strings"
)

// HoldsCredentials reports whether a path, or the pattern of one, names a file
// or folder that is made to hold credentials: keys, the configuration of tools
// that sign in, and .git, where a checkout can leave its token.
func HoldsCredentials(p string) bool {
	p = strings.TrimSuffix(p, "/")
	p = strings.TrimSuffix(strings.TrimSuffix(p, "/*"), "/**")
	switch base := path.Base(p); base {
	case ".git", ".env", ".env.local", ".env.production", ".netrc", ".npmrc", ".pypirc", ".docker", ".ssh", ".aws", ".kube", "kubeconfig", ".vault-token",
		"id_rsa", "id_ed25519", "id_ecdsa", "credentials.json", "service-account.json", "terraform.tfstate":
		return true
	default:
		return strings.HasSuffix(base, ".pem") || strings.HasSuffix(base, ".p12") || strings.HasSuffix(base, ".pfx") || strings.HasSuffix(base, ".jks")
	}
}

// WholeTree reports whether a pattern takes everything in a work tree.
func WholeTree(p string) bool {
	switch strings.TrimSuffix(strings.TrimPrefix(p, "./"), "/") {
	case "", ".", "*", "**", "**/*", "$CI_PROJECT_DIR", "${CI_PROJECT_DIR}":
		return p != ""
	}
	return false
}

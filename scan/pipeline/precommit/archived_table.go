package precommit

// archived reports whether a repository of hooks is known to be archived, as of
// November 2026.
func archived(name string) bool {
	switch name {
	case "pre-commit/mirrors-autopep8",
		"pre-commit/mirrors-isort",
		"pre-commit/mirrors-prettier",
		"pre-commit/mirrors-pylint",
		"pre-commit/mirrors-yapf":
		return true
	}
	return false
}

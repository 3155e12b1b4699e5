package secrets

// loginTable returns the rules of passwords and logins that stand in a place
// made for them: URLs, connection strings, headers, command lines and the
// files of tools. The finders of [finderTable] find them.
func loginTable() []definition {
	return []definition{
		{"url-password", "generic", "password in a URL", "", option{}},
		{"mongodb-url-password", "mongodb", "password in a URL", "", option{severity: critical}},
		{"postgres-url-password", "postgres", "password in a URL", "", option{severity: critical}},
		{"mysql-url-password", "mysql", "password in a URL", "", option{severity: critical}},
		{"redis-url-password", "redis", "password in a URL", "", option{}},
		{"rabbitmq-url-password", "rabbitmq", "password in a URL", "", option{}},
		{"connection-string-password", "generic", "password in a connection string", "", option{}},
		{"netrc-password", "generic", "password in a .netrc file", "", option{}},
		{"generic-password", "generic", "password assigned to a name", "", option{severity: medium}},
		{"element-password", "generic", "password in an XML element", "", option{}},
		{"npm-registry-login", "npm", "registry login in .npmrc", "", option{}},
		{"authorization-basic", "basic-auth", "login in an Authorization header", "", option{}},
		{"authorization-bearer", "basic-auth", "token in an Authorization header", "", option{severity: medium}},
		{"curl-login", "basic-auth", "login on a curl command line", "", option{}},
		{"curl-header", "basic-auth", "token in a header on a curl command line", "", option{severity: medium}},
		{"kubernetes-secret", "kubernetes", "value in a Secret manifest", "", option{}},
	}
}

// finder is code that looks for secrets around anchors of its own. One hit may
// cost no more than a bounded number of bytes, and many hits close together no
// more than a few times their text.
type finder struct {
	anchors []string // lower case
	binary  bool     // it is of use in binary files too
	find    func(s *scanner, w *window, at span)
}

// finderTable returns the finders in a fixed order.
func finderTable() []finder {
	return []finder{
		{[]string{"://"}, true, (*scanner).url},
		{[]string{":thin:"}, false, (*scanner).oracle},
		{[]string{"passw", "passphrase", "pwd", "_pass"}, false, (*scanner).password},
		{[]string{"_auth"}, false, (*scanner).registryLogin},
		{[]string{"authorization"}, false, (*scanner).authorization},
		{[]string{"curl "}, false, (*scanner).curl},
		{[]string{"kind"}, false, (*scanner).manifest},
		{[]string{"%3a", "%2d", "%5f", "%2e", `\u00`, "&#", "&plus;", "&equals;", "&sol;", "&lowbar;"}, false, (*scanner).escapes},
	}
}

package secrets

// companion is what belongs to a credential of several parts and has no form
// of its own that could be told anywhere.
type companion struct {
	of     string // the rule around whose matches it is looked for
	form   string // its notation
	report string // the rule that it is reported as; empty for what is no secret
	names  string // words, separated by |, one of which its name must hold
	role   string // of the location that tells of the other part
	about  string // the message there
}

// companionTable returns the credentials of several parts. The first row of a
// rule that finds something ends the search for that part.
func companionTable() []companion {
	return []companion{
		{"aws-access-key-id", "b64e{40}", awsSecretID, "", "key-id", "The access key id that it belongs to."},
		{"alibaba-key-id", "b62{30}", "alibaba-secret-access-key", "", "key-id", "The access key id that it belongs to."},
		{"tencent-key-id", "b62{32}", "tencent-secret-key", "", "key-id", "The secret id that it belongs to."},
		{"yandex-key-id", "YC b64u{38}", "yandex-secret-key", "", "key-id", "The key id that it belongs to."},
		{"scaleway-key-id", "uuid", "scaleway-secret-key", "secret|token", "key-id", "The access key that it belongs to."},
		{"twilio-api-key", "b62{32}", "twilio-api-secret", "secret|token", "key-id", "The API key that it belongs to."},
		{"twilio-credential", "AC hexi{32}", "", "", "account", "The account that it belongs to."},
		{"azure-client-secret", "uuid", "", "tenant", "account", "The tenant that it belongs to."},
		{"azure-client-secret", "uuid", "", "client|app|principal", "client-id", "The application that it belongs to."},
		{"confluent-credential", "AZ09{16}", "", "key|user", "key-id", "The API key that it belongs to."},
	}
}

// companionRules returns the rules of companions that are secrets.
func companionRules() []definition {
	return []definition{
		{"alibaba-secret-access-key", "alibaba", "secret access key", "", option{severity: critical}},
		{"tencent-secret-key", "tencent", "secret key", "", option{severity: critical}},
		{"yandex-secret-key", "yandex", "secret key", "", option{}},
		{"scaleway-secret-key", "scaleway", "secret key", "", option{}},
		{"twilio-api-secret", "twilio", "API key secret", "", option{}},
	}
}

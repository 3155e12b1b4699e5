package tomlpos

// Table is a TOML table. Keys are case-sensitive, as TOML has them. The methods
// return the zero value for a key that is absent or of another type.
type Table map[string]any

// Str returns a string.
func (t Table) Str(key string) string {
	s, _ := t[key].(string)
	return s
}

// Int returns an integer.
func (t Table) Int(key string) int64 {
	n, _ := t[key].(int64)
	return n
}

// True reports whether a boolean is true.
func (t Table) True(key string) bool {
	b, _ := t[key].(bool)
	return b
}

// Table returns a table.
func (t Table) Table(key string) Table {
	m, _ := t[key].(map[string]any)
	return m
}

// Tables returns an array of tables.
func (t Table) Tables(key string) []Table {
	var list []Table
	switch v := t[key].(type) {
	case []map[string]any:
		for _, m := range v {
			list = append(list, m)
		}
	case []any:
		for _, e := range v {
			if m, ok := e.(map[string]any); ok {
				list = append(list, m)
			}
		}
	}
	return list
}

// Strings returns the strings of an array.
func (t Table) Strings(key string) []string {
	var list []string
	array, _ := t[key].([]any)
	for _, e := range array {
		if s, ok := e.(string); ok {
			list = append(list, s)
		}
	}
	return list
}

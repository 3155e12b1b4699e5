module github.com/penstock-dev/penstock/secrets/vault

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/penstock-dev/penstock v0.0.0-00010101000000-000000000000
)

require go.yaml.in/yaml/v3 v3.0.6 // indirect

replace github.com/penstock-dev/penstock => ../..

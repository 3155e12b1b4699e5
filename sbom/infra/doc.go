// Package infra reads what infrastructure and tools are made of: charts of
// Helm, providers of Terraform, hooks of pre-commit.
//
// Sources: the Helm documentation ("Charts"), the Terraform documentation
// ("Dependency Lock File") and that of pre-commit.
package infra

// Package awssm reads secrets from AWS Secrets Manager: a [store.Store] on top
// of the AWS SDK for Go, version 2.
//
// # A first secret
//
// The program makes an SDK client as for any other service, which is where
// credentials, region, endpoint, proxy and retries are chosen, and gives it to
// the store:
//
//	cfg, err := config.LoadDefaultConfig(ctx) // github.com/aws/aws-sdk-go-v2/config
//	if err != nil {
//		return err
//	}
//	s, err := awssm.New(awssm.Config{Client: secretsmanager.NewFromConfig(cfg)})
//	if err != nil {
//		return err
//	}
//	resolver, err := store.New(store.Config{Stores: map[string]store.Store{"awssecrets": s}})
//
// LoadDefaultConfig reads the environment, the shared configuration files and
// the metadata service of the machine. This package does none of that, and does
// not import it: a program that wants nothing ambient spells its options out
// for [secretsmanager.New], as the example does.
//
// References have the form that vals gave them. This one is for the field
// "password" of a secret that holds JSON:
//
//	ref+awssecrets://prod/db?version_stage=AWSPREVIOUS#/password
//
// The name is that of the secret, slashes included, or its ARN. One slash in
// front of a name belongs to the reference: the secret "/prod/db" is
// ref+awssecrets:////prod/db. The document is the secret's text, or its bytes
// if it is a binary one; the resolver takes what the fragment names.
//
// # What a reference may say
//
//   - version_id: the version with this id.
//   - version_stage, or stage: the version with this label; AWSCURRENT without
//     both.
//   - region: where the secret is, instead of the client's region. An ARN says
//     it itself. The credentials are used there as well; to keep references out
//     of other regions, say so in the policy of the role.
//
// Parameters that choose credentials, such as role_arn and profile, are
// refused: who the program is, the program says.
//
// # What can go wrong
//
// Errors wrap what [store] calls them, and beside that the SDK's own, so that
// [smithy.APIError] and the types of
// [github.com/aws/aws-sdk-go-v2/service/secretsmanager/types] can be looked for:
//
//   - [store.ErrNotFound]: no such secret, version or label, in this region.
//   - [store.ErrExpired]: the secret is marked for deletion, or the credentials
//     were good for a time that is over.
//   - [store.ErrDenied]: the credentials or the policy are not good enough, or
//     the key that encrypts the secret cannot be used.
//   - [store.ErrUnavailable]: not reached, or overloaded, after as many tries as
//     the client makes.
//
// The API is the one of
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html.
package awssm

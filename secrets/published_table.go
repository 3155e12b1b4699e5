package secrets

// sample64 is a value that its issuer published to be used by everybody: the
// length, and the first eight bytes of its SHA-256, so that the value itself
// does not stand here.
type sample64 struct {
	length int
	hash   uint64
}

// publishedTable returns the samples, in the order of their sources.
func publishedTable() []sample64 {
	return []sample64{
		// The keys of test projects in the source of the Firebase SDKs
		// (github.com/firebase/firebase-android-sdk and firebase-js-sdk), of
		// which many projects hold copies.
		{39, 0xf56e323494a6ffc2}, {39, 0x2037abcaffb2b777}, {39, 0x3f370c9dd8225c63}, {39, 0xe4a5542bb7fd7b67},
		{39, 0xa19f89ab3555eac1}, {39, 0x0b476bdf9acf2123}, {39, 0xeb540d2b6ee2a0a4}, {39, 0x37f8f09bdf12c2f2},
		{39, 0x8731261cb72d8626}, {39, 0x49f777db995e8260}, {39, 0x27a9a42931dff7eb}, {39, 0xdc0fcf046c61640c},
		{39, 0x4c98242dcadc8b29}, {39, 0xea9bb1082cf95663}, {39, 0x3a8b61d0f636b007}, {39, 0xa6c814bc555ae62c},
		// The account keys of Azurite and of the Cosmos DB emulator
		// (learn.microsoft.com: "Use the Azurite emulator", "Develop locally
		// using the Azure Cosmos DB emulator").
		{88, 0x0011cc25eb432071}, {88, 0xaa6547439583c3a2},
		// The test keys of Stripe's documentation (docs.stripe.com).
		{32, 0x2cafc0970149a84f}, {32, 0xf2d6ca16515033e5}, {32, 0x7e8de44ea9ecf6d5}, {32, 0x4695960a4c78863e},
		// Digests of nothing: MD5, SHA-1 and SHA-2 of the empty text.
		{32, 0xf215faf9d88b7f0a}, {40, 0x07e23ede2756aa3f}, {56, 0x71229bbcf15e8797}, {64, 0xcd372fb85148700f}, {96, 0xf170a4803c7e3ade}, {128, 0x2a5049ed45b47005},
		// The tokens and logins of the examples of RFC 6749, 6750 and 7617.
		{22, 0x6c96130f130ab0d6}, {22, 0x00cf4c781dc37003}, {22, 0xa35b81a7d7927b70}, {28, 0xca7459e2b26776de}, {10, 0x53f5da0aaa93d64c}, {22, 0xe9974c507d2a8021},
		{15, 0xb8e148545b13c78b}, {28, 0xcf4d418ed3de92d7}, {16, 0x687da00b09c83361},
		// The passwords of the Secrets in the documentation of Kubernetes, in
		// clear text and in base64.
		{12, 0x13fe7a38a57c4605}, {16, 0xa7b580d711ef2807}, {12, 0x28d296be3bf525f0}, {16, 0xd9f5032d168bd639},
		// The key and secret of the examples of Binance's interface
		// (github.com/binance/binance-spot-api-docs).
		{64, 0x5ba1ed8425baaa72}, {64, 0x23e9efa3ced6e70c},
		// The password of the reference of nuget.config (learn.microsoft.com).
		{14, 0xa0702bc91d699f60},
	}
}

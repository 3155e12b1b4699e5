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
		// The password of the reference of nuget.config (learn.microsoft.com).
		{14, 0xa0702bc91d699f60},
	}
}

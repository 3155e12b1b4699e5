package enrich

import "sync"

// hashNames maps algorithms as this module writes them to those of CycloneDX
// and of SPDX 2.3; "" where one does not know it.
var hashNames = sync.OnceValue(func() map[string][2]string {
	return map[string][2]string{
		"md5": {"MD5", "MD5"}, "sha1": {"SHA-1", "SHA1"}, "sha224": {"", "SHA224"}, "sha256": {"SHA-256", "SHA256"}, "sha384": {"SHA-384", "SHA384"}, "sha512": {"SHA-512", "SHA512"},
		"sha3-256": {"SHA3-256", "SHA3-256"}, "sha3-384": {"SHA3-384", "SHA3-384"}, "sha3-512": {"SHA3-512", "SHA3-512"},
		"blake2b-256": {"BLAKE2b-256", "BLAKE2b-256"}, "blake2b-384": {"BLAKE2b-384", "BLAKE2b-384"}, "blake2b-512": {"BLAKE2b-512", "BLAKE2b-512"},
		"blake3": {"BLAKE3", "BLAKE3"}, "md2": {"", "MD2"}, "md4": {"", "MD4"}, "md6": {"", "MD6"}, "adler32": {"", "ADLER32"},
	}
})

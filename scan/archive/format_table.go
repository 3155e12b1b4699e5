package archive

// magics are the first bytes of the formats.
var magics = []struct {
	prefix string
	format format
}{
	{"PK\x03\x04", formatZip},
	{"PK\x05\x06", formatZip}, // without members
	{"PK\x07\x08", formatZip}, // made to be split
	{"\x1f\x8b\x08", formatGzip},
	{"\xfd7zXZ\x00", formatXz},
	{"\x28\xb5\x2f\xfd", formatZstd},
	{"!<arch>\n", formatAr},
	{"070701", formatCpio},
	{"070702", formatCpio},
	{"070707", formatCpio},
	{"7z\xbc\xaf\x27\x1c", format7z},
	{"Rar!\x1a\x07", formatRar},
}

// extensions are those that archives have, in lower case.
var extensions = map[string]naming{
	"zip": namedZip, "zipx": namedZip,
	"jar": namedZip, "war": namedZip, "ear": namedZip, "aar": namedZip, "sar": namedZip, "rar": namedZip, "jmod": namedZip, "kar": namedZip, "hpi": namedZip, "jpi": namedZip,
	"whl": namedZip, "egg": namedZip, "pyz": namedZip, "conda": namedZip,
	"nupkg": namedZip, "snupkg": namedZip, "vsix": namedZip, "appx": namedZip, "msix": namedZip,
	"apk": namedZip, "aab": namedZip, "apks": namedZip, "xapk": namedZip, "ipa": namedZip,
	"xpi": namedZip, "crx": namedZip,
	"docx": namedZip, "docm": namedZip, "dotx": namedZip, "xlsx": namedZip, "xlsm": namedZip, "pptx": namedZip, "pptm": namedZip,
	"odt": namedZip, "ods": namedZip, "odp": namedZip, "epub": namedZip,

	"tar": namedTar, "ova": namedTar, "gem": namedTar, "oci": namedTar,
	"gz": namedArchive, "tgz": namedArchive, "taz": namedArchive, "crate": namedArchive, "svgz": namedArchive, "unitypackage": namedArchive,
	"bz2": namedArchive, "bz": namedArchive, "tbz": namedArchive, "tbz2": namedArchive, "tb2": namedArchive,
	"xz": namedArchive, "txz": namedArchive,
	"zst": namedArchive, "zstd": namedArchive, "tzst": namedArchive,
	"cpio": namedArchive, "ar": namedArchive, "deb": namedArchive, "udeb": namedArchive, "ipk": namedArchive,
	"7z": namedArchive, "box": namedArchive,
}

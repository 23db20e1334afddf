package sheet

import "bytes"

// signatures of what is not a spreadsheet we read, by the first bytes; the
// value ends the key of the fault.
var signatures = []struct{ magic, kind string }{
	{"PK\x03\x04", "zip"},
	{"PK\x05\x06", "zip"},
	{"PK\x07\x08", "zip"}, // meant to be cut over several disks
	{"PK00PK\x03\x04", "zip"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"},
	{"%PDF-", "pdf"},
	{"{\\rtf", "not_spreadsheet"},
	{"\x1f\x8b", "compressed"},
	{"BZh", "compressed"},
	{"7z\xbc\xaf\x27\x1c", "compressed"},
	{"Rar!", "compressed"},
	{"\x89PNG", "not_spreadsheet"},
	{"\xff\xd8\xff", "not_spreadsheet"},
	{"GIF8", "not_spreadsheet"},
	{"SQLite format 3", "not_spreadsheet"},
	{"PAR1", "not_spreadsheet"},
	// Excel 2 to 5 without a container.
	{"\x09\x00\x04\x00", "biff"},
	{"\x09\x02\x06\x00", "biff"},
	{"\x09\x04\x06\x00", "biff"},
	{"\x09\x08\x06\x00", "biff"},
	{"\x09\x08\x08\x00", "biff"},
	{"\x09\x08\x10\x00", "biff"},
}

// sniff tells what the first bytes of a file are: "zip", "ole2", "text", or
// the end of a fault's key.
func sniff(head []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return s.kind
		}
	}
	if bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) {
		return "pdf" // some writers put bytes before it
	}
	if kind := utf16Kind(head); kind != "" {
		head = []byte(decodeUTF16(head, kind))
	}
	text := bytes.TrimLeftFunc(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), isBlank)
	low := bytes.ToLower(text[:min(len(text), 2048)])
	switch {
	case bytes.HasPrefix(low, []byte("<!doctype html")), bytes.HasPrefix(low, []byte("<html")),
		bytes.HasPrefix(low, []byte("<head")), bytes.HasPrefix(low, []byte("<table")),
		bytes.HasPrefix(low, []byte("<?xml")) && bytes.Contains(low, []byte("<html")):
		return "html"
	case bytes.HasPrefix(low, []byte("<?xml")) && bytes.Contains(low, []byte("schemas-microsoft-com:office")),
		bytes.HasPrefix(low, []byte("<workbook")), bytes.HasPrefix(low, []byte("<ss:workbook")):
		return "xml"
	case bytes.HasPrefix(low, []byte("<?xml")) && bytes.Contains(low, []byte("opendocument:xmlns:office")):
		return "fods"
	case bytes.HasPrefix(low, []byte("<?xml")):
		return "not_spreadsheet"
	case bytes.HasPrefix(low, []byte("<")) && hasTable(low):
		return "html"
	case bytes.HasPrefix(low, []byte("mime-version:")), bytes.HasPrefix(low, []byte("from:")) && bytes.Contains(low, []byte("\nmime-version:")):
		return "mhtml"
	case looksJSON(text):
		return "not_spreadsheet"
	case binaryBytes(head):
		return "not_spreadsheet"
	}
	return "text"
}

// hasTable tells a page that begins with a comment, a style or its meta data.
func hasTable(low []byte) bool {
	return bytes.Contains(low, []byte("<table")) || bytes.Contains(low, []byte("<tr")) && bytes.Contains(low, []byte("<td"))
}

// looksJSON tells an object or an array of objects from a cell that happens to
// begin with a bracket.
func looksJSON(text []byte) bool {
	if len(text) < 2 || (text[0] != '{' && text[0] != '[') {
		return false
	}
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '"' && text[0] == '{' || rest[0] == '{' || rest[0] == '[')
}

// binaryBytes tells bytes that no text in a known encoding holds. UTF-16 has many
// zero bytes, all on one side of each pair.
func binaryBytes(head []byte) bool {
	if utf16Kind(head) != "" {
		return false
	}
	odd := 0
	for _, c := range head {
		if c == 0 {
			return true
		}
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a && c != 0x1b {
			odd++
		}
	}
	return odd > len(head)/50+2
}

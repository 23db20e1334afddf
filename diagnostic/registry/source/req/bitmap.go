package req

// bitmap remembers the NEQ met, a bit each: twenty megabytes for the whole
// register, fifty at most whatever the file holds, since only the four known
// prefixes have room.
type bitmap struct{ pages map[uint32]*[1024]uint64 }

func newBitmap() *bitmap { return &bitmap{pages: map[uint32]*[1024]uint64{}} }

// add tells whether a number of ten digits was met before. Numbers of an
// unknown prefix are not remembered.
func (m *bitmap) add(neq []byte) (again bool) {
	n := uint64(0)
	for _, c := range neq {
		n = n*10 + uint64(c-'0')
	}
	switch n / 1e8 {
	case 11, 22, 33, 88:
	default:
		return false
	}
	page := m.pages[uint32(n>>16)]
	if page == nil {
		page = new([1024]uint64)
		m.pages[uint32(n>>16)] = page
	}
	word, bit := &page[n>>6&1023], uint64(1)<<(n&63)
	again = *word&bit != 0
	*word |= bit
	return again
}

// isNEQ tells whether a field is ten digits.
func isNEQ(f []byte) bool {
	if len(f) != 10 {
		return false
	}
	for _, c := range f {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

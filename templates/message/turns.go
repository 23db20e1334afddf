package message

// Turns tells the signs that turn the direction of writing, or end such a turn,
// or are not seen at all between letters: by them a name can be made to read as
// another.
func Turns(r rune) bool {
	switch {
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c,
		r >= 0x200b && r <= 0x200d, r == 0x2060, r == 0xfeff:
		return true
	}
	return false
}

package name

// parts lists the readings of the name. A parenthesis that holds only places,
// generic words or forms is no name of its own: "Pavages Maska (Estrie)".
func (t *Tables) parts(n *Name) {
	paren, mark, half := false, -1, -1
	for i, w := range n.Words {
		if w.depth {
			paren = true
		}
		if w.alias && mark < 0 {
			mark = i
		}
		if half < 0 && i > 0 && !w.depth && (w.sep == sepDash || w.sep == sepSlash) {
			half = i
		}
	}
	if paren {
		n.sigle()
	}
	t.part(n, Whole, func(int, Word) bool { return true })
	main, inside := Main, Inside
	if n.Numbered != "" {
		// What stands beside the number is the name the company trades under.
		main, inside = Before, After
	}
	if paren {
		t.part(n, main, func(_ int, w Word) bool { return !w.depth })
		if distinct(n, func(_ int, w Word) bool { return w.depth }) && !t.town(n) {
			t.part(n, inside, func(_ int, w Word) bool { return w.depth })
		}
	}
	if mark > 0 {
		t.part(n, Before, func(i int, _ Word) bool { return i < mark })
		t.part(n, After, func(i int, _ Word) bool { return i >= mark })
	}
	if half > 0 {
		left := func(i int, w Word) bool { return i < half && !w.depth }
		right := func(i int, w Word) bool { return i >= half && !w.depth }
		if distinct(n, left) {
			t.part(n, Left, left)
		}
		if distinct(n, right) {
			t.part(n, Right, right)
		}
	}
}

// distinct tells whether the chosen words could name an enterprise: one of
// them at least is neither place, generic, number nor a single letter.
func distinct(n *Name, in func(int, Word) bool) bool {
	for i, w := range n.Words {
		if in(i, w) && w.Content() && w.Flags&(Place|Generic|Number) == 0 && len(w.Text) > 1 {
			return true
		}
	}
	return false
}

// town tells whether what stands in parentheses is a municipality and nothing
// else: where the enterprise is, not another name of it.
func (t *Tables) town(n *Name) bool {
	var key []byte
	for _, w := range n.Words {
		if !w.depth || len(w.Text) == 1 || w.Flags&Stop != 0 {
			continue
		}
		if len(key) > 0 {
			key = append(key, ' ')
		}
		if key = append(key, w.Text...); len(key) > maxTown {
			return false
		}
	}
	return t.towns[string(key)]
}

// maxTown bounds the key of a municipality, in bytes.
const maxTown = 80

func (t *Tables) part(n *Name, k Kind, in func(int, Word) bool) {
	from := len(n.store)
	all, head, halt, left := 0, 0, false, uint8(0)
	for i, w := range n.Words {
		if !in(i, w) {
			if w.Small() {
				left = small(w.Text) + 1
			}
		} else {
			all++
			halt = halt || all > 1 && (w.sep == sepDash || w.sep == sepComma || w.sep == sepOpen || w.after)
			if halt && head == 0 && w.Content() {
				head = len(n.store) - from
			}
			if w.Content() && (k != Whole || w.Flags&Sigle == 0) {
				n.store = append(n.store, w)
			}
		}
	}
	if k == Whole && len(n.store) == from {
		// Nothing but articles and forms ("The Co", "A.S."): they are the name.
		n.store = append(n.store, n.Words...)
	}
	if len(n.store) == from {
		return
	}
	words := n.store[from:len(n.store):len(n.store)]
	for _, p := range n.Parts {
		if sameWords(p.Words, words) {
			n.store = n.store[:from]
			return
		}
	}
	n.Parts = append(n.Parts, Part{Kind: k, Words: words, Head: head, Left: left})
}

// small reads a number of one or two digits.
func small(s string) (v uint8) {
	for i := 0; i < len(s); i++ {
		v = 10*v + s[i] - '0'
	}
	return v
}

func sameWords(a, b []Word) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Text != b[i].Text {
			return false
		}
	}
	return true
}

// sigle flags a word in parentheses that abbreviates the words before it:
// "Société de transport adapté (STA)". It is a name, but no part of the whole.
func (n *Name) sigle() {
	for i := range n.Words {
		w := &n.Words[i]
		if !w.depth || i == 0 || n.Words[i-1].depth || i+1 < len(n.Words) && n.Words[i+1].depth || w.Flags&Number != 0 || len(w.Text) < 2 || len(w.Text) > 8 {
			continue
		}
		k, words := 0, 0
		for j := 0; j < i && k < len(w.Text); j++ {
			if n.Words[j].depth {
				continue
			}
			words++
			text := n.Words[j].Text
			if text[0] != w.Text[k] {
				if k == 0 && n.Words[j].Flags&Stop == 0 {
					break
				}
				continue
			}
			for c := 0; c < len(text) && k < len(w.Text) && text[c] == w.Text[k]; c++ {
				k++
			}
		}
		if k == len(w.Text) && words > 1 {
			w.Flags |= Sigle
		}
	}
}

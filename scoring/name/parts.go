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
	if paren || half > 0 {
		n.sigle()
	}
	t.part(n, Whole, func(int, Word) bool { return true })
	main, inside := Main, Inside
	switch {
	case n.Numbered != "":
		// What stands beside the number is the name the company trades under.
		main, inside = Before, After
	case mark > 0 && n.Words[mark].depth && !n.Words[mark-1].depth:
		main = Before // "Zibeline (formerly Ondatra)"
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
			kind := Right
			if half == 1 && abbreviates(n.Words[0].Text, n.Words[1:]) {
				kind = After // "STA - Société de transport adapté"
			}
			t.part(n, kind, right)
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
	if len(words) == 1 && words[0].Flags&Sigle != 0 {
		k = Letters
	}
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

// sigle flags a word that abbreviates the words beside it, in parentheses after
// them or behind a dash: "Société de transport adapté (STA)". It is a name, but
// no part of the whole.
func (n *Name) sigle() {
	for i := range n.Words {
		w := &n.Words[i]
		if w.Flags&Number != 0 || len(w.Text) < 2 || len(w.Text) > 8 {
			continue
		}
		last := i+1 == len(n.Words)
		switch {
		case w.depth:
			if i > 0 && !n.Words[i-1].depth && (last || !n.Words[i+1].depth) && abbreviates(w.Text, n.Words[:i]) {
				w.Flags |= Sigle
			}
		case w.sep == sepDash && (last || n.Words[i+1].depth || n.Words[i+1].Flags&Form != 0):
			if abbreviates(w.Text, n.Words[:i]) {
				w.Flags |= Sigle
			}
		}
	}
}

// abbreviates tells whether letters are the beginnings of two words or more, in
// order and from the first on.
func abbreviates(letters string, words []Word) bool {
	k, used := 0, 0
	for j := 0; j < len(words) && k < len(letters); j++ {
		if words[j].depth {
			continue
		}
		used++
		text := words[j].Text
		if text[0] != letters[k] {
			if k == 0 && words[j].Flags&Stop == 0 {
				return false
			}
			continue
		}
		for c := 0; c < len(text) && k < len(letters) && text[c] == letters[k]; c++ {
			k++
		}
	}
	return k == len(letters) && used > 1
}

package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/review"
	"jachete/templates/message"
)

// talk is one session of review: a card, a key, the next card.
type talk struct {
	e       *env
	desk    review.Desk
	keys    *keyboard
	skipped map[string]bool // questions left for later in this session
	single  map[string]bool // groups that are answered one payee at a time
	told    bool            // the stop rule was said
	settled int             // decisions of this session
}

var errQuit = errors.New("quit")

// run asks until nothing is left or nobody answers.
func (t *talk) run() error {
	t.single = map[string]bool{}
	t.standing()
	for {
		if err := t.e.ctx.Err(); err != nil {
			return err
		}
		x := t.next()
		var err error
		if x == nil {
			err = t.last()
		} else {
			err = t.ask(x)
		}
		if errors.Is(err, errQuit) || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	t.line("review.end", "n", t.e.say.Count(t.settled))
	t.standing()
	return nil
}

// last is what may still be done when no question is left: undo.
func (t *talk) last() error {
	t.line("review.no_more")
	if t.settled == 0 {
		return errQuit
	}
	fmt.Fprint(t.e.out, t.e.say.T("review.prompt.last")+" ")
	k, err := t.keys.key()
	fmt.Fprintln(t.e.out)
	if err != nil {
		return err
	}
	if k != "z" {
		return errQuit
	}
	_, err = t.undo()
	return err
}

func (t *talk) line(key string, args ...string) { across(t.e.out, 0, t.e.say.T(key, args...), 12) }

// standing says how far the share is known.
func (t *talk) standing() {
	s := t.desk.Standing()
	say := t.e.say
	one := func(ok bool, text string) string {
		if !ok {
			return say.T("workbook.no_value")
		}
		return text
	}
	t.line("review.standing",
		"confirmed", one(s.Confirmed.OfAddressable.Valid, say.Percent(s.Confirmed.OfAddressable.Decimal, 2)),
		"ceiling", one(s.Ceiling.OfAddressable.Valid, say.Percent(s.Ceiling.OfAddressable.Decimal, 2)),
		"band", say.For(s.Currency).Money(s.Ceiling.Dollars.Sub(s.Confirmed.Dollars)))
}

// identity tells a question from the others of a session.
func (t *talk) identity(x *review.Question) string {
	q := t.desk.Queue()
	return string(x.Kind) + x.Candidate.ID + "\x00" + strings.Join(q.Items[x.Items[0]].Subject.Names, "\x00")
}

// next is the question that matters most and was not left for later.
func (t *talk) next() *review.Question {
	q := t.desk.Queue()
	for _, list := range [][]review.Question{q.Matches, q.Classes} {
		for i := range list {
			if x := &list[i]; !x.LookedAt && !t.skipped[t.identity(x)] {
				return x
			}
		}
	}
	return nil
}

// ask shows a card and takes one answer.
func (t *talk) ask(x *review.Question) error {
	t.progress(x)
	t.card(x)
	for {
		fmt.Fprint(t.e.out, t.e.say.T("review.prompt."+string(x.Kind))+" ")
		k, err := t.keys.key()
		fmt.Fprintln(t.e.out)
		if err != nil {
			return err
		}
		done, err := t.answer(x, k)
		var fault *message.Fault
		if errors.As(err, &fault) { // said, and the question stays
			for _, l := range strings.Split(t.e.say.Fault(fault), "\n") {
				across(t.e.out, 2, l, 6)
			}
			continue
		}
		if done || err != nil {
			return err
		}
	}
}

// answer does what a key asks; done says that the question is over.
func (t *talk) answer(x *review.Question, key string) (done bool, err error) {
	id := x.Candidate.ID
	switch {
	case key == "q":
		return true, errQuit
	case key == "?" || key == "h":
		for _, l := range strings.Split(t.e.say.T("review.help"), "\n") {
			across(t.e.out, 0, l, 4)
		}
		return false, nil
	case key == "z":
		return t.undo()
	case key == "":
		t.skipped[t.identity(x)] = true
		return true, nil
	case key == "c":
		return t.class(x)
	case x.Kind == review.Class && key == "s":
		return t.decide(x, review.Decision{Kind: review.Class, Class: t.desk.Queue().Items[x.Items[0]].Class})
	case x.Kind == review.Class:
	case key == "e" && x.Homogeneous():
		t.single[t.identity(x)] = true
		t.card(x)
		return false, nil
	case key == "s":
		return t.decide(x, review.Decision{Kind: review.Match, Verdict: review.Same, Enterprise: id})
	case key == "d":
		return t.decide(x, review.Decision{Kind: review.Match, Verdict: review.Different, Enterprise: id})
	case key == "n":
		return t.decide(x, review.Decision{Kind: review.Match, Verdict: review.None})
	case key == "p":
		return t.decide(x, review.Decision{Kind: review.Match, Verdict: review.Propose})
	case key == "u":
		why, err := t.prompt("review.ask.reason")
		if err != nil {
			return true, err
		}
		if why == "" {
			t.line("review.reason_needed")
			return false, nil
		}
		return t.decide(x, review.Decision{Kind: review.Match, Verdict: review.Unsure, Reason: why})
	case key == "o":
		return t.other(x)
	}
	t.line("review.unknown_key", "key", sober(key))
	return false, nil
}

// decide records an answer for the payees of a question: all of a group, the
// first alone when they are taken one by one or their evidence conflicts.
func (t *talk) decide(x *review.Question, d review.Decision) (bool, error) {
	all := x.Homogeneous() && !t.single[t.identity(x)]
	q := t.desk.Queue()
	var list []review.Decision
	for i, s := range q.Subjects(x, all) {
		a := d
		a.Subject = s
		for _, c := range q.Items[x.Items[i]].Verdict.Candidates {
			if c.ID == d.Enterprise {
				a.Evidence = slices.Clone(c.Evidence)
			}
		}
		list = append(list, a)
	}
	before := t.desk.Standing()
	if err := t.desk.Decide(t.e.ctx, list); err != nil {
		return false, err
	}
	t.settled += len(list)
	after := t.desk.Standing()
	say := t.e.say.For(after.Currency)
	t.line("review.recorded", "n", t.e.say.Count(len(list)),
		"confirmed", signed(say, after.Confirmed.Dollars.Sub(before.Confirmed.Dollars)),
		"ceiling", signed(say, after.Ceiling.Dollars.Sub(before.Ceiling.Dollars)))
	return true, nil
}

func (t *talk) undo() (bool, error) {
	list, err := t.desk.Undo(t.e.ctx)
	if err != nil {
		return false, err
	}
	if len(list) == 0 {
		t.line("review.nothing_to_undo")
		return false, nil
	}
	t.settled -= len(list)
	t.line("review.undone", "payee", list[0].Subject.Names[0], "n", t.e.say.Count(len(list)))
	t.standing()
	return true, nil
}

func (t *talk) prompt(key string) (string, error) {
	fmt.Fprint(t.e.out, t.e.say.T(key)+" ")
	s, err := t.keys.line()
	fmt.Fprintln(t.e.out)
	return s, err
}

// other looks another record up and takes the one chosen by its number.
func (t *talk) other(x *review.Question) (bool, error) {
	text, err := t.prompt("review.ask.search")
	if err != nil {
		return true, err
	}
	if text == "" {
		return false, nil
	}
	list := t.desk.Search(text, 9)
	if len(list) == 0 {
		t.line("review.nothing_found")
		return false, nil
	}
	for i, c := range list {
		r, _ := t.desk.Record(c.ID)
		across(t.e.out, 2, strings.TrimRight(fmt.Sprintf("%d  %s  %s  %s", i+1, r.Name, r.City, r.NEQ), " "), 2)
	}
	choice, err := t.prompt("review.ask.number")
	if err != nil {
		return true, err
	}
	n, err := strconv.Atoi(choice)
	if err != nil || n < 1 || n > len(list) {
		return false, nil
	}
	return t.decide(x, review.Decision{Kind: review.Match, Verdict: review.Same, Enterprise: list[n-1].ID})
}

// class gives the payee's money another class.
func (t *talk) class(x *review.Question) (bool, error) {
	classes := t.desk.Classes()
	for i, c := range classes {
		across(t.e.out, 2, fmt.Sprintf("%2d  %s", i+1, c.Name.In(string(t.e.lang))), 2)
	}
	choice, err := t.prompt("review.ask.class")
	if err != nil {
		return true, err
	}
	n, err := strconv.Atoi(choice)
	if err != nil || n < 1 || n > len(classes) {
		return false, nil
	}
	account, err := t.prompt("review.ask.account")
	if err != nil && !errors.Is(err, io.EOF) {
		return true, err
	}
	return t.decide(x, review.Decision{Kind: review.Class, Class: classes[n-1].ID, Account: account})
}

// signed writes a change of money with its sign.
func signed(say message.Printer, d decimal.Decimal) string {
	if d.IsPositive() {
		return "+" + say.Money(d)
	}
	return say.Money(d)
}

package review

import (
	"slices"

	"jachete/scoring/match"
)

// By is what a verdict that a decision settled rests on.
const By = "decision"

// Reasons of a verdict that a decision touched; each is the key of a message
// under match.reason.
const (
	ReasonDecided = "decided"             // a person said so
	ReasonUnsure  = "decision_unsure"     // a person looked and could not tell
	ReasonAbsent  = "decision_absent"     // the enterprise decided on is not in this registry
	ReasonClash   = "decision_clash"      // decisions contradict each other
	ReasonNumber  = "decision_identifier" // a number proves otherwise
)

// Reasons lists them.
func Reasons() []string {
	return []string{ReasonDecided, ReasonUnsure, ReasonAbsent, ReasonClash, ReasonNumber}
}

// Finder gives the place of a record among the entries of the matcher, and its
// name.
type Finder func(enterprise string) (entry int, name string, ok bool)

// Apply turns the matcher's verdict into what it is once the answer is known,
// and names the decision that did it, nil when none touched it. A number that
// passes its check is proof: a decision against it settles nothing, the payee
// is left open. possibleAt is the matcher's bound: what is less probable is not
// asked about.
func (a *Answer) Apply(v match.Verdict, find Finder, possibleAt float64) (match.Verdict, *Decision) {
	proved := v.Outcome == match.Match && v.By == "identifier"
	if len(a.Clash) > 0 {
		if proved {
			return v, nil
		}
		return doubt(v, ReasonClash), a.Clash[0]
	}
	v, denied := a.deny(v, possibleAt, proved)
	s := a.Settled
	if s == nil {
		return v, denied
	}
	switch s.Verdict {
	case Unsure:
		if denied != nil || proved || v.Outcome == match.None {
			if denied == nil && v.Outcome == match.None {
				return v, s
			}
			return v, denied
		}
		return doubt(v, ReasonUnsure), s
	case None:
		if proved {
			return doubt(v, ReasonNumber), s
		}
		return match.Verdict{Outcome: match.None, By: By, Reason: ReasonDecided}, s
	}
	entry, called, ok := find(a.Enterprise)
	switch {
	case s.Verdict == Propose && !ok:
		if proved {
			return doubt(v, ReasonNumber), s
		}
		return match.Verdict{Outcome: match.None, By: By, Reason: ReasonDecided}, s
	case !ok:
		if proved {
			return v, s
		}
		return match.Verdict{Outcome: match.None, By: By, Reason: ReasonAbsent}, s
	}
	it := match.Candidate{Entry: entry, ID: a.Enterprise, Name: called, Probability: 1, Evidence: []match.Evidence{}}
	list := []match.Candidate{it}
	for _, c := range v.Candidates {
		if c.ID == it.ID {
			list[0].Score, list[0].Evidence, list[0].Name = c.Score, c.Evidence, c.Name
			continue
		}
		list = append(list, c)
	}
	list = list[:min(len(list), match.Top)]
	if proved && v.Candidates[0].ID != a.Enterprise {
		v.Candidates = append(slices.Clone(v.Candidates[:1]), list[:min(len(list), 1)]...)
		return doubt(v, ReasonNumber), s
	}
	if proved {
		return v, s // the number and the person say the same
	}
	return match.Verdict{Outcome: match.Match, Probability: 1, Candidates: list, By: By}, s
}

// deny takes away the candidates that the payee is not. When the best goes, the
// next may remain, as a question.
func (a *Answer) deny(v match.Verdict, possibleAt float64, proved bool) (match.Verdict, *Decision) {
	if len(a.NotID) == 0 || len(v.Candidates) == 0 {
		return v, nil
	}
	best := v.Candidates[0].ID
	if at := slices.Index(a.NotID, best); at >= 0 && proved {
		return doubt(v, ReasonNumber), a.Not[at]
	}
	kept := make([]match.Candidate, 0, len(v.Candidates))
	var by *Decision
	for _, c := range v.Candidates {
		at := slices.Index(a.NotID, c.ID)
		if at < 0 {
			kept = append(kept, c)
		} else if by == nil {
			by = a.Not[at]
		}
	}
	switch {
	case by == nil:
		return v, nil
	case len(kept) > 0 && kept[0].ID == best:
		v.Candidates = kept
		return v, by
	case len(kept) == 0 || kept[0].Probability < possibleAt || v.Outcome == match.None:
		return match.Verdict{Outcome: match.None, By: By, Reason: ReasonDecided}, by
	}
	return match.Verdict{
		Outcome: match.Possible, Probability: min(kept[0].Probability, remaining), Candidates: kept, By: v.By, Reason: match.ReasonBelowMatch,
	}, by
}

// remaining bounds the probability of the next best once the best is ruled
// out: it is asked about, it never counts as probable by itself.
const remaining = 0.49

// doubt leaves a verdict to a person.
func doubt(v match.Verdict, reason string) match.Verdict {
	if v.Outcome == match.None {
		return v
	}
	v.Outcome, v.Reason, v.Probability = match.Possible, reason, min(v.Probability, remaining)
	return v
}

package web

import (
	"errors"
	"net/http"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// What can be wrong with a request, before any rule of the trade.
var (
	errSignIn   = errors.New("nobody is signed in")
	errDenied   = errors.New("the role may not do this")
	errNotFound = errors.New("no such page")
	errMethod   = errors.New("the page is not asked this way")
	errTooLarge = errors.New("more was sent than is taken")
	errTooMany  = errors.New("too many requests")
	errSlow     = errors.New("it was sent too slowly")
	errCross    = errors.New("the request comes from another site")
	errBadForm  = errors.New("the form cannot be read")
)

// problem is what an error becomes: a status and the key of its texts.
type problem struct {
	status int
	key    string
}

// problems is the one table from errors to pages.
var problems = []struct {
	err error
	problem
}{
	{errSignIn, problem{http.StatusUnauthorized, "web.problem_sign_in"}},
	{errDenied, problem{http.StatusForbidden, "web.problem_denied"}},
	{desk.ErrDenied, problem{http.StatusForbidden, "web.problem_denied"}},
	{errNotFound, problem{http.StatusNotFound, "web.problem_not_found"}},
	{desk.ErrNotFound, problem{http.StatusNotFound, "web.problem_not_found"}},
	{errMethod, problem{http.StatusMethodNotAllowed, "web.problem_not_found"}},
	{errTooLarge, problem{http.StatusRequestEntityTooLarge, "web.problem_too_large"}},
	{errTooMany, problem{http.StatusTooManyRequests, "web.problem_too_many"}},
	{errCross, problem{http.StatusForbidden, "web.problem_cross"}},
	{errSlow, problem{http.StatusRequestTimeout, "web.problem_slow"}},
	{errBadForm, problem{http.StatusBadRequest, "web.problem_form"}},
	{desk.ErrScan, problem{http.StatusServiceUnavailable, "web.problem_scan"}},
	{desk.ErrConflict, problem{http.StatusConflict, "web.problem_conflict"}},
}

func problemOf(err error) problem {
	var fault *message.Fault
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), errors.Is(err, errTooLarge):
		return problem{http.StatusRequestEntityTooLarge, "web.problem_too_large"}
	case errors.As(err, &fault):
		return problem{http.StatusUnprocessableEntity, "web.problem_input"}
	}
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return p.problem
		}
	}
	return problem{http.StatusInternalServerError, "web.problem_ours"}
}

// problemView is the page of an error.
type problemView struct {
	Code  string // of the answer, as browsers name it
	Text  string
	Back  string // where the person came from, "" = unknown
	Fault *faultLines
}

// faultLines is a fault in the reader's language.
type faultLines struct{ What, Where, Why, Do string }

func faultView(p message.Printer, f *message.Fault) *faultLines {
	return &faultLines{What: p.What(f), Where: f.Place.String(), Why: p.Why(f), Do: p.Do(f)}
}

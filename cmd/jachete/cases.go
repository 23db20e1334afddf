package main

import (
	"context"
	"fmt"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/match"
	"jachete/scoring/match/trial"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// caseColumns is what the columns of a file of names may be called, folded.
var caseColumns = map[string][]string{
	"name":       {"query name", "name", "nom", "fournisseur", "supplier", "supplier name", "nom du fournisseur"},
	"city":       {"city", "ville", "municipalite"},
	"postal":     {"postal", "postal code", "code postal"},
	"neq":        {"neq"},
	"bn":         {"bn", "tps", "gst"},
	"qst":        {"qst", "tvq"},
	"phone":      {"phone", "telephone", "phone number", "no de telephone"},
	"email":      {"email", "courriel", "e mail", "website", "site web", "domain"},
	"registered": {"registered number", "charity number", "company number", "numero d enregistrement"},
	"true_id":    {"true id"},
	"true_name":  {"true name"},
	"difficulty": {"difficulty"},
}

// query is a name to look up and the row it stands on.
type query struct {
	row int
	trial.Case
}

// readQueries reads a file of names. When truth is asked for, a missing
// true_id column is refused.
func readQueries(ctx context.Context, path, password string, truth bool) ([]query, error) {
	book, err := sheet.OpenContext(ctx, path, sheet.Options{Password: password})
	if err != nil {
		return nil, err
	}
	defer book.Close()
	var list []query
	var at map[string]int
	for row, err := range book.Rows(book.Sheets()[0].Name) {
		if err != nil {
			return nil, err
		}
		if at == nil {
			if at = caseHeader(row); at["name"] < 0 {
				return nil, message.NewFault("match.no_name_column", message.Place{File: book.File(), Sheet: book.Sheets()[0].Name, Cell: fmt.Sprintf("A%d", row.N)})
			}
			if truth && at["true_id"] < 0 {
				return nil, message.NewFault("match.no_truth_column", message.Place{File: book.File(), Sheet: book.Sheets()[0].Name, Cell: fmt.Sprintf("A%d", row.N)})
			}
			continue
		}
		get := func(f string) string { return row.At(at[f]).Text }
		q := query{row: row.N}
		q.Supplier = match.Supplier{Name: get("name"), City: get("city"), Postal: get("postal"), QST: name.QST(get("qst")), Phone: name.Phone(get("phone")), Domain: name.Host(get("email")), Registered: name.Registered(get("registered"))}
		q.Supplier.NEQ, _ = name.NEQ(get("neq"))
		q.Supplier.BN, _ = name.BN(get("bn"))
		if r := get("registered"); q.Supplier.BN == "" && strings.Contains(strings.ToUpper(r), "RR") {
			q.Supplier.BN, _ = name.BN(r) // a charity's number begins with its business number
		}
		q.TrueIDs, q.TrueNames = several(get("true_id")), several(get("true_name"))
		q.Difficulty = get("difficulty")
		list = append(list, q)
	}
	if at == nil {
		return nil, message.NewFault("match.no_name_column", message.Place{File: book.File()})
	}
	return list, nil
}

func caseHeader(row sheet.Row) map[string]int {
	at := map[string]int{}
	for f := range caseColumns {
		at[f] = -1
	}
	for f, names := range caseColumns {
	next:
		for _, want := range names {
			for i, c := range row.Cells {
				if name.Fold(c.Text) == want {
					at[f] = i
					break next
				}
			}
		}
	}
	return at
}

func several(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "|") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

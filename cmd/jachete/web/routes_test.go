package web

import "jachete/diagnostic/store"

var auditEverything = store.AuditFilter{Limit: 100_000}

// declared says who may take each route. It is written by hand and does not
// look at the policies: a new route fails TestEveryRouteIsDeclared until
// somebody thought about it here. Pages of an organisation: itself (who sees it)
// or workers (who changes it).
var declared = map[string]who{
	// everybody
	"GET /":             all,
	"GET /assets/:file": all,
	"GET /sante":        all,
	"GET /connexion":    all,
	"POST /connexion":   all,
	"POST /deconnexion": all,
	"GET /entrer/:role": all, // answers in a demo only
	// an organisation
	"GET /o/:org": itself,
}

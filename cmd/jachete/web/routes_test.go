package web

import "jachete/diagnostic/store"

var auditEverything = store.AuditFilter{Limit: 100_000}

// declared says who may take each route. It is written by hand and does not
// look at the policies: a new route fails TestEveryRouteIsDeclared until
// somebody thought about it here. Pages of an organisation: itself (who sees it)
// or workers (who changes it).
var declared = map[string]who{
	// everybody
	"GET /":                      all,
	"GET /assets/:file":          all,
	"GET /sante":                 all,
	"GET /connexion":             all,
	"POST /connexion":            all,
	"POST /deconnexion":          all,
	"GET /entrer/:role":          all, // answers in a demo only
	"GET /registre":              all,
	"GET /registre/:id":          all,
	"GET /est-ce-une-ees":        all,
	"POST /est-ce-une-ees":       all,
	"GET /confidentialite":       all,
	"GET /connexion/oidc":        all,
	"GET /connexion/oidc/retour": all,
	"GET /invitation/:secret":    all, // whoever holds the secret
	"POST /invitation/:secret":   all,
	"GET /metrics":               all, // answers the administrator and this machine only, see TestMetrics
	// one's own account
	"GET /compte": holders,
	"POST /compte/nom": holders,
	"POST /compte/mot-de-passe": holders,
	"POST /compte/deconnexion-partout": holders,
	"GET /compte/verification": holders,
	"GET /compte/verification/code.png": holders,
	"POST /compte/verification": holders,
	"POST /compte/verification/retirer": holders,
	// administration
	"GET /admin":                                  owners,
	"POST /admin/organisations":                   owners,
	"POST /admin/organisations/:buyer/fermer":     owners,
	"POST /admin/organisations/:buyer/ouvrir":     owners,
	"GET /admin/comptes":                          owners,
	"POST /admin/comptes/:user/role":              owners,
	"POST /admin/comptes/:user/fermer":            owners,
	"POST /admin/comptes/:user/ouvrir":            owners,
	"POST /admin/comptes/:user/lien":              owners,
	"GET /admin/invitations":                      owners,
	"POST /admin/invitations":                     owners,
	"POST /admin/invitations/:invitation/retirer": owners,
	"GET /admin/boite":                            owners,
	"GET /admin/journal":                          owners,
	"GET /admin/conservation":                     owners,
	"POST /admin/conservation":                    owners,
	"POST /admin/conservation/executer":           owners,
	"GET /admin/sante":                            owners,
	// an organisation
	"GET /o/:org/journal": itself,
	"GET /o/:org":         itself,
}

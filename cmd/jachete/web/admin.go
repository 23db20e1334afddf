package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// adminRoutes are the administrator's pages, and the log that an organisation
// reads of itself.
func adminRoutes(get, post string, admin, see Policy) []Route {
	return []Route{
		{get, "/admin", admin, adminHome},
		{post, "/admin/organisations", admin, organisationAdd},
		{post, "/admin/organisations/:buyer/fermer", admin, organisationClose(true)},
		{post, "/admin/organisations/:buyer/ouvrir", admin, organisationClose(false)},
		{get, "/admin/comptes", admin, people},
		{post, "/admin/comptes/:user/role", admin, personRole},
		{post, "/admin/comptes/:user/fermer", admin, personClose(true)},
		{post, "/admin/comptes/:user/ouvrir", admin, personClose(false)},
		{post, "/admin/comptes/:user/lien", admin, personRecover},
		{get, "/admin/invitations", admin, invitations},
		{post, "/admin/invitations", admin, invite},
		{post, "/admin/invitations/:invitation/retirer", admin, inviteWithdraw},
		{get, "/admin/boite", admin, outboxPage},
		{post, "/admin/boite/:lettre/envoyer", admin, outboxSend},
		{post, "/admin/boite/:lettre/retirer", admin, outboxDrop},
		{get, "/admin/journal", admin, journalAll},
		{get, "/o/:org/journal", see, journalOfOrg},
		{get, "/admin/conservation", admin, keeping},
		{post, "/admin/conservation", admin, keepingSet},
		{post, "/admin/conservation/executer", admin, keepingRun},
		{get, "/admin/sante", admin, state},
		{get, "/metrics", anyone, metricsPage},
	}
}

// adminTabs are the pages of the administration.
func (c *call) adminTabs() []link {
	var list []link
	for _, x := range [][2]string{
		{"/admin", "admin.organisations"},
		{"/admin/comptes", "admin.people"},
		{"/admin/invitations", "admin.invitations"},
		{"/admin/boite", "admin.outbox"},
		{"/admin/journal", "web.nav_audit"},
		{"/admin/conservation", "admin.keeping"},
		{"/admin/sante", "web.nav_health"},
	} {
		list = append(list, link{Href: x[0], Text: c.say.T(x[1]), Here: c.Request.URL.Path == x[0]})
	}
	return list
}

// admin renders a page of the administration.
func (c *call) admin(name, key string, body any) error {
	return c.adminAnswer(http.StatusOK, name, key, body)
}

func (c *call) adminAnswer(status int, name, key string, body any) error {
	return c.render(status, name, c.say.T(key), body, link{Href: "/admin", Text: c.say.T("web.nav_admin")}, link{Text: c.say.T(key)})
}

// done says in one word what was done and goes back; a fault is told too.
func (c *call) done(err error, to, key, undo string, args ...string) error {
	var f *message.Fault
	switch {
	case errors.As(err, &f):
		c.flash("bad", c.say.What(f)+" "+c.say.Do(f), "")
	case err != nil:
		return err
	default:
		c.flash("good", c.say.T(key, args...), undo)
	}
	return c.redirect(to)
}

func adminHome(c *call) error {
	list, err := c.s.desk.Organisations(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return err
	}
	v := struct {
		Tabs []link
		List []desk.OrganisationRow
		MRCs []string
	}{Tabs: c.adminTabs(), List: list}
	for _, m := range rules.Territory.MRCs {
		v.MRCs = append(v.MRCs, m.Name)
	}
	return c.page("admin", c.say.T("web.nav_admin"), v)
}

func organisationAdd(c *call) error {
	o, err := c.s.desk.AddBuyer(c.Request.Context(), *c.actor, desk.NewBuyer{Name: c.form("nom"), MRC: c.form("mrc")})
	return c.done(err, "/admin", "admin.organisation_added", "", "name", o.Name)
}

func organisationClose(closed bool) handler {
	return func(c *call) error {
		err := c.s.desk.CloseOrganisation(c.Request.Context(), *c.actor, desk.OrgID(c.Param("buyer")), closed)
		key, back := "admin.organisation_opened", "fermer"
		if closed {
			key, back = "admin.organisation_closed", "ouvrir"
		}
		return c.done(err, "/admin", key, "/admin/organisations/"+c.Param("buyer")+"/"+back)
	}
}

type peopleView struct {
	Tabs          []link
	List          []desk.Person
	Me            string
	Roles         []publicOption
	Organisations []publicOption
}

// roles of the forms: the enterprises' own are made with their record.
func (c *call) roleOptions() (list []publicOption) {
	for _, r := range []desk.Role{desk.Buyer, desk.Advisor, desk.Director, desk.Administrator} {
		list = append(list, publicOption{Value: string(r), Text: c.say.T("web.role_" + string(r))})
	}
	return list
}

func (c *call) organisationOptions() (list []publicOption, err error) {
	orgs, err := c.s.desk.Organisations(c.Request.Context(), *c.actor)
	for _, o := range orgs {
		if o.ClosedAt.IsZero() {
			list = append(list, publicOption{Value: string(o.ID), Text: o.Name})
		}
	}
	return list, err
}

func people(c *call) error {
	list, err := c.s.desk.Accounts(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	v := peopleView{Tabs: c.adminTabs(), List: list, Me: c.actor.User, Roles: c.roleOptions()}
	if v.Organisations, err = c.organisationOptions(); err != nil {
		return err
	}
	return c.admin("admin_people", "admin.people", v)
}

func personRole(c *call) error {
	r, org := desk.Role(c.form("role")), desk.OrgID(c.form("organisation"))
	if r != desk.Buyer {
		org = ""
	}
	return c.done(c.s.desk.SetRole(c.Request.Context(), *c.actor, c.Param("user"), r, org), "/admin/comptes", "admin.role_set", "")
}

func personClose(closed bool) handler {
	return func(c *call) error {
		key, back := "admin.person_opened", "fermer"
		if closed {
			key, back = "admin.person_closed", "ouvrir"
		}
		err := c.s.desk.SetClosed(c.Request.Context(), *c.actor, c.Param("user"), closed)
		return c.done(err, "/admin/comptes", key, "/admin/comptes/"+c.Param("user")+"/"+back)
	}
}

func personRecover(c *call) error {
	secret, email, err := c.s.desk.Recover(c.Request.Context(), *c.actor, c.Param("user"))
	if err != nil {
		return c.done(err, "/admin/comptes", "", "")
	}
	return c.sent(email, "recovery", secret, "/admin/comptes")
}

// mailLink writes the message of a link and says whether it left.
func (c *call) mailLink(email, kind, secret string) (left bool, err error) {
	// In both languages: nobody knows yet which one is read there.
	fr, en, address := message.In(message.French), message.In(message.English), c.s.invitationLink(secret)
	text := fr.T("mail."+kind, "link", address) + "\n\n— — —\n\n" + en.T("mail."+kind, "link", address) + "\n"
	return c.s.send(c.Request.Context(), secret, email, fr.T("mail."+kind+"_subject"), text)
}

// sent mails a link for the administrator, who reads it in the outbox when it
// could not leave.
func (c *call) sent(email, kind, secret, to string) error {
	left, err := c.mailLink(email, kind, secret)
	if err != nil {
		return err
	}
	if left {
		c.flash("good", c.say.T("admin.mail_sent", "email", email), "")
		return c.redirect(to)
	}
	c.flash("warn", c.say.T("admin.mail_waits", "email", email), "")
	return c.redirect("/admin/boite")
}

func invitations(c *call) error { return c.showInvitations(invitationForm{}, nil) }

// invitationForm is what was typed in the form of an invitation.
type invitationForm struct{ Email, Role, Organisation string }

// showInvitations shows the page; after a refusal with the fault and what was
// typed.
func (c *call) showInvitations(typed invitationForm, wrong *message.Fault) error {
	list, err := c.s.desk.WaitingInvitations(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	v := struct {
		Tabs                 []link
		List                 []desk.Waiting
		Roles, Organisations []publicOption
		Typed                invitationForm
		Wrong                *faultLines
	}{Tabs: c.adminTabs(), List: list, Roles: c.roleOptions(), Typed: typed}
	if v.Organisations, err = c.organisationOptions(); err != nil {
		return err
	}
	if wrong == nil {
		return c.admin("admin_invitations", "admin.invitations", v)
	}
	v.Wrong = faultView(c.say, wrong)
	return c.adminAnswer(http.StatusUnprocessableEntity, "admin_invitations", "admin.invitations", v)
}

func invite(c *call) error {
	r, org := desk.Role(c.form("role")), desk.OrgID(c.form("organisation"))
	if r != desk.Buyer {
		org = ""
	}
	secret, err := c.s.desk.Invite(c.Request.Context(), *c.actor, c.form("courriel"), r, org)
	var f *message.Fault
	if errors.As(err, &f) {
		return c.showInvitations(invitationForm{c.form("courriel"), c.form("role"), c.form("organisation")}, f)
	}
	if err != nil {
		return err
	}
	return c.sent(c.form("courriel"), "invitation", secret, "/admin/invitations")
}

func inviteWithdraw(c *call) error {
	return c.done(c.s.desk.Withdraw(c.Request.Context(), *c.actor, c.Param("invitation")), "/admin/invitations", "admin.invitation_withdrawn", "")
}

func outboxPage(c *call) error {
	list, err := c.s.desk.Outbox(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	return c.admin("admin_outbox", "admin.outbox", struct {
		Tabs   []link
		Server bool
		List   []desk.Letter
	}{c.adminTabs(), c.s.cfg.Mail != nil, list})
}

type keepingView struct {
	Tabs    []link
	Keeping desk.Keeping
	Gone    *desk.Gone
	Last    time.Time
	Empty   bool
}

// keeping shows how long things are kept, and what would go today.
func keeping(c *call) error {
	ctx := c.Request.Context()
	v := keepingView{Tabs: c.adminTabs()}
	var err error
	if v.Keeping, err = c.s.desk.Keeping(ctx); err != nil {
		return err
	}
	if v.Gone, err = c.s.desk.Retention(ctx, *c.actor, false); err != nil {
		return err
	}
	s, err := c.s.desk.State(ctx, *c.actor)
	if err != nil {
		return err
	}
	v.Last, v.Empty = s.Retention, v.Gone.Empty()
	return c.admin("admin_keeping", "admin.keeping", v)
}

func keepingSet(c *call) error {
	var k desk.Keeping
	for name, to := range map[string]*int{"fichiers": &k.Files, "lignes": &k.Lines, "comptes": &k.Accounts} {
		n, err := strconv.Atoi(c.form(name))
		if err != nil && c.form(name) != "" {
			n = -1 // refused by the desk, which says what is allowed
		}
		*to = n
	}
	return c.done(c.s.desk.SetKeeping(c.Request.Context(), *c.actor, k), "/admin/conservation", "admin.keeping_set", "")
}

func keepingRun(c *call) error {
	g, err := c.s.desk.Retention(c.Request.Context(), *c.actor, true)
	if err != nil {
		return err
	}
	n := len(g.Files) + len(g.Lines) + len(g.Uploads) + len(g.Accounts)
	c.flash("good", c.say.N("admin.keeping_done", n), "")
	return c.redirect("/admin/conservation")
}

func state(c *call) error {
	s, err := c.s.desk.State(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	v := struct {
		*desk.State
		Tabs                []link
		Mail, Scanner, OIDC bool
		Problem             string
		Old                 bool // no backup for a week
	}{State: s, Tabs: c.adminTabs(), Mail: c.s.cfg.Mail != nil, Scanner: c.s.cfg.Scanner != nil, OIDC: c.s.cfg.OIDC.On()}
	if s.Fault != nil {
		v.Problem = s.Fault.Error()
	}
	v.Old = s.Backup.IsZero() || c.s.cfg.Now().Sub(s.Backup) > 7*24*time.Hour
	status := http.StatusOK
	if s.Fault != nil {
		status = http.StatusServiceUnavailable
	}
	return c.render(status, "admin_state", c.say.T("web.nav_health"), v, link{Href: "/admin", Text: c.say.T("web.nav_admin")}, link{Text: c.say.T("web.nav_health")})
}

// Package region fills an empty installation with the demo region: five
// invented towns, two years, one registry with its history, people for each
// role, diagnostics in every state, open questions, proposals of official
// sources, and a file that waits for a look. It works through diagnostic/desk as people do; the data come from
// diagnostic/demo. Start with [Fill].
package region

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"jachete/diagnostic/demo"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
)

// seed makes the bundled region; a fixed one, so that everybody's is the same.
const seed = 2024

// names of the invented people.
var names = map[desk.Role]string{
	desk.Buyer: "Odile Grandruisseau", desk.Advisor: "Bruno Verboisin", desk.Director: "Sylvie Montcalmin", desk.Administrator: "Alain Rivebasse",
	desk.Enterprise: "Maude Clairpré",
}

// filler is one filling.
type filler struct {
	d              *desk.Desk
	data           *demo.Region
	dir            string // the ledgers' files, before they are imported
	buyer, advisor desk.Actor
}

// Fill fills an installation; email gives the address of a role's account. dir
// is a folder for files that do not outlive the call.
func Fill(ctx context.Context, d *desk.Desk, dir string, email func(desk.Role) string) error {
	f := &filler{d: d, dir: dir}
	var err error
	if f.data, err = demo.MakeRegion(seed); err != nil {
		return fmt.Errorf("make demo region: %w", err)
	}
	if f.advisor, err = f.person(ctx, desk.Advisor, "", email); err != nil {
		return err
	}
	for _, r := range []desk.Role{desk.Director, desk.Administrator} {
		if _, err := f.person(ctx, r, "", email); err != nil {
			return err
		}
	}
	if err := f.registry(ctx); err != nil {
		return err
	}
	if err := f.enterprise(ctx, email(desk.Enterprise)); err != nil {
		return err
	}
	if err := f.sources(ctx); err != nil {
		return err
	}
	orgs := make([]store.Organisation, len(f.data.Towns))
	for i, t := range f.data.Towns {
		if orgs[i], err = d.AddBuyer(ctx, f.advisor, desk.NewBuyer{Name: t.Name, MRC: t.MRC, Regime: regime(t.Name)}); err != nil {
			return fmt.Errorf("add %s: %w", t.Name, err)
		}
	}
	if f.buyer, err = f.person(ctx, desk.Buyer, orgs[0].ID, email); err != nil {
		return err
	}
	g, town := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for i := range f.data.Towns {
		g.Go(func() error {
			if err := f.town(town, i, orgs[i].ID); err != nil {
				return fmt.Errorf("fill %s: %w", orgs[i].Name, err)
			}
			return nil
		})
	}
	return g.Wait()
}

func regime(town string) string {
	if len(town) > 5 && town[:5] == "Ville" {
		return demo.Regime
	}
	return "CM"
}

// person makes the account of a role; it has no password: the demo's links, or
// an invitation, open the door.
func (f *filler) person(ctx context.Context, r desk.Role, org desk.OrgID, email func(desk.Role) string) (desk.Actor, error) {
	u, err := f.d.Store.AddUser(ctx, store.User{Email: email(r), Name: names[r], Organisation: org, Roles: []store.Role{r}}, "demo")
	if err != nil {
		return desk.Actor{}, fmt.Errorf("add %s: %w", r, err)
	}
	a, err := f.d.ActorOf(ctx, u.ID)
	if err != nil || a == nil {
		return desk.Actor{}, fmt.Errorf("find %s: %w", r, errors.Join(err, desk.ErrNotFound))
	}
	return *a, nil
}

// enterprise gives a record of the public registry an account, and has somebody
// ask for that of another.
func (f *filler) enterprise(ctx context.Context, email string) error {
	p, err := f.d.SearchRegistry(ctx, desk.RegistrySearch{})
	if err != nil || len(p.List) < 2 {
		return fmt.Errorf("find an enterprise: %w", errors.Join(err, desk.ErrNotFound))
	}
	u := store.User{Email: email, Name: names[desk.Enterprise], Enterprise: p.List[0].ID, Roles: []store.Role{desk.Enterprise}}
	if _, err := f.d.Store.AddUser(ctx, u, "demo"); err != nil {
		return fmt.Errorf("add enterprise: %w", err)
	}
	err = f.d.ClaimRecord(ctx, nil, p.List[1].ID, desk.NewClaim{Name: "Josée Valbrune", Email: "demande@entreprise.invalid", Position: "Coordination", Message: "Nous voulons mettre nos services à jour."})
	if err != nil {
		return fmt.Errorf("ask for a record: %w", err)
	}
	return nil
}

// registry imports the Pôle's workbook as it stood in three years, and changes
// a record by hand.
func (f *filler) registry(ctx context.Context) error {
	for _, y := range []struct {
		year   int
		reason string
	}{{2021, "Registre du Pôle, fin 2021"}, {2024, "Mise à jour annuelle : admissions, capacités, retraits"}} {
		rows, err := f.data.Book(y.year)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = ';'
		if err := w.WriteAll(rows); err != nil {
			return fmt.Errorf("write the Pôle's workbook: %w", err)
		}
		in, err := f.d.PreviewRegistry(ctx, f.advisor, "registre-du-pole-"+strconv.Itoa(y.year)+".csv", &b, intake.Options{})
		if err != nil {
			return err
		}
		if _, err := f.d.ImportRegistry(ctx, f.advisor, in, y.reason, true); err != nil {
			return err
		}
		if _, err := f.d.MarkEdition(ctx, f.advisor); err != nil {
			return err
		}
	}
	list, err := f.d.Records(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Ref == "P-009" {
			r.Phone = "450 555-0199"
			return f.save(ctx, r, "Nouveau numéro, appel du 12 mars")
		}
	}
	return fmt.Errorf("find a record of the demo: %w", desk.ErrNotFound)
}

func (f *filler) save(ctx context.Context, r record.Record, reason string) error {
	_, found, err := f.d.SaveRecord(ctx, f.advisor, r, reason)
	if err != nil {
		return err
	}
	if record.Refused(found) {
		return fmt.Errorf("save %s: %v", r.Name(), found)
	}
	_, err = f.d.MarkEdition(ctx, f.advisor)
	return err
}

// ends is how far the diagnostics of each town have come: of 2023, of 2024. The
// first town answered questions after its diagnostic was published: a draft
// waits beside it. The third one has begun this year. So four towns of five have
// both years, and the region can compare them.
var ends = [][2]string{
	{"published", "published, draft"},
	{"published", "published"},
	{"draft", "asked"},
	{"published", "published"},
	{"published", "validated"},
}

// town imports its ledgers and makes its diagnostics.
func (f *filler) town(ctx context.Context, i int, org desk.OrgID) error {
	t := f.data.Towns[i]
	who := f.advisor
	if i == 0 {
		who = f.buyer
	}
	for k, y := range t.Years {
		if err := f.d.SetTarget(ctx, f.advisor, org, y.Year, decimal.New(int64(40+10*k+5*i), -1)); err != nil {
			return err
		}
		file := fmt.Sprintf("paiements-%d.xlsx", y.Year)
		var b bytes.Buffer
		if err := y.WriteLedger(&b); err != nil {
			return err
		}
		if k >= len(ends[i]) { // waits for a look
			_, err := f.d.Receive(ctx, who, org, file, &b, desk.Reading{})
			return err
		}
		path := filepath.Join(f.dir, fmt.Sprintf("%d", i), file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			return err
		}
		if _, _, err := f.d.Import(ctx, who, org, path, "", desk.Reading{}, "", nil); err != nil {
			return err
		}
		first, then, twice := strings.Cut(ends[i][k], ", ")
		if twice {
			if err := f.diagnose(ctx, who, org, y.Year, first); err != nil {
				return err
			}
			first = then
		}
		if err := f.answer(ctx, who, org, y, 1+i%2); err != nil {
			return err
		}
		if err := f.diagnose(ctx, who, org, y.Year, first); err != nil {
			return err
		}
	}
	return nil
}

// answer settles the first n questions as they truly are: an enterprise under
// another name, or somebody who resembles one.
func (f *filler) answer(ctx context.Context, who desk.Actor, org desk.OrgID, y *demo.Data, n int) error {
	asked := desk.Asked{Period: strconv.Itoa(y.Year)}
	r, err := f.d.Questions(ctx, who, org, asked)
	if err != nil {
		return err
	}
	for i := 0; i < n && i < len(r.Queue.Matches); i++ {
		q := r.Queue.Matches[i]
		if q.Blocked {
			continue
		}
		subject := r.Queue.Items[q.Items[0]].Subject
		x := review.Decision{
			Kind: review.Match, Verdict: review.None, Scope: review.ThisBuyer, Subject: subject, Evidence: q.Candidate.Evidence,
			Reason: "Autre entreprise, vérifié sur la facture",
		}
		if slices.ContainsFunc(y.Truth.Variants, func(v demo.Variant) bool { return slices.Contains(subject.Names, v.Name) }) {
			x.Verdict, x.Scope, x.Reason = review.Same, review.Asked, "Confirmé au téléphone par l'entreprise"
			x.Enterprise, x.EnterpriseName = q.Candidate.ID, q.Candidate.Name
		}
		if _, err := f.d.Decide(ctx, who, org, asked, x); err != nil {
			return err
		}
	}
	return nil
}

// diagnose makes the diagnostic of a year and takes it to a state.
func (f *filler) diagnose(ctx context.Context, who desk.Actor, org desk.OrgID, year int, end string) error {
	made, err := f.d.MakeDiagnostic(ctx, who, org, desk.Asked{Period: strconv.Itoa(year)}, nil)
	if err != nil {
		return err
	}
	return f.bring(ctx, org, made.ID, end)
}

// bring takes a diagnostic to the state it has in the demo.
func (f *filler) bring(ctx context.Context, org desk.OrgID, id, end string) error {
	switch end {
	case "draft":
		return nil
	case "asked":
		return f.d.AskValidation(ctx, f.advisor, org, id)
	}
	if err := f.d.Move(ctx, f.advisor, org, id, store.Validated, ""); err != nil {
		return err
	}
	if end == "validated" {
		return nil
	}
	return f.d.Move(ctx, f.advisor, org, id, store.Published, "")
}

// Clock is a clock of the demo's own: it begins at a moment and goes on as time
// does, so that pages show the same days whenever they are looked at.
func Clock(start time.Time) func() time.Time {
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }
}

package region

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/registry/source/cra"
	"jachete/diagnostic/registry/source/req"
	"jachete/diagnostic/registry/source/req/reqtest"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// declared is what the invented register says of an enterprise: one that the
// registry lacks, or, by its name there, one it knows.
type declared struct {
	name, other        string
	known              bool
	form, status, on   string // of the register's own codes
	street, city, code string
	activity           string
}

// register is the demo's extract of the enterprise register, all invented: five
// that might be social-economy enterprises, one that moved, one with another
// name, one that was struck off.
var register = []declared{
	{name: "Coopérative de solidarité Aubierdoux", form: "COP", status: "IM", on: "2023-09-14", street: "48, rue des Tonneliers", city: "Ormstown", code: "J0S1K0", activity: "Entretien ménager commercial"},
	{name: "Ressourcerie Vieilleplanche", form: "APE", status: "IM", on: "2024-02-05", street: "7, rue du Vieux-Quai", city: "Saint-Constant", code: "J5A1E3", activity: "Récupération et réemploi de meubles"},
	{name: "Coopérative de travail Lumifeuille", form: "COP", status: "IM", on: "2022-11-21", street: "210, chemin des Bateliers", city: "Rigaud", code: "J0P1P0", activity: "Aménagement paysager"},
	{name: "Entreprise d'insertion Petitfournil", form: "APE", status: "IM", on: "2021-04-30", street: "15, rue du Canal", city: "Châteauguay", code: "J6J3P2", activity: "Service de traiteur et formation en cuisine"},
	{name: "Centre de loisirs Grandevague", form: "APE", status: "IM", on: "2019-06-18", street: "90, rue Principale", city: "Saint-Rémi", code: "J0L2L0", activity: "Activités de loisir"},
	{name: "Boulangerie d'insertion Miedorée", known: true, form: "APE", status: "IM", on: "2018-03-12", street: "31, rue des Érables", city: "Beauharnois", code: "J6N1T5", activity: "Boulangerie"},
	{name: "Ludothèque Pionlune", other: "Ludothèque mobile Pionlune", known: true, form: "APE", status: "IM", on: "2016-05-02"},
	{name: "Média communautaire La Voix d'Épilobelle", known: true, form: "APE", status: "RD", on: "2024-12-09"},
}

// charities is the demo's extract of the list of charities.
const charities = "BN/Registration number\tOrganization name\tStatus\tType of qualified donee\tEffective date of status\tSanction\tDesignation code\tCharity type\tCategory code\tAddress\tCity\tProvince\tCountry\tPostal code\n" +
	"123456782RR0001\tMAISON D'ENTRAIDE CLAIRVERGER\tRegistered\tCharity\t2015-01-01\t\t0001\tCommunity\t0030\t22 RUE DU MOULIN\tHUNTINGDON\tQC\tCA\tJ0S1H0\n" +
	"111111118RR0001\tCUISINES COLLECTIVES TABLERONDE\tRegistered\tCharity\t2018-01-01\t\t0001\tCommunity\t0030\t4 RUE DU QUAI\tVAUDREUIL-DORION\tQC\tCA\tJ7V8P6\n"

// sources keeps what two small official files would propose, as the command
// line does with real ones; one proposal is dismissed, so that the page has a
// past.
func (f *filler) sources(ctx context.Context) error {
	rules, err := f.d.Rules(ctx)
	if err != nil {
		return err
	}
	records, err := f.d.Records(ctx)
	if err != nil {
		return err
	}
	file, err := f.registerFile()
	if err != nil {
		return err
	}
	said, err := req.Read(ctx, bytes.NewReader(file), int64(len(file)), "registre-entreprises.zip", req.Options{Sources: rules.Sources.REQ, Territory: rules.Territory, Follow: source.Follow(records)})
	if err != nil {
		return fmt.Errorf("read the demo's register: %w", err)
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	list := filepath.Join(f.dir, "organismes-de-bienfaisance.txt")
	if err := os.WriteFile(list, []byte(charities), 0o600); err != nil {
		return err
	}
	donees, err := cra.Read(ctx, list, cra.Options{Sources: rules.Sources.CRA, Territory: rules.Territory, Follow: source.FollowBN(records)})
	if err != nil {
		return fmt.Errorf("read the demo's charities: %w", err)
	}
	n := 0
	found, err := source.Propose(records, []*source.Extract{said, donees}, source.Options{
		Sources: rules.Sources, Territory: rules.Territory, Names: rules.Names, On: f.d.Now().Format(time.DateOnly), Say: message.In(message.French),
		NewID: func() string { n++; return fmt.Sprintf("p%d", n) },
	})
	if err != nil {
		return fmt.Errorf("propose: %w", err)
	}
	if _, err := f.d.KeepProposals(ctx, f.advisor, found.Proposals); err != nil {
		return err
	}
	return f.dismiss(ctx, "Centre de loisirs Grandevague", "Club privé, vérifié sur leur site : pas d'économie sociale")
}

// registerFile writes the register's archive.
func (f *filler) registerFile() ([]byte, error) {
	text := map[string]string{"DomaineValeur.csv": reqtest.Values}
	columns := strings.Split(reqtest.Headers["Entreprise.csv"], ",")
	add := func(member string, fields ...string) { text[member] += `"` + strings.Join(fields, `","`) + "\"\r\n" }
	for i := range register {
		x := &register[i]
		neq := reqtest.NEQ("11", 500+i)
		if x.known {
			if neq = f.number(x.name); neq == "" {
				return nil, fmt.Errorf("the demo's registry has no %s", x.name)
			}
		}
		row := make([]string, len(columns))
		for k, c := range columns {
			row[k] = "-"
			for name, value := range map[string]string{
				"NEQ": neq, "COD_FORME_JURI": x.form, "COD_STAT_IMMAT": x.status, "DAT_STAT_IMMAT": x.on, "DAT_IMMAT": "2009-03-02", "DESC_ACT_ECON_ASSUJ": x.activity,
				"ADR_DOMCL_ADR_DISP": "O", "ADR_DOMCL_LIGN1_ADR": x.street, "ADR_DOMCL_LIGN2_ADR": place(x.city), "ADR_DOMCL_LIGN4_ADR": x.code,
			} {
				if c == name && value != "" {
					row[k] = value
				}
			}
		}
		add("Entreprise.csv", row...)
		if x.street != "" {
			add("Etablissements.csv", neq, "1", "O", "N", "N", "O", x.street, place(x.city), "-", x.code, "-", x.activity, "-", "-", "-", "-", "-")
		}
		add("Nom.csv", neq, x.name, "-", "V", "N", "2009-03-02", "-")
		if x.other != "" {
			add("Nom.csv", neq, x.other, "-", "V", "A", "2023-08-01", "-")
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range reqtest.Order {
		w, err := z.Create(m)
		if err != nil {
			return nil, fmt.Errorf("write the demo's register: %w", err)
		}
		if _, err := w.Write([]byte(reqtest.BOM + reqtest.Headers[m] + "\r\n" + text[m])); err != nil {
			return nil, fmt.Errorf("write the demo's register: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write the demo's register: %w", err)
	}
	return b.Bytes(), nil
}

// place writes a city as the register does.
func place(city string) string {
	if city == "" {
		return ""
	}
	return city + " (Québec)"
}

// number is the identifier of an enterprise of the demo, "" for none.
func (f *filler) number(name string) string {
	for i := range f.data.Registry {
		if e := &f.data.Registry[i]; e.Name == name || slices.Contains(e.OtherNames, name) {
			return e.NEQ
		}
	}
	return ""
}

func (f *filler) dismiss(ctx context.Context, name, reason string) error {
	list, err := f.d.Candidates(ctx, f.advisor, store.CandidateFilter{State: store.Proposed})
	if err != nil {
		return fmt.Errorf("list candidates: %w", err)
	}
	for _, c := range list {
		if c.Name == name {
			return f.d.DismissCandidate(ctx, f.advisor, c.ID, reason)
		}
	}
	return fmt.Errorf("the demo proposes no %s", name)
}

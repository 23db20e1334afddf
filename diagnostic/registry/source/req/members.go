package req

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// perEnterprise bounds the names, places and relations kept of one enterprise.
const perEnterprise = 200

// values reads what the codes mean.
func (x *extractor) values(ctx context.Context) error {
	rows := 0
	n, err := x.a.each(ctx, fileValues, []string{"TYP_DOM_VAL", "COD_DOM_VAL", "VAL_DOM_FRAN"}, func(r *row) error {
		if rows++; rows > x.a.limits.Values {
			return x.a.at("req.too_many_rows", fileValues, r.line, "limit", strconv.Itoa(x.a.limits.Values))
		}
		kind := strings.ToUpper(r.text(0))
		if x.labels[kind] == nil {
			x.labels[kind] = map[string]string{}
		}
		x.labels[kind][r.text(1)] = r.text(2)
		return x.hold(fileValues, r.line, r.text(1), r.text(2))
	})
	x.count(fileValues, n)
	return err
}

// sites keeps the establishments of the territory; a hidden one is left.
func (x *extractor) sites(ctx context.Context) error {
	where := source.NewLocator(&x.opt.Territory)
	n, err := x.a.each(ctx, fileSites, []string{"NEQ", "IND_ETAB_PRINC", "IND_DISP", "LIGN1_ADR", "LIGN2_ADR", "LIGN3_ADR", "LIGN4_ADR"}, func(r *row) error {
		neq := r.raw(0)
		if !isNEQ(neq) {
			return x.a.at("req.neq", fileSites, r.line, "value", short(string(neq)))
		}
		if string(r.raw(2)) == "N" {
			return nil
		}
		p := where.Place(source.Address(r.text(3), r.text(4), r.text(5), r.text(6)))
		if !p.Inside {
			return nil
		}
		if err := x.hold(fileSites, r.line, p.Street, p.City); err != nil {
			return err
		}
		key := string(neq)
		list := x.site[key]
		switch {
		case len(list) >= perEnterprise:
		case string(r.raw(1)) == "O": // the principal one first
			x.site[key] = slices.Insert(list, 0, p)
		default:
			x.site[key] = append(list, p)
		}
		return nil
	})
	x.count(fileSites, n)
	return err
}

var mergerColumns = []string{"NEQ", "NEQ_ASSUJ_REL", "DENOMN_SOC", "COD_RELA_ASSUJ", "DAT_EFCTVT"}

// related adds to what is wanted the enterprises that those of the registry
// were merged with: their state says whether they succeed them.
func (x *extractor) related(ctx context.Context) error {
	more := map[string]bool{}
	n, err := x.a.each(ctx, fileMergers, mergerColumns, func(r *row) error {
		a, b := r.raw(0), r.raw(1)
		if len(more) > perEnterprise*(len(x.opt.Follow)+1) || !isNEQ(a) || !isNEQ(b) {
			return nil
		}
		if x.opt.Follow[string(a)] {
			more[string(b)] = true
		}
		if x.opt.Follow[string(b)] {
			more[string(a)] = true
		}
		return nil
	})
	for k := range more {
		x.want[k] = true
	}
	x.count(fileMergers, n)
	return err
}

var enterpriseColumns = []string{
	"NEQ", "COD_STAT_IMMAT", "COD_FORME_JURI", "DAT_STAT_IMMAT", "DAT_IMMAT", "COD_INTVAL_EMPLO_QUE",
	"COD_ACT_ECON_CAE", "DESC_ACT_ECON_ASSUJ", "COD_ACT_ECON_CAE2", "DESC_ACT_ECON_ASSUJ2",
	"ADR_DOMCL_ADR_DISP", "ADR_DOMCL_LIGN1_ADR", "ADR_DOMCL_LIGN2_ADR", "ADR_DOMCL_LIGN3_ADR", "ADR_DOMCL_LIGN4_ADR",
}

// enterprises is the first pass: which enterprises are kept.
func (x *extractor) enterprises(ctx context.Context) error {
	where := source.NewLocator(&x.opt.Territory)
	n, err := x.a.each(ctx, fileEnterprises, enterpriseColumns, func(r *row) error {
		neq := r.raw(0)
		if !isNEQ(neq) {
			return x.a.at("req.neq", fileEnterprises, r.line, "value", short(string(neq)))
		}
		if x.seen.add(neq) || x.kept[string(neq)] != nil {
			return x.a.at("req.neq_twice", fileEnterprises, r.line, "value", string(neq))
		}
		if !name.Luhn(string(neq[2:])) {
			x.bad++
		}
		form := x.forms[string(r.raw(2))]
		means := policy.Means(x.opt.Sources.Statuses, string(r.raw(1)))
		if means == "" {
			x.strange("STAT_IMMAT " + short(r.text(1)))
		}
		want := x.want[string(neq)]
		var reason string
		switch {
		case form == nil:
			reason = "form"
		case means != string(source.Registered):
			reason = "status"
		}
		if reason != "" && !want {
			x.left[reason]++
			return nil
		}
		e := x.enterprise(r, string(neq), where)
		if reason == "" {
			if e.Candidate = e.Inside; !e.Inside {
				x.left["territory"]++
			}
		}
		if !e.Candidate && !want {
			return nil
		}
		if len(x.kept) >= x.a.limits.Kept {
			return x.a.at("req.too_many_kept", fileEnterprises, r.line, "limit", strconv.Itoa(x.a.limits.Kept))
		}
		x.complete(e, r, form, means)
		x.kept[e.NEQ] = e
		texts := []string{e.Street, e.City, e.Form, e.StateName}
		for _, act := range e.Activities {
			texts = append(texts, act.Code, act.Text)
		}
		return x.hold(fileEnterprises, r.line, texts...)
	})
	x.count(fileEnterprises, n)
	return err
}

// enterprise locates a row: its head office, else an establishment.
func (x *extractor) enterprise(r *row, neq string, where *source.Locator) *source.Enterprise {
	e := &source.Enterprise{Key: neq, NEQ: neq, Establishments: x.site[neq]}
	if string(r.raw(10)) != "N" { // what the register hides is not read
		e.Place = where.Place(source.Address(r.text(11), r.text(12), r.text(13), r.text(14)))
	}
	if !e.Inside && len(e.Establishments) > 0 {
		e.Place, e.ByEstablishment = e.Establishments[0], true
	}
	return e
}

// complete reads the rest of a row that is kept.
func (x *extractor) complete(e *source.Enterprise, r *row, form *policy.SourceCode, means string) {
	e.Where = fileEnterprises + ", " + strconv.Itoa(r.line)
	e.Form = r.text(2)
	e.FormName = x.label(e.Form, formKinds...)
	if form != nil {
		e.Family = form.Family
	}
	e.State = source.OtherState
	if means != "" {
		e.State = source.State(means)
	}
	code := r.text(1)
	if e.StateName = x.label(code, statusKinds...); e.StateName == "" {
		e.StateName = code
	}
	e.StateOn, e.Since = date(r.text(3)), date(r.text(4))
	e.Staff = x.label(r.text(5), staffKinds...)
	for _, i := range []int{6, 8} {
		act := source.Activity{Code: r.text(i), Text: r.text(i + 1)}
		if act.Text == "" {
			act.Text = x.label(act.Code, trackKinds...)
		}
		if act != (source.Activity{}) {
			e.Activities = append(e.Activities, act)
		}
	}
}

// names is the second pass: the names of those kept.
func (x *extractor) names(ctx context.Context) error {
	columns := []string{"NEQ", "NOM_ASSUJ", "NOM_ASSUJ_LANG_ETRNG", "STAT_NOM", "TYP_NOM_ASSUJ", "DAT_INIT_NOM_ASSUJ", "DAT_FIN_NOM_ASSUJ"}
	n, err := x.a.each(ctx, fileNames, columns, func(r *row) error {
		e := x.kept[string(r.raw(0))]
		if e == nil || len(e.Names) >= perEnterprise {
			return nil
		}
		state := policy.Means(x.opt.Sources.NameStatuses, string(r.raw(3)))
		kind := policy.Means(x.opt.Sources.NameTypes, string(r.raw(4)))
		if state == "" {
			x.strange("STAT_NOM " + short(r.text(3)))
		}
		if kind == "" {
			x.strange("TYP_NOM_ASSUJ " + short(r.text(4)))
		}
		n := record.Name{Text: r.text(1), Kind: record.Other, From: date(r.text(5)), To: date(r.text(6))}
		switch {
		case state == "" || state == "ignored":
			return nil
		case state == "former":
			n.Kind = record.Former
		case kind == "legal":
			n.Kind = record.Legal
		}
		if n.Text != "" {
			e.Names = append(e.Names, n)
		}
		if other := r.text(2); other != "" && !strings.EqualFold(other, n.Text) {
			n.Text = other
			if n.Kind != record.Former {
				n.Kind = record.English // the version in another language
			}
			e.Names = append(e.Names, n)
		}
		return x.hold(fileNames, r.line, r.text(1), r.text(2))
	})
	x.count(fileNames, n)
	return err
}

// mergers keeps the relations of those kept, whichever side the row is on.
func (x *extractor) mergers(ctx context.Context) error {
	_, err := x.a.read(ctx, fileMergers, true, mergerColumns, func(r *row) error {
		rel := source.Relation{Code: r.text(3), NEQ: r.text(1), Name: r.text(2), On: date(r.text(4))}
		rel.Kind = x.label(rel.Code, relateKinds...)
		own := r.text(0)
		if e := x.kept[own]; e != nil && len(e.Relations) < perEnterprise {
			e.Relations = append(e.Relations, rel)
		}
		if e := x.kept[rel.NEQ]; e != nil && own != rel.NEQ && len(e.Relations) < perEnterprise {
			rel.NEQ, rel.Name, rel.Reverse = own, "", true
			e.Relations = append(e.Relations, rel)
		}
		if x.kept[own] == nil && x.kept[rel.NEQ] == nil {
			return nil
		}
		return x.hold(fileMergers, r.line, rel.Code, rel.Name, r.text(2))
	})
	return err
}

// changes keeps the continuations and transformations of those kept. It runs
// beside mergers, so it gathers first.
func (x *extractor) changes(ctx context.Context) error {
	n, err := x.a.each(ctx, fileChanges, []string{"NEQ", "COD_TYP_CHANG", "DAT_EFCTVT"}, func(r *row) error {
		e := x.kept[string(r.raw(0))]
		if e == nil || len(e.Changes) >= perEnterprise {
			return nil
		}
		rel := source.Relation{Code: r.text(1), On: date(r.text(2))}
		rel.Kind = x.label(rel.Code, changeKinds...)
		e.Changes = append(e.Changes, rel)
		return x.hold(fileChanges, r.line, rel.Code)
	})
	x.count(fileChanges, n)
	return err
}

// date keeps a civil date, whatever follows it; anything else is not a date.
func date(s string) string {
	if len(s) > 10 {
		s = s[:10]
	}
	s = strings.ReplaceAll(s, "/", "-")
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// orderNames puts the legal name in force first, then the other names in
// force, then the former ones, each in the order of its dates and letters.
func orderNames(names []record.Name) {
	rank := map[record.NameKind]int{record.Legal: 0, record.English: 1, record.Other: 2, record.Former: 3}
	sort.SliceStable(names, func(i, j int) bool {
		a, b := &names[i], &names[j]
		if rank[a.Kind] != rank[b.Kind] {
			return rank[a.Kind] < rank[b.Kind]
		}
		if a.From != b.From {
			return a.From > b.From // the latest first
		}
		return a.Text < b.Text
	})
}

func sortRelations(list []source.Relation) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		if a.On != b.On {
			return a.On < b.On
		}
		if a.NEQ != b.NEQ {
			return a.NEQ < b.NEQ
		}
		return a.Code < b.Code
	})
}

package reports_test

import (
	"fmt"
	"math/rand"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/advice"
	"jachete/diagnostic/ledger"
	"jachete/scoring/match"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// The enterprises, places and persons of this file are invented.

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func pct(part, whole decimal.Decimal) decimal.NullDecimal {
	if whole.Sign() <= 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(part.Mul(decimal.NewFromInt(100)).DivRound(whole, 2))
}

// shape says what a sample looks like; zero values give an ordinary buyer.
type shape struct {
	seed       int64
	categories int
	enterprise int // confirmed
	probable   int
	open       int
	months     int
	opps       int
	scale      string // multiplies every amount
	names      func(i int, ordinary string) string
	noFigures  bool
	nothing    bool // outside the sector: share of 100 %
}

var categoryNames = []policy.Text{
	{Fr: "Entretien ménager", En: "Cleaning"},
	{Fr: "Aménagement paysager et horticulture", En: "Landscaping and horticulture"},
	{Fr: "Traiteur et réceptions", En: "Catering"},
	{Fr: "Imprimerie et communications", En: "Printing and communications"},
	{Fr: "Matières résiduelles", En: "Residual materials"},
	{Fr: "Informatique, matériel", En: "Computer equipment"},
	{Fr: "Génie et services scientifiques", En: "Engineering and scientific services"},
	{Fr: "Déneigement", En: "Snow removal"},
	{Fr: "Mobilier urbain et menuiserie", En: "Street furniture and joinery"},
	{Fr: "Camps de jour et loisirs", En: "Day camps and recreation"},
	{Fr: "Formation", En: "Training"},
	{Fr: "Vêtements et buanderie", En: "Clothing and laundry"},
	{Fr: "Véhicules, pièces et réparation", En: "Vehicles, parts and repair"},
	{Fr: "Transport collectif et adapté", En: "Public and adapted transport"},
	{Fr: "Services animaliers", En: "Animal services"},
	{Fr: "Location de salles", En: "Hall rental"},
}

var classNames = []struct{ id, fr, en, whyFr, whyEn string }{
	{"das", "Remises salariales", "Payroll remittances", "Retenues et cotisations versées aux gouvernements : ce ne sont pas des achats.", "Deductions and contributions paid to governments: not purchases."},
	{"quotes_parts", "Quotes-parts", "Shares of supra-municipal bodies", "Contribution fixée par la loi à la MRC ou à une régie.", "Contribution set by law to the MRC or an inter-municipal board."},
	{"police", "Sûreté du Québec", "Provincial police", "Service facturé par le gouvernement, sans choix de fournisseur.", "Service billed by the government, with no choice of supplier."},
	{"employes", "Employés et élus", "Employees and elected", "Remboursements et rémunération de personnes.", "Reimbursements and pay of persons."},
	{"monopoles", "Électricité et gaz", "Power and gas", "Fournisseur unique par la loi ou le réseau.", "Sole supplier by law or network."},
	{"dette", "Dette et banques", "Debt and banks", "Capital, intérêts et frais bancaires.", "Principal, interest and bank charges."},
	{"assurances", "Assurances", "Insurance", "Couvertures prises en commun.", "Covers taken in common."},
	{"remboursements", "Remboursements de taxes", "Tax refunds", "Argent rendu aux contribuables.", "Money returned to taxpayers."},
	{"retraite", "Régimes de retraite", "Pensions", "Cotisations de l'employeur.", "Employer's contributions."},
}

var enterpriseNames = []string{
	"Coopérative de solidarité Les Mains vertes", "Ateliers du Faubourg", "Traiteur La Grande Tablée",
	"Ressourcerie du Canal", "Imprimerie populaire de la Pointe", "Buanderie Le Fil blanc",
	"Centre de tri Second Souffle", "Menuiserie Bois Commun", "Coop de travail Neige et Gazon",
	"Loisirs Soleil d'été", "Recyclo-Bureautique", "Formation Passerelle", "Transport adapté Le Relais",
	"Refuge animalier Quatre Pattes", "Café culturel L'Étincelle", "Entretien Éclat collectif",
}

var cityNames = []string{"Sainte-Marie-du-Lac", "Rivière-Claire", "Saint-Anselme-des-Prés", "Vieux-Moulin", "Longval"}

// sample makes a diagnostic that holds together: sums add up, percents follow.
func sample(s shape) *diagnostic.Diagnostic {
	if s.categories == 0 {
		s.categories = 16
	}
	if s.scale == "" {
		s.scale = "1"
	}
	if s.names == nil {
		s.names = func(_ int, n string) string { return n }
	}
	r := rand.New(rand.NewSource(s.seed + 1))
	money := func(lo, hi int) decimal.Decimal {
		return decimal.New(int64(lo+r.Intn(hi-lo))*100+int64(r.Intn(100)), -2).Mul(dec(s.scale)).Round(2)
	}
	d := &diagnostic.Diagnostic{
		Schema: diagnostic.SchemaVersion,
		Run: diagnostic.Run{
			Number: "7F3A-91C2-0B4D", Program: "jachete 1.0.0", PolicyVersion: "2026-11-23",
			PolicyDigest: strings.Repeat("0af3", 16), MatchParams: "2026-11-01",
			Inputs: []diagnostic.Input{
				{Role: "ledger", File: "grand-livre-2024.xlsx", Digest: strings.Repeat("9c1b", 16)},
				{Role: "registry", File: "registre.xlsx", Digest: strings.Repeat("41de", 16)},
			},
		},
		Buyer:  diagnostic.Buyer{Name: s.names(0, "Ville de Rivière-Claire"), MRC: "Les Trois-Moulins", Regime: "LCV"},
		Period: diagnostic.Period{Asked: "2024", From: "2024-01-03", To: "2024-12-30", Undated: 3, OutOfRange: 12, OutOfRangeDollars: dec("18234.11")},
		Basis:  ledger.WithTaxes, Currency: "CAD",
		Territory: policy.Territory{Name: "Vallée-des-Moulins"},
		Switches:  policy.Switches{FinancialCoops: "apart", LargeCoops: "count", PublicControl: "exclude"},
		Registry:  diagnostic.RegistryCard{File: "registre.xlsx", Entries: 168, InTerritory: 141, WithOffer: 150},
	}
	m := &d.Measures
	for i, c := range classNames {
		d.Classes = append(d.Classes, policy.Class{ID: c.id, Kind: policy.SetAside, Name: policy.Text{Fr: c.fr, En: c.en}, Reason: policy.Text{Fr: c.whyFr, En: c.whyEn}})
		a := share.Amount{Dollars: money(20_000, 900_000/(i+1)+30_000), Lines: 4 + r.Intn(300), Suppliers: 1 + r.Intn(6)}
		m.SetAside = append(m.SetAside, share.ClassAmount{Class: c.id, Amount: a})
		add(&m.SetAsideAll, a)
	}
	sortClasses(m.SetAside)
	m.Grants = share.Amount{Dollars: money(100_000, 180_000), Lines: 61, Suppliers: 31}
	m.GrantsToSector = share.Amount{Dollars: m.Grants.Dollars.DivRound(dec("4"), 2), Lines: 12, Suppliers: 7}

	for i := range s.categories {
		id := fmt.Sprintf("cat%02d", i)
		n := policy.Text{Fr: fmt.Sprintf("Catégorie %d", i+1), En: fmt.Sprintf("Category %d", i+1)}
		if i < len(categoryNames) {
			n = categoryNames[i]
		}
		n.Fr, n.En = s.names(i, n.Fr), s.names(i, n.En)
		d.Categories = append(d.Categories, policy.Category{ID: id, Name: n, Supply: "services"})
		if i == 5 {
			id = ""
		}
		c := share.CategoryMeasure{Category: id, Amount: share.Amount{Dollars: money(4_000, 900_000/(i+1)+9_000), Lines: 3 + r.Intn(200), Suppliers: 1 + r.Intn(40)}, Offer: r.Intn(9)}
		if s.enterprise > 0 {
			c.Confirmed = c.Dollars.Mul(decimal.New(int64(r.Intn(12)), -2)).Round(2)
		}
		if s.nothing {
			c.Confirmed = c.Dollars
		}
		c.Probable = c.Confirmed
		c.Outside = c.Dollars.Sub(c.Confirmed)
		m.Categories = append(m.Categories, c)
		add(&m.Addressable, c.Amount)
		m.Confirmed.Dollars = m.Confirmed.Dollars.Add(c.Confirmed)
		if c.Offer > 0 && i%3 != 0 {
			add(&m.WithOffer, c.Amount)
		}
	}
	for i := range m.Categories {
		m.Categories[i].OfAddressable = pct(m.Categories[i].Dollars, m.Addressable.Dollars)
	}
	sortCategories(m.Categories)
	add(&m.Total, m.SetAsideAll)
	add(&m.Total, m.Grants)
	add(&m.Total, m.Addressable)

	band := m.Addressable.Dollars.Sub(m.Confirmed.Dollars).Mul(dec("0.05")).Round(2)
	if s.open+s.probable == 0 {
		band = decimal.Zero
	}
	m.Confirmed.Suppliers = s.enterprise
	m.Probable = share.Value{Dollars: m.Confirmed.Dollars.Add(band.DivRound(dec("3"), 2)), Suppliers: s.enterprise + s.probable}
	m.Ceiling = share.Value{Dollars: m.Confirmed.Dollars.Add(band), Suppliers: s.enterprise + s.probable + s.open}
	in := m.Confirmed.Dollars.Mul(dec("0.7")).Round(2)
	m.InTerritory = share.Value{Dollars: in, Suppliers: s.enterprise * 2 / 3}
	m.Elsewhere = share.Value{Dollars: m.Confirmed.Dollars.Sub(in), Suppliers: s.enterprise - s.enterprise*2/3}
	m.Apart = share.Value{Dollars: money(20_000, 60_000), Suppliers: 2}
	for _, v := range []*share.Value{&m.Confirmed, &m.Probable, &m.Ceiling, &m.InTerritory, &m.Elsewhere, &m.PlaceUnknown, &m.Apart} {
		v.OfTotal, v.OfAddressable = pct(v.Dollars, m.Total.Dollars), pct(v.Dollars, m.Addressable.Dollars)
	}
	for _, v := range []*share.Value{&m.Confirmed, &m.Probable, &m.Ceiling, &m.InTerritory, &m.Elsewhere, &m.PlaceUnknown, &m.Apart} {
		v.Enterprises = v.Suppliers
	}
	m.NotRecognisedYet = share.Amount{Dollars: money(1000, 4000), Lines: 3, Suppliers: 1}
	sampleMonths(m, s, r)
	sampleSuppliers(d, s, r, money)
	sampleAdvice(d, s)
	sampleBalance(d)
	if !s.noFigures {
		d.Figures = figures(d)
	}
	return d
}

func add(to *share.Amount, a share.Amount) {
	to.Dollars = to.Dollars.Add(a.Dollars)
	to.Lines += a.Lines
	to.Suppliers += a.Suppliers
}

func sortClasses(cs []share.ClassAmount) {
	for i := range cs {
		for j := i; j > 0 && cs[j].Dollars.Cmp(cs[j-1].Dollars) > 0; j-- {
			cs[j], cs[j-1] = cs[j-1], cs[j]
		}
	}
}

func sortCategories(cs []share.CategoryMeasure) {
	for i := range cs {
		for j := i; j > 0 && cs[j].Dollars.Cmp(cs[j-1].Dollars) > 0; j-- {
			cs[j], cs[j-1] = cs[j-1], cs[j]
		}
	}
}

func sampleMonths(m *share.Measures, s shape, r *rand.Rand) {
	for i := range s.months {
		a := m.Addressable.Dollars.Mul(decimal.New(int64(4+r.Intn(9)), -2)).Round(2)
		c := m.Confirmed.Dollars.Mul(decimal.New(int64(1+r.Intn(14)), -2)).Round(2)
		m.Months = append(m.Months, share.MonthMeasure{
			Month: fmt.Sprintf("%04d-%02d", 2024+i/12, i%12+1), Total: a.Mul(dec("1.6")),
			Addressable: a, Confirmed: c, OfAddressable: pct(c, a), Lines: 40 + r.Intn(200),
		})
	}
}

func sampleSuppliers(d *diagnostic.Diagnostic, s shape, r *rand.Rand, money func(lo, hi int) decimal.Decimal) {
	m := &d.Measures
	left := m.Confirmed.Dollars
	place := func(i int) share.Place {
		if i%3 == 2 {
			return share.Outside
		}
		return share.Inside
	}
	put := func(st share.Standing, i int, dollars decimal.Decimal) {
		n := s.names(i, enterpriseNames[i%len(enterpriseNames)])
		sup := diagnostic.Supplier{
			Key: fmt.Sprintf("s%04d", len(d.Suppliers)+1), Name: n, Dollars: dollars, Addressable: dollars, Counted: dollars,
			Lines: 1 + r.Intn(40), Class: "achat", Standing: st, By: "name",
			Enterprise: &diagnostic.Enterprise{ID: fmt.Sprint("E", i), Name: n, City: s.names(i, cityNames[i%len(cityNames)]), Place: place(i)},
		}
		if i%3 == 0 {
			sup.By = "identifier"
		}
		if i%4 == 1 {
			sup.Name = strings.ToUpper(n)
			if len([]rune(n)) > 30 {
				sup.Name = string([]rune(sup.Name)[:30])
			}
		}
		d.Suppliers = append(d.Suppliers, sup)
	}
	for i := range s.enterprise {
		part := left.DivRound(dec("3"), 2)
		if i == s.enterprise-1 {
			part = left
		}
		left = left.Sub(part)
		put(share.Confirmed, i, part)
	}
	for i := range s.probable {
		put(share.Probable, i+5, money(900, 14_000))
	}
	closed := decimal.Zero
	hundred := decimal.NewFromInt(100)
	for i := range s.open {
		h := money(400, 26_000/(i+1)+500)
		sup := diagnostic.Supplier{
			Key: fmt.Sprintf("s%04d", len(d.Suppliers)+1), Name: s.names(i, fmt.Sprintf("LES ENT. HORIZON %d", i+1)), Dollars: h, Addressable: h,
			Standing: share.Open, Verdict: match.Verdict{Outcome: match.Possible, Probability: 0.4},
		}
		if i%5 == 4 {
			sup.Name, sup.Masked = "Personne physique 17", true
		}
		if i%4 != 3 {
			sup.Verdict.Candidates = []match.Candidate{{ID: "E1", Name: s.names(i, "Coopérative Horizon nouveau")}}
		}
		closed = closed.Add(hundred.Sub(closed).DivRound(dec("3"), 2))
		d.Suppliers = append(d.Suppliers, sup)
		d.Open = append(d.Open, diagnostic.OpenQuestion{
			Supplier: len(d.Suppliers) - 1, Hinges: h, Effect: pct(h, m.Addressable.Dollars), BandClosed: decimal.NewNullDecimal(closed),
		})
	}
	con := &m.Concentration
	cum, rest := decimal.Zero, hundred
	for i := range min(20, len(d.Suppliers)+12) {
		step := rest.Mul(dec("0.17")).Round(2)
		cum, rest = cum.Add(step), rest.Sub(step)
		con.Top = append(con.Top, share.SupplierRank{Supplier: 0, Dollars: money(1000, 2000), Cumulative: decimal.NewNullDecimal(cum)})
		switch i {
		case 0:
			con.Top1 = decimal.NewNullDecimal(cum)
		case 4:
			con.Top5 = decimal.NewNullDecimal(cum)
		case 9:
			con.Top10 = decimal.NewNullDecimal(cum)
		}
	}
	con.For80, con.Counted = 23, 412
}

func sampleAdvice(d *diagnostic.Diagnostic, s shape) {
	a := &d.Advice
	a.LegalTable, a.Regime = "2024-06-01", d.Buyer.Regime
	var classified []share.CategoryMeasure
	for _, c := range d.Measures.Categories {
		if c.Category != "" {
			classified = append(classified, c)
		}
	}
	for i := range s.opps {
		c := classified[i%len(classified)]
		o := advice.Opportunity{
			Rule: "services_plusieurs", Category: c.Category, Supply: "services", Outside: c.Outside, Lines: c.Lines, Suppliers: c.Suppliers,
			Reachable: c.Outside.DivRound(dec("5"), 2), ReachablePercent: dec("20"),
			Title:     policy.Text{Fr: "Inviter plusieurs entreprises d'économie sociale", En: "Invite several social-economy enterprises"},
			FirstStep: policy.Text{Fr: "À la prochaine demande de prix, inviter au moins deux des entreprises nommées, en faisant la rotation.", En: "At the next price request, invite at least two of the enterprises named, in rotation."},
			Levers: []advice.Lever{{
				ID: "obnl_services", Article: "RLRQ c. C-19, art. 573.3, 1er al., par. 2.1°", From: "2024-01-01", Status: "verified",
				Wording: policy.Text{
					Fr: "La municipalité peut, si le RGC le prévoit, conclure un contrat de services avec un organisme à but non lucratif sans passer par la demande de soumissions, sous réserve des règles de délégation et de publication ; à valider par le greffe.",
					En: "The municipality may, if its contract by-law (RGC) so provides, award a services contract to a non-profit body without calling for tenders, subject to the rules on delegation and publication; to be confirmed by the clerk.",
				},
			}, {
				ID: "preference", From: "2021-06-25", Status: "to_verify",
				Wording: policy.Text{
					Fr: "Le RGC peut prévoir de favoriser l'achat local sous le seuil d'appel d'offres public en vigueur, à vérifier dans votre RGC.",
					En: "The by-law (RGC) may provide for local preference below the public-tender threshold in force, to be checked in your by-law.",
				},
			}},
		}
		o.Effect = pct(o.Reachable, d.Measures.Addressable.Dollars)
		for j := range 1 + i%5 {
			n := s.names(i+j, enterpriseNames[(i*3+j)%len(enterpriseNames)])
			o.Able = append(o.Able, advice.Able{ID: fmt.Sprint("E", j), Name: n, City: cityNames[j%len(cityNames)], InTerritory: j%2 == 0, AlreadyPaid: j == 1})
		}
		o.AbleTotal = len(o.Able) + i%2*3
		a.Opportunities = append(a.Opportunities, o)
	}
	reasons := []string{"no_enterprise", "below_minimum", "not_classified", "unheard_of"}
	for i, c := range d.Measures.Categories {
		if i >= s.opps && i < s.opps+6 {
			a.Gaps = append(a.Gaps, advice.Gap{Category: c.Category, Outside: c.Outside, Reason: reasons[i%len(reasons)]})
		}
	}
}

func sampleBalance(d *diagnostic.Diagnostic) {
	kept := d.Measures.Total.Dollars.Add(d.Period.OutOfRangeDollars)
	d.Balance = ledger.Balance{
		RowsKept: d.Measures.Total.Lines + d.Period.OutOfRange, SumKept: kept, SumSetAside: kept, SumRead: kept.Add(kept),
		RowsSetAside: map[ledger.Reason]int{ledger.TitleRow: 4, ledger.HeaderRow: 3, ledger.BlankRow: 41, ledger.SubtotalRow: 12, ledger.TotalRow: 1},
	}
	d.Balance.RowsRead = d.Balance.RowsKept + 61
	d.Tables = []ledger.Table{{
		File: "grand-livre-2024.xlsx", Format: "xlsx", Sheet: "Déboursés", HeaderRow: 5, Balance: d.Balance,
		Totals: []ledger.PrintedTotal{
			{Cell: "F1204", Label: "Total du compte", Kind: ledger.SubtotalRow, Printed: dec("1204.50"), Computed: dec("1204.50"), Verified: true},
			{Cell: "F6200", Label: "Grand total", Kind: ledger.TotalRow, Printed: kept, Computed: kept.Sub(dec("0.01"))},
		},
	}}
	d.Warnings = []*message.Fault{message.NewFault("file.missing", message.Place{File: "grand-livre-2024.xlsx", Sheet: "Déboursés", Cell: "F17"})}
}

// figures gives the numbers cells, as the pipeline does.
func figures(d *diagnostic.Diagnostic) []diagnostic.Figure {
	var out []diagnostic.Figure
	put := func(id string, v decimal.NullDecimal, u diagnostic.Unit) {
		out = append(out, diagnostic.Figure{ID: id, Value: v, Unit: u, Cell: fmt.Sprintf("Chiffres!C%d", len(out)+4)})
	}
	dollars := func(id string, v decimal.Decimal) { put(id, decimal.NewNullDecimal(v), diagnostic.Dollars) }
	count := func(id string, n int) {
		put(id, decimal.NewNullDecimal(decimal.NewFromInt(int64(n))), diagnostic.Count)
	}
	m := &d.Measures
	dollars("total.dollars", m.Total.Dollars)
	count("total.lines", m.Total.Lines)
	count("total.suppliers", m.Total.Suppliers)
	dollars("set_aside.dollars", m.SetAsideAll.Dollars)
	count("set_aside.lines", m.SetAsideAll.Lines)
	for _, c := range m.SetAside {
		dollars("set_aside."+c.Class+".dollars", c.Dollars)
		count("set_aside."+c.Class+".lines", c.Lines)
	}
	dollars("grants.dollars", m.Grants.Dollars)
	count("grants.lines", m.Grants.Lines)
	dollars("grants.to_sector.dollars", m.GrantsToSector.Dollars)
	dollars("addressable.dollars", m.Addressable.Dollars)
	count("addressable.lines", m.Addressable.Lines)
	count("addressable.suppliers", m.Addressable.Suppliers)
	dollars("with_offer.dollars", m.WithOffer.Dollars)
	for _, v := range []struct {
		id string
		v  share.Value
	}{
		{"share.confirmed", m.Confirmed},
		{"share.probable", m.Probable},
		{"share.ceiling", m.Ceiling},
		{"place.inside", m.InTerritory},
		{"place.outside", m.Elsewhere},
		{"place.unknown", m.PlaceUnknown},
	} {
		dollars(v.id+".dollars", v.v.Dollars)
		put(v.id+".of_total", v.v.OfTotal, diagnostic.Percent)
		put(v.id+".of_addressable", v.v.OfAddressable, diagnostic.Percent)
		count(v.id+".suppliers", v.v.Suppliers)
	}
	dollars("apart.dollars", m.Apart.Dollars)
	dollars("not_recognised.dollars", m.NotRecognisedYet.Dollars)
	for _, c := range m.Categories {
		id := "category." + c.Category
		if c.Category == "" {
			id = "category.none"
		}
		dollars(id+".dollars", c.Dollars)
		dollars(id+".confirmed", c.Confirmed)
		dollars(id+".outside", c.Outside)
		put(id+".of_addressable", c.OfAddressable, diagnostic.Percent)
	}
	put("concentration.top_1", m.Concentration.Top1, diagnostic.Percent)
	put("concentration.top_5", m.Concentration.Top5, diagnostic.Percent)
	put("concentration.top_10", m.Concentration.Top10, diagnostic.Percent)
	count("concentration.for_80", m.Concentration.For80)
	for _, x := range m.Months {
		dollars("month."+x.Month+".addressable", x.Addressable)
		dollars("month."+x.Month+".confirmed", x.Confirmed)
		put("month."+x.Month+".of_addressable", x.OfAddressable, diagnostic.Percent)
	}
	hinges := decimal.Zero
	for _, q := range d.Open {
		hinges = hinges.Add(q.Hinges)
	}
	count("open.count", len(d.Open))
	dollars("open.dollars", hinges)
	for _, o := range d.Advice.Opportunities {
		id := "opportunity." + o.Category
		if o.Category == "" {
			id = "opportunity.none"
		}
		dollars(id+".outside", o.Outside)
		dollars(id+".reachable", o.Reachable)
		put(id+".effect", o.Effect, diagnostic.Points)
	}
	count("rows.read", d.Balance.RowsRead)
	count("rows.kept", d.Balance.RowsKept)
	dollars("sum.read", d.Balance.SumRead)
	dollars("sum.kept", d.Balance.SumKept)
	return out
}

// ordinary is a buyer as one expects it.
func ordinary() *diagnostic.Diagnostic {
	return sample(shape{enterprise: 14, probable: 3, open: 9, months: 12, opps: 4})
}

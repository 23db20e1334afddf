package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/region"
)

// regionRoutes are the pages about the whole territory.
func regionRoutes(get, _ string, see Policy) []Route {
	return []Route{
		{get, "/region", see, regionPage},
		{get, "/region/donnees.csv", see, regionCSV},
	}
}

type regionView struct {
	Year    string
	Years   []pick
	Parts   []regionPart
	LeftOut []leftOutRow
	Missing []missingRow
	Mixed   bool
	Empty   bool
	CSV     string
}

// missingRow is a buyer that the totals do not count yet, and where to go.
type missingRow struct{ Name, Href, State, Tone string }

type leftOutRow struct{ Buyer, Period, Why string }

type regionPart struct {
	Key, Title, Words string
	Total             regionCell
	Rows              []regionCell
	Trend             *regionTrend
	Hidden            bool // some cell is
	Amounts           bool // some cell of an MRC is shown
}

type regionCell struct {
	Name, Buyers, Population        string
	Addressable, Confirmed, Ceiling string
	Share, Band, Why                string
	Hidden, None                    bool
	Bar, Most                       int // of 1000, for the meter
	Scale, MostWords                string
}

type regionTrend struct {
	Buyers                                                         int
	Hidden                                                         bool
	Words, Before, Now, Change, YearBefore, Year                   string
	AddressableBefore, AddressableNow, ConfirmedBefore, Confirmed1 string
}

// regionPage is the account of a year: totals, coverage, the share by MRC with
// small cells protected, the trend on comparable scope.
func regionPage(c *call) error {
	y, err := c.regionYear()
	if err != nil {
		return err
	}
	v := regionView{Year: strconv.Itoa(y.Year), Mixed: len(y.Bases) > 1, Empty: len(y.Years) == 0, CSV: "/region/donnees.csv?annee=" + strconv.Itoa(y.Year)}
	for _, n := range y.Years {
		s := strconv.Itoa(n)
		v.Years = append(v.Years, pick{Value: s, Text: s, On: n == y.Year})
	}
	for _, l := range y.LeftOut {
		v.LeftOut = append(v.LeftOut, leftOutRow{l.Buyer, l.Period, c.say.T("web.reg.left_" + l.Why)})
	}
	for i := range y.Parts {
		v.Parts = append(v.Parts, c.regionPart(&y.Parts[i], y.Year))
	}
	tones := map[string]string{"asked": "warn", "draft": "", "": ""}
	for _, m := range y.Missing {
		row := missingRow{Name: m.Name, Href: "/o/" + url.PathEscape(string(m.ID)), State: c.say.T("web.reg.missing_none"), Tone: tones[m.State]}
		if m.State != "" {
			row.State = c.say.T("web.reg.missing_" + m.State)
		}
		v.Missing = append(v.Missing, row)
	}
	return c.page("region", c.say.T("web.reg.title"), v)
}

func (c *call) regionYear() (*desk.RegionYear, error) {
	year, _ := strconv.Atoi(c.Query("annee"))
	if year < 2000 || year > 2100 {
		year = 0
	}
	return c.s.desk.Region(c.Request.Context(), *c.actor, year)
}

func (c *call) regionPart(p *region.Part, year int) regionPart {
	out := regionPart{Key: string(p.Level), Title: c.say.T("web.reg.level_" + string(p.Level)), Words: c.say.T("web.reg.words_" + string(p.Level)), Total: c.regionCell(&p.Total, c.say.T("web.reg.total"))}
	for i := range p.MRCs {
		m := &p.MRCs[i]
		name := m.MRC
		if name == "" {
			name = c.say.T("web.reg.no_mrc")
		}
		cell := c.regionCell(m, name)
		out.Hidden = out.Hidden || cell.Hidden
		out.Amounts = out.Amounts || !cell.Hidden && !cell.None
		out.Rows = append(out.Rows, cell)
	}
	if t := &p.Trend; t.Buyers > 0 {
		out.Trend = c.regionTrend(t, year)
	}
	return out
}

func (c *call) regionCell(x *region.Cell, name string) regionCell {
	out := regionCell{
		Name: name, Buyers: c.say.T("web.reg.of", "n", c.say.Count(x.Buyers), "total", c.say.Count(x.Known)), Hidden: x.Hidden, None: x.Buyers == 0,
		Population: c.say.T("workbook.no_value"),
	}
	if x.KnownPopulation > 0 {
		out.Population = c.say.T("web.reg.population", "percent", c.say.Percent(decimal.NewFromInt(int64(x.Population)).Shift(2).Div(decimal.NewFromInt(int64(x.KnownPopulation))), 0))
	}
	if x.Hidden {
		out.Why = c.say.T("web.reg.why_" + string(x.Why))
		return out
	}
	if out.None {
		return out
	}
	out.Addressable, out.Confirmed = c.say.Dollars(x.Addressable), c.say.Dollars(x.Confirmed)
	if !x.NoCeiling {
		out.Ceiling = c.say.Dollars(x.Ceiling)
	}
	out.Share, out.Band = c.say.T("workbook.no_value"), band(c.say, x.Share, x.Most)
	if x.Share.Valid {
		out.Share = c.say.Percent(x.Share.Decimal, 2)
		full := scale(decimal.Max(x.Share.Decimal, x.Most.Decimal))
		out.Bar, out.Most, out.Scale = meter(x.Share.Decimal, full), meter(x.Most.Decimal, full), c.say.Percent(decimal.NewFromInt(full), 0)
		switch {
		case x.Most.Valid && x.Most.Decimal.Round(2).Equal(x.Share.Decimal.Round(2)):
			out.MostWords = c.say.T("web.reg.share_sure")
		case x.Most.Valid:
			out.MostWords = c.say.T("web.reg.share_most", "most", c.say.Percent(x.Most.Decimal, 2))
		}
	}
	return out
}

// scale is the end of a meter that holds a share: 5, 20 or 100 %.
func scale(d decimal.Decimal) int64 {
	for _, n := range []int64{5, 20} {
		if d.LessThanOrEqual(decimal.NewFromInt(n)) {
			return n
		}
	}
	return 100
}

// meter is a share on a scale that ends at full percent, in thousandths.
func meter(d decimal.Decimal, full int64) int {
	return int(max(0, min(1000, d.Mul(decimal.NewFromInt(1000)).Div(decimal.NewFromInt(full)).Round(0).IntPart())))
}

func (c *call) regionTrend(t *region.Trend, year int) *regionTrend {
	out := &regionTrend{Buyers: t.Buyers, Hidden: t.Hidden, Year: strconv.Itoa(year), YearBefore: strconv.Itoa(year - 1)}
	if t.Hidden {
		return out
	}
	out.AddressableBefore, out.AddressableNow = c.say.Dollars(t.Before.Addressable), c.say.Dollars(t.Now.Addressable)
	out.ConfirmedBefore, out.Confirmed1 = c.say.Dollars(t.Before.Confirmed), c.say.Dollars(t.Now.Confirmed)
	out.Before, out.Now = band(c.say, t.Before.Share, t.Before.Share), band(c.say, t.Now.Share, t.Now.Share)
	if t.Before.Share.Valid && t.Now.Share.Valid {
		d := t.Now.Share.Decimal.Sub(t.Before.Share.Decimal)
		out.Change = points(c.say, decimal.NewNullDecimal(d))
		if d.IsPositive() {
			out.Change = "+" + out.Change
		}
	}
	return out
}

// regionCSV sends the same numbers, and no more, as a file.
func regionCSV(c *call) error {
	y, err := c.regionYear()
	if err != nil {
		return err
	}
	var rows [][]string
	var head []string
	for _, k := range []string{"year", "level", "mrc", "buyers", "known", "addressable", "confirmed", "ceiling", "share", "hidden"} {
		head = append(head, c.say.T("web.reg.csv_"+k))
	}
	rows = append(rows, head)
	number := func(d decimal.Decimal, places int32) string {
		s := d.StringFixed(places)
		if c.say.Lang == "fr" {
			s = strings.Replace(s, ".", ",", 1)
		}
		return s
	}
	for i := range y.Parts {
		p := &y.Parts[i]
		for _, x := range slices.Concat(p.MRCs, []region.Cell{p.Total}) {
			row := []string{strconv.Itoa(y.Year), c.say.T("web.reg.level_" + string(p.Level)), x.MRC, strconv.Itoa(x.Buyers), strconv.Itoa(x.Known), "", "", "", "", ""}
			switch {
			case x.Hidden:
				row[9] = c.say.T("web.reg.why_" + string(x.Why))
			case x.Buyers > 0:
				row[5], row[6] = number(x.Addressable, 2), number(x.Confirmed, 2)
				if !x.NoCeiling {
					row[7] = number(x.Ceiling, 2)
				}
				if x.Share.Valid {
					row[8] = number(x.Share.Decimal, 2)
				}
			}
			rows = append(rows, row)
		}
		rows[len(rows)-1][2] = c.say.T("web.reg.total")
	}
	return c.sendCSV("region-"+strconv.Itoa(y.Year)+".csv", rows)
}

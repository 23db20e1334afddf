package ledger

import (
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/ledger/sheet"
)

// dateOrder is how a column writes day, month and year when all are numbers.
type dateOrder string

const (
	dayFirst   dateOrder = "dmy"
	monthFirst dateOrder = "mdy"
	yearFirst  dateOrder = "ymd"
)

// dateParts is a date as written: three numbers or fewer, in the order written.
type dateParts struct {
	a, b, c int
	form    dateForm
}

type dateForm uint8

const (
	noDate     dateForm = iota
	fullDate            // a year, b month, c day: nothing to decide
	smallFirst          // a and b are day and month in an order to be found, c the year
	serialForm          // a is a spreadsheet's serial number
)

// dateCounts tells the order of a whole column.
type dateCounts struct {
	dayFirst, monthFirst int // cells that only one order fits
	either               int
	// months met under each order, for columns where both orders fit throughout:
	// a ledger covers few months.
	asDay, asMonth map[int]bool
}

func (c *dateCounts) see(p dateParts) {
	if p.form != smallFirst {
		return
	}
	switch {
	case p.a > 12 && p.b <= 12:
		c.dayFirst++
	case p.b > 12 && p.a <= 12:
		c.monthFirst++
	case p.a != p.b:
		c.either++
		if c.asDay == nil {
			c.asDay, c.asMonth = map[int]bool{}, map[int]bool{}
		}
		c.asDay[p.c*12+p.b] = true
		c.asMonth[p.c*12+p.a] = true
	}
}

// order decides; sure is false when both orders fit every cell and only habit
// or the number of months decides.
func (c *dateCounts) order() (o dateOrder, sure bool) {
	switch {
	case c.dayFirst > c.monthFirst:
		return dayFirst, c.monthFirst == 0
	case c.monthFirst > c.dayFirst:
		return monthFirst, c.dayFirst == 0
	case len(c.asMonth) < len(c.asDay):
		return monthFirst, c.either == 0
	}
	return dayFirst, c.either == 0
}

// readDate takes a cell apart.
func readDate(c sheet.Cell) dateParts {
	switch c.Kind {
	case sheet.Date:
		return splitDate(c.Text[:min(10, len(c.Text))])
	case sheet.Number:
		return numberDate(c.Text)
	case sheet.Text:
		return splitDate(c.Text)
	}
	return dateParts{}
}

// numberDate reads 20240305, 202403 and serial numbers of 1954 to 2119.
func numberDate(s string) dateParts {
	s, _, _ = strings.Cut(s, ".")
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
	case len(s) == 8:
		return checked(n/10000, n/100%100, n%100)
	case len(s) == 6 && n/100 >= 1990 && n/100 < 2100:
		return checked(n/100, n%100, 1)
	case n >= 20000 && n < 80000:
		return dateParts{a: n, form: serialForm}
	}
	return dateParts{}
}

// months holds the first letters by which a month is known, folded, in French
// and English; the longest that fits decides.
var months = []struct {
	prefix string
	n      int
}{
	{"janv", 1},
	{"jan", 1},
	{"fevr", 2},
	{"fev", 2},
	{"feb", 2},
	{"mars", 3},
	{"mar", 3},
	{"avri", 4},
	{"avr", 4},
	{"apr", 4},
	{"mai", 5},
	{"may", 5},
	{"juin", 6},
	{"june", 6},
	{"jun", 6},
	{"juil", 7},
	{"july", 7},
	{"jul", 7},
	{"jui", 7},
	{"aout", 8},
	{"aou", 8},
	{"aug", 8},
	{"sept", 9},
	{"sep", 9},
	{"octo", 10},
	{"oct", 10},
	{"nove", 11},
	{"nov", 11},
	{"dece", 12},
	{"dec", 12},
}

func monthName(w string) int {
	if len(w) < 3 || w == "mardi" {
		return 0
	}
	for _, m := range months {
		if strings.HasPrefix(w, m.prefix) {
			return m.n
		}
	}
	return 0
}

func weekday(w string) bool {
	for _, d := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mardi", "mer", "jeu", "ven", "sam", "dim"} {
		if strings.HasPrefix(w, d) {
			return true
		}
	}
	return false
}

// splitDate reads a date written as text; a time of day behind it is ignored.
func splitDate(s string) dateParts {
	if len(s) < 5 || len(s) > 48 {
		return dateParts{}
	}
	if p := isoDate(s); p.form != noDate {
		return p
	}
	var nums, lens [3]int
	n, month, monthAt, first := 0, 0, 0, ""
	for _, w := range dateWords(s) {
		if w[0] >= '0' && w[0] <= '9' {
			v, err := strconv.Atoi(strings.TrimRight(w, "ersthndo")) // 1er, 1st, 2nd, 3rd, 4th
			if err != nil || n == 3 {
				return dateParts{}
			}
			nums[n], lens[n] = v, len(w)
			n++
			continue
		}
		switch m := monthName(w); {
		case m == 0 && weekday(w):
		case m > 0 && (month == 0 || first == "mar"): // "mar." was mardi
			month, monthAt, first = m, n, w
		case w == "de" || w == "du" || w == "le" || w == "of" || w == "the":
		default:
			return dateParts{}
		}
	}
	if month > 0 {
		return withMonthName(nums, lens, n, month, monthAt)
	}
	switch {
	case n == 1 && lens[0] == 8:
		return numberDate(s)
	case n == 1 && lens[0] == 5:
		return numberDate(s)
	case n == 1 && lens[0] == 6:
		return numberDate(s)
	case n == 2 && lens[0] == 4:
		return checked(nums[0], nums[1], 1)
	case n == 2 && lens[1] == 4 && nums[0] <= 12:
		return checked(nums[1], nums[0], 1)
	case n != 3:
		return dateParts{}
	case lens[0] == 4:
		return checked(nums[0], nums[1], nums[2])
	case lens[2] == 4 || lens[2] == 2:
		p := dateParts{a: nums[0], b: nums[1], c: century(nums[2], lens[2]), form: smallFirst}
		if p.civil(dayFirst).IsZero() && p.civil(monthFirst).IsZero() {
			return dateParts{}
		}
		return p
	}
	return dateParts{}
}

// isoDate is the quick way for 2024-03-05 and 2024-03-05T10:00:00.
func isoDate(s string) dateParts {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' || len(s) > 10 && s[10] != 'T' && s[10] != ' ' {
		return dateParts{}
	}
	y, err1 := strconv.Atoi(s[:4])
	m, err2 := strconv.Atoi(s[5:7])
	d, err3 := strconv.Atoi(s[8:10])
	if err1 != nil || err2 != nil || err3 != nil {
		return dateParts{}
	}
	return checked(y, m, d)
}

// dateWords cuts "Tuesday, 5 March 2024 10:30" into folded words, without the
// time of day.
func dateWords(s string) []string {
	s = strings.ToLower(s)
	if i := strings.IndexByte(s, ':'); i > 0 {
		cut := strings.LastIndexAny(s[:i], " t")
		if cut < 0 {
			return nil
		}
		s = s[:cut]
	}
	s = accents.Replace(s)
	var list []string
	start := -1
	class := func(c byte) int {
		switch {
		case c >= '0' && c <= '9':
			return 1
		case c >= 'a' && c <= 'z':
			return 2
		}
		return 0
	}
	for i := 0; i <= len(s); i++ {
		k := 0
		if i < len(s) {
			k = class(s[i])
		}
		if start >= 0 && (k == 0 || k == 1 && class(s[start]) == 2) {
			list = append(list, s[start:i])
			start = -1
		}
		if k != 0 && start < 0 {
			start = i
		}
		if start >= 0 && i > start && k == 2 && class(s[i-1]) == 1 && !ordinal(s[i:]) { // 05mar2024
			list = append(list, s[start:i])
			start = i
		}
		if len(list) > 8 {
			return nil
		}
	}
	return list
}

var accents = strings.NewReplacer("é", "e", "è", "e", "û", "u", "É", "e", "Û", "u")

func ordinal(s string) bool {
	for _, o := range []string{"er", "st", "nd", "rd", "th"} {
		if rest, ok := strings.CutPrefix(s, o); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	return false
}

func withMonthName(nums, lens [3]int, n, month, at int) dateParts {
	switch {
	case n == 2 && lens[0] == 4: // 2024 mars 5
		return checked(nums[0], month, nums[1])
	case n == 2: // 5 mars 2024, mars 5 2024, 5-mar-24
		return checked(century(nums[1], lens[1]), month, nums[0])
	case n == 1 && lens[0] == 4: // mars 2024
		return checked(nums[0], month, 1)
	case n == 1 && lens[0] == 2 && at == 0: // mars-24
		return checked(century(nums[0], 2), month, 1)
	}
	return dateParts{}
}

func century(y, digits int) int {
	switch {
	case digits == 4:
		return y
	case y < 70:
		return 2000 + y
	}
	return 1900 + y
}

// checked is a date whose parts are known, if there is such a day.
func checked(y, m, d int) dateParts {
	if y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31 || time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() != d {
		return dateParts{}
	}
	return dateParts{a: y, b: m, c: d, form: fullDate}
}

// civil gives the day, zero when the parts name none in this order.
func (p dateParts) civil(o dateOrder) time.Time {
	switch p.form {
	case fullDate:
		return time.Date(p.a, time.Month(p.b), p.c, 0, 0, 0, 0, time.UTC)
	case serialForm:
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, p.a)
	case smallFirst:
		y, m, d := p.c, p.b, p.a
		if o == monthFirst {
			m, d = p.a, p.b
		} else if o == yearFirst {
			y, m, d = century(p.a, 2), p.b, p.c%100
		}
		if q := checked(y, m, d); q.form == fullDate {
			return q.civil(o)
		}
	}
	return time.Time{}
}

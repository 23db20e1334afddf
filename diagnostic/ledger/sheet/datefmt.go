package sheet

import (
	"math"
	"strings"
	"time"
)

// dateFormat tells whether a number format shows a day, month or year. id is
// the built-in number of the format, code its text when the workbook gives one.
// A format of hours alone, or of elapsed hours, is no date.
func dateFormat(id int, code string) bool {
	if code == "" {
		switch {
		case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id >= 57 && id <= 58:
			return true
		}
		return false
	}
	code, _, _ = strings.Cut(code, ";") // the format of positive numbers
	code = strings.ToLower(code)
	var day, year, month, hour bool
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			if j := strings.IndexByte(code[i+1:], '"'); j >= 0 {
				i += j + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			if j := strings.IndexByte(code[i:], ']'); j >= 0 {
				i += j // a colour, a locale, or elapsed time
			}
		case 'g':
			if strings.HasPrefix(code[i:], "general") {
				i += len("general") - 1
			}
		case 'd', 'j':
			day = true
		case 'y':
			year = true
		case 'a':
			if strings.HasPrefix(code[i:], "am/pm") {
				i += len("am/pm") - 1
			} else if strings.HasPrefix(code[i:], "aa") {
				year = true // année, in a French format
			}
		case 'm':
			month = true
		case 'h', 's':
			hour = true
		case '0', '#', '?':
			if !hour { // ss.000 has digits too
				return false
			}
		}
	}
	return day || year || month && !hour
}

// serialDate writes a serial number as an ISO date, with its time of day when
// it has one. ok is false outside 1900–9999.
func serialDate(serial float64, date1904 bool) (string, bool) {
	if date1904 {
		serial += 1462
	}
	if math.IsNaN(serial) || serial < 1 || serial >= 2958466 {
		return "", false
	}
	days := int(serial)
	seconds := int(math.Round((serial - float64(days)) * 86400))
	if days < 60 {
		days++ // the spreadsheets' 1900 has a 29 February
	}
	t := time.Date(1899, 12, 30, 0, 0, seconds, 0, time.UTC).AddDate(0, 0, days)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format("2006-01-02"), true
	}
	return t.Format("2006-01-02T15:04:05"), true
}

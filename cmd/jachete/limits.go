package main

import (
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// limitFlag sets other bounds than usual to what a ledger may cost.
type limitFlag struct {
	Limit []string `help:"${help_reading_limit}" placeholder:"WHAT=N" sep:"none"`
}

// limits reads "rows=2000000"; sizes in "mb" are MiB.
func (l *limitFlag) limits() (ledger.Limits, error) {
	var out ledger.Limits
	for _, s := range l.Limit {
		what, number, _ := strings.Cut(s, "=")
		n, err := strconv.Atoi(number)
		if err != nil || n <= 0 || n > 1<<40 {
			return out, message.NewFault("option.limit", message.Place{}, "value", s)
		}
		switch what {
		case "file-mb":
			out.FileBytes = int64(n) << 20
		case "inflated-mb":
			out.InflatedBytes = int64(n) << 20
		case "rows":
			out.Rows = min(n, 1<<31-1)
		case "columns":
			out.Columns = min(n, 1<<14)
		case "signs":
			out.CellRunes = n
		case "texts":
			out.Strings = n
		case "texts-mb":
			out.StringBytes = int64(n) << 20
		case "files":
			out.Files = n
		case "seconds":
			out.Time = time.Duration(min(n, 1<<30)) * time.Second
		default:
			return out, message.NewFault("option.limit", message.Place{}, "value", s)
		}
	}
	return out, nil
}

package main

import (
	"strings"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// readingFlags let the user decide what would otherwise be guessed about a
// ledger. The commands that read ledgers share them.
type readingFlags struct {
	Sheet     string   `help:"${help_reading_sheet}" placeholder:"NAME"`
	HeaderRow int      `help:"${help_reading_header_row}" placeholder:"N"`
	Column    []string `help:"${help_reading_column}" placeholder:"FIELD=LETTER" sep:"none"`
	Encoding  string   `help:"${help_reading_encoding}" placeholder:"NAME"`
	Delimiter string   `help:"${help_reading_delimiter}" placeholder:"SIGN"`
	DateOrder string   `help:"${help_reading_date_order}" enum:",dmy,mdy,ymd" default:""`
	Profile   string   `help:"${help_read_profile}" placeholder:"FILE"`

	passwordFlag
	limitFlag
}

// passwordFlag names the environment variable that holds the password of
// encrypted workbooks: on a command line, others could read it.
type passwordFlag struct {
	PasswordEnv string `help:"${help_reading_password_env}" placeholder:"NAME"`
}

func (p *passwordFlag) password(e *env) (string, error) {
	if p.PasswordEnv == "" {
		return "", nil
	}
	v := e.getenv(p.PasswordEnv)
	if v == "" {
		return "", message.NewFault("option.password_env", message.Place{}, "name", p.PasswordEnv)
	}
	return v, nil
}

func (r *readingFlags) options(e *env) (ledger.Options, error) {
	password, err := r.password(e)
	if err != nil {
		return ledger.Options{}, err
	}
	limits, err := r.limits()
	if err != nil {
		return ledger.Options{}, err
	}
	opt := ledger.Options{
		Sheet: r.Sheet, HeaderRow: r.HeaderRow, Encoding: r.Encoding, Delimiter: r.Delimiter, DateOrder: r.DateOrder,
		Password: password, Limits: limits,
	}
	if r.Delimiter == `\t` {
		opt.Delimiter = "\t"
	}
	for _, c := range r.Column {
		field, at, ok := strings.Cut(c, "=")
		if !ok || field == "" || at == "" {
			return opt, message.NewFault("option.column", message.Place{}, "value", c)
		}
		if opt.Columns == nil {
			opt.Columns = map[ledger.Field]string{}
		}
		opt.Columns[ledger.Field(field)] = at
	}
	profile, err := readProfile(r.Profile)
	opt.Profile = profile
	return opt, err
}

// given tells whether any option was set.
func (r *readingFlags) given() bool {
	return r.Sheet != "" || r.HeaderRow != 0 || len(r.Column) > 0 || r.Encoding != "" || r.Delimiter != "" || r.DateOrder != ""
}

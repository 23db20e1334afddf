package store

import "strings"

// kind is how a column's value is written in a backup.
type kind string

const (
	textKind  kind = "text"
	intKind   kind = "int"
	moneyKind kind = "money" // exact decimal: NUMERIC, or text in SQLite
	timeKind  kind = "time"  // UTC to the microsecond: TIMESTAMPTZ, or text
	boolKind  kind = "bool"  // 0 and 1 in SQLite
	bytesKind kind = "bytes"
)

// column of a table.
type column struct {
	name string
	kind kind
	null bool
}

// table as bulk loading and backups need it.
type table struct {
	name    string
	key     []string // primary key, the order of a backup
	columns []column
}

// names of the columns in order.
func (t *table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// list of the columns for a statement.
func (t *table) list() string { return strings.Join(t.names(), ", ") }

// describe reads "name name:kind name?": text unless told, ? may be NULL.
func describe(name, key, columns string) *table {
	t := &table{name: name, key: strings.Fields(key)}
	for f := range strings.FieldsSeq(columns) {
		f, null := strings.CutSuffix(f, "?")
		n, k, typed := strings.Cut(f, ":")
		c := column{name: n, kind: textKind, null: null}
		if typed {
			c.kind = kind(k)
		}
		t.columns = append(t.columns, c)
	}
	return t
}

// tables lists what a backup holds, a table after those it refers to. Sessions,
// jobs and the outbox are left out: whoever restores signs in, and asks, again. A test compares the list with
// what the migrations make.
func tables() []*table {
	return []*table{
		describe("organisations", "id",
			`id name mrc regime municipality population:int created_at:time created_by closed_at:time?`),
		describe("users", "id",
			`id email name password_hash totp_secret disabled:bool organisation? enterprise created_at:time seen_at:time?
			totp_step:int`),
		describe("user_roles", "user_id role",
			`user_id role`),
		describe("recovery_codes", "user_id code_hash",
			`user_id code_hash made_at:time used_at:time?`),
		describe("invitations", "id",
			`id token_hash email role organisation? enterprise invited_by created_at:time expires_at:time used_at:time?
			used_by`),
		describe("registry_batches", "id",
			`id file digest blob author reason at:time created:int updated:int unchanged:int undone_at:time? undone_by
			undone_reason`),
		describe("registry_versions", "seq",
			`seq:int record name neq bn standing data author at:time reason batch?`),
		describe("registry_current", "record",
			`record seq:int name neq bn standing`),
		describe("editions", "number",
			`number:int seq:int at:time digest size:int`),
		describe("candidates", "id",
			`id source source_key kind record name neq data digest state reason proposed_at:time settled_at:time? settled_by`),
		describe("claims", "id",
			`id record name email position message at:time state settled_by settled_at:time? settled_reason`),
		describe("ledgers", "id",
			`id organisation file digest blob options profile book:bytes basis currency lines:int suppliers:int total:money
			first_day last_day undated:int imported_by imported_at:time state undone_by undone_at:time? undone_reason`),
		describe("uploads", "id",
			`id organisation file digest blob size:int reading state understood:bytes fault ledger uploaded_by uploaded_at:time
			changed_at:time`),
		describe("organisation_keys", "organisation",
			`organisation secret:bytes`),
		describe("lines", "organisation ledger n",
			`organisation ledger n:int table_no:int row_no:int line_key supplier_key supplier supplier_no amount:money
			micros:int amount_cell day description account invoice payment neq bn qst_no city postal currency person:bool
			phone email_domain registered_no`),
		describe("spellings", "organisation ledger n",
			`organisation ledger n:int supplier_key spelling neq bn person:bool lines:int total:money first_day last_day`),
		describe("suppliers", "organisation supplier_key",
			`organisation supplier_key name spellings search neq bn person:bool lines:int total:money first_day last_day`),
		describe("decisions", "id",
			`id organisation scope kind neq bn name verdict enterprise class data author at:time agreed_by agreed_at:time?
			agreed_reason reversed_by reversed_at:time? reversed_reason`),
		describe("diagnostics", "id",
			`id organisation period first_day last_day run state edition:int policy digest blob basis currency lines:int
			suppliers:int total:money addressable:money confirmed:money probable:money ceiling:money made_by made_at:time`),
		describe("diagnostic_states", "organisation diagnostic n",
			`organisation diagnostic n:int state author at:time reason`),
		describe("diagnostic_edits", "organisation diagnostic n",
			`organisation diagnostic n:int data author at:time`),
		describe("diagnostic_snapshots", "organisation diagnostic n",
			`organisation diagnostic n:int blob digest`),
		describe("diagnostic_uses", "organisation diagnostic kind ref",
			`organisation diagnostic kind ref`),
		describe("diagnostic_applied", "organisation diagnostic decision",
			`organisation diagnostic decision`),
		describe("targets", "id",
			`id organisation year:int percent:money set_by set_at:time`),
		describe("profiles", "organisation fingerprint",
			`organisation fingerprint profile saved_by saved_at:time`),
		describe("policy_files", "id",
			`id file content author at:time reason effective`),
		describe("audit_log", "id",
			`id at:time actor organisation action object_kind object detail`),
		describe("settings", "name",
			`name value set_by set_at:time`),
	}
}

// tableNamed finds a table, nil when there is none.
func tableNamed(name string) *table {
	for _, t := range tables() {
		if t.name == name {
			return t
		}
	}
	return nil
}

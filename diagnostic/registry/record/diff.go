package record

import "jachete/templates/message"

// Change is one field that two states of a record say differently. Was and Now
// are records that say this field alone, so that a change can be kept, shown in
// either language and applied.
type Change struct {
	Field string `json:"field"`
	Was   Record `json:"was"`
	Now   Record `json:"now"`
}

// Diff gives what changed from one state of a record to another, field by
// field, in the order of [Fields]. Identifiers are not compared.
func Diff(old, now *Record) []Change {
	var out []Change
	for _, f := range Fields() {
		if !f.Same(old, now) {
			out = append(out, Change{Field: f.Key, Was: f.Part(old), Now: f.Part(now)})
		}
	}
	return out
}

// Apply gives the record with changes made; fields that no change names stay.
func Apply(r *Record, changes []Change) Record {
	out := *r
	for i := range changes {
		if f, ok := FieldOf(changes[i].Field); ok {
			f.Copy(&out, &changes[i].Now)
		}
	}
	return out.Normal()
}

// Text tells the change: "Ville : Beauharnois → Léry". What contacts say is not
// told, only that it changed.
func (c *Change) Text(say message.Printer) string {
	f, ok := FieldOf(c.Field)
	if !ok {
		return c.Field
	}
	if f.Private {
		return say.T("record.change.private", "field", f.Label(say))
	}
	was, now := c.Values(say)
	switch {
	case f.Empty(&c.Was):
		return say.T("record.change.set", "field", f.Label(say), "now", now)
	case f.Empty(&c.Now):
		return say.T("record.change.cleared", "field", f.Label(say), "was", was)
	}
	return say.T("record.change.replaced", "field", f.Label(say), "was", was, "now", now)
}

// Values gives the two states as cells, for side-by-side display.
func (c *Change) Values(say message.Printer) (was, now string) {
	f, ok := FieldOf(c.Field)
	if !ok {
		return "", ""
	}
	return f.Text(&c.Was, say), f.Text(&c.Now, say)
}

package diagnostic

import "jachete/templates/message"

// ClassName is the name of a class in the reader's language, its identifier
// when the policy has none.
func (d *Diagnostic) ClassName(id string, lang message.Lang) string {
	for i := range d.Classes {
		if d.Classes[i].ID == id {
			return d.Classes[i].Name.In(string(lang))
		}
	}
	return id
}

// CategoryName is the name of a category in the reader's language; "" is what
// was not classified.
func (d *Diagnostic) CategoryName(id string, say message.Printer) string {
	if id == "" {
		return say.T("category.none")
	}
	for i := range d.Categories {
		if d.Categories[i].ID == id {
			return d.Categories[i].Name.In(string(say.Lang))
		}
	}
	return id
}

// Label is what a figure is, in the reader's language, the same in every
// document.
func (d *Diagnostic) Label(f *Figure, say message.Printer) string {
	var args []string
	for k, v := range f.Args {
		switch k {
		case "class":
			v = d.ClassName(v, say.Lang)
		case "category":
			v = d.CategoryName(v, say)
		case "supplier":
			v = d.supplierNamed(v)
		case "reason":
			v = say.T("aside." + v)
		case "month":
			if v == "" {
				v = say.T("workbook.undated")
			} else {
				v = say.Month(v)
			}
		}
		args = append(args, k, v)
	}
	return say.T(f.Label, args...)
}

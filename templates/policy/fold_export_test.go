package policy

// SetFold lets the external test package hand name.Fold over.
func SetFold(f func(string) string) { nameFold = f }

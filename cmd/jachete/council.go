package main

import (
	"os"
	"path/filepath"

	"jachete/diagnostic"
	"jachete/reports"
	"jachete/templates/message"
)

// council stages the council pack in a folder of its own, made when it is not
// there. dir "" asks for nothing.
func (e *env) council(out *outputs, d *diagnostic.Diagnostic, dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return message.NewFault("output.unwritable", message.Place{File: dir}, "error", cause(err))
	}
	docs, err := reports.CouncilPack(d, e.lang)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := out.add(filepath.Join(dir, doc.Name), doc.Write); err != nil {
			return err
		}
	}
	return nil
}

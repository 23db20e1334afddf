package match

import (
	_ "embed"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

//go:embed model.yaml
var modelFile []byte

// Params is everything a verdict depends on besides the registry: one value,
// stored by its Version with each diagnostic.
type Params struct {
	Version string
	Tables  *name.Tables
	Model   Model
	// MatchAt and PossibleAt are probabilities (0–1): from MatchAt on nobody
	// needs to look, from PossibleAt on somebody should.
	MatchAt    float64
	PossibleAt float64
	// Card is what was measured with these parameters: the accuracy card.
	Card []CardLine
}

// CardLine is what was measured on one set of cases whose answer is known.
// Rates are 0–1.
type CardLine struct {
	Set      string `yaml:"set" json:"set"`
	NameOnly bool   `yaml:"name_only" json:"name_only"`
	Cases    int    `yaml:"cases" json:"cases"`
	// Precision and Recall are those of the verdict match; Shown is the recall
	// of match and possible together.
	Precision float64 `yaml:"precision" json:"precision"`
	Recall    float64 `yaml:"recall" json:"recall"`
	Shown     float64 `yaml:"shown" json:"shown"`
	BestF1    float64 `yaml:"best_f1" json:"best_f1"`
	Brier     float64 `yaml:"brier" json:"brier"`
}

// Model holds the fitted weights. A weight is in bits (log2 odds) for one unit
// of its feature; features and their units are listed in features.go.
type Model struct {
	// Pair weighs what a supplier and an entry have in common or not.
	Pair [numFeatures]float64
	// Rival weighs how the best candidate stands among the others.
	Rival [numRivals]float64
}

type modelYAML struct {
	Version    string             `yaml:"version"`
	Provenance string             `yaml:"provenance"`
	MatchAt    float64            `yaml:"match_at"`
	PossibleAt float64            `yaml:"possible_at"`
	Pair       map[string]float64 `yaml:"pair"`
	Rival      map[string]float64 `yaml:"rival"`
	Card       []CardLine         `yaml:"card"`
}

// DefaultParams compiles the tables of a policy and the fitted weights that
// come with the program. The error names a faulty table entry.
func DefaultParams(n policy.Names) (Params, error) {
	t, err := name.NewTables(n)
	if err != nil {
		return Params{}, fmt.Errorf("compile name tables: %w", err)
	}
	return ParseParams(modelFile, t)
}

// ParseParams reads a table of weights (the format of model.yaml). Unknown and
// missing features are errors.
func ParseParams(b []byte, t *name.Tables) (Params, error) {
	var y modelYAML
	if err := yaml.UnmarshalWithOptions(b, &y, yaml.Strict()); err != nil {
		return Params{}, fmt.Errorf("parse model: %w", err)
	}
	p := Params{Version: y.Version, Tables: t, MatchAt: y.MatchAt, PossibleAt: y.PossibleAt, Card: y.Card}
	for i := range p.Model.Pair {
		w, ok := y.Pair[featureNames[i].name]
		if !ok {
			return Params{}, fmt.Errorf("model has no weight for %q", featureNames[i].name)
		}
		p.Model.Pair[i] = w
	}
	for i := range p.Model.Rival {
		w, ok := y.Rival[rivalNames[i]]
		if !ok {
			return Params{}, fmt.Errorf("model has no weight for %q", rivalNames[i])
		}
		p.Model.Rival[i] = w
	}
	if len(y.Pair) != len(p.Model.Pair) || len(y.Rival) != len(p.Model.Rival) {
		return Params{}, errors.New("model has a weight for an unknown feature")
	}
	return p, p.validate()
}

func (p *Params) validate() error {
	switch {
	case p.Version == "":
		return errors.New("parameters have no version")
	case p.Tables == nil:
		return errors.New("parameters have no name tables")
	case !(p.PossibleAt > 0 && p.PossibleAt <= p.MatchAt && p.MatchAt < 1):
		return fmt.Errorf("thresholds must satisfy 0 < possible (%v) <= match (%v) < 1", p.PossibleAt, p.MatchAt)
	}
	return nil
}

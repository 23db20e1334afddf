package policy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/templates/policy"
)

func TestCondition(t *testing.T) {
	t.Parallel()
	f := policy.Facts{
		Category: "culture", Supply: "services", Outside: 12000, Able: 2, Contract: "small", Rhythm: "seasonal",
		Renewal: 5, Largest: 60, Capacity: "unknown",
	}
	for src, want := range map[string]bool{
		"":                                  true,
		"  ":                                true,
		"true":                              true,
		"able >= 2 and outside >= 5000":     true,
		"able > 2 or largest > 50":          true,
		"not (able == 2)":                   false,
		"!residual && renewal != 0":         true,
		"contract in ['small', 'middle']":   true,
		"contract not in ['small']":         false,
		"rhythm == 'seasonal'":              true,
		"category == 'culture'":             true,
		"able in [1, 3]":                    false,
		"supply == 'goods' or regime == ''": true,
		"outside > -1":                      true,
	} {
		c, err := policy.CompileCondition(src)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if got, err := c.Holds(f); err != nil || got != want {
			t.Errorf("%q gives %v, %v", src, got, err)
		}
	}
}

// Whatever is written as a condition, it is refused or evaluates to yes or
// no: never a panic, never more than its length.
func TestConditionIsBounded(t *testing.T) {
	t.Parallel()
	parts := []string{"able", "outside", "category", "'x'", "1", "2.5", "and", "or", "not", "in", "==", "<", "(", ")", "[", "]", "..", "#", "{", "}", "|", "map", "len(", "let a = 1;", "?", ":", "matches", "contains", "+", "**", "\x00", "é"}
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "parts"), " ")
		c, err := policy.CompileCondition(src)
		if err != nil {
			return
		}
		if _, err := c.Holds(policy.Facts{Able: 1}); err != nil {
			t.Fatalf("%q compiles and fails: %v", src, err)
		}
	})
}

func FuzzCondition(f *testing.F) {
	for _, s := range []string{"able >= 2", "contract in ['small']", "not residual", "1 in [1,2,3]", "((((able"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		c, err := policy.CompileCondition(src)
		if err == nil {
			_, err = c.Holds(policy.Facts{})
		} else {
			return
		}
		if err != nil {
			t.Fatalf("%q compiles and fails: %v", src, err)
		}
	})
}

func TestBand(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	for _, tt := range []struct {
		regime, date, dollars, want string
		sure                        bool
	}{
		{"LCV", "2023-06-30", "24999.99", policy.BandSmall, true},
		{"LCV", "2023-06-30", "25000", policy.BandMiddle, true},
		{"CM", "2023-06-30", "121199.99", policy.BandMiddle, true},
		{"CM", "2023-06-30", "121200", policy.BandLarge, true},
		{"LCV", "2024-06-30", "130000", policy.BandMiddle, false}, // the amount in force is recalled
		{"LCV", "2030-06-30", "10", policy.BandSmall, false},      // no threshold is known to be in force
		{"", "2023-06-30", "30000", policy.BandMiddle, true},
		{"LCOP", "2023-06-30", "10", policy.BandMiddle, false},
		{"LCOP", "2023-06-30", "200000", policy.BandLarge, false},
		{"LCOP", "2001-06-30", "200000", "", false},
		{"autre", "2023-06-30", "10", "", false},
	} {
		got, sure := p.Band(tt.regime, "services", tt.date, decimal.RequireFromString(tt.dollars))
		if got != tt.want || sure != tt.sure {
			t.Errorf("%s %s %s: %q, sure %v", tt.regime, tt.date, tt.dollars, got, sure)
		}
	}
	undated, _ := p.Band("LCV", "goods", "", decimal.NewFromInt(30000))
	if undated != policy.BandMiddle {
		t.Errorf("no date: %q", undated)
	}
	if got, sure := (&policy.Policy{}).Band("LCV", "goods", "2024-01-01", decimal.NewFromInt(1)); got != "" || sure {
		t.Errorf("no threshold: %q, %v", got, sure)
	}
}

// No amount of the thresholds may stand in a wording of the policy.
func TestThresholdsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	if len(p.Thresholds) < 4 {
		t.Fatalf("%d thresholds", len(p.Thresholds))
	}
	var texts []string
	for _, l := range p.Levers {
		texts = append(texts, l.Wording.Fr, l.Wording.En)
	}
	for _, a := range p.Advice {
		texts = append(texts, a.Title.Fr, a.Title.En, a.FirstStep.Fr, a.FirstStep.En)
	}
	for _, s := range texts {
		if strings.ContainsAny(s, "0123456789$") {
			t.Errorf("a figure in %q", s)
		}
	}
}

// A rule of an advisor's own, laid over with --policy, is taken with its
// condition.
func TestAdviceIsOverridden(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine := `- id: maison
  priority: 1
  when: "outside > 100 and rhythm == 'monthly'"
  supply: [services]
  min_dollars: "0"
  min_able: 1
  levers: [gre_a_gre_rgc]
  title: {fr: "Parler", en: "Talk"}
  first_step: {fr: "Appeler.", en: "Call."}
  share_of_spend: "1"
  effort: low
  lead_months: 0
  from: "2024-01-01"
  source: "Essai"
`
	if err := os.WriteFile(filepath.Join(dir, "advice.yaml"), []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Advice) != 1 || p.Advice[0].When == "" || p.Advice[0].Effort != "low" {
		t.Errorf("%+v", p.Advice)
	}
}

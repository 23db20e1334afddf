package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/match"
	"jachete/templates/message"
)

const inventedRegistry = `id,name,other names,city,postal code,neq
A1,Buanderie Zibeline,La Zib,Saint-Rémi,J0L 2L0,1100000018
A2,Coopérative de solidarité Gerboise,,Mercier,,
A3,"=HYPERLINK(""x"") Hermine",,,,
`

// invoke runs the command line in a folder that holds the given files.
func invoke(t *testing.T, files map[string]string, args ...string) (code int, out, errOut, dir string) {
	t.Helper()
	dir = t.TempDir()
	for f, text := range files {
		if err := os.WriteFile(filepath.Join(dir, f), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "$DIR", dir)
	}
	var o, e strings.Builder
	code = run(context.Background(), args, &o, &e)
	return code, o.String(), e.String(), dir
}

func TestMatchCommand(t *testing.T) {
	t.Parallel()
	files := map[string]string{"r.csv": inventedRegistry, "q.csv": "query_name,city,neq\nBUANDERIE ZIBELINE,,\nAutre chose,,1100000018\n=Hermine Hyperlink x,,\nQuincaillerie Tamia,,\n"}
	code, out, errOut, dir := invoke(t, files, "match", "--registry", "$DIR/r.csv", "$DIR/q.csv", "-o", "$DIR/out.csv")
	if code != exitDone || out != "" {
		t.Fatalf("code %d, out %q, err %q", code, out, errOut)
	}
	b, err := os.ReadFile(filepath.Join(dir, "out.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"row", "name", "id", "match_name", "probability", "verdict", "evidence"}, rows[0]); d != "" {
		t.Error(d)
	}
	var got [][]string
	for _, r := range rows[1:] {
		for _, c := range r {
			if c != "" && strings.ContainsAny(c[:1], "=+-@") {
				t.Errorf("a cell would be run as a formula: %q", c)
			}
		}
		got = append(got, []string{r[0], r[2], r[5]})
	}
	want := [][]string{{"2", "A1", "match"}, {"3", "A1", "match"}, {"4", "A3", "match"}, {"5", "", "none"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s\n%s", d, b)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".jachete-*")); len(left) > 0 {
		t.Errorf("temporary files stay: %v", left)
	}
}

func TestMatchRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, registry, queries string
		want                    string
	}{
		{"no names in registry", "id,name\n1,\n", "name\nx\n", "no name"},
		{"duplicate", "id,name\n1,Zibeline\n1,Gerboise\n", "name\nx\n", "A3"},
		{"no name column", inventedRegistry, "colour\nred\n", "no column of names"},
		{"empty queries", inventedRegistry, "", "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, _, errOut, dir := invoke(t, map[string]string{"r.csv": c.registry, "q.csv": c.queries}, "--lang", "en", "match", "--registry", "$DIR/r.csv", "$DIR/q.csv", "-o", "$DIR/out.csv")
			if code != exitRefused || !strings.Contains(errOut, c.want) {
				t.Errorf("code %d, message %q, want %d and %q", code, errOut, exitRefused, c.want)
			}
			if _, err := os.Stat(filepath.Join(dir, "out.csv")); err == nil {
				t.Error("an output file was written")
			}
		})
	}
	if code, _, errOut, _ := invoke(t, nil, "--lang", "en", "match", "--registry", "$DIR/absent.csv", "$DIR/q.csv"); code != exitRefused || !strings.Contains(errOut, "does not exist") {
		t.Errorf("missing registry: %d %q", code, errOut)
	}
	if code, _, _, _ := invoke(t, nil, "match"); code != exitUsage {
		t.Errorf("no arguments: %d", code)
	}
}

func TestEvaluateCommand(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"r.csv": inventedRegistry,
		"q.csv": "query_name,true_id,true_name,difficulty\nBUANDERIE ZIBELINE,A1,Buanderie Zibeline,1\nCoop Gerboise,A9|A2,,4\nQuincaillerie Tamia,,,negative\nIntrouvable Zorille,A1,,6\n",
		"n.csv": "query_name\nTamia et fils\nZorille\n",
	}
	code, out, errOut, _ := invoke(t, files, "evaluate", "--registry", "$DIR/r.csv", "$DIR/q.csv", "--negatives", "$DIR/n.csv", "--json")
	if code != exitDone {
		t.Fatalf("code %d: %s", code, errOut)
	}
	var ev struct {
		Cases, Positives    int
		Match               struct{ Precision, Recall, F1 float64 }
		Shown               float64 `json:"recall_match_possible"`
		Absent, Negatives   struct{ Cases, Match int }
		Reliability         []struct{ Cases int }
		NamesPerSecond      float64 `json:"names_per_second"`
		Brier               float64
		RecallAtPrecision99 struct{ Recall float64 } `json:"recall_at_precision_99"`
	}
	if err := json.Unmarshal([]byte(out), &ev); err != nil {
		t.Fatal(err)
	}
	if ev.Cases != 6 || ev.Positives != 3 || ev.Match.Precision != 1 || ev.Match.Recall < 0.66 || ev.Match.Recall > 0.67 || ev.Shown != ev.Match.Recall ||
		ev.Absent.Cases != 1 || ev.Negatives.Cases != 2 || ev.Negatives.Match != 0 || ev.NamesPerSecond <= 0 || ev.RecallAtPrecision99.Recall != ev.Match.Recall {
		t.Errorf("evaluation %s", out)
	}
	for _, lang := range []string{"fr", "en"} {
		if code, out, errOut, _ := invoke(t, files, "--lang", lang, "evaluate", "--registry", "$DIR/r.csv", "$DIR/q.csv", "--negatives", "$DIR/n.csv", "--errors", "--curve"); code != exitDone || strings.ContainsAny(out, "‹{") {
			t.Errorf("%s: %d %q %q", lang, code, out, errOut)
		}
	}
	code, out, errOut, _ = invoke(t, files, "evaluate", "--registry", "$DIR/r.csv", "$DIR/q.csv", "--errors", "--curve", "--json")
	var more struct {
		Errors struct{ False, Missed int }
		Curve  []struct{ Precision, Recall float64 }
	}
	if err := json.Unmarshal([]byte(out), &more); code != exitDone || err != nil || more.Errors.False != 0 || more.Errors.Missed != 1 || len(more.Curve) != 10 || more.Curve[0].Recall < 0.66 {
		t.Errorf("errors and curve: %d %v %s %s", code, err, out, errOut)
	}
	if code, _, _, _ := invoke(t, map[string]string{"r.csv": inventedRegistry, "q.csv": "name\nx\n"}, "evaluate", "--registry", "$DIR/r.csv", "$DIR/q.csv"); code != exitRefused {
		t.Errorf("no true_id: %d", code)
	}
}

func TestExplainCommand(t *testing.T) {
	t.Parallel()
	files := map[string]string{"r.csv": inventedRegistry, "bg.csv": "id,name\nq,Buanderie Zibeline Tamia\n"}
	for _, lang := range []string{"fr", "en"} {
		code, out, errOut, _ := invoke(t, files, "--lang", lang, "explain", "--registry", "$DIR/r.csv", "--background", "$DIR/bg.csv", "--city", "Mercier", "--why", "A2", "BUANDERIE ZIBELINE TAMIA\x1b[2J")
		if code != exitDone || strings.ContainsAny(out, "‹{\x1b") || !strings.Contains(out, "[A1]") || !strings.Contains(out, "A2") || !strings.Contains(out, "Buanderie Zibeline Tamia") {
			t.Errorf("%s: %d %s %s", lang, code, out, errOut)
		}
	}
	if code, _, _, _ := invoke(t, files, "explain", "--registry", "$DIR/r.csv", "--why", "nobody", "x"); code != exitRefused {
		t.Errorf("unknown entry: %d", code)
	}
	for _, q := range []string{"", "Zzz", "de la"} {
		if code, out, errOut, _ := invoke(t, files, "explain", "--registry", "$DIR/r.csv", "--", q); code != exitDone || strings.Contains(out, "‹") {
			t.Errorf("%q: %d %s %s", q, code, out, errOut)
		}
	}
}

// Every family, kind, reason and standing that the engine may show has a text.
func TestEvidenceHasTexts(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, k := range match.Kinds() {
		keys = append(keys, "match.family."+k[0], "evidence."+k[1])
	}
	for _, r := range match.Reasons() {
		keys = append(keys, "match.reason."+r)
	}
	_, rival := match.FeatureNames()
	for _, r := range rival {
		keys = append(keys, "match.standing."+r)
	}
	for _, lang := range []message.Lang{message.French, message.English} {
		say := message.In(lang)
		for _, k := range keys {
			if !say.Has(k) || say.T(k) == "" {
				t.Errorf("%s: no text %q", lang, k)
			}
		}
	}
}

// A language has one decimal sign.
func TestEvaluateWritesNumbersOneWay(t *testing.T) {
	t.Parallel()
	files := map[string]string{"r.csv": inventedRegistry, "q.csv": "query_name,true_id\nBuanderie Zibeline,A1\n"}
	for lang, wrong := range map[string]string{"fr": `[0-9]\.[0-9]`, "en": `[0-9],[0-9]`} {
		_, out, _, _ := invoke(t, files, "--lang", lang, "evaluate", "--registry", "$DIR/r.csv", "$DIR/q.csv")
		out = regexp.MustCompile(`2026\S+`).ReplaceAllString(out, "") // the version of the parameters
		out = regexp.MustCompile(`[0-9],[0-9]{3} (?:names|cases)`).ReplaceAllString(out, "")
		if s := regexp.MustCompile(wrong).FindString(out); s != "" {
			t.Errorf("%s: %q in\n%s", lang, s, out)
		}
	}
}

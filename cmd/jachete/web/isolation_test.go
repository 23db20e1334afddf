package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// crawl follows every address of pages of this site from start on, and hands
// each answer over. It stops at most pages.
func (b *browser) crawl(most int, visit func(path string, a answer), start ...string) int {
	b.s.t.Helper()
	queue, seen, n := start, map[string]bool{}, 0
	for _, p := range queue {
		seen[p] = true
	}
	add := func(p string) {
		if p != "" && !seen[p] && !strings.HasPrefix(p, "/assets/") && !strings.HasPrefix(p, "/entrer/") {
			seen[p] = true
			queue = append(queue, p)
		}
	}
	for ; len(queue) > 0 && n < most; n++ {
		path := queue[0]
		queue = queue[1:]
		a := b.get(path)
		visit(path, a)
		add(here(path, a.header.Get("Location")))
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			for _, p := range addresses(b.s.t, path, a.body) {
				add(p)
			}
		}
	}
	return n
}

// here makes an address of this site absolute, "" for one of another site.
func here(from, to string) string {
	base, err := url.Parse(from)
	if err != nil || to == "" {
		return ""
	}
	u, err := base.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return ""
	}
	u.Fragment = ""
	return u.RequestURI()
}

// addresses of links, and of forms that only ask (each choice of a list once).
func addresses(t testing.TB, from, body string) (list []string) {
	t.Helper()
	for n := range parse(t, body).Descendants() {
		switch n.Data {
		case "a", "link":
			list = append(list, here(from, attr(n, "href")))
		case "form":
			if m := attr(n, "method"); m != "" && !strings.EqualFold(m, "get") {
				continue
			}
			action := here(from, or(attr(n, "action"), from))
			for c := range n.Descendants() {
				if c.Data == "option" && attr(c, "value") != "" {
					name := attr(c.Parent, "name")
					list = append(list, action+join(action)+url.Values{name: {attr(c, "value")}}.Encode())
				}
			}
		}
		for _, a := range []string{"hx-get", "data-progress"} {
			list = append(list, here(from, attr(n, a)))
		}
	}
	return list
}

func join(action string) string {
	if strings.Contains(action, "?") {
		return "&"
	}
	return "?"
}

func parse(t testing.TB, body string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// inside gives all that an answer says, what is packed in it too.
func inside(a answer) string {
	z, err := zip.NewReader(bytes.NewReader([]byte(a.body)), int64(len(a.body)))
	if err != nil {
		return a.body
	}
	var all strings.Builder
	for _, f := range z.File {
		all.WriteString(f.Name)
		if r, err := f.Open(); err == nil {
			_, _ = io.Copy(&all, r)
			_ = r.Close()
		}
	}
	return all.String()
}

// Nothing that anybody can reach from a start page tells of an organisation
// that is not its own: pages, lists, choices of filters, exports, streams.
func TestNothingCrossesTenants(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	own, other := "/o/"+string(s.own.org), "/o/"+string(s.other.org)
	for _, x := range []struct {
		who       string
		start     []string
		forbidden []string
		within    string // only answers under this address are looked at
	}{
		{"buyer", []string{"/", own, "/compte", "/registre", "/est-ce-une-ees?lang=fr", "/region", "/tableau"}, []string{s.other.mark}, ""},
		{"stranger", []string{"/", other, "/compte", "/registre", "/region"}, []string{s.own.mark}, ""},
		{"nobody", []string{"/", "/registre", "/est-ce-une-ees", "/confidentialite", "/connexion"}, []string{s.own.mark, s.other.mark}, ""},
		{"enterprise", []string{"/", "/registre", "/compte"}, []string{s.own.mark, s.other.mark}, ""},
		{"advisor", []string{own}, []string{s.other.mark}, own},
		{"director", []string{other}, []string{s.own.mark}, other},
	} {
		t.Run(x.who, func(t *testing.T) {
			b := s.as(x.who)
			found := 0
			b.crawl(300, func(path string, a answer) {
				if a.status >= 500 {
					t.Errorf("%s: %d", path, a.status)
				}
				if x.within != "" && path != x.within && !strings.HasPrefix(path, x.within+"/") {
					return
				}
				text := strings.ToLower(inside(a))
				for _, mark := range x.forbidden {
					if strings.Contains(text, mark) {
						t.Errorf("%s as %s shows %s", path, x.who, mark)
					}
				}
				if strings.Contains(text, s.own.mark) || strings.Contains(text, s.other.mark) {
					found++
				}
			}, x.start...)
			if found == 0 && x.who != "nobody" && x.who != "enterprise" {
				t.Error("no page shows even its own mark: the test looks at nothing")
			}
		})
	}
}

// Every page, in both languages and for every role, runs nothing of its own and
// nothing of a ledger.
func TestPagesRunNothing(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	for _, w := range []string{"nobody", "buyer", "advisor", "director", "enterprise", "administrator"} {
		t.Run(w, func(t *testing.T) {
			b := s.as(w)
			start := []string{"/", "/?lang=en", "/nulle-part", "/compte", "/registre", "/est-ce-une-ees", "/admin"}
			if w != "nobody" && w != "enterprise" {
				start = append(start, "/o/"+string(s.own.org))
			}
			met := 0
			n := b.crawl(200, func(path string, a answer) {
				checkHeaders(t, path, a)
				if strings.Contains(a.body, "zzxss") {
					met++
				}
				if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.status != http.StatusSeeOther {
					checkMarkup(t, path, a.body)
				}
			}, start...)
			if t.Logf("%d addresses, %d with a hostile text", n, met); met == 0 {
				t.Error("no page shows a hostile text: the test looks at nothing")
			}
		})
	}
}

// What is taken away runs nothing either: no cell of an export begins as a
// formula.
func TestExportsAreInert(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	for _, w := range []string{"buyer", "advisor"} {
		n := 0
		s.as(w).crawl(250, func(path string, a answer) {
			kind := a.header.Get("Content-Type")
			switch {
			case strings.HasPrefix(kind, "text/csv"):
				n++
				checkCSV(t, path, a.body)
			case strings.Contains(kind, "spreadsheet"):
				n++
				text := inside(a)
				for _, f := range regexp.MustCompile(`<f[ >][^<]*</f>`).FindAllString(text, -1) {
					if strings.Contains(f, "evil") || strings.Contains(f, "zz") {
						t.Errorf("%s: holds the formula %s", path, f)
					}
				}
				if strings.Contains(text, `Target="http://evil`) {
					t.Errorf("%s: holds a link of the ledger", path)
				}
			default:
				return
			}
			if d := a.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || strings.ContainsAny(d, "\r\n") {
				t.Errorf("%s: disposition %q", path, d)
			}
		}, "/", "/o/"+string(s.own.org), "/o/"+string(s.own.org)+"/diagnostics/"+s.own.diagnostic, "/fiches")
		t.Logf("%s: %d exports", w, n)
	}
}

func checkCSV(t *testing.T, path, body string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff")))
	if first, _, _ := strings.Cut(body, "\n"); strings.Contains(first, ";") {
		r.Comma = ';'
	}
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	number := regexp.MustCompile(`^[-+]?[0-9  .,$%]+$`)
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !number.MatchString(cell) {
				t.Errorf("%s: the cell %q begins as a formula", path, cell)
			}
		}
	}
}

func checkHeaders(t *testing.T, path string, a answer) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", path, name, got, want)
		}
	}
	csp := a.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s: the policy of content lacks %s", path, want)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("%s: the policy of content has a hole: %s", path, csp)
	}
}

// checkMarkup parses a page as a browser does.
func checkMarkup(t *testing.T, path, body string) {
	t.Helper()
	for _, r := range body {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("%s: holds the sign %U", path, r)
			break
		}
	}
	lang := false
	for n := range parse(t, body).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			if src := attr(n, "src"); !strings.HasPrefix(src, "/assets/") || n.FirstChild != nil {
				t.Errorf("%s: a script that is not ours: %q", path, src)
			}
		case "style", "iframe", "object", "embed", "base":
			t.Errorf("%s: has a <%s>", path, n.Data)
		case "html":
			lang = attr(n, "lang") != ""
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", strings.HasPrefix(a.Key, "hx-on"), a.Key == "srcdoc":
				t.Errorf("%s: <%s> has the attribute %s", path, n.Data, a.Key)
			case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction":
				if strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "vbscript:") || strings.HasPrefix(value, "data:text") {
					t.Errorf("%s: <%s> leads to %q", path, n.Data, value)
				}
				if a.Key != "href" && (strings.HasPrefix(value, "http") || strings.HasPrefix(value, "//")) {
					t.Errorf("%s: <%s> loads from or sends to another site: %q", path, n.Data, value)
				}
			}
		}
	}
	if !lang {
		t.Errorf("%s: says no language", path)
	}
}

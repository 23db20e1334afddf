package browsertest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// Bring gives a file field, that the keyboard leads to, its files.
func (b *Browser) Bring(selector string, files ...string) {
	b.t.Helper()
	b.Tab(selector)
	b.do(chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// Drop drops a file on a zone, as a hand with a mouse does, and tells how many
// files its field then has.
func (b *Browser) Drop(zone, name, content string) int {
	b.t.Helper()
	return eval[int](b, `(() => {
		const z = document.querySelector(`+quote(zone)+`), bag = new DataTransfer();
		bag.items.add(new File([`+quote(content)+`], `+quote(name)+`));
		for (const kind of ["dragenter", "dragover", "drop"]) z.dispatchEvent(new DragEvent(kind, {dataTransfer: bag, bubbles: true, cancelable: true}));
		return z.querySelector("input[type=file]").files.length;
	})()`)
}

// Download follows a link by the keyboard and gives the file that is saved: its
// path, under the name that the browser gave it.
func (b *Browser) Download(selector string) string {
	b.t.Helper()
	before := b.saved()
	b.Tab(selector)
	b.Press("\r")
	path := ""
	err := b.until(blink, func() (bool, error) {
		for name := range b.saved() {
			if !before[name] {
				path = filepath.Join(b.downloads, name)
			}
		}
		return path != "", nil
	})
	if err != nil {
		b.t.Fatalf("nothing is saved by %s: %v\n%s", selector, err, b.where())
	}
	return path
}

// saved names the files that are downloaded to their end.
func (b *Browser) saved() map[string]bool {
	b.t.Helper()
	list, err := os.ReadDir(b.downloads)
	if err != nil {
		b.t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range list {
		if n := f.Name(); !strings.HasSuffix(n, ".crdownload") && !strings.HasPrefix(n, ".") {
			names[n] = true
		}
	}
	return names
}

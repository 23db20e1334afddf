package browsertest

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Widths of a phone, a tablet and a desk's screen.
var widths = []int64{390, 1024, 1440}

func (b *Browser) resize(width int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 1200))
}

// Visit looks at the page with axe-core in both colour schemes, and takes its
// pictures. A browser without scripts cannot: its pages are the same.
func (b *Browser) Visit(name string) {
	b.t.Helper()
	if b.mute {
		return
	}
	b.guide(name)
	b.Axe()
	b.Dark(true)
	b.Contrast()
	b.Dark(false)
	b.Pictures(name)
}

// Pictures takes pictures of the page when JACHETE_SHOTS names a folder.
func (b *Browser) Pictures(name string) {
	b.t.Helper()
	dir := os.Getenv("JACHETE_SHOTS")
	if dir == "" {
		return
	}
	b.Dark(true)
	b.shot(dir, name, 1024)
	b.Dark(false)
	for _, w := range widths {
		b.shot(dir, name, w)
	}
	b.resize(1024)
}

func (b *Browser) shot(dir, name string, width int64) {
	b.t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	b.resize(width)
	file := fmt.Sprintf("%s-%d.png", name, width)
	if b.dark {
		file = fmt.Sprintf("%s-%d-dark.png", name, width)
	}
	b.write(filepath.Join(dir, file))
}

func (b *Browser) write(path string) {
	b.t.Helper()
	size := eval[[]int64](b, `[innerWidth, Math.max(document.documentElement.scrollHeight, 600)]`)
	b.do(chromedp.EmulateViewport(size[0], size[1])) // whole: what sticks to the bottom is at the bottom
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("picture of the page: %v", err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

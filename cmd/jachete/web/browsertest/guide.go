package browsertest

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/chromedp"
)

// pictures are the pages that the guides show, by the name of the visit.
var pictures = []string{
	"acheteur", "acheteur-depot", "acheteur-compris", "acheteur-resultat", "acheteur-question",
	"revision", "question", "decisions", "tableau", "validation", "region", "verifier", "admin-invitations", "admin-boite", "fiches",
}

// Size of a picture of the guides, and its number of colours: pages have few.
const (
	guideWidth, guideHeight = 1024, 860
	guideColours            = 48
)

// guide writes the picture of a page for docs/guide/images, when JACHETE_GUIDE
// names that folder and the guides show the page.
func (b *Browser) guide(name string) {
	b.t.Helper()
	dir := os.Getenv("JACHETE_GUIDE")
	if dir == "" || !slices.Contains(pictures, name) {
		return
	}
	b.do(chromedp.EmulateViewport(guideWidth, guideHeight))
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("picture of the page: %v", err)
	}
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatal(err)
	}
	var small bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&small, fewColours(full, guideColours)); err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), small.Bytes(), 0o644); err != nil {
		b.t.Fatal(err)
	}
	b.resize(1024)
}

// fewColours draws a picture with the n colours it uses most.
func fewColours(m image.Image, n int) *image.Paletted {
	count := map[color.RGBA]int{}
	r := m.Bounds()
	at := func(x, y int) color.RGBA {
		c, _ := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
		return color.RGBA{c.R&0xf8 | c.R>>5, c.G&0xf8 | c.G>>5, c.B&0xf8 | c.B>>5, 255}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	key := func(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	list := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], key(a)-key(b))
	})
	var p color.Palette
	for _, c := range list[:min(n, len(list))] {
		p = append(p, c)
	}
	near := map[color.RGBA]uint8{}
	out := image.NewPaletted(r, p)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := at(x, y)
			i, ok := near[c]
			if !ok {
				i = uint8(p.Index(c))
				near[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

package ledger

import (
	"archive/zip"
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger/sheet"
)

// speedRows and twelve columns are the ledger that the speed of reading is
// measured on: docs/performance.md, "Reading".
const speedRows = 500_000

var speedHeader = []string{"No fournisseur", "Fournisseur", "No facture", "Date facture", "Compte", "Description", "Montant avant taxes", "TPS", "TVQ", "Montant total", "No chèque", "Ville"}

// speedRow gives the cells of a row; numbers says which are numbers.
func speedRow(i int) (cells [12]string, numbers [12]bool) {
	net := int64(i*7919%900_000 + 101)
	gst, qst := net*5/100, net*9975/100_000
	cells = [12]string{
		strconv.Itoa(1000 + i%2500), "Atelier numéro " + strconv.Itoa(i%2500) + " inc.", "F-" + strconv.Itoa(100_000+i), strconv.Itoa(45292 + i%366),
		"02-" + strconv.Itoa(110+i%800) + "-00-" + strconv.Itoa(310+i%90), "Fournitures et entretien " + strconv.Itoa(i%400),
		point(net), point(gst), point(qst), point(net + gst + qst), strconv.Itoa(50_000 + i/3), "Val-Perdu",
	}
	for _, k := range []int{0, 3, 6, 7, 8, 9, 10} {
		numbers[k] = true
	}
	return cells, numbers
}

// speedWorkbook writes the ledger as other programs do: shared strings, one
// style for dates, and no reference left out.
func speedWorkbook(tb testing.TB, rows int) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "speed.xlsx")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	z := zip.NewWriter(f)
	part := func(name string, write func(w *bufio.Writer)) {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		b := bufio.NewWriterSize(w, 1<<20)
		b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n")
		write(b)
		if err := b.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	text := func(s string) func(*bufio.Writer) { return func(w *bufio.Writer) { w.WriteString(s) } }
	part("[Content_Types].xml", text(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`))
	part("_rels/.rels", text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`))
	part("xl/workbook.xml", text(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Achats" sheetId="1" r:id="rId1"/></sheets></workbook>`))
	part("xl/_rels/workbook.xml.rels", text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`))
	part("xl/styles.xml", text(`<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`))
	shared, list := map[string]int{}, []string{}
	part("xl/worksheets/sheet1.xml", func(w *bufio.Writer) {
		w.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
		put := func(row int, cells []string, numbers [12]bool) {
			fmt.Fprintf(w, `<row r="%d" spans="1:12">`, row)
			for c, s := range cells {
				if numbers[c] {
					style := 2
					if c == 3 {
						style = 1
					}
					fmt.Fprintf(w, `<c r="%s" s="%d"><v>%s</v></c>`, cellName(c, row), style, s)
					continue
				}
				i, ok := shared[s]
				if !ok {
					i = len(list)
					shared[s], list = i, append(list, s)
				}
				fmt.Fprintf(w, `<c r="%s" t="s"><v>%d</v></c>`, cellName(c, row), i)
			}
			w.WriteString(`</row>`)
		}
		put(1, speedHeader, [12]bool{})
		for i := range rows {
			cells, numbers := speedRow(i)
			put(i+2, cells[:], numbers)
		}
		w.WriteString(`</sheetData></worksheet>`)
	})
	part("xl/sharedStrings.xml", func(w *bufio.Writer) {
		fmt.Fprintf(w, `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%d">`, len(list))
		for _, s := range list {
			w.WriteString("<si><t>" + s + "</t></si>")
		}
		w.WriteString(`</sst>`)
	})
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

func speedText(tb testing.TB, rows int) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "speed.csv")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	line := func(cells []string) {
		for i, s := range cells {
			if i > 0 {
				w.WriteByte(';')
			}
			w.WriteString(s)
		}
		w.WriteByte('\n')
	}
	line(speedHeader)
	for i := range rows {
		cells, _ := speedRow(i)
		cells[3] = time.Date(2024, 1, 1+i%366, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		line(cells[:])
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// inflate reads every part of a workbook and does nothing with it: what no
// reader can go below.
func inflate(tb testing.TB, path string) {
	z, err := zip.OpenReader(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer z.Close()
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			tb.Fatal(err)
		}
		r.Close()
	}
}

// cells reads every cell and counts them.
func cells(tb testing.TB, path string) int {
	b, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	n := 0
	for row, err := range b.Rows(b.Sheets()[0].Name) {
		if err != nil {
			tb.Fatal(err)
		}
		n += len(row.Cells)
	}
	return n
}

func excelizeRows(tb testing.TB, path string) int {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows("Achats")
	if err != nil {
		tb.Fatal(err)
	}
	n := 0
	for rows.Next() {
		cols, err := rows.Columns()
		if err != nil {
			tb.Fatal(err)
		}
		n += len(cols)
	}
	return n
}

// lines reads a ledger and proves it whole.
func speedLines(tb testing.TB, path string, rows int) {
	l, err := Read(context.Background(), []string{path}, headers(tb), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if l.Lines.Len() != rows {
		tb.Fatalf("%d lines", l.Lines.Len())
	}
}

// processor is the time the processors spent on this process so far.
func processor() time.Duration { return spent(syscall.RUSAGE_SELF) }

func spent(by int) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(by, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// highest runs f and gives the most memory the heap held meanwhile, in MB.
func highest(f func()) float64 {
	runtime.GC()
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			select {
			case <-stop:
				done <- most
				return
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	f()
	close(stop)
	return float64(<-done) / 1e6
}

// BenchmarkReading measures, on one file in one run, inflating alone, cells,
// ledger lines, and excelize, on one core and on two:
//
//	go test ./diagnostic/ledger -run '^$' -bench 'Reading' -benchtime 3x
//
// "cpu-s" is processor time, which a busy machine hardly changes; "x-inflate" is
// that over inflating alone; "own-s" is the part of it that the reading itself
// spent, without what goes on beside it on a second processor: what the clock
// would show were that one free; "least-s" is what the clock did show, at best.
func BenchmarkReading(b *testing.B) {
	path := speedWorkbook(b, speedRows)
	var base time.Duration
	run := func(name string, processors int, f func()) {
		b.Run(fmt.Sprintf("%s/processors=%d", name, processors), func(b *testing.B) {
			// Not left to -cpu, which a first round of b.Loop does not follow.
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			n, before, own, least := 0, processor(), spent(syscall.RUSAGE_THREAD), time.Duration(1<<62)
			for b.Loop() {
				start := time.Now()
				f()
				least = min(least, time.Since(start))
				n++
			}
			each := (processor() - before) / time.Duration(n)
			own = (spent(syscall.RUSAGE_THREAD) - own) / time.Duration(n)
			if name == "inflate" {
				base = each
			}
			b.ReportMetric(each.Seconds(), "cpu-s")
			b.ReportMetric(own.Seconds(), "own-s")
			b.ReportMetric(least.Seconds(), "least-s")
			b.ReportMetric(float64(each)/float64(max(base, 1)), "x-inflate")
			b.ReportMetric(highest(f), "MB-heap")
		})
	}
	run("inflate", 1, func() { inflate(b, path) })
	for _, n := range []int{1, 2} {
		run("cells", n, func() { cells(b, path) })
		run("lines", n, func() { speedLines(b, path, speedRows) })
	}
	if !testing.Short() {
		run("excelize", 1, func() { excelizeRows(b, path) })
	}
}

// BenchmarkReadingText reads the same ledger as text.
func BenchmarkReadingText(b *testing.B) {
	path := speedText(b, speedRows)
	n, before := 0, processor()
	for b.Loop() {
		speedLines(b, path, speedRows)
		n++
	}
	each := (processor() - before) / time.Duration(n)
	b.ReportMetric(each.Seconds(), "cpu-s")
	b.ReportMetric(speedRows/each.Seconds(), "rows/cpu-s")
	b.ReportMetric(highest(func() { speedLines(b, path, speedRows) }), "MB-heap")
}

// TestSpeedFixture keeps the benchmark's files what they say they are.
func TestSpeedFixture(t *testing.T) {
	t.Parallel()
	path := speedWorkbook(t, 50)
	if a, b := cells(t, path), excelizeRows(t, path); a != 51*12 || a != b {
		t.Errorf("%d cells, %d for excelize", a, b)
	}
	speedLines(t, path, 50)
	speedLines(t, speedText(t, 50), 50)
}

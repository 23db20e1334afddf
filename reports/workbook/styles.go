package workbook

import (
	"fmt"
	"strings"

	"jachete/templates/message"
)

// style of a cell: its place among those of the workbook.
type style int

// The styles.
const (
	plain style = iota
	styleTitle
	styleNote
	styleHead
	styleMoney
	stylePercent
	stylePoints
	styleCount
	styleProbability
	styleText
	styleWrap
)

// stylesheet is the part of the workbook that says how the styles look.
func stylesheet(say message.Printer) string {
	money := `#,##0.00\ "` + say.Sign() + `"`
	if say.Lang == message.English {
		money = `"` + say.Sign() + `"#,##0.00`
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<styleSheet xmlns="%s"><numFmts count="5">`, nsMain)
	for i, f := range []string{money, `0.00" %"`, `0.00`, `#,##0`, `0.000`} {
		fmt.Fprintf(&b, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, attribute.Replace(f))
	}
	b.WriteString(`</numFmts><fonts count="4">` +
		`<font><sz val="11"/><name val="Calibri"/></font>` +
		`<font><b/><sz val="14"/><color rgb="FF1F3A44"/><name val="Calibri"/></font>` +
		`<font><i/><sz val="11"/><color rgb="FF5A6B72"/><name val="Calibri"/></font>` +
		`<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FF1F3A44"/></patternFill></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="11">`)
	const text = 49 // the built-in format of typed text
	for _, x := range []struct {
		format, font, fill int
		align              string
	}{
		plain:            {},
		styleTitle:       {font: 1},
		styleNote:        {font: 2},
		styleHead:        {font: 3, fill: 2, align: `vertical="center" wrapText="1"`},
		styleMoney:       {format: 164},
		stylePercent:     {format: 165},
		stylePoints:      {format: 166},
		styleCount:       {format: 167},
		styleProbability: {format: 168},
		styleText:        {format: text},
		styleWrap:        {format: text, align: `vertical="top" wrapText="1"`},
	} {
		fmt.Fprintf(&b, `<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"`, x.format, x.font, x.fill)
		if x.align == "" {
			b.WriteString(`/>`)
			continue
		}
		b.WriteString(` applyAlignment="1"><alignment ` + x.align + `/></xf>`)
	}
	b.WriteString(`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return b.String()
}

// attribute writes a text inside an attribute.
var attribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")

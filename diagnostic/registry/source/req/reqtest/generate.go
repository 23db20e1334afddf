// Package reqtest makes files of the shape of the open data of the
// Registraire des entreprises, at any size: six CSV members in a ZIP, shares
// of states, forms and missing values as measured on the real file, names
// invented. The same options always give the same bytes. It is for tests and
// measures only; nothing it writes describes anyone.
package reqtest

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"fmt"
	"io"
	"time"
)

// Options say how large the file is.
type Options struct {
	Enterprises int
	Seed        uint64
	// Level of compression, 1 to 9; 0 means 6.
	Level int
}

// Summary counts what was written.
type Summary struct {
	Enterprises, Names, Sites, Mergers, Nameless int
	// Candidates are the enterprises that the embedded policy proposes by the
	// address of their head office; establishments add some.
	Candidates int
	Bytes      map[string]int64 // of each member, inflated
}

// Headers of the members, as the real file has them.
var Headers = map[string]string{
	"Entreprise.csv":                   "NEQ,IND_FAIL,DAT_IMMAT,COD_REGIM_JURI,COD_INTVAL_EMPLO_QUE,DAT_CESS_PREVU,COD_STAT_IMMAT,COD_FORME_JURI,DAT_STAT_IMMAT,COD_REGIM_JURI_CONSTI,DAT_DEPO_DECLR,AN_DECL,AN_PROD,DAT_LIMIT_PROD,AN_PROD_PRE,DAT_LIMIT_PROD_PRE,DAT_MAJ_INDEX_NOM,COD_ACT_ECON_CAE,NO_ACT_ECON_ASSUJ,DESC_ACT_ECON_ASSUJ,COD_ACT_ECON_CAE2,NO_ACT_ECON_ASSUJ2,DESC_ACT_ECON_ASSUJ2,NOM_LOCLT_CONSTI,DAT_CONSTI,IND_CONVEN_UNMN_ACTNR,IND_RET_TOUT_POUVR,IND_LIMIT_RESP,DAT_DEB_RESP,DAT_FIN_RESP,OBJET_SOC,NO_MTR_VOLONT,ADR_DOMCL_ADR_DISP,ADR_DOMCL_LIGN1_ADR,ADR_DOMCL_LIGN2_ADR,ADR_DOMCL_LIGN3_ADR,ADR_DOMCL_LIGN4_ADR",
	"Nom.csv":                          "NEQ,NOM_ASSUJ,NOM_ASSUJ_LANG_ETRNG,STAT_NOM,TYP_NOM_ASSUJ,DAT_INIT_NOM_ASSUJ,DAT_FIN_NOM_ASSUJ",
	"Etablissements.csv":               "NEQ,NO_SUF_ETAB,IND_ETAB_PRINC,IND_SALON_BRONZ,IND_VENTE_TABAC_DETL,IND_DISP,LIGN1_ADR,LIGN2_ADR,LIGN3_ADR,LIGN4_ADR,COD_ACT_ECON,DESC_ACT_ECON_ETAB,NO_ACT_ECON_ETAB,COD_ACT_ECON2,DESC_ACT_ECON_ETAB2,NO_ACT_ECON_ETAB2,NOM_ETAB",
	"FusionScissions.csv":              "NEQ,NEQ_ASSUJ_REL,DENOMN_SOC,COD_RELA_ASSUJ,DAT_EFCTVT,IND_DISP,LIGN1_ADR,LIGN2_ADR,LIGN3_ADR,LIGN4_ADR",
	"ContinuationsTransformations.csv": "NEQ,COD_TYP_CHANG,COD_REGIM_JURI,AUTR_REGIM_JURI,NOM_LOCLT,DAT_EFCTVT",
	"DomaineValeur.csv":                "TYP_DOM_VAL,COD_DOM_VAL,VAL_DOM_FRAN",
}

// Order of the members in the archive.
var Order = []string{"ContinuationsTransformations.csv", "DomaineValeur.csv", "Entreprise.csv", "Etablissements.csv", "FusionScissions.csv", "Nom.csv"}

// Values are the codes a small file needs.
const Values = `"FORM_JURI","APE","Personne morale sans but lucratif"
"FORM_JURI","COP","Coopérative"
"FORM_JURI","ASS","Association"
"FORM_JURI","CIE","Société par actions"
"FORM_JURI","IND","Personne physique exploitant une entreprise individuelle"
"FORM_JURI","SENC","Société en nom collectif"
"STAT_IMMAT","IM","Immatriculée"
"STAT_IMMAT","RD","Radiée sur demande"
"STAT_IMMAT","RO","Radiée d'office"
"STAT_IMMAT","RX","Radiée d'office (article 59)"
"STAT_IMMAT","NI","Non immatriculée"
"STAT_IMMAT","AI","Avis d'intention"
"RELA_ASSUJ","FUS","Fusion"
"RELA_ASSUJ","SCI","Scission"
"TYP_CHANG","CONT","Continuation"
"INTVAL_EMPLO_QUE","A","Aucun"
"INTVAL_EMPLO_QUE","B","De 1 à 5"
"INTVAL_EMPLO_QUE","C","De 6 à 10"
"ACT_ECON","7712","Location de locaux"
`

// BOM begins every member of the real file.
const BOM = "\ufeff"

// Write writes a file. It streams: memory does not grow with the size.
func Write(w io.Writer, o Options) (Summary, error) {
	if o.Level == 0 {
		o.Level = 6
	}
	s := Summary{Enterprises: o.Enterprises, Bytes: map[string]int64{}}
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, o.Level) })
	for _, m := range Order {
		f, err := z.CreateHeader(&zip.FileHeader{Name: m, Method: zip.Deflate, Modified: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)})
		if err != nil {
			return s, fmt.Errorf("create %s: %w", m, err)
		}
		p := &printer{w: bufio.NewWriterSize(f, 1<<16)}
		p.raw(BOM + Headers[m] + "\r\n")
		switch m {
		case "DomaineValeur.csv":
			p.raw(Values)
			for i := range 1200 { // as long as the real one
				p.row("ACT_ECON", fmt.Sprint(1000+i), activities[i%len(activities)]+" "+fmt.Sprint(i))
			}
		default:
			for i := range o.Enterprises {
				e := enterprise(o.Seed, i)
				e.write(m, p, &s)
			}
		}
		if err := p.w.Flush(); err != nil {
			return s, fmt.Errorf("write %s: %w", m, err)
		}
		s.Bytes[m] = p.n
	}
	if err := z.Close(); err != nil {
		return s, fmt.Errorf("end the archive: %w", err)
	}
	return s, nil
}

// printer writes quoted rows.
type printer struct {
	w *bufio.Writer
	n int64
}

func (p *printer) raw(s string) {
	p.n += int64(len(s))
	_, _ = p.w.WriteString(s) // Flush gives the error
}

func (p *printer) row(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			_ = p.w.WriteByte(',')
		}
		if f == "" {
			f = "-"
		}
		_ = p.w.WriteByte('"')
		_, _ = p.w.WriteString(f) // no word of ours holds a quote
		_ = p.w.WriteByte('"')
		p.n += int64(len(f)) + 3
	}
	_, _ = p.w.WriteString("\r\n")
	p.n++
}

// source is a small generator of pseudo-random numbers (splitmix64): the same
// everywhere, for ever.
type source uint64

func (s *source) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *source) n(n int) int             { return int(s.next() % uint64(n)) }
func (s *source) of(list []string) string { return list[s.n(len(list))] }
func (s *source) in(perMille int) bool    { return s.n(1000) < perMille }
func (s *source) date(from, to int) string {
	return fmt.Sprintf("%04d-%02d-%02d", from+s.n(to-from+1), 1+s.n(12), 1+s.n(28))
}

func (s *source) code(prefix string) string {
	return fmt.Sprintf("%s%d%c%d", prefix, s.n(10), "ABCEGHJKLMNPRSTV"[s.n(16)], s.n(10))
}

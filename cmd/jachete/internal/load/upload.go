package load

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"
)

// Ledger writes a ledger of n lines of invented suppliers, as text; no two
// numbers give the same.
func Ledger(n, number int) []byte {
	var b bytes.Buffer
	b.WriteString("No fournisseur;Nom du fournisseur;No facture;Date;Description;Poste;Montant\r\n")
	day := time.Date(2022, 1, 3, 0, 0, 0, 0, time.UTC)
	for i := range n {
		s := i * 7919 % 1500
		fmt.Fprintf(&b, "F%05d;Atelier fictif %s %d inc.;%d-%06d;%s;Achat de fournitures;02-130-00-670;%d,%02d\r\n",
			s, string(rune('A'+s%26)), s, number, i, day.AddDate(0, 0, i*360/n).Format(time.DateOnly), 20+i%900, (i+number)%100)
	}
	return b.Bytes()
}

// Upload sends a ledger to the address of a form and gives the time until the
// answer.
func (c *Client) Upload(ctx context.Context, path, field string, body []byte, number int) (time.Duration, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(field, "mesure-"+strconv.Itoa(number)+".csv")
	if err != nil {
		return 0, fmt.Errorf("write form: %w", err)
	}
	if _, err := part.Write(body); err != nil {
		return 0, fmt.Errorf("write form: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, fmt.Errorf("write form: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.String()+path, &b)
	if err != nil {
		return 0, fmt.Errorf("send form: %w", err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	start := time.Now()
	res, err := c.http.Do(req)
	if err != nil {
		return 0, fmt.Errorf("send form: %w", err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0, fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("send %s: status %d", path, res.StatusCode)
	}
	return time.Since(start), nil
}

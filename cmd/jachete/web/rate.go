package web

import (
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

// limiters hold one bucket for each account or address that came lately.
type limiters struct {
	requests, signIns, checks *buckets
}

func newLimiters(l Limits, now func() time.Time) limiters {
	minute := func(n int) rate.Limit { return rate.Every(time.Minute / time.Duration(n)) }
	return limiters{
		requests: &buckets{limit: rate.Limit(l.Requests), burst: 3 * l.Requests, now: now, at: map[string]*bucket{}},
		signIns:  &buckets{limit: minute(l.SignIns), burst: l.SignIns, now: now, at: map[string]*bucket{}},
		checks:   &buckets{limit: minute(l.Checks), burst: l.Checks, now: now, at: map[string]*bucket{}},
	}
}

// maxBuckets bounds the memory an attacker with many addresses can take.
const maxBuckets = 20_000

type bucket struct {
	*rate.Limiter
	seen time.Time
}

type buckets struct {
	mu    sync.Mutex
	limit rate.Limit
	burst int
	now   func() time.Time
	at    map[string]*bucket
}

// allow takes one from the bucket of key.
func (b *buckets) allow(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	k, ok := b.at[key]
	if !ok {
		if len(b.at) >= maxBuckets {
			b.forget(now)
		}
		k = &bucket{Limiter: rate.NewLimiter(b.limit, b.burst)}
		b.at[key] = k
	}
	k.seen = now
	return k.AllowN(now, 1)
}

// forget drops the buckets that are full again; when none is, all of them: a
// flood must not make the server slower with each address.
func (b *buckets) forget(now time.Time) {
	for k, v := range b.at {
		if v.TokensAt(now) >= float64(b.burst) {
			delete(b.at, k)
		}
	}
	if len(b.at) >= maxBuckets {
		clear(b.at)
	}
}

// limitRate bounds the requests of one address.
func (s *Server) limitRate(g *gin.Context) {
	if s.limits.requests.allow(addressKey(g.ClientIP())) {
		g.Next()
		return
	}
	g.Header("Retry-After", "2")
	s.wrap(func(*call) error { return errTooMany })(g)
	g.Abort()
}

// limitAccount bounds the requests of one account, from whatever addresses.
func (c *call) limitAccount() error {
	if c.actor == nil || c.s.limits.requests.allow("account:"+c.actor.User) {
		return nil
	}
	c.Header("Retry-After", "2")
	return errTooMany
}

// address is the visitor's, as it is counted.
func (c *call) address() string { return addressKey(c.ClientIP()) }

// addressKey is what is counted of an address: of IPv6 the network, which is what
// one visitor is given.
func addressKey(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

package web

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jachete/diagnostic/desk"
)

// metrics are what a monitor reads. Labels are routes and statuses: never an
// organisation, an account or an address.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	signIns  *prometheus.CounterVec
	now      func() time.Time
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(), now: s.cfg.Now,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jachete_requests_total", Help: "Requests answered."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "jachete_request_seconds", Help: "Time to answer a request.", Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30},
		}, []string{"route"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jachete_sign_ins_total", Help: "Sign-ins, by how they ended."}, []string{"outcome"}),
	}
	m.registry.MustRegister(
		m.requests, m.seconds, m.signIns, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), jobGauge{s},
	)
	return m
}

// measure counts a request under its route; what has none is counted together.
func (m *metrics) measure(g *gin.Context) {
	begun := m.now()
	g.Next()
	route := g.FullPath()
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(g.Request.Method, route, strconv.Itoa(g.Writer.Status())).Inc()
	m.seconds.WithLabelValues(route).Observe(m.now().Sub(begun).Seconds())
}

// jobGauge asks the store, at each look, how much work waits.
type jobGauge struct{ s *Server }

var jobsWaiting = prometheus.NewDesc("jachete_jobs", "Jobs that are not over.", nil, nil)

// Describe says what is measured.
func (j jobGauge) Describe(to chan<- *prometheus.Desc) { to <- jobsWaiting }

// Collect measures.
func (j jobGauge) Collect(to chan<- prometheus.Metric) {
	n, err := j.s.desk.WaitingJobs(context.Background())
	if err != nil {
		to <- prometheus.NewInvalidMetric(jobsWaiting, err)
		return
	}
	to <- prometheus.MustNewConstMetric(jobsWaiting, prometheus.GaugeValue, float64(n))
}

// metricsPage is for the administrator, and for a monitor on this machine. What
// comes through a reverse proxy on this machine is not from this machine.
func metricsPage(c *call) error {
	if !c.local() && (c.actor == nil || c.actor.Role != desk.Administrator) {
		return errNotFound
	}
	promhttp.HandlerFor(c.s.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
	return nil
}

// local tells whether a request comes from this machine itself.
func (c *call) local() bool {
	for _, h := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"} {
		if c.GetHeader(h) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(c.Request.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() && c.Request.Method == http.MethodGet
}

package web

import (
	"bytes"
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"jachete/diagnostic/store"
)

// lazySessions writes a session when it changed, or when its end moved by more
// than a few minutes. Every page view moves that end; writing it each time would
// make page views wait behind an import on SQLite, which has one writer.
type lazySessions struct {
	*store.Sessions
	mu sync.Mutex
	at map[string]writtenSession
}

// writtenSession is what this server last wrote or read of a session.
type writtenSession struct {
	expiry time.Time
	data   []byte
}

// sessionSlack is how much earlier than said an idle session may end.
const sessionSlack = 5 * time.Minute

// maxLazy bounds the memory.
const maxLazy = 10_000

func newLazySessions(s *store.Sessions) *lazySessions {
	return &lazySessions{Sessions: s, at: map[string]writtenSession{}}
}

// sameSession compares what two writings say: values are written in the order
// of a map, which is none.
func sameSession(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var codec scs.GobCodec
	endA, valuesA, errA := codec.Decode(a)
	endB, valuesB, errB := codec.Decode(b)
	return errA == nil && errB == nil && endA.Equal(endB) && reflect.DeepEqual(valuesA, valuesB)
}

// CommitCtx keeps a session until expiry, give or take the slack.
func (l *lazySessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	l.mu.Lock()
	last, ok := l.at[token]
	l.mu.Unlock()
	if ok && sameSession(last.data, data) && expiry.Sub(last.expiry) < sessionSlack && !expiry.Before(last.expiry) {
		return nil
	}
	if err := l.Sessions.CommitCtx(ctx, token, data, expiry); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.at) >= maxLazy {
		clear(l.at)
	}
	l.at[token] = writtenSession{expiry: expiry, data: bytes.Clone(data)}
	return nil
}

// DeleteCtx ends a session.
func (l *lazySessions) DeleteCtx(ctx context.Context, token string) error {
	l.mu.Lock()
	delete(l.at, token)
	l.mu.Unlock()
	return l.Sessions.DeleteCtx(ctx, token)
}

// Commit is CommitCtx.
func (l *lazySessions) Commit(token string, data []byte, expiry time.Time) error {
	return l.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx.
func (l *lazySessions) Delete(token string) error { return l.DeleteCtx(context.Background(), token) }

// Package scan asks the virus scanner beside the server what it finds in a file. It speaks clamd's protocol and knows a file by its
// bytes alone; what is done with one that is infected, or could not be scanned, is up to who asks.
package scan

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	chunk     = 64 << 10 // bytes sent at a time, and all of a file that is held in memory
	maxAnswer = 1 << 10  // bytes; clamd answers in one line
	maxName   = 100      // characters of a virus' name
)

// Scanner is a clamd. It may be used concurrently.
type Scanner struct {
	network, address string
	timeout          time.Duration
}

// New returns the scanner at an address, unix:/PATH or tcp:HOST:PORT, which has the timeout for each answer, the sending included. It
// does not connect.
func New(at string, timeout time.Duration) (*Scanner, error) {
	network, address, _ := strings.Cut(at, ":")
	switch network {
	case "unix":
		if !strings.HasPrefix(address, "/") {
			return nil, fmt.Errorf("scanner %q: the path of the socket does not begin with a slash", at)
		}
	case "tcp":
		host, port, err := net.SplitHostPort(address)
		if n, portErr := strconv.ParseUint(port, 10, 16); err != nil || portErr != nil || n == 0 || host == "" {
			return nil, fmt.Errorf("scanner %q: no host with a port", at)
		}
	default:
		return nil, fmt.Errorf("scanner %q: neither unix nor tcp", at)
	}
	return &Scanner{network, address, timeout}, nil
}

// Ping returns nil if the scanner answers as it should.
func (s *Scanner) Ping(ctx context.Context) error {
	answer, err := s.ask(ctx, "PING", nil)
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("scanner answers %q", answer)
	}
	return err
}

// Scan sends a file and returns the name of the virus that was found in it, or "". An error says that the file was not scanned, whatever
// the cause: nothing is known of it then.
func (s *Scanner) Scan(ctx context.Context, file io.Reader) (virus string, err error) {
	answer, err := s.ask(ctx, "INSTREAM", file)
	if name, found := foundIn(answer); found {
		return name, nil // perhaps before all was sent
	}
	switch {
	case err != nil:
		return "", err
	case answer != "stream: OK":
		return "", fmt.Errorf("scanner answers %q", answer)
	}
	return "", nil
}

// foundIn returns the name of the virus that an answer tells of.
func foundIn(answer string) (name string, found bool) {
	name, ofStream := strings.CutPrefix(answer, "stream: ")
	name, found = strings.CutSuffix(name, " FOUND")
	if !ofStream || !found || strings.TrimSpace(name) == "" {
		return "", false
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || r == unicode.ReplacementChar {
			return '?'
		}
		return r
	}, name))
	return string(runes[:min(len(runes), maxName)]), true
}

// ask has one conversation. Where the file could not be sent whole, it returns an error beside what was answered.
func (s *Scanner) ask(ctx context.Context, command string, file io.Reader) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", fmt.Errorf("reach scanner: %w", err)
	}
	defer func() { _ = conn.Close() }() // what was to be known is known
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err = io.WriteString(conn, "z"+command+"\x00"); err == nil && file != nil {
		err = send(conn, file)
	}
	if errors.Is(err, errFile) {
		return "", err
	}
	if err != nil {
		err = fmt.Errorf("send to scanner: %w", err)
	}
	answer, answerErr := receive(conn) // also when sending failed: a scanner may refuse what is too large and hang up
	if err = errors.Join(err, answerErr); err != nil {
		err = errors.Join(err, ctx.Err())
	}
	return answer, err
}

var errFile = errors.New("read the file")

// send sends a file in chunks, each after its length; a length of zero ends it.
func send(w io.Writer, file io.Reader) error {
	buf := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(file, buf[4:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return errors.Join(errFile, err)
		}
		binary.BigEndian.PutUint32(buf, uint32(n))
		if n > 0 {
			if _, err := w.Write(buf[:4+n]); err != nil {
				return err
			}
		}
		if ended {
			_, err := w.Write(make([]byte, 4))
			return err
		}
	}
}

// receive reads one answer: a line that a zero byte ends, and nothing after it.
func receive(r io.Reader) (string, error) {
	in := bufio.NewReader(io.LimitReader(r, maxAnswer))
	answer, err := in.ReadString(0)
	switch {
	case err != nil:
		return "", fmt.Errorf("answer of scanner cut off after %d bytes: %w", len(answer), err)
	case in.Buffered() > 0:
		return "", errors.New("scanner goes on after its answer")
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}
